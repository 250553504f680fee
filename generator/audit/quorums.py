"""Who witnessed a log, how far, and whether the auditor's own witnesses are enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from generator.log.checkpoint import SignedCheckpoint
from generator.log.note import VerifierKey
from generator.log.witness import quorum
from generator.model.messages import message_of, msg
from generator.model.problems import VerificationError
from generator.trust.signed import refuse


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint of `size` entries that a witness cosigned at a time, UTC."""

    key: VerifierKey
    size: int
    at: datetime


def all_cosigned(saved: Iterable[SignedCheckpoint]) -> tuple[Witnessed, ...]:
    """Every cosignature of a log's checkpoints; `saved` has smaller checkpoints first."""
    return tuple(
        Witnessed(one.key, signed.checkpoint.size, one.at)
        for signed in saved
        for one in signed.witnessed
        if one.at is not None
    )


def furthest(cosigned: Iterable[Witnessed]) -> tuple[Witnessed, ...]:
    """How far each distinct witness has followed the log."""
    found = {one.key.public: one for one in cosigned}
    return tuple(sorted(found.values(), key=lambda one: (-one.size, one.key.name)))


def require_quorum(
    name: str,
    signed: SignedCheckpoint,
    witnessed: Iterable[Witnessed],
    own: Collection[VerifierKey],
    needed: int,
) -> None:
    """VerificationError unless enough of the auditor's `own` witnesses signed the newest
    checkpoint.
    """
    try:
        quorum([one for one in signed.witnessed if one.key in own], needed)
    except VerificationError as error:
        why = message_of(error)
        for one in witnessed:
            if one.key in own and one.size < signed.checkpoint.size:
                why = msg(
                    "%(why)s; %(name)s signed %(some)s of %(size)s entries",
                    why=why,
                    name=one.key.name,
                    some=one.size,
                    size=signed.checkpoint.size,
                )
        for key in signed.unread:
            if key in own:
                why = msg(
                    "%(why)s; the signature of %(name)s is there, and this machine's cryptography"
                    " library cannot check ML-DSA-44",
                    why=why,
                    name=key.name,
                )
        raise refuse(name, why) from None
