"""Who has signed a hand-over so far: every signature checked with the keys that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Key
from tuf.api.metadata import Metadata, Targets

from generator.model.messages import msg
from generator.trust.drafts import METADATA_NAME
from generator.trust.files import MAX_METADATA, Archive, read_file
from generator.trust.next_version import keys_of
from generator.trust.scope import is_role
from generator.trust.signed import parse_metadata, refuse, signers
from generator.trust.survey import ONLINE, survey


@dataclass(frozen=True, slots=True)
class HandoverSignatures:
    """The signatures of the one role that a hand-over speaks of.

    `valid` are the identifiers of keys that are known and really signed, `unknown` those of keys of
    which nothing is known here; `threshold` is None where no archive says how many have to sign.
    """

    role: str
    version: int
    valid: tuple[str, ...]
    unknown: tuple[str, ...]
    threshold: int | None

    @property
    def complete(self) -> bool:
        """Whether enough people have signed, as far as that is known."""
        if self.threshold is None:
            return bool(self.valid or self.unknown)
        return len(self.valid) >= self.threshold


def read_handover_metadata(handover: Path) -> tuple[str, int, Metadata[Targets]] | None:
    """Role, version and metadata of a hand-over of one role; None where it has none yet.

    VerificationError for anything else than one readable file.
    """
    folder = handover / "metadata"
    files = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    if not files:
        return None
    named = METADATA_NAME.fullmatch(files[0].name)
    if len(files) > 1 or named is None or not is_role(named[2]):
        raise refuse(files[-1].name, msg("is not the metadata of one role"))
    data = read_file(files[0], MAX_METADATA, name=files[0].name)
    assert data is not None, "it was listed"
    metadata = parse_metadata(files[0].name, data, Targets)
    if metadata.signed.version != int(named[1]):
        raise refuse(files[0].name, msg("says that it is version %(version)s",
                                        version=metadata.signed.version))  # fmt: skip
    return named[2], int(named[1]), metadata


def handover_signatures(
    handover: Path, archive: Path | None, known: Mapping[str, Key], at: datetime
) -> HandoverSignatures | None:
    """Who has signed a hand-over; None where nobody has.

    With an archive its keys of the role count, and nothing else; without one the `known` keys, by
    their identifiers.
    """
    found = read_handover_metadata(handover)
    if found is None:
        return None
    role, version, metadata = found
    threshold: int | None = None
    keys: Mapping[str, Key] = known
    keyids = list(metadata.signatures)
    if archive is not None:
        held = Archive(archive)
        state = survey(held, held.trusted_root(), at=at, accepted=None, renewing=ONLINE)
        asked, keys = keys_of(state, role)
        threshold, keyids = asked.threshold, list(asked.keyids)
    file = f"{version}.{role}.json"
    valid = tuple(each for each in keyids if signers(metadata, [each], keys, file))
    unknown = tuple(each for each in metadata.signatures if each not in keys)
    return HandoverSignatures(role, version, valid, unknown, threshold)


def merged_signatures(
    here: Metadata[Targets], brought: Metadata[Targets], name: str
) -> Metadata[Targets]:
    """What is here with the signatures that were brought; VerificationError for other content."""
    if here.signed_bytes != brought.signed_bytes:
        raise refuse(name, msg("does not sign what is signed here"))
    for keyid, signature in brought.signatures.items():
        here.signatures.setdefault(keyid, signature)
    return here
