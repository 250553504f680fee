"""What the pages of open data show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from generator.pages.shared.views import Link


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take: its size in bytes, and its SHA-256 where it is told."""

    title: str
    href: str
    size: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table of a scope: how many rows of it may be seen, and its files."""

    title: str
    rows: int
    files: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """A province or an agency whose files stand on a page of their own."""

    link: Link
    issued: datetime


@dataclass(frozen=True, slots=True)
class DataView:
    """Everything that can be taken: as one file, by tables, by provinces and agencies."""

    day: date
    database: Download
    metadata: Download
    tables: tuple[TableRow, ...]
    package: Download
    provinces: tuple[ScopeItem, ...]
    agencies: tuple[ScopeItem, ...]
    licence: Link | None
    dictionary: str
    numbers: str
    sums: Download
    releases: str
    api: str


@dataclass(frozen=True, slots=True)
class ReleaseOffer:
    """A release of an agency: its page, and what of the signed export is offered of it."""

    page: Link
    issued: datetime
    export: Link | None
    sha256: str


@dataclass(frozen=True, slots=True)
class ScopeView:
    """The files of one agency or province.

    `withheld` says that the newest signed export is not offered, since something in it may not be
    shown any more.
    """

    title: str
    tables: tuple[TableRow, ...]
    package: Download
    releases: tuple[ReleaseOffer, ...]
    withheld: bool
    licence: Link | None
    dictionary: str


@dataclass(frozen=True, slots=True)
class DictionaryColumn:
    name: str
    title: str
    unit: str | None
    required: bool
    reference: str | None
    words: tuple[tuple[str, str], ...]
    """Words that may stand there, with what they mean."""


@dataclass(frozen=True, slots=True)
class DictionaryTable:
    name: str
    title: str
    about: str
    columns: tuple[DictionaryColumn, ...]
    sql: str | None


@dataclass(frozen=True, slots=True)
class DictionaryView:
    """Every table and view of the SQLite file, column by column."""

    tables: tuple[DictionaryTable, ...]


@dataclass(frozen=True, slots=True)
class NumberRow:
    name: str
    anchor: str
    title: str
    value: int | float | str | None
    unit: str
    sql: str
    page: str


@dataclass(frozen=True, slots=True)
class NumbersView:
    """The figures of the site under their headings, with the queries that give them."""

    groups: tuple[tuple[str, tuple[NumberRow, ...]], ...]
    database: str
    day: date
