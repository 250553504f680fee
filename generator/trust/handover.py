"""The portal's side: a hand-over is copied, verified as a candidate, checked, then put in force.

Nothing becomes visible before everything holds, and what is visible changes in one step.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from tuf.api.metadata import Targets

from generator.model.messages import Message, msg
from generator.model.problems import Problem, VerificationError
from generator.trust.commit import commit, put_into_force
from generator.trust.files import Archive, Overlay, changing
from generator.trust.handover_dir import Delivery, copy_handover
from generator.trust.keys import PortalKeys
from generator.trust.next_version import online_files
from generator.trust.signed import content_fault, parse_metadata
from generator.trust.state import Accepted, Listed, Survey
from generator.trust.survey import ONLINE, survey
from generator.trust.verified import VerifiedExport
from generator.trust.walk import Walk, admit_exports, walk


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The versions that the portal has just signed."""

    snapshot: int
    timestamp: int


def receive(
    archive: Path,
    handover_dir: Path,
    *,
    at: datetime,
    accepted: Accepted | None,
    portal_keys: PortalKeys,
    check: Callable[[tuple[VerifiedExport, ...]], None],
) -> Walk:
    """Takes over what is on the stick; the archive's new state.

    `check` sees the new exports, verified but not yet in the archive, and may raise DataError.
    VerificationError with every problem, or whatever `check` raises: then nothing has changed.
    Receiving the same stick again changes nothing either.
    """
    held = Archive(archive)
    trusted = held.trusted_root()
    with changing(archive) as staging:
        found = survey(held, trusted, at=at, accepted=accepted, renewing=ONLINE)
        delivery = copy_handover(handover_dir, staging / "stick")
        changed = _new_versions(held, found, delivery)
        if not changed:
            _require_listed(found, delivery)
            return walk(archive, at=at, accepted=found.accepted())
        files = online_files(found, changed, portal_keys, at)
        known = found.accepted()
        candidate = survey(Overlay(held, files), trusted, at=at, accepted=known)
        _require_in_force(candidate, changed)
        new = {path: each for path, each in candidate.listed.items() if path not in found.listed}
        _require_newer(found, new.values())
        _require_listed(candidate, delivery)
        _require_delivered(new.values(), delivery)
        verified = admit_exports(candidate, partial(_locate, held, delivery, new))
        check(tuple(export for export in verified.exports if export.path in new))
        moves = {
            held.target(path, each.sha256): delivery.exports[path].file
            for path, each in new.items()
        }
        commit(held, staging, files, moves)
    exports = (each.moved_to(held.target(each.path, each.sha256)) for each in verified.exports)
    return replace(verified, exports=tuple(exports))


def _locate(held: Archive, delivery: Delivery, new: Container[str], each: Listed) -> Path:
    """Where the bytes of an export lie before the hand-over is put in force."""
    if each.path in new:
        return delivery.exports[each.path].file
    return held.target(each.path, each.sha256)


def refresh(
    archive: Path, portal_keys: PortalKeys, at: datetime, *, accepted: Accepted | None = None
) -> Refreshed:
    """Signs snapshot and timestamp again, so that the archive stays in force."""
    held = Archive(archive)
    with changing(archive) as staging:
        found = survey(held, held.trusted_root(), at=at, accepted=accepted, renewing=ONLINE)
        put_into_force(held, staging, found, online_files(found, {}, portal_keys, at))
    return Refreshed(found.versions["snapshot"] + 1, found.versions["timestamp"] + 1)


def _new_versions(held: Archive, found: Survey, delivery: Delivery) -> dict[str, bytes]:
    """The metadata that the archive does not have yet; VerificationError unless each is the next
    one.

    What it has is passed over: one folder serves month after month.
    """
    problems, changed = [], {}
    offered = {
        (role, version): parse_metadata(f"metadata/{version}.{role}.json", data, Targets).signed
        for (role, version), data in sorted(delivery.metadata.items())
        # A file may lie there from a run that was killed: what counts is what is in force.
        if version > found.versions.get(role, 0)
        or held.read(f"metadata/{version}.{role}.json") != data
    }
    delegated = {role for children in found.order.values() for role in children}
    # A province may delegate to a city and hand over the city's first export on one stick.
    for signed in offered.values():
        delegated |= (signed.delegations.roles or {}).keys() if signed.delegations else set()
    for (role, version), signed in offered.items():
        last = found.versions.get(role, 0)
        why: Message | None = None
        if signed.version != version:
            why = msg("says that it is version %(version)s", version=signed.version)
        elif role not in delegated:
            why = msg("belongs to %(role)s, to which nobody delegates", role=role)
        elif version <= last:
            why = msg("is offered, but the archive has version %(last)s already", last=last)
        elif role in changed:
            why = msg(
                "is a second new version of %(role)s: hand over one after the other", role=role
            )
        elif version > last + 1:
            why = msg("jumps over version %(last)s: hand over that one first", last=last + 1)
        if why:
            problems.append(Problem(f"metadata/{version}.{role}.json", None, None, why))
        changed[role] = delivery.metadata[role, version]
    if problems:
        raise VerificationError(problems)
    return changed


def _require_in_force(candidate: Survey, changed: Mapping[str, bytes]) -> None:
    """VerificationError if a role hands over what would be suspended at once."""
    suspended = [
        candidate.suspended[role] for role in sorted(changed) if role in candidate.suspended
    ]
    if suspended:
        raise VerificationError(
            Problem(
                f"metadata/{candidate.versions[one.role]}.{one.role}.json",
                None,
                None,
                msg(
                    "is not in force since %(since)s: %(reason)s",
                    since=one.day.isoformat(),
                    reason=one.why,
                ),
            )
            for one in suspended
        )


def _require_newer(found: Survey, new: Iterable[Listed]) -> None:
    """VerificationError if a release is offered after a later one of its region."""
    last: dict[str, int] = {}
    for each in found.listed.values():
        last[each.region] = max(last.get(each.region, 0), each.release)
    late = [each for each in new if each.release < last.get(each.region, 0)]
    if late:
        raise VerificationError(
            Problem(
                each.path,
                None,
                None,
                msg("is older than release %(last)s, accepted before", last=last[each.region]),
            )
            for each in late
        )


def _require_listed(candidate: Survey, delivery: Delivery) -> None:
    """VerificationError if an export on the stick is not one that its role has signed."""
    problems = []
    for path, copied in sorted(delivery.exports.items()):
        listed = candidate.listed.get(path)
        if listed is None:
            why: Message | None = msg("is listed by no metadata")
        else:
            why = content_fault(copied.length, copied.sha256, listed.length, listed.sha256)
        if why:
            problems.append(Problem(path, None, None, why))
    if problems:
        raise VerificationError(problems)


def _require_delivered(new: Iterable[Listed], delivery: Delivery) -> None:
    """VerificationError if signed metadata list an export that is not on the stick."""
    absent = [each for each in new if each.path not in delivery.exports]
    if absent:
        raise VerificationError(
            Problem(
                each.path,
                None,
                None,
                msg("is listed by %(role)s and not on the stick", role=each.role),
            )
            for each in absent
        )
