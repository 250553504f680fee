"""One draft on the disk: what somebody typed is there again after any accident.

    drafts/20261129-7kq2fa/draft.json      what it is, who began it, when
                          /parts/…         texts that people edit, one file each
                          /files/…         what they handed in, as it was
                          /versions/PART/  the last texts of a part
                          /review.json …   what others said of it

A part is written whole (temporary file, sync, rename), and only by somebody who names the digest of
the text that they started from: whoever was overtaken gets both texts, and theirs is kept as well.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec
from msgspec import Struct

from generator.io.atomic import remove, replace_file
from generator.model.messages import foreign, msg
from generator.model.problems import MALFORMED, DataError, UsageError

Kind = Literal["document", "list", "notice"]


Saved = TypeVar("Saved", bound=Struct)


KEPT_VERSIONS: Final = 20
"""Earlier texts of a part that are kept."""


VERSION_AGE: Final = timedelta(minutes=1)
"""What is typed within this time of the last kept version is one version with it."""


_PART: Final = re.compile(r"[a-z]+(?:\.[a-z]+)?")


_VERSION: Final = re.compile(r"\d{8}T\d{6}Z-(?:kept|refused)-[0-9a-f]{16}\.txt")


_STAMP: Final = "%Y%m%dT%H%M%SZ"


class DraftInfo(Struct, frozen=True):
    """What a draft is; `title` is how the desk lists it, `changed` when somebody last wrote,
    `submitted` the digest of what was handed over for review, `closed` that it was published,
    `writers` everybody who changed something in it.
    """

    kind: Kind
    title: str
    by: str
    created: datetime
    changed: datetime
    submitted: str = ""
    closed: bool = False
    writers: tuple[str, ...] = ()


class Conflict(Exception):
    """A part was changed by somebody else meanwhile: both texts, and the digest of theirs."""

    def __init__(self, part: str, theirs: str, mine: str, digest: str) -> None:
        self.part, self.theirs, self.mine, self.digest = part, theirs, mine, digest
        super().__init__(part)


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of a part: its file's name, when it was put aside, whether it lost against
    another text that was saved meanwhile.
    """

    name: str
    at: datetime
    refused: bool


class Draft:
    """One draft; several windows may work on it at once."""

    def __init__(self, folder: Path, lock: threading.RLock, packing: threading.Lock) -> None:
        self.folder, self._lock = folder, lock
        self.packing = packing
        """Held while releases are made, which takes longer than what is typed may wait."""

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.folder.name

    @property
    def files_folder(self) -> Path:
        """Where what was handed in lies."""
        return self.folder / "files"

    @property
    def info(self) -> DraftInfo:
        """What it is; DataError where its file is damaged."""
        info = self.load("draft.json", DraftInfo)
        if info is None:
            raise DataError(msg("%(folder)s holds no draft", folder=self.folder))
        return info

    @property
    def is_readable(self) -> bool:
        """Whether its own file can be read."""
        try:
            return self.load("draft.json", DraftInfo) is not None
        except DataError:
            return False

    def rename(self, title: str) -> None:
        """Call it otherwise in the lists of the desk."""
        with self._lock:
            if title and title != self.info.title:
                self.save("draft.json", msgspec.structs.replace(self.info, title=title[:120]))

    def submit(self) -> None:
        """Hand over what the draft holds now for review."""
        with self._lock:
            self._require_open()
            now = msgspec.structs.replace(self.info, submitted=self.content_digest())
            self.save("draft.json", now)

    def load(self, name: str, kind: type[Saved]) -> Saved | None:
        """What a file of the draft says; None where it is not there, DataError where damaged."""
        path = self.folder / name
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except MALFORMED as error:
            raise DataError(
                msg("%(path)s: %(error)s", path=path, error=foreign(str(error)))
            ) from None

    def save(self, name: str, content: Struct) -> None:
        """Write a file of the draft."""
        data = msgspec.json.format(msgspec.json.encode(content), indent=1)
        replace_file(self.folder / name, data + b"\n")

    def forget(self, name: str) -> None:
        """Take a file of the draft away."""
        (self.folder / name).unlink(missing_ok=True)

    def text(self, part: str) -> str:
        """A part as it stands; empty where nobody wrote it yet."""
        try:
            return self._path(part).read_text("utf-8")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError:
            path = self._path(part)
            raise DataError(msg("%(path)s is damaged: it is no text", path=path)) from None

    def digest(self, part: str) -> str:
        """The digest of a part, which a writer names."""
        return text_digest(self.text(part))

    def write(
        self, part: str, text: str, base: str | None, at: datetime, *, keep: bool = False
    ) -> str:
        """Give a part this text; its digest. Conflict where it is not what `base` names any more.

        With no base it is written whatever stands there. That is kept as a version then, and where
        the caller says so; otherwise one version stands for what is typed within a minute.
        """
        text = text.replace("\r\n", "\n")
        with self._lock:
            self._require_open()
            before = self.text(part)
            if text == before:
                return text_digest(text)
            if base is not None and base != text_digest(before):
                self._put_aside(part, text, at, refused=True)
                raise Conflict(part, before, text, text_digest(before))
            if before:
                self._put_aside(part, before, at, refused=False, always=keep or base is None)
            path = self._path(part)
            path.parent.mkdir(exist_ok=True)
            replace_file(path, text.encode())
            self.save("draft.json", msgspec.structs.replace(self.info, changed=at))
        return text_digest(text)

    def fields(self, part: str) -> dict[str, str | list[str]]:
        """A part that holds the answers of a form; DataError where it was damaged by hand."""
        text = self.text(part)
        try:
            return msgspec.json.decode(text, type=dict[str, str | list[str]]) if text else {}
        except MALFORMED as error:
            raise DataError(
                msg("%(path)s: %(error)s", path=self._path(part), error=foreign(str(error)))
            ) from None

    def write_fields(
        self, part: str, fields: Mapping[str, str | list[str]], base: str | None, at: datetime
    ) -> str:
        """Give a part the answers of a form; its digest, as `write`."""
        return self.write(part, fields_text(fields), base, at)

    def versions(self, part: str) -> list[Version]:
        """The earlier texts of a part, the newest first."""
        found = []
        for path in self._versions(part).glob("*.txt"):
            if _VERSION.fullmatch(path.name):
                stamp, _, rest = path.name.partition("-")
                at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
                found.append(Version(path.name, at, rest.startswith("refused")))
        return sorted(found, key=lambda each: (each.at, each.name), reverse=True)

    def version_text(self, part: str, name: str) -> str:
        """An earlier text; UsageError where there is none of this name."""
        if name not in {each.name for each in self.versions(part)}:
            raise UsageError(msg("there is no such version"))
        return (self._versions(part) / name).read_text("utf-8")

    def files(self) -> list[str]:
        """The names of what was handed in."""
        if not self.files_folder.is_dir():
            return []
        return sorted(path.name for path in self.files_folder.iterdir() if path.is_file())

    def put_file(self, name: str, content: bytes, at: datetime) -> None:
        """Keep a file that was handed in."""
        with self._lock:
            self._require_open()
            self.files_folder.mkdir(exist_ok=True)
            replace_file(self.files_folder / name, content)
            self.save("draft.json", msgspec.structs.replace(self.info, changed=at))

    def keep_source(self, name: str, content: bytes) -> None:
        """Keep what was imported as it was; nothing of it is published."""
        (self.folder / "source").mkdir(exist_ok=True)
        replace_file(self.folder / "source" / name, content)

    def drop_file(self, name: str) -> None:
        """Take away a file that was handed in."""
        with self._lock:
            self._require_open()
            if name in self.files():
                (self.files_folder / name).unlink()

    def content_digest(self) -> str:
        """The digest of all that a release is made of, written, handed in or begun from: what a
        review speaks of.
        """
        digest = sha256()
        for pattern in ("files/*", "parts/*", "*.origin.json"):
            for path in sorted(self.folder.glob(pattern)):
                if not path.name.startswith("."):
                    own = sha256(path.read_bytes()).hexdigest()
                    digest.update(f"{path.relative_to(self.folder).as_posix()}\0{own}\n".encode())
        return digest.hexdigest()

    def add_writer(self, who: str) -> None:
        """Remember that somebody changed something: they do not review it."""
        with self._lock:
            info = self.info
            if who and who not in info.writers:
                writers = (*info.writers, who)
                self.save("draft.json", msgspec.structs.replace(info, writers=writers))

    def reopen(self) -> None:
        """Let it be changed again: it was not published after all."""
        with self._lock:
            self.save("draft.json", msgspec.structs.replace(self.info, closed=False))

    def forget_handover(self) -> None:
        """Take the release away that was made of it."""
        remove(self.folder / "handover")

    def close(self) -> None:
        """Let nothing of it be changed any more: it was published."""
        with self._lock:
            self.save("draft.json", msgspec.structs.replace(self.info, closed=True))

    def _require_open(self) -> None:
        if self.info.closed:
            raise UsageError(msg("This was published. To change it, begin from what is published."))

    def _path(self, part: str) -> Path:
        if not _PART.fullmatch(part):
            raise UsageError(msg("there is no such part"))
        return self.folder / "parts" / part

    def _versions(self, part: str) -> Path:
        return self.folder / "versions" / self._path(part).name

    def _put_aside(
        self, part: str, text: str, at: datetime, *, refused: bool, always: bool = False
    ) -> None:
        kept = self.versions(part)
        recent = next((each for each in kept if not each.refused), None)
        if not refused and not always and recent and at - recent.at < VERSION_AGE:
            return
        folder = self._versions(part)
        folder.mkdir(parents=True, exist_ok=True)
        word = "refused" if refused else "kept"
        name = f"{at.astimezone(UTC).strftime(_STAMP)}-{word}-{text_digest(text)}.txt"
        replace_file(folder / name, text.encode())
        for each in kept[KEPT_VERSIONS - 1 :]:
            (folder / each.name).unlink()


def text_digest(text: str) -> str:
    """What names a text: sixteen hexadecimal digits of its SHA-256."""
    return sha256(text.encode()).hexdigest()[:16]


def fields_text(fields: Mapping[str, str | list[str]]) -> str:
    """The answers of a form as a part holds them, empty ones left out."""
    said = {name: value for name, value in fields.items() if value}
    return msgspec.json.format(msgspec.json.encode(said), indent=1).decode() + "\n"
