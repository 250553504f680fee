"""`pack.toml`: which release a folder is, and how foreign columns map to ours."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from generator.exports.checks.privacy_settings import Kind, Rule
from generator.exports.civil_affairs import EDITION
from generator.exports.lists.extents import Extent
from generator.exports.reading.toml_mistakes import (
    SETTINGS,
    dates_in_quotes,
    not_understood,
    why_not_toml,
)
from generator.exports.schema import TYPES_BY_NAME, header
from generator.model.messages import Message, msg, word
from generator.model.problems import MALFORMED, DataError, Problem
from generator.model.release import ReleaseInfo
from generator.model.tables import Latitude, Longitude, Region, RegionCode
from generator.model.vocabulary import RegionLevel

LeftOut = Literal["leave out"]
"""What an official says of hidden sheets, rows and columns and of rows that are struck out."""

Headings = Annotated[tuple[str, ...], Meta(min_length=1)]
DATE_FORM = r"^(?=.*YY)(?=.*MM)(?=.*DD)[YMD./ 年月日-]+$"

InstitutionPart = Literal["name", "uscc", "address", "region_code"]

Constant = str | bool | int | float


class ExportTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[export]: the release. `regions = "civil-affairs"` adds regions from the bundled list;
    `hidden` says that what a workbook does not show is left out, `renumbered` that institutions
    have new identifiers and are those of the last release all the same. `remove` names tables and
    documents of the last release that are published no longer.
    """

    region: Annotated[str, Meta(pattern=r"^[1-9][0-9]{5}$")]
    release: Annotated[int, Meta(ge=1, le=999999)]
    issued: Annotated[datetime, Meta(tz=True)]
    agency: Annotated[str, Meta(min_length=1, max_length=100)]
    reviewed_by: Annotated[str, Meta(min_length=1, max_length=100)]
    reviewed_on: date
    fictitious: bool = False
    regions: Literal["civil-affairs"] | None = None
    hidden: LeftOut | None = None
    renumbered: bool = False
    remove: tuple[str, ...] = ()

    @property
    def info(self) -> ReleaseInfo:
        """The release as an export carries it."""
        return ReleaseInfo(
            region=self.region,
            release=self.release,
            issued=self.issued,
            agency=self.agency,
            reviewed_by=self.reviewed_by,
            reviewed_on=self.reviewed_on,
            fictitious=self.fictitious,
        )


class SourceTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[[source]]: one file (or sheet) that feeds one table.

    `columns` says which heading holds a column, or which headings joined; `constants` gives a
    column one value, `id` makes an identifier from the named headings, `values` replaces values of
    a column before anything else, `ignore` lists headings that are left out (`*` stands for any
    words), `rows` takes only rows with such cells, `dates` says in which form a column has its
    dates, `uscc_override` is the reason given for codes whose check digit fails; `hidden` says for
    this file what [export] says for all. `heading_line` is where the headings stand, counted from
    1; `institution` which of them say which institution is meant; `institutions` says which one is
    meant by a name, by its identifier; `extent` whether the list is of what is new, or of all that
    holds now (`exports.lists.extents`).
    """

    file: str
    table: str
    sheet: str | None = None
    columns: dict[str, str | Headings] = {}
    constants: dict[str, Constant] = {}
    id: dict[str, Annotated[tuple[str, ...], Meta(min_length=1)]] = {}
    values: dict[str, dict[str, str]] = {}
    ignore: tuple[str, ...] = ()
    rows: dict[str, str | Headings] = {}
    dates: dict[str, Annotated[str, Meta(pattern=DATE_FORM)]] = {}
    uscc_override: str | None = None
    hidden: LeftOut | None = None
    heading_line: Annotated[int, Meta(ge=1, le=1000)] | None = None
    institution: dict[InstitutionPart, str] = {}
    institutions: dict[str, str] = {}
    extent: Extent | None = None

    @property
    def mapped(self) -> dict[str, tuple[str, ...]]:
        """The headings of each column that is mapped."""
        return _as_tuples(self.columns)

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """The patterns of which a cell has to match one, by heading."""
        return _as_tuples(self.rows)


def _as_tuples(named: dict[str, str | Headings]) -> dict[str, tuple[str, ...]]:
    return {name: (each,) if isinstance(each, str) else each for name, each in named.items()}


class RegionTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[[region]]: a region that no civil-affairs list knows."""

    code: RegionCode
    name: str
    parent: RegionCode | None = None
    level: RegionLevel = RegionLevel.ZONE
    edition: int = EDITION
    lon: Longitude | None = None
    lat: Latitude | None = None

    @property
    def row(self) -> Region:
        """The region as a row."""
        return Region(
            region_code=self.code,
            name=self.name,
            parent=self.parent,
            level=self.level,
            edition=self.edition,
            lon=self.lon,
            lat=self.lat,
        )


class PublicityTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[[publicity]]: what is put to publicity, and for how long.

    `about` is a table (all of it that is new or changed), or words of an institution's name and
    address, of a title or of a document's title; `table` chooses the rows of an institution. The
    last day is `ends`, or the last of `working_days` counted from the day of the release on; `free`
    and `worked` are days that the official calendar does not know yet.
    """

    title: Annotated[str, Meta(min_length=2, max_length=150)]
    text: Annotated[str, Meta(min_length=2, max_length=2000)]
    about: Annotated[str, Meta(min_length=2, max_length=150)]
    table: str | None = None
    working_days: Annotated[int, Meta(ge=1, le=90)] = 5
    ends: date | None = None
    free: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of `pack.toml`."""

    export: ExportTable
    source: tuple[SourceTable, ...] = ()
    region: tuple[RegionTable, ...] = ()
    privacy: dict[Kind, Rule] = {}
    publicity: tuple[PublicityTable, ...] = ()

    def leaves_out(self, file: str) -> bool:
        """Whether what a file hides is left out."""
        named = (source.hidden for source in self.source if source.file == file)
        return bool(self.export.hidden) or any(named)


def read_settings(folder: Path) -> Settings:
    """The settings of a folder; DataError where they are missing or wrong."""
    try:
        text = (folder / SETTINGS).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise _refused(
            msg("is missing; it says which release this is (see docs/pack.md)")
        ) from error
    except UnicodeDecodeError as error:
        raise _refused(msg("not valid UTF-8; save it as UTF-8")) from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(why_not_toml(text, error)) from error
    except MALFORMED:
        raise _refused(msg("holds a number that is too long, or is nested too deeply")) from None
    if problems := dates_in_quotes(text, values):
        raise DataError(problems)
    try:
        settings = msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise DataError([not_understood(text, str(error))]) from error
    problems = [problem for source in settings.source for problem in _source_problems(source)]
    if problems:
        raise DataError(problems)
    return settings


def _source_problems(source: SourceTable) -> list[Problem]:
    place = f"source {source.file}"
    if "\0" in source.file or not Path(source.file).name:
        return [Problem(SETTINGS, None, "source file", msg("is no name of a file"))]
    row_type = TYPES_BY_NAME.get(source.table)
    if row_type is None:
        why = msg(
            '"%(table)s" is no table; tables are %(list)s',
            table=source.table,
            list=[word("Table", table) for table in TYPES_BY_NAME],
        )
        return [Problem(SETTINGS, None, place, why)]
    known = header(row_type)
    named: dict[str, Any] = {
        "columns": source.columns,
        "constants": source.constants,
        "id": source.id,
        "values": source.values,
        "dates": source.dates,
    }
    return [
        Problem(
            SETTINGS,
            None,
            f"{place} {part}.{name}",
            msg("%(table)s has no such column", table=word("Table", source.table)),
        )
        for part, names in named.items()
        for name in names
        if name not in known
    ]


def _refused(why: Message) -> DataError:
    return DataError([Problem(SETTINGS, None, None, why)])
