"""All drafts of a desk: begun, found, taken in, put away."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from generator.desk.writing.draft import Draft, DraftInfo, Kind
from generator.io.atomic import remove
from generator.model.messages import msg
from generator.model.problems import UsageError

_ID: Final = re.compile(r"\d{8}-[a-z2-7]{6}")


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"


class Drafts:
    """All drafts of a desk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._lock = folder, threading.RLock()
        self._packing = threading.Lock()

    def begin(self, kind: Kind, title: str, by: str, at: datetime) -> Draft:
        """A new draft."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = self.folder / f"{at:%Y%m%d}-{_letters()}"
        folder.mkdir(mode=0o700)
        draft = self._at(folder)
        draft.save("draft.json", DraftInfo(kind, title[:120], by, at, at, writers=(by,)))
        return draft

    def find(self, name: str) -> Draft:
        """The draft of this name; UsageError where there is none."""
        folder = self.folder / name
        if not _ID.fullmatch(name) or not (folder / "draft.json").exists():
            raise UsageError(msg("there is no such draft"))
        return self._at(folder)

    def all(self) -> list[Draft]:
        """Every draft that can be read, what was changed last first."""
        found = self.readable()
        return sorted(found, key=lambda each: (each.info.changed, each.id), reverse=True)

    def readable(self) -> list[Draft]:
        """Every draft whose own file can be read, by name."""
        return [each for each in self._every() if each.is_readable]

    def damaged(self) -> list[Draft]:
        """The others: their folders are still there, and nothing of them was lost by us."""
        return [each for each in self._every() if not each.is_readable]

    def _every(self) -> list[Draft]:
        if not self.folder.is_dir():
            return []
        names = sorted(each.name for each in self.folder.iterdir() if _ID.fullmatch(each.name))
        return [self._at(self.folder / n) for n in names if (self.folder / n).is_dir()]

    def known(self, name: str) -> Draft | None:
        """The draft of this name, None where there is none."""
        try:
            return self.find(name)
        except UsageError:
            return None

    @contextmanager
    def staging(self, name: str = "new") -> Iterator[Draft]:
        """A draft that is not among the others yet; what is not adopted goes again."""
        outer = self.folder.parent / f".incoming-{secrets.token_hex(4)}"
        (outer / name).mkdir(parents=True, mode=0o700)
        try:
            yield self._at(outer / name)
        finally:
            remove(outer)

    def adopt(self, staged: Draft, name: str | None) -> Draft:
        """Take a staged draft among the others, under this name or a new one."""
        target = self.folder / (name or f"{staged.info.created:%Y%m%d}-{_letters()}")
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            staged.folder.rename(target)
        return self._at(target)

    def _at(self, folder: Path) -> Draft:
        return Draft(folder, self._lock, self._packing)

    def folder_of(self, name: str) -> Draft:
        """The folder of a draft, whether or not it can be read; UsageError where there is none."""
        folder = self.folder / name
        if not _ID.fullmatch(name) or not folder.is_dir():
            raise UsageError(msg("there is no such draft"))
        return self._at(folder)

    def put_away_ones(self) -> list[Draft]:
        """What was put away and can be read, by name."""
        folder = self.folder.parent / "put-away"
        names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        found = (self._at(folder / name) for name in names if _ID.fullmatch(name))
        return [each for each in found if each.is_readable]

    def take_back(self, name: str) -> None:
        """Take a draft into the lists again that was put away; UsageError where there is none."""
        source = self.folder.parent / "put-away" / name
        if not _ID.fullmatch(name) or not source.is_dir():
            raise UsageError(msg("there is no such draft"))
        with self._lock:
            shutil.move(source, self._free(self.folder, name))

    def put_away(self, draft: Draft) -> None:
        """Take a draft out of the lists; it stays in `put-away`, nothing is destroyed."""
        with self._lock:
            target = self.folder.parent / "put-away"
            target.mkdir(exist_ok=True)
            shutil.move(draft.folder, self._free(target, draft.id))

    @staticmethod
    def _free(folder: Path, name: str) -> Path:
        """Where a draft of this name can go: under another one where one of the same lies there."""
        while (folder / name).exists():
            name = f"{name[:8]}-{_letters()}"
        return folder / name


def _letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(6))
