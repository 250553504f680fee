"""Everything the metadata of an archive say, held against what was accepted before.

Bytes in, verdict out. No export is opened: `walk` does that for what a survey lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from datetime import datetime

from generator.model.messages import msg
from generator.model.problems import Problem, VerificationError
from generator.trust.chain import Reading, read_root, read_top
from generator.trust.delegations import Descent
from generator.trust.files import TIMESTAMP, View
from generator.trust.scope import covers, export_of, is_role
from generator.trust.state import Accepted, Survey, in_utc

ONLINE = frozenset({"timestamp", "snapshot"})
"""The roles that the portal signs itself, and renews whenever it changes the archive."""


def survey(
    view: View,
    trusted_root: bytes,
    *,
    at: datetime,
    accepted: Accepted | None,
    renewing: Set[str] = frozenset(),
    suspending: bool = False,
    trusted_name: str = "trusted-root.json",
) -> Survey:
    """What the archive says at `at`, or VerificationError with every problem that was found.

    `renewing` names the top-level roles that the caller is about to sign again, so that their
    expiry is no reason to stop. With `suspending` an expired top-level role does not stop the
    survey either: it is suspended, and what follows from root and targets with them.
    `trusted_name` is how errors call the file of `trusted_root`.
    """
    known = accepted or Accepted({}, {})
    found = Survey(at=in_utc(at))
    reading = Reading(view, view.names(), known, found, renewing, suspending)
    root = read_root(reading, trusted_root, trusted_name)
    snapshot, targets = read_top(reading, root)
    descent = Descent(reading, snapshot)
    descent.follow(targets)
    problems = [
        *_day_gone_back(known, found),
        *descent.problems,
        *_rolled_back(known, found, descent.failed),
        *_false_disowned(known, found),
    ]
    if problems:
        raise VerificationError(problems)
    return found


def _day_gone_back(known: Accepted, found: Survey) -> Iterator[Problem]:
    """The portal's signed day may stand, and never goes back."""
    if known.day is not None and (found.day is None or found.day < known.day):
        why = msg("says an earlier day than %(day)s, which was signed before", day=known.day)
        yield Problem(f"tuf/{TIMESTAMP}", None, None, why)


def _rolled_back(known: Accepted, found: Survey, failed: Iterable[str]) -> Iterator[Problem]:
    """Each accepted role or export that is gone or altered.

    What lies in the scope of a role that failed on its own is not reported a second time.
    """
    blind = {role for role in failed if is_role(role)}
    for path, (length, digest) in sorted(known.targets.items()):
        now, named = found.listed.get(path), export_of(path)
        if now is None and named and any(covers(role, named[0]) for role in blind):
            continue
        if now is None and found.disowned.get(path):
            # What was signed with a stolen key need not be listed by the new one.
            continue
        if now is None:
            yield Problem(path, None, None, msg("was accepted before and is left out now"))
        elif (now.length, now.sha256) != (length, digest):
            yield Problem(
                path,
                None,
                None,
                msg("has other content than was accepted before"),
            )
        elif (now.row_tree.root if now.row_tree else None) != known.row_trees.get(path):
            yield Problem(
                path, None, None, msg("has another root of its rows than was accepted before")
            )
    for role in sorted(known.metadata.keys() - found.raw.keys() - blind):
        yield Problem(f"{role}.json", None, None, msg("was accepted before and is left out now"))


def _false_disowned(known: Accepted, found: Survey) -> Iterator[Problem]:
    """Each export that was taken back with another content than it has, or that counts again."""
    for path, record in sorted(found.disowned.items()):
        listed = found.listed.get(path)
        if listed is not None and listed.sha256 != record.sha256:
            why = msg("was taken back with the SHA-256 %(digest)s", digest=record.sha256)
            yield Problem(path, None, None, why)
    for path, digest in sorted(known.disowned.items()):
        record_now = found.disowned.get(path)
        if record_now is None or record_now.sha256 != digest:
            why = msg("was signed with a stolen key and taken back, and would count again")
            yield Problem(path, None, None, why)
