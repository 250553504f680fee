"""What an auditor keeps from one audit to the next: the checkpoint, and who was allowed to sign."""

from __future__ import annotations

from pathlib import Path

from generator.audit.heads import Head
from generator.audit.signatures import SignedMetadata
from generator.io.atomic import replace_file
from generator.log.checkpoint import Checkpoint
from generator.log.note import MAX_NOTE
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.trust.state import Accepted


def keep_checkpoint(place: Path, head: Head, old: Checkpoint | None) -> Path | None:
    """Keep the checkpoint for next time at `place`; where the one before it was put aside.

    The one before, `old`, stays beside it with its size as ending: it is evidence.
    """
    data = bytes(head.signed.note)
    aside = None
    if place.exists() and place.read_bytes() == data:
        return None
    if place.exists() and old is not None:
        aside = place.with_name(f"{place.name}.{old.size}")
        replace_file(aside, place.read_bytes())
    replace_file(place, data)
    return aside


def read_old(place: Path) -> bytes | None:
    """The checkpoint that was kept at `place`; None before the first time."""
    try:
        data = place.read_bytes()
    except FileNotFoundError:
        return None
    if len(data) > MAX_NOTE:
        raise UsageError(msg("%(place)s is no checkpoint", place=place))
    return data


def keep_accepted(checkpoint: Path, signed: SignedMetadata) -> None:
    """Keep beside the checkpoint which metadata were found: none of it may be taken back."""
    replace_file(_accepted_file(checkpoint), signed.accepted.to_json())


def read_accepted(checkpoint: Path) -> Accepted | None:
    """What was kept beside a checkpoint; None before the first time, DataError for a damaged
    file.
    """
    try:
        return Accepted.from_json(_accepted_file(checkpoint).read_bytes())
    except FileNotFoundError:
        return None


def _accepted_file(checkpoint: Path) -> Path:
    return checkpoint.with_name(f"{checkpoint.name}.signers.json")
