"""What the pages of the record show: versions, earlier records, figures as they were, checking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.pages.release.views import Change
from generator.pages.shared.views import CheckEntry, Link


@dataclass(frozen=True, slots=True)
class VersionItem:
    """One version of a record. `effective_on`: no release brought it, a day did.

    `href` is None where it was withdrawn, for the reason `withdrawn`.
    """

    day: date
    effective_on: bool
    first: bool
    release: Link
    agency: str
    role: str
    leaf: int
    href: str | None
    withdrawn: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Every version of a facility's record, newest first."""

    facility: Link
    versions: tuple[VersionItem, ...]
    verify: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row as (column, text) pairs; `name` is the row's name in the record.

    `columns` are the names of the columns whose texts are those of the record.
    """

    cells: tuple[tuple[str, str], ...]
    name: str
    columns: str


@dataclass(frozen=True, slots=True)
class RecordTable:
    """The rows of one table in a record."""

    title: str
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True)
class PastView:
    """A facility's record as it was published before."""

    facility: Link
    history: str
    day: date
    release: Link
    tables: tuple[RecordTable, ...]
    check: CheckEntry


@dataclass(frozen=True, slots=True)
class VerifyView:
    """How to check the site; addresses of the log, the manifest, the releases, and more to read."""

    log: str
    manifest: str
    releases: str
    more: Link | None


@dataclass(frozen=True, slots=True)
class DocumentVersionItem:
    """One version of a document; `fields` are (name, before, after).

    `record` is where its record stands with what proves it; None where the version was withdrawn,
    for the reason `withdrawn`.
    """

    day: str
    leaf: int
    record: str | None = None
    withdrawn: str | None = None
    first: bool = False
    fields: tuple[tuple[str, str, str], ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentHistoryView:
    """Every version of a document, newest first."""

    document: Link
    versions: tuple[DocumentVersionItem, ...]
    verify: str


@dataclass(frozen=True, slots=True)
class RegionThenRow:
    """A county with a release; `grades` counts in the order of the view's labels."""

    region: Link
    operating: int
    filed: int
    grades: tuple[int, ...]
    status_unknown: int = 0
    filing_unknown: int = 0

    @property
    def open(self) -> int:
        """How many were not said to have closed or suspended."""
        return self.operating + self.status_unknown


@dataclass(frozen=True, slots=True)
class RegionsThenView:
    """The figures of an agency's counties with a release, and of its commonest scheme."""

    agency: str
    release: Link
    day: date
    scheme: str | None
    labels: tuple[str, ...]
    rows: tuple[RegionThenRow, ...]

    @property
    def status_unknown(self) -> bool:
        """Whether of any facility no operating status was published."""
        return any(row.status_unknown for row in self.rows)

    @property
    def filing_unknown(self) -> bool:
        """Whether about the filing of any facility nothing was published."""
        return any(row.filing_unknown for row in self.rows)
