"""The strict walk: the only way from files in an archive to a VerifiedExport.

TUF's own client answers for one file at a time and forgets; this walk takes every role and every
export, counts distinct keys, holds versions and contents against what was accepted before, and
reports all that is wrong at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from generator.model.messages import Message, msg
from generator.model.problems import Problem, VerificationError
from generator.model.suspension import Suspension, TakenBack
from generator.trust.agency_keys import Signing
from generator.trust.files import Archive, digest_file
from generator.trust.revocation import Disowned
from generator.trust.scope import export_of
from generator.trust.signed import content_fault
from generator.trust.state import Accepted, Listed, ListedCopies, Survey
from generator.trust.survey import survey
from generator.trust.verified import VerifiedExport, admit

__all__ = ["Accepted", "Walk", "admit_exports", "walk"]


@dataclass(frozen=True, slots=True)
class Walk:
    """A whole archive that holds: exports by region and release, and the state to remember.

    `disowned` are those by path that were signed with a stolen key: they are not among `exports`.
    `log_key` is the SHA-256 of the log's verifier key, where the archive lists one; `copies` is
    None where the archive has no role for the public copies of exports; `ends` is when each role
    expires, `signing` with which keys it signs.
    """

    exports: tuple[VerifiedExport, ...]
    suspended: tuple[Suspension, ...]
    accepted: Accepted
    log_key: str | None = None
    copies: ListedCopies | None = None
    disowned: Mapping[str, Disowned] = field(default_factory=dict)
    ends: Mapping[str, datetime] = field(default_factory=dict)
    signing: Mapping[str, Signing] = field(default_factory=dict)

    @property
    def taken_back(self) -> tuple[TakenBack, ...]:
        """The releases that were signed with a stolen key."""
        named = ((export_of(path), each) for path, each in self.disowned.items())
        taken = [TakenBack(*name, each.at, each.since) for name, each in named if name]
        return tuple(sorted(taken, key=lambda each: (each.agency, each.release)))

    @property
    def suspended_agencies(self) -> Mapping[str, Suspension]:
        """Why the signature of an agency counts no more, by region."""
        return {each.region: each.suspension for each in self.exports if each.suspension}


def walk(
    archive: Path, *, at: datetime, accepted: Accepted | None, suspending: bool = False
) -> Walk:
    """Every export in the archive, verified; VerificationError with every problem otherwise.

    `at` is the reference time for expiry, `accepted` the state that the last walk gave (None only
    where there is none yet), `suspending` as in `survey`. Writes nothing.
    """
    held = Archive(archive)
    found = survey(held, held.trusted_root(), at=at, accepted=accepted, suspending=suspending)
    return admit_exports(found, lambda each: held.target(each.path, each.sha256))


def admit_exports(found: Survey, locate: Callable[[Listed], Path]) -> Walk:
    """The walk that follows from a survey, each export's bytes read and compared."""
    exports, problems = [], []
    for each in sorted(found.listed.values(), key=lambda one: (one.region, one.release)):
        file = locate(each)
        fault = _content_fault(each, file)
        if fault:
            problems.append(Problem(each.path, None, None, fault))
        elif each.path not in found.disowned:
            exports.append(_admitted(each, file))
    if problems:
        raise VerificationError(problems)
    suspended = tuple(one for _, one in sorted(found.suspended.items()))
    return Walk(
        tuple(exports),
        suspended,
        found.accepted(),
        found.log_key,
        found.copies,
        found.disowned,
        found.ends,
        found.signing,
    )


def _content_fault(each: Listed, file: Path) -> Message | None:
    try:
        measured = digest_file(file, name=each.path)
    except VerificationError as error:
        return error.problems[0].why
    if measured is None:
        return msg("is missing in the archive, %(role)s lists it", role=each.role)
    return content_fault(*measured, each.length, each.sha256)


def _admitted(each: Listed, file: Path) -> VerifiedExport:
    return admit(
        path=each.path,
        region=each.region,
        release=each.release,
        role=each.role,
        role_version=each.role_version,
        length=each.length,
        sha256=each.sha256,
        suspension=each.suspension,
        row_tree=each.row_tree,
        file=file,
    )
