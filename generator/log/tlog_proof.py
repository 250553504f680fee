"""A proof that an entry is in a log, as other programs read it (C2SP tlog-proof). Pure."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from generator.log.checkpoint import SIZE
from generator.model.merkle import HASH
from generator.model.messages import msg
from generator.model.problems import VerificationError

FIRST_LINE = b"c2sp.org/tlog-proof@v1\n"
MAX_PATH = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An entry's number, its path to the root, and the checkpoint; `extra` is proved by nothing."""

    index: int
    path: tuple[bytes, ...]
    note: bytes
    extra: bytes | None = None

    def __bytes__(self) -> bytes:
        """The proof as a file, whose name ends in `.tlog-proof`."""
        extra = [] if self.extra is None else [f"extra {_base64(self.extra)}"]
        lines = [*extra, f"index {self.index}", *map(_base64, self.path), ""]
        return FIRST_LINE + "".join(f"{line}\n" for line in lines).encode() + self.note


def parse_tlog_proof(data: bytes) -> TlogProof:
    """What such a file says, none of it believed yet; VerificationError where it is none."""
    head, gap, note = data.removeprefix(FIRST_LINE).partition(b"\n\n")
    try:
        if not data.startswith(FIRST_LINE) or not gap:
            raise ValueError(msg("no first line, or no checkpoint"))
        lines = head.decode("ascii").split("\n")
        extra = _bytes(lines.pop(0)[6:]) if lines[0].startswith("extra ") else None
        word, _, index = lines.pop(0).partition(" ") if lines else ("", "", "")
        if word != "index" or not SIZE.fullmatch(index):
            raise ValueError(msg("no index"))
        path = tuple(map(_bytes, lines))
        if len(path) > MAX_PATH or any(len(one) != HASH for one in path):
            raise ValueError(msg("no hashes in the proof"))
    except ValueError as error:
        raise VerificationError(msg("is no tlog-proof: %(error)s", error=error)) from None
    return TlogProof(int(index), path, note, extra)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError(msg("no base64")) from None
