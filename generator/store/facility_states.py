"""Each facility in the order of the site, as what names its present state: nothing is read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from generator.model.vocabulary import OperatingStatus
from generator.store.facility_facts import SITE_ORDER

_DAYS = " || ' ' || ".join(
    f"coalesce(json_extract(c.{said}, '$.shown_until'), '')" for said in ("before", "after")
)
_PENALTY_DAYS = (
    f"SELECT group_concat({_DAYS}, ' ') FROM changes c"
    " WHERE c.facility_id = f.facility_id AND c.table_name = 'penalties'"
)
_TAKEN_BACK = (
    "SELECT group_concat(n.notice_id || ' ' || n.since) FROM changes c JOIN notices n"
    " ON n.agency = c.agency AND n.concerns_table = c.table_name AND n.concerns_id = c.key"
    " WHERE c.facility_id = f.facility_id AND c.what = 'gone' AND c.before IS NULL"
)
_VERSIONS = (
    "SELECT group_concat(l.leaf || ' ' || r.version || ' ' ||"
    " (SELECT count(*) FROM withdrawals w WHERE w.leaf = l.leaf))"
    " FROM records r JOIN leaves l ON l.name = r.digest WHERE r.subject = f.facility_id"
)
_CHANGES = (
    "SELECT count(*) || '-' || count(before) || '-' || count(after) FROM changes c"
    " WHERE c.facility_id = f.facility_id"
)
_CHANGED_ON = (
    "SELECT substr(max(r.issued), 1, 10) FROM changes c"
    " JOIN releases r ON r.region = c.agency AND r.release = c.release"
    " WHERE c.facility_id = f.facility_id"
)
_STATES = (
    "SELECT region_code, facility_id, agency, since, digest, expiry_dates,"
    " (SELECT group_concat(scheme_id) FROM standings s WHERE s.facility_id = f.facility_id),"
    f" ({_CHANGES}), ({_CHANGED_ON}), ({_VERSIONS}), ({_PENALTY_DAYS}), ({_TAKEN_BACK})"
    " FROM facts f"
)


_INSIDE = "region_code BETWEEN ? AND ?"
_NOT_CLOSED = f"status IS NOT '{OperatingStatus.CLOSED.value}'"


@dataclass(frozen=True, slots=True)
class FacilityState:
    """What names all that the store says of a facility: as long as it is the same, that is too.

    `digest` names the record, which came with release `since` of `agency`; `schemes` are those it
    is graded in. `changes` counts the rows that releases changed, and those of them that still have
    a content before and after: changes are only ever added, or lose their content; the last of
    these releases is of the day `changed_on`. `versions` names those of the record, with leaf and
    whether they were taken back, `taken_back` the notices that took something back, of which no
    record has anything. `expiry_dates` and `penalty_days` are the days with which something reads
    otherwise by itself: of the record, and of penalties in the changes.
    """

    region_code: str
    facility_id: str
    agency: str
    since: int
    digest: str
    expiry_dates: str
    schemes: str
    changes: str
    changed_on: str
    versions: str
    penalty_days: str
    taken_back: str

    @property
    def has_history(self) -> bool:
        """Whether its record has more than one version."""
        return "," in self.versions


def facility_states(
    connection: sqlite3.Connection, span: tuple[str, str]
) -> Iterator[FacilityState]:
    """The facilities with region codes between two."""
    query = f"{_STATES} WHERE {_INSIDE} ORDER BY {SITE_ORDER}"
    return map(_state, connection.execute(query, span))


def state_of(connection: sqlite3.Connection, facility_id: str) -> FacilityState:
    """The state of one facility; KeyError where there is none such."""
    found = connection.execute(f"{_STATES} WHERE f.facility_id = ?", (facility_id,)).fetchone()
    if found is None:
        raise KeyError(facility_id)
    return _state(found)


def states_not_closed(
    connection: sqlite3.Connection, span: tuple[str, str]
) -> Iterator[FacilityState]:
    """The facilities with region codes between two that are not said to have closed."""
    query = f"{_STATES} WHERE {_INSIDE} AND {_NOT_CLOSED} ORDER BY {SITE_ORDER}"
    return map(_state, connection.execute(query, span))


def count_not_closed(connection: sqlite3.Connection, span: tuple[str, str]) -> tuple[int, int]:
    """How many facilities with region codes between two are not closed, and how many are."""
    query = f"SELECT count(*), coalesce(sum({_NOT_CLOSED}), 0) FROM facts WHERE {_INSIDE}"
    every, present = connection.execute(query, span).fetchone()
    return present, every - present


def facilities_named(connection: sqlite3.Connection, name: str) -> list[tuple[str, str | None]]:
    """(identifier, status) of the facilities with an identifier, a credit code or a full name."""
    query = (
        "SELECT DISTINCT f.facility_id, f.status FROM facts f JOIN facilities USING (facility_id)"
        " WHERE f.facility_id = :name OR name = :name OR uscc = :name ORDER BY 1"
    )
    return connection.execute(query, {"name": name}).fetchall()


def facilities_by_township(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """(county, [(township, how many facilities it has)]) by code, of 6 and of 9 digits."""
    query = (
        "SELECT substr(region_code, 1, 6), substr(region_code, 1, 9), count(*) FROM facts"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    for county, found in groupby(connection.execute(query), key=itemgetter(0)):
        yield county, [(township, count) for _, township, count in found]


def digests_by_region(
    connection: sqlite3.Connection,
) -> Iterator[tuple[str, list[tuple[str, str, str, str]]]]:
    """(region, [(facility, agency, digest, expiry dates)]) in the order of the site."""
    query = (
        "SELECT region_code, facility_id, agency, digest, expiry_dates FROM facts"
        f" ORDER BY {SITE_ORDER}"
    )
    for code, found in groupby(connection.execute(query), key=itemgetter(0)):
        yield code, [(one, agency, digest, days) for _, one, agency, digest, days in found]


def _state(values: Sequence[Any]) -> FacilityState:
    found: list[Any] = ["" if value is None else value for value in values]
    return FacilityState(*found)
