"""`gongshi keys stolen`: what was received with an agency's key since a day goes, in public.

The parent signs it, the record of what was accepted takes note, and the store and the index are
made again by the build that follows: it takes every record of a thief's back in the log, and the
agency's last honest release is in force. Cut off at any moment, `gongshi build` completes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from securesystemslib.signer import Key, Signer

from generator.build.remove_value import forget_index
from generator.portal.folder import Deployment, State
from generator.trust.keys import PortalKeys
from generator.trust.recovery.stolen_keys import Disownment, take_back
from generator.trust.walk import walk


def take_back_since(
    deployment: Deployment,
    role: str,
    keys: Sequence[Key],
    *,
    since: date,
    threshold: int,
    signers: Sequence[Signer],
    portal: PortalKeys,
    at: datetime,
) -> Disownment:
    """See `take_back`; the portal remembers it."""
    with deployment.locked():
        state = deployment.required_state()
        done = take_back(
            deployment.archive,
            role,
            keys,
            since=since,
            threshold=threshold,
            signers=signers,
            portal=portal,
            at=at,
        )
        forget_index(deployment)
        found = walk(deployment.archive, at=at, accepted=state.accepted)
        deployment.remember(State(at, found.accepted))
    return done
