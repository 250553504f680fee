"""Checkpoints: the size and root of a log, signed (C2SP tlog-checkpoint). Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.log.note import Note, Signed, VerifierKey, open_note
from generator.model.merkle import EMPTY_ROOT, HASH
from generator.model.messages import msg
from generator.model.problems import VerificationError

SIZE = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)
"""A number of entries, in its one spelling."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: `origin` is its name, the site's address without scheme."""

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode("ascii")
        return f"{self.origin}\n{self.size}\n{root}\n".encode()


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose log's signature holds.

    `witnessed` are the cosignatures that hold, `unread` the witnesses whose cosignatures are there
    and cannot be checked on this machine.
    """

    checkpoint: Checkpoint
    note: Note
    witnessed: tuple[Signed, ...] = ()
    unread: tuple[VerifierKey, ...] = ()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """What the text of a note says; VerificationError where it is no checkpoint.

    Extension lines are allowed and say nothing here.
    """
    lines = text.decode().split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise VerificationError(
            msg("the checkpoint is not an origin, a size and a root on three lines")
        )
    origin, size, encoded = lines[:3]
    if not SIZE.fullmatch(size):
        raise VerificationError(msg('the checkpoint\'s size "%(size)s" is no number', size=size))
    try:
        root = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        root = b""
    if len(root) != HASH or base64.b64encode(root).decode("ascii") != encoded:
        raise VerificationError(
            msg('the checkpoint\'s root "%(encoded)s" is no hash in base64', encoded=encoded)
        )
    if int(size) == 0 and root != EMPTY_ROOT:
        raise VerificationError(msg("the checkpoint of an empty log has the root of another"))
    return Checkpoint(origin, int(size), root)


def open_checkpoint(
    data: bytes, key: VerifierKey, witnesses: Sequence[VerifierKey] = ()
) -> SignedCheckpoint:
    """The checkpoint that the log with this key signed; VerificationError otherwise.

    Cosignatures of `witnesses` must hold where they are there; others are passed over.
    """
    note, signed = open_note(data, [key, *witnesses])
    if all(one.key != key for one in signed):
        raise VerificationError(
            msg(
                "the checkpoint is not signed by %(name)s with the key %(hex)s",
                name=key.name,
                hex=key.id.hex(),
            )
        )
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise VerificationError(
            msg(
                "the checkpoint is of the log %(origin)s, not of %(name)s",
                origin=checkpoint.origin,
                name=key.name,
            )
        )
    witnessed = tuple(one for one in signed if one.at)
    return SignedCheckpoint(checkpoint, note, witnessed, note.unread(witnesses))
