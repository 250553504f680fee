"""The portal's own role for the public copies of exports: signed anew when they are other ones.

So a standard TUF client can fetch them too. They are no exports: nothing is loaded from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from securesystemslib.signer import Signer

from generator.trust.commit import put_into_force
from generator.trust.files import Archive, changing
from generator.trust.keys import PortalKeys
from generator.trust.listing import copy_target
from generator.trust.next_version import (
    ROLE_DAYS,
    advance,
    enough,
    keys_of,
    online_files,
    parsed_role,
    sign,
)
from generator.trust.scope import COPIES
from generator.trust.state import Accepted, ListedCopies, ListedCopy
from generator.trust.survey import ONLINE, survey


@dataclass(frozen=True, slots=True)
class CopyKeys:
    """The keys by which the portal signs its copies."""

    copies: Signer
    portal: PortalKeys


def needs_signing(listed: ListedCopies, files: Sequence[ListedCopy], at: datetime) -> bool:
    """Whether what is signed is not what is offered, or half of its time is over."""
    return tuple(files) != listed.files or listed.expires - at < timedelta(days=ROLE_DAYS / 2)


def sign_copies(
    archive: Path,
    files: Sequence[ListedCopy],
    keys: Callable[[], CopyKeys],
    *,
    at: datetime,
    accepted: Accepted,
) -> None:
    """Sign these public copies and no others, in the state of the archive at `at`.

    UsageError where the key is not the one that targets delegated to.
    """
    opened = keys()
    with changing(archive) as staging:
        held = Archive(archive)
        found = survey(
            held,
            held.trusted_root(),
            at=at,
            accepted=accepted,
            renewing=ONLINE,
            suspending=True,
        )
        metadata = parsed_role(found, COPIES)
        metadata.signed.targets = {copy.path: copy_target(copy) for copy in files}
        advance(metadata.signed, at, ROLE_DAYS)
        data = sign(metadata, enough([opened.copies], COPIES, *keys_of(found, COPIES)))
        files_by_name = online_files(found, {COPIES: data}, opened.portal, at)
        put_into_force(held, staging, found, files_by_name)
