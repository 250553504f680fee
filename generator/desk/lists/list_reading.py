"""A list of officials: where its headings stand, what they mean, and what is still open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import Final

import msgspec

from generator.desk.lists.list_settings import IGNORED, INSTITUTION, ListSettings, remembered
from generator.desk.releases.workspace import Office
from generator.exports.contents import Export
from generator.exports.headings import (
    TITLES,
    heading_meant,
    institution_part,
    names_a_person,
    table_named,
)
from generator.exports.lists.districts import Districts
from generator.exports.lists.extents import Extent, made_key
from generator.exports.lists.layout import Sheet, Table, lay_out
from generator.exports.lists.named_institutions import Institutions
from generator.exports.lists.plan import institution_column, known_headings
from generator.exports.reading.cell_values import plain_text
from generator.exports.reading.cells import clean
from generator.exports.reading.pack_settings import SourceTable
from generator.exports.reading.refusal import Refused
from generator.exports.reading.repair import canonical_cell
from generator.exports.reading.sources import read_sheets
from generator.exports.schema import TYPES_BY_NAME, Column, columns
from generator.model.problems import Problem, Severity
from generator.model.tables import TABLES, Facility, Grade, Region, Row, Scheme
from generator.model.vocabulary import ALIASES

KNOWN_SCORE: Final = 4
"""How much of a table has to be known in a sheet before it is read without being asked for."""
ALIKE: Final = frozenset({
    "scheme_id", "authority", "issuer", "assessed", "inspected", "decided", "kind", "status",
    "unit", "mode", "tier", "nature", "basis", "crs", "level", "title", "cycle", "subject_kind",
    "publicity_ends", "region_code", "domain", "result", "age_class", "item",
})  # fmt: skip
"""Columns that every row of a list may have alike; nobody gives all the same name or grade."""
MOST_VALUES: Final = 40
SHOWN_ROWS: Final = 4
MOST_DOUBTS: Final = 60
COVERED: Final = 0.6
"""Share of the institutions in a table from which on a list is taken for all that holds now."""
PARTS: Final = ("name", "uscc", "address", "region_code")
"""What of an institution a heading may name."""


@dataclass(frozen=True, slots=True)
class HeadingChoice:
    """A heading, the first cells below it, and what it is read as."""

    heading: str
    cells: tuple[str, ...]
    chosen: str
    guessed: bool
    person: bool


@dataclass(frozen=True, slots=True)
class ConstantChoice:
    """A column that the list has not and the table needs: one value for every row."""

    column: Column
    value: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ValueChoice:
    """A word that is none of a column's, and what it may stand for."""

    column: Column
    word: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name of which it is not certain which institution is meant; `chosen` is its identifier."""

    name: str
    candidates: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class ListView:
    """A list as the desk shows it."""

    settings: ListSettings
    sheets: tuple[str, ...]
    tables: tuple[tuple[str, str], ...]
    choices: tuple[HeadingChoice, ...]
    options: tuple[tuple[str, str], ...]
    constants: tuple[ConstantChoice, ...]
    missing: tuple[str, ...]
    """Columns that every row needs and that no heading was read as."""
    values: tuple[ValueChoice, ...]
    labels: tuple[str, ...]
    """The grades that the list gives, where it is one of grades."""
    doubts: tuple[Doubt, ...]
    more_doubts: int
    heading_line: int | None
    rows: int
    hidden: tuple[Problem, ...]
    faults: tuple[Problem, ...]
    passed_over: tuple[Problem, ...]


def sheets_of(folder: Path, file: str) -> list[str]:
    """The sheets of a file that hold something which is known, the most telling first of equals."""
    sheets = _sheets(folder, ListSettings(file=file, table="grades"), [])
    scores = {sheet.name: _likeliest(sheet, file)[1] for sheet in sheets}
    return [name for name, score in scores.items() if score >= KNOWN_SCORE] or list(scores)[:1]


def guess_list(
    folder: Path, file: str, lists: Path, last: Export | None, sheet: str | None = None
) -> ListSettings:
    """How a list is read if nobody says otherwise: as last time (`lists`), or as its headings say.

    The file lies in `folder`; of several sheets it is this one, or the one with most that is known.
    """
    sheets = _sheets(folder, ListSettings(file=file, table="grades"), [])
    wanted = [each for each in sheets if sheet in (None, each.name)]
    best = max(wanted, key=lambda each: _likeliest(each, file)[1], default=None)
    if best is None:
        return ListSettings(file=file, table="grades")
    row_type = _likeliest(best, file)[0]
    name = best.name if len(sheets) > 1 else None
    settings = ListSettings(file=file, table=row_type.table, sheet=name)
    table = _laid_out(best, settings, [])
    if table is None:
        return settings
    before = remembered(lists, table.headings)
    if before is not None:
        return msgspec.structs.replace(before, file=file, sheet=name, leave_out=False)
    return msgspec.structs.replace(
        settings,
        columns=guess_columns(row_type, table.headings),
        extent=_extent(row_type, table, last),
    )


def guess_columns(row_type: type[Row], headings: Sequence[str]) -> dict[str, str]:
    """What each heading means: a column, what names the institution, or nothing that is read."""
    by_name = institution_column(row_type) is not None
    chosen: dict[str, str] = {}
    for heading in headings:
        meant = heading_meant(row_type, heading)
        part = institution_part(heading) if by_name else None
        if meant and meant.column.name not in chosen.values():
            chosen[heading] = meant.column.name
        elif part and f"{INSTITUTION}.{part}" not in chosen.values():
            chosen[heading] = f"{INSTITUTION}.{part}"
        else:
            chosen[heading] = IGNORED
    return chosen


def view_list(
    folder: Path, settings: ListSettings, office: Office, last: Export | None
) -> ListView:
    """The list as it is read by these settings; its file lies in `folder`."""
    problems: list[Problem] = []
    sheets = _sheets(folder, settings, problems)
    hidden = tuple(each for each in problems if each.severity is Severity.ERROR)
    row_type = TYPES_BY_NAME[settings.table]
    sheet = next((s for s in sheets if settings.sheet in (None, s.name)), None)
    passed: list[Problem] = []
    table = _laid_out(sheet, settings, passed) if sheet else None
    headings = table.headings if table else ()
    guessed = guess_columns(row_type, headings)
    chosen = {each: settings.columns.get(each, guessed[each]) for each in headings}
    settings = msgspec.structs.replace(settings, columns=chosen)
    doubts = list(_doubts(table, settings, row_type, office.region, last)) if table else []
    return ListView(
        settings=settings,
        sheets=tuple(each.name for each in sheets),
        tables=tuple((each.table, TITLES[each.table][0]) for each in TABLES),
        choices=tuple(_choices(table, settings)) if table else (),
        options=tuple(_options(row_type)),
        constants=tuple(_constants(row_type, settings, office, last)),
        missing=tuple(each.title for each in _needed(row_type, settings) if each.name not in ALIKE),
        values=tuple(_values(table, settings, row_type)) if table else (),
        labels=_labels(table, settings) if table and row_type is Grade else (),
        doubts=tuple(doubts[:MOST_DOUBTS]),
        more_doubts=max(0, len(doubts) - MOST_DOUBTS),
        heading_line=table.heading_line if table else None,
        rows=len(table.lines) if table else 0,
        hidden=hidden,
        faults=tuple(each for each in passed if each.severity is Severity.ERROR),
        passed_over=tuple(each for each in passed if each.severity is not Severity.ERROR),
    )


def _sheets(folder: Path, settings: ListSettings, problems: list[Problem]) -> list[Sheet]:
    return read_sheets(
        folder / settings.file, settings.file, problems, leave_out=settings.leave_out
    )


def _laid_out(sheet: Sheet, settings: ListSettings, problems: list[Problem]) -> Table | None:
    row_type = TYPES_BY_NAME[settings.table]
    source = SourceTable(file=settings.file, table=settings.table)

    @cache
    def known(heading: str) -> str | None:
        return known_headings(row_type, source, heading)

    return lay_out(sheet, known, problems, settings.heading_line)


def _likeliest(sheet: Sheet, file: str) -> tuple[type[Row], int]:
    """The table that a sheet is most likely of, and how many of its headings are known there."""
    named = table_named(sheet.name) or table_named(PurePath(file).stem)
    scores = []
    for row_type in TABLES:
        table = _laid_out(sheet, ListSettings(file=file, table=row_type.table), [])
        columns_found = set(guess_columns(row_type, table.headings).values()) if table else set()
        own = {each for each in columns_found if each != IGNORED}
        wanted = {each.name for each in columns(row_type) if each.required}
        scores.append((len(own & wanted) * 2 + len(own) + 9 * (row_type is named), row_type))
    most = max(score for score, _ in scores)
    return next(row_type for score, row_type in scores if score == most), most


def _extent(row_type: type[Row], table: Table, last: Export | None) -> Extent | None:
    """All that holds now where a list names most of whom the table speaks of, else what is new."""
    if last is None or not last.rows(row_type):
        return "current" if made_key(row_type) else None
    holders = {getattr(row, "facility_id", None) for row in last.rows(row_type)}
    return "current" if len(table.lines) >= COVERED * len(holders) else "additions"


def _choices(table: Table, settings: ListSettings) -> Iterator[HeadingChoice]:
    guessed = guess_columns(TYPES_BY_NAME[settings.table], table.headings)
    for at, heading in enumerate(table.headings):
        cells = tuple(plain_text(cells[at])[:40] for _, cells in table.lines[:SHOWN_ROWS])
        chosen = settings.columns.get(heading, IGNORED)
        person = names_a_person(heading)
        shown = () if person else cells
        yield HeadingChoice(heading, shown, chosen, chosen == guessed[heading], person)


def _options(row_type: type[Row]) -> Iterator[tuple[str, str]]:
    for column in columns(row_type):
        yield column.name, column.title
    if institution_column(row_type):
        for part in PARTS:
            yield f"{INSTITUTION}.{part}", ""


def _needed(row_type: type[Row], settings: ListSettings) -> Iterator[Column]:
    """The columns that every row needs and that no heading gives."""
    given = set(settings.columns.values())
    if any(each.startswith(f"{INSTITUTION}.") for each in given):
        given |= {"facility_id", "subject_id", "subject_kind"}
    if settings.extent:
        given.add(made_key(row_type) or "")
    if row_type is Facility and "name" in given:
        given.add("facility_id")
    for column in columns(row_type):
        if column.required and column.name not in given:
            yield column


def _constants(
    row_type: type[Row], settings: ListSettings, office: Office, last: Export | None
) -> Iterator[ConstantChoice]:
    """What the list does not say and every row may have alike, or what was said of it before."""
    needed = {each.name: each for each in _needed(row_type, settings) if each.name in ALIKE}
    given = set(settings.columns.values())
    for column in columns(row_type):
        said = settings.constants.get(column.name, "")
        if column.name not in needed and not (said and column.name not in given):
            continue
        usual = _usual(column, row_type, last)
        usual = usual or (office.agency if column.name in ("authority", "issuer") else "")
        options = _words(column)
        if column.references == Scheme.table and last is not None:
            options = tuple((row.scheme_id, row.name) for row in last.rows(Scheme))
            usual = options[0][0] if len(options) == 1 else usual
        yield ConstantChoice(column, said or usual, options)


def _words(column: Column) -> tuple[tuple[str, str], ...]:
    """The words of a column with a vocabulary: what stands in the export, and how it is said."""
    if column.enum is None:
        return ()
    known = ALIASES.get(column.enum, {})
    return tuple(
        (str(each.value), next(iter(known.get(each, ())), each.value)) for each in column.enum
    )


def _values(table: Table, settings: ListSettings, row_type: type[Row]) -> Iterator[ValueChoice]:
    """Every word in a column with a vocabulary that is none of its words."""
    by_name = {each.name: each for each in columns(row_type)}
    for at, heading in enumerate(table.headings):
        column = by_name.get(settings.columns.get(heading, ""))
        if column is None or column.enum is None:
            continue
        words = dict.fromkeys(clean(plain_text(cells[at]), []) for _, cells in table.lines)
        for word in list(words)[:MOST_VALUES]:
            try:
                canonical_cell(column, word, [])
            except Refused:
                chosen = settings.values.get(column.name, {}).get(word, "")
                if word:
                    yield ValueChoice(column, word, _words(column), chosen)


def _labels(table: Table, settings: ListSettings) -> tuple[str, ...]:
    """The grades that a list gives, each once, in the order of their names."""
    at = next((n for n, h in enumerate(table.headings) if settings.columns.get(h) == "grade"), None)
    if at is None:
        return ()
    return tuple(sorted({clean(plain_text(cells[at]), []) for _, cells in table.lines} - {""}))


def _usual(column: Column, row_type: type[Row], last: Export | None) -> str:
    """What nearly every row of the last release has in a column; nothing where they differ."""
    values = Counter(
        str(getattr(row, column.name)) for row in (last.rows(row_type) if last else ())
    )
    value, times = next(iter(values.most_common(1)), ("", 0))
    return value if times > 0.8 * sum(values.values()) else ""


def _doubts(
    table: Table, settings: ListSettings, row_type: type[Row], region: str, last: Export | None
) -> Iterator[Doubt]:
    """Each name once of which it is not certain who is meant."""
    places = {
        column.partition(".")[2]: table.headings.index(heading)
        for heading, column in settings.columns.items()
        if column.startswith(f"{INSTITUTION}.") and heading in table.headings
    }
    if last is None or not places or row_type is Facility:
        return
    institutions = Institutions(last.rows(Facility))
    districts = Districts(region, last.rows(Region))
    seen: set[str] = set()
    for _, cells in table.lines:
        said = {part: clean(plain_text(cells[at]), []) for part, at in places.items()}
        name = said.get("name", "")
        if not name or name in seen:
            continue
        try:
            if re.search("[\u4e00-\u9fff]", said.get("region_code", "")):
                said["region_code"] = districts.code(said["region_code"])
            institutions.identifier(said, [])
        except Refused:
            seen.add(name)
            found = institutions.candidates(said)
            named = tuple(
                (f.facility_id, f"{f.name}（{f.address or f.region_code}）") for f in found
            )
            yield Doubt(name, named, settings.institutions.get(name, ""))
