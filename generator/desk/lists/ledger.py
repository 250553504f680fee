"""The ledger (台账) of an office: its institutions by district and street.

With their grades, the results of the last inspection in each domain, rectifications with their
dates, and what is due next.

It is made from the last release for the office's own use: a page to print and a workbook. Nothing
of it is published, and nothing stands in it that is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from generator.exports.contents import Export
from generator.model.tables import (
    Facility,
    Filing,
    Finding,
    Grade,
    Inspection,
    Region,
    Scheme,
)
from generator.model.vocabulary import FilingStatus, FindingResult, OperatingStatus, RegionLevel
from generator.rules.filed import filing_status, newest_filings_first
from generator.rules.findings import is_fault
from generator.rules.grade_status import grades_by_scheme, is_overdue


@dataclass(frozen=True, slots=True)
class LedgerGrade:
    """The present grade in one scheme, and until when the next is due."""

    scheme: str
    label: str
    assessed: date
    due: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """A fault that an inspection found: what, by when, when it was put right."""

    domain: str
    text: str
    found: date
    due: date | None
    rectified: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One institution; `domains` are the results of its last inspection, in the order of those of
    the ledger, None where nothing was published of one.
    """

    facility_id: str
    name: str
    address: str
    status: OperatingStatus | None
    filing: FilingStatus | None
    filing_number: str
    grades: tuple[LedgerGrade, ...]
    inspected: date | None
    domains: tuple[FindingResult | None, ...]
    faults: tuple[LedgerFault, ...]

    @property
    def open(self) -> tuple[LedgerFault, ...]:
        """Faults that are not said to have been put right."""
        return tuple(each for each in self.faults if each.rectified is None)


@dataclass(frozen=True, slots=True)
class LedgerStreet:
    """The institutions of one street or town, or of a district without saying of which."""

    name: str
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True)
class LedgerDistrict:
    """The streets of one district."""

    code: str
    name: str
    streets: tuple[LedgerStreet, ...]

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        """All institutions of the district."""
        return tuple(row for street in self.streets for row in street.rows)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a release on a day; `domains` are those that its inspections looked at."""

    release: str
    on: date
    domains: tuple[str, ...]
    districts: tuple[LedgerDistrict, ...]

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        """All institutions."""
        return tuple(row for district in self.districts for row in district.rows)


def make_ledger(export: Export, *, on: date, region: str = "") -> Ledger:
    """The ledger of an export for a day, of all that lies in a region (the beginning of a code)."""
    facilities = [row for row in export.rows(Facility) if row.region_code.startswith(region)]
    domains = _domains(export.rows(Finding))
    rows = _Rows(export, domains, on)
    names = {row.region_code: row for row in export.rows(Region)}
    districts: dict[str, dict[str, list[LedgerRow]]] = defaultdict(lambda: defaultdict(list))
    for facility in sorted(facilities, key=lambda each: (each.region_code, each.facility_id)):
        district, street = _place(facility.region_code, names)
        districts[district][street].append(rows.row(facility))
    return Ledger(
        export.info.name,
        on,
        domains,
        tuple(
            LedgerDistrict(
                code,
                names[code].name if code in names else code,
                tuple(
                    LedgerStreet(names[own].name if own in names else "", tuple(found))
                    for own, found in streets.items()
                ),
            )
            for code, streets in districts.items()
        ),
    )


def _domains(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The domains in the order in which inspections name them first."""
    return tuple(dict.fromkeys(row.domain for row in findings))


def _place(code: str, names: dict[str, Region]) -> tuple[str, str]:
    """District and street of a code; the street is empty where only the district is said."""
    region = names.get(code)
    if region is not None and region.level is RegionLevel.TOWNSHIP:
        return region.parent or code[:6].ljust(12, "0"), code
    return code, ""


class _Rows:
    """Rows of an export by institution."""

    def __init__(self, export: Export, domains: tuple[str, ...], on: date) -> None:
        self._domains, self._on = domains, on
        self._schemes = {row.scheme_id: row.name for row in export.rows(Scheme)}
        self._filings: dict[str, list[Filing]] = defaultdict(list)
        self._grades: dict[str, list[Grade]] = defaultdict(list)
        self._inspections: dict[str, list[Inspection]] = defaultdict(list)
        self._findings: dict[str, list[Finding]] = defaultdict(list)
        for filing in export.rows(Filing):
            self._filings[filing.facility_id].append(filing)
        for grade in export.rows(Grade):
            self._grades[grade.facility_id].append(grade)
        for inspection in export.rows(Inspection):
            self._inspections[inspection.facility_id].append(inspection)
        for finding in export.rows(Finding):
            self._findings[finding.inspection_id].append(finding)

    def row(self, facility: Facility) -> LedgerRow:
        """What the ledger says of one institution."""
        own = facility.facility_id
        filings = newest_filings_first(self._filings[own])
        inspections = sorted(
            self._inspections[own], key=lambda row: (row.inspected, row.inspection_id)
        )
        last = inspections[-1] if inspections else None
        results = (
            {row.domain: row.result for row in self._findings[last.inspection_id]} if last else {}
        )
        return LedgerRow(
            own,
            facility.name,
            facility.address or "",
            facility.status,
            filing_status(self._filings[own]),
            next((row.number for row in filings if row.number), "") or "",
            tuple(self._present(own)),
            last.inspected if last else None,
            tuple(results.get(domain) for domain in self._domains),
            tuple(self._faults(inspections)),
        )

    def _present(self, own: str) -> Iterator[LedgerGrade]:
        for scheme, grades in grades_by_scheme(self._grades[own]).items():
            present = grades[0]
            yield LedgerGrade(
                self._schemes.get(scheme, scheme),
                present.grade,
                present.assessed,
                present.valid_until,
                is_overdue(present.valid_until, on=self._on),
            )

    def _faults(self, inspections: Sequence[Inspection]) -> Iterator[LedgerFault]:
        for inspection in inspections:
            for row in self._findings[inspection.inspection_id]:
                if is_fault(row):
                    late = row.rectified is None and is_overdue(row.rectification_due, on=self._on)
                    yield LedgerFault(
                        row.domain,
                        row.text or "",
                        inspection.inspected,
                        row.rectification_due,
                        row.rectified,
                        late,
                    )
