"""What the pages of one facility are made from, which is also their key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from generator.model.facility_record import FacilityRecord
from generator.model.facts import FacilityFacts
from generator.model.messages import msg
from generator.model.regions import RegionTree
from generator.model.tables import Notice
from generator.pages.shared.context import Context
from generator.pages.shared.effective_day import effective_day
from generator.pages.shared.page import fingerprint
from generator.pages.shared.record_files import proven
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.scope import Scope
from generator.pages.shared.views import SuspendedAgency
from generator.rules.record import public_record, sealed
from generator.rules.row_proof import row_proof
from generator.store.database import DamagedStore
from generator.store.facility_facts import facts_of
from generator.store.facility_states import FacilityState
from generator.store.leaf_numbers import withdrawal_reasons
from generator.store.queries import Release, facility_record
from generator.store.record_versions import RecordVersion, dossier_of, versions
from generator.store.recorded_changes import (
    RecordedChange,
    changes_of_facility,
    public_changes,
    withdrawals_of,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class FacilityInputs(Scope):
    """All that a view of a facility may read; `key` is the digest of it.

    The state names what is read of the store. Beside it: the regions that the facility lies in
    (`tree` has no other), the schemes that it is graded in and the one its agency leads by, since
    when that agency's signature has expired, and `today`, the day as far as its record can tell.
    """

    state: FacilityState
    suspended: SuspendedAgency | None
    today: date
    key: bytes
    _context: Context = field(repr=False)

    @property
    def identifier(self) -> str:
        """The facility's permanent identifier."""
        return self.state.facility_id

    @cached_property
    def record(self) -> FacilityRecord:
        """Everything that its agency says of it; DamagedStore unless it is what was sealed."""
        return self._present[0]

    @cached_property
    def _present(self) -> tuple[FacilityRecord, bytes]:
        found = facility_record(self._context.connection, self.identifier)
        last = self.versions[-1] if self.versions else None
        return found, self._sealed(found, last) if last else b""

    @cached_property
    def facts(self) -> FacilityFacts:
        """What the rules made of its record when it was loaded."""
        return facts_of(self._context.connection, self.identifier)

    @cached_property
    def versions(self) -> tuple[RecordVersion, ...]:
        """The versions of its record that the log has, or is to take, oldest first."""
        found = versions(self._context.connection, self.identifier)
        return tuple(version for version in found if version.leaf is not None)

    @cached_property
    def changes(self) -> tuple[RecordedChange, ...]:
        """What releases changed of it and may be shown on this day, oldest first."""
        return tuple(public_changes(self._context.connection, self._recorded, on=self.today))

    @cached_property
    def withdrawals(self) -> tuple[Notice, ...]:
        """The notices that took something back of it: it is gone, they stay."""
        return withdrawals_of(self._context.connection, self._recorded)

    @cached_property
    def _recorded(self) -> tuple[RecordedChange, ...]:
        return changes_of_facility(self._context.connection, self.identifier)

    @property
    def source(self) -> Release:
        """The release in which its record took its present form."""
        return self.release(self.state.agency, self.state.since)

    def release(self, agency: str, number: int) -> Release:
        """A release that a version or a change names; once accepted, it stays as it is."""
        return self._context.released[agency, number]

    def past_record(self, version: RecordVersion) -> FacilityRecord:
        """What its agency said of it in a version; DamagedStore unless it is what was sealed."""
        found = dossier_of(self._context.connection, version)
        self._sealed(found, version)
        return found

    def _sealed(self, record: FacilityRecord, version: RecordVersion) -> bytes:
        """The public record of a version, which has to be the one that its leaf seals."""
        public = public_record(record, on=self._day_of(version))
        secret = self._context.secret
        if sealed(public, version.subject, version.version, secret) != version.digest:
            why = f"{self.identifier}: its record is not the one that {version.version} sealed"
            raise DamagedStore(msg("the store: %(why)s", why=why))
        return public

    def withdrawal_reasons(self) -> Mapping[int, str]:
        """Why versions were taken back, by leaf."""
        leaves = [version.leaf for version in self.versions if version.leaf is not None]
        return withdrawal_reasons(self._context.connection, leaves)

    def proven(self, facts: Mapping[str, object]) -> bytes:
        """The present public record as JSON, with what proves it against the log, and facts."""
        found, record = self._present
        version = self.versions[-1]
        return proven(record, version, self._context.secret, facts, self._rows(found, version))

    def proven_then(self, version: RecordVersion) -> bytes:
        """The same of an earlier version, without facts."""
        found = dossier_of(self._context.connection, version)
        record = self._sealed(found, version)
        return proven(record, version, self._context.secret, rows=self._rows(found, version))

    def _rows(self, record: FacilityRecord, version: RecordVersion) -> dict[str, object] | None:
        """What proves the rows of a version against its agency's signature."""
        tree = self._context.row_tree(version.agency, version.release)
        return row_proof(record, tree, on=self._day_of(version)) if tree else None

    def _day_of(self, version: RecordVersion) -> date:
        """The day as of which a version's record was made."""
        issued = self.release(version.agency, version.release).issued.date()
        return version.effective_on or issued


def facility_inputs(context: Context, states: Iterable[FacilityState]) -> Iterator[FacilityInputs]:
    """The inputs of facilities, of which many share their region and their schemes."""
    places: dict[str, tuple[RegionTree, bytes]] = {}
    gradings: dict[tuple[str, str], tuple[dict[str, SchemeInfo], bytes]] = {}
    for state in states:
        code, agency = state.region_code, state.agency
        if code not in places:
            chain = context.tree.chain(code)
            place = fingerprint(context.shared_digest, chain)
            places[code] = RegionTree.of(chain), place
        leading, suspended = context.leading.get(agency), context.suspended_agency(agency)
        if (agency, state.schemes) not in gradings:
            schemes = _schemes(context, state.schemes, leading)
            known = [(info.scheme, info.grades) for info in schemes.values()]
            grading = fingerprint(known, leading, suspended)
            gradings[agency, state.schemes] = schemes, grading
        tree, place = places[code]
        schemes, grading = gradings[agency, state.schemes]
        day = effective_day(
            context.today,
            [*state.expiry_dates.split(), *state.penalty_days.split()],
            since=_last_release_day(context, state),
        )
        yield FacilityInputs(
            **context.frame.parts,
            tree=tree,
            schemes=schemes,
            leading={agency: leading} if leading else {},
            state=state,
            suspended=suspended,
            today=day,
            key=fingerprint(place, grading, day, state),
            _context=context,
        )


def _schemes(context: Context, graded: str, leading: str | None) -> dict[str, SchemeInfo]:
    """The schemes that a facility is graded in and the one that leads, by identifier."""
    names = {*filter(None, graded.split(",")), *([leading] if leading else ())}
    return {name: context.schemes[name] for name in sorted(names)}


def _last_release_day(context: Context, state: FacilityState) -> date:
    """The day of the last release that said something of a facility."""
    present = context.released[state.agency, state.since].issued.date()
    return max(present, date.fromisoformat(state.changed_on)) if state.changed_on else present
