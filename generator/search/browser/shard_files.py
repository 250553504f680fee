"""Files of the browser's index: compressed, named by their content, listed in pages."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import Problem, VerificationError

ENDING = ".bin"
NAME = 16
"""Digits of a name."""
PAGE = 64
"""Names on a page of a list of files."""
NOTHING = "0" * NAME
"""Stands in a list for a file that is not there."""
_LEVEL = 9


class BlobStore:
    """A folder of files named by their content; what is there already is not written again.

    `needs` says of the files that this shelf wrote which others they name, where they do.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.needs: dict[str, list[str]] = {}
        self._written: set[str] = set()

    def put(self, content: bytes, needs: Sequence[str] = ()) -> str:
        """The name, without ending, under which this content is kept compressed."""
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        name = hashlib.sha256(packed).hexdigest()[:NAME]
        if needs:
            self.needs[name] = list(needs)
        if name not in self._written:
            self._write(self.folder / (name + ENDING), packed)
            self._written.add(name)
        return name

    def put_json(self, value: object, needs: Sequence[str] = ()) -> str:
        """The name of a value kept as JSON."""
        return self.put(msgspec.json.encode(value), needs)

    def get(self, name: str) -> bytes:
        """What is kept under a name; VerificationError where it is not what was put there."""
        file = self.folder / (name + ENDING)
        try:
            packed = file.read_bytes()
        except OSError:
            packed = b""
        if hashlib.sha256(packed).hexdigest()[:NAME] != name:
            raise VerificationError(
                [Problem(str(file), None, None, msg("is not the file that was written"))]
            )
        return zlib.decompress(packed, -15)

    def size(self, names: Iterable[str]) -> int:
        """How many bytes the files under these names have together, compressed."""
        return sum((self.folder / (name + ENDING)).stat().st_size for name in names)

    def get_json(self, name: str) -> Any:
        """The value that is kept under a name."""
        return msgspec.json.decode(self.get(name))

    @staticmethod
    def _write(path: Path, packed: bytes) -> None:
        """In one step, since a file that is there counts as whole."""
        try:
            if path.stat().st_size == len(packed):
                return
        except FileNotFoundError:
            pass
        # They are many: `replace_state` syncs all of them before it names them.
        replace_file(path, packed, durable=False)


def list_names(blobs: BlobStore, names: Sequence[str]) -> list[str]:
    """Writes names of files into pages; a file that is not there is an empty name."""
    parts = (names[start : start + PAGE] for start in range(0, len(names), PAGE))
    return [blobs.put(joined(part).encode(), list(filter(None, part))) for part in parts]


def read_names(blobs: BlobStore, pages: Iterable[str]) -> list[str]:
    """The names on pages."""
    return [name for page in pages for name in apart(blobs.get(page).decode())]


def joined(names: Iterable[str]) -> str:
    """Names as files hold them, zeros for one that is empty."""
    return "".join(name or NOTHING for name in names)


def apart(text: str) -> list[str]:
    """The names that were joined."""
    names = (text[at : at + NAME] for at in range(0, len(text), NAME))
    return ["" if name == NOTHING else name for name in names]
