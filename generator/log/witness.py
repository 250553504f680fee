"""Witnesses: outsiders who sign that a log only ever grew (C2SP tlog-witness, tlog-cosignature).

A request is a file: `old SIZE`, the proof that the log continued from there, an empty line, and
the checkpoint. The answer is a file with one signature line. Pure.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from generator.log.checkpoint import SIZE, Checkpoint, SignedCheckpoint, open_checkpoint
from generator.log.note import (
    MAX_NOTE,
    Note,
    Signature,
    Signed,
    Signer,
    VerifierKey,
    cosign_note,
    parse_signature,
)
from generator.model.merkle import EMPTY_ROOT, HASH, verify_consistency
from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError

MAX_PROOF = 63


@dataclass(frozen=True, slots=True)
class Request:
    """What a witness is asked: to sign `note`, which continues a log of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def __bytes__(self) -> bytes:
        """The request as a file."""
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note


def parse_request(data: bytes) -> Request:
    """What a request file asks; VerificationError where it is none."""
    head, gap, note = data.partition(b"\n\n")
    try:
        if not gap or len(data) > MAX_NOTE:
            raise ValueError(msg("no proof and checkpoint"))
        first, *lines = head.decode("ascii").split("\n")
        word, _, size = first.partition(" ")
        if word != "old" or not SIZE.fullmatch(size) or len(lines) > MAX_PROOF:
            raise ValueError(msg("no old size"))
        proof = tuple(base64.b64decode(line, validate=True) for line in lines)
        if any(len(one) != HASH for one in proof):
            raise ValueError(msg("no hashes in the proof"))
    except (ValueError, binascii.Error) as error:
        raise VerificationError(
            msg("the file is no request to a witness: %(error)s", error=error)
        ) from None
    return Request(int(size), proof, note)


class OtherSizeError(UsageError):
    """The request starts from another size than the `size` that the witness holds."""

    def __init__(self, request: Request, size: int) -> None:
        super().__init__(
            msg(
                "the request starts from %(old)s entries, the checkpoint held has %(old_2)s; ask "
                "for one from %(old_2)s",
                old=request.old,
                old_2=size,
            )
        )
        self.size = size


def cosign(
    request: Request, held: Checkpoint | None, log: VerifierKey, signer: Signer, *, at: datetime
) -> tuple[Signature, SignedCheckpoint]:
    """The witness's signature at the time `at`, and the checkpoint to hold from now on.

    VerificationError unless the log signed the checkpoint and it is or continues the one that the
    witness holds (None before the first time, when the proof has to be empty). OtherSizeError where
    the request starts from another size.
    """
    signed = open_checkpoint(request.note, log)
    new = signed.checkpoint
    old = held.size if held else 0
    if held and held.origin != new.origin:
        raise UsageError(
            msg(
                "the checkpoint held is of %(origin)s, not of %(origin_2)s",
                origin=held.origin,
                origin_2=new.origin,
            )
        )
    if held and request.old != old and (held.size, held.root) == (new.size, new.root):
        # The same file again, for what was signed: the answer may have been lost before it was
        # written.
        return cosign_note(signed.note.text, signer, at), signed
    if request.old != old:
        raise OtherSizeError(request, old)
    verify_consistency(old, new.size, held.root if held else EMPTY_ROOT, new.root, request.proof)
    return cosign_note(signed.note.text, signer, at), signed


def add_cosignature(signed: SignedCheckpoint, answer: bytes, witness: VerifierKey) -> Note:
    """The checkpoint with a witness's signature, in place of an older one of the same witness.

    VerificationError where the answer is no signature of this witness over this very checkpoint,
    UsageError where this machine cannot tell.
    """
    note = signed.note
    try:
        lines = answer.decode().splitlines()
    except UnicodeDecodeError:
        raise VerificationError(msg("the answer is no text")) from None
    who = (witness.name, witness.id)
    found = [one for one in map(parse_signature, lines) if (one.name, one.key_id) == who]
    if len(found) != 1:
        raise VerificationError(
            msg(
                "the answer has %(count)s signatures of %(name)s instead of one",
                count=len(found),
                name=witness.name,
            )
        )
    try:
        held = Note(note.text, tuple(found))
        if held.unread([witness]):
            raise UsageError(
                msg(
                    "the cryptography library of this machine cannot check ML-DSA-44, by which "
                    "%(name)s signs",
                    name=witness.name,
                )
            )
        held.verified([witness])
    except VerificationError:
        raise VerificationError(
            msg(
                "%(name)s did not sign the checkpoint of %(size)s entries",
                name=witness.name,
                size=signed.checkpoint.size,
            )
        ) from None
    others = [one for one in note.signatures if (one.name, one.key_id) != who]
    return Note(note.text, (*others, *found))


def quorum(signed: Sequence[Signed], needed: int) -> tuple[Signed, ...]:
    """The newest cosignature of each distinct witness; VerificationError if they are fewer than
    needed.

    One key is one witness, under however many names it signs, and so is one name, with however
    many keys.
    """
    newest: list[Signed] = []
    for one in sorted(signed, key=lambda one: one.at or datetime.min.replace(tzinfo=UTC))[::-1]:
        known = {each.key.public for each in newest} | {each.key.name for each in newest}
        if one.at and not known & {one.key.public, one.key.name}:
            newest.append(one)
    if len(newest) < needed:
        names = ", ".join(sorted(one.key.name for one in newest)) or "nobody"
        raise VerificationError(
            msg(
                "%(needed)s witnesses are needed; signed by %(count)s: %(names)s",
                needed=needed,
                count=len(newest),
                names=names,
            )
        )
    return tuple(sorted(newest, key=lambda one: one.key.name))
