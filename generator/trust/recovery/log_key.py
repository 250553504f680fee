"""The key of the transparency log, as the targets role signs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from securesystemslib.signer import Signer
from tuf.api.metadata import TargetFile, Targets

from generator.io.atomic import replace_file
from generator.trust.amendments import Amendment, amend
from generator.trust.files import Archive
from generator.trust.keys import PortalKeys
from generator.trust.scope import LOG_KEY, TARGETS
from generator.trust.state import Survey

FOLLOWS = "follows"
"""The member of the target's `custom` that says from which log this one goes on."""


def list_log_key(
    archive: Path,
    key: bytes,
    follows: Mapping[str, object],
    *,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Amendment:
    """The targets role lists `key` in place of the old one, and the log that it follows upon.

    `key` is the verifier key as it is published, `follows` the first entry of the new log.
    """
    folder, _, name = LOG_KEY.rpartition("/")
    place = Archive(archive).tuf / "targets" / folder
    replace_file(place / f"{sha256(key).hexdigest()}.{name}", key)

    def edit(_: Survey, signed: Targets) -> None:
        target = TargetFile.from_data(LOG_KEY, key, ["sha256"])
        target.unrecognized_fields["custom"] = {FOLLOWS: dict(follows)}
        signed.targets[LOG_KEY] = target

    return amend(archive, TARGETS, TARGETS, edit, signers=signers, portal=portal, at=at)
