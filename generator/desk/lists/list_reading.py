"""A list as the desk shows it: what its headings mean, and what is still open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from generator.desk.lists.list_guesses import guess_columns, laid_out, read_list_sheets
from generator.desk.lists.list_settings import IGNORED, INSTITUTION, ListSettings
from generator.desk.releases.workspace import Office
from generator.exports.contents import Export
from generator.exports.headings import (
    TITLES,
    names_a_person,
)
from generator.exports.lists.districts import Districts
from generator.exports.lists.extents import made_key
from generator.exports.lists.layout import Table
from generator.exports.lists.named_institutions import Institutions
from generator.exports.lists.plan import institution_column
from generator.exports.reading.cell_values import plain_text
from generator.exports.reading.cells import clean
from generator.exports.reading.refusal import Refused
from generator.exports.reading.repair import canonical_cell
from generator.exports.schema import TYPES_BY_NAME, Column, columns
from generator.exports.spreadsheets.seen import without_option
from generator.model.problems import Problem, Severity
from generator.model.tables import TABLES, Facility, Grade, Region, Row, Scheme
from generator.model.vocabulary import ALIASES

ALIKE: Final = frozenset({
    "scheme_id", "authority", "issuer", "assessed", "inspected", "decided", "kind", "status",
    "unit", "mode", "tier", "nature", "basis", "crs", "level", "title", "cycle", "subject_kind",
    "publicity_ends", "region_code", "domain", "result", "age_class", "item",
})  # fmt: skip
"""Columns that every row of a list may have alike; nobody gives all the same name or grade."""


_OF_ONE_LIST: Final = frozenset({"basis", "cycle", "result"})

MOST_VALUES: Final = 40


SHOWN_ROWS: Final = 4


MOST_DOUBTS: Final = 60


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


def view_list(
    folder: Path, settings: ListSettings, office: Office, last: Export | None
) -> ListView:
    """The list as it is read by these settings; its file lies in `folder`."""
    problems: list[Problem] = []
    sheets = read_list_sheets(folder, settings, problems)
    hidden = tuple(without_option(p) for p in problems if p.severity is Severity.ERROR)
    row_type = TYPES_BY_NAME[settings.table]
    sheet = next((s for s in sheets if settings.sheet in (None, s.name)), None)
    passed: list[Problem] = []
    table = laid_out(sheet, settings, passed) if sheet else None
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
    """What nearly every row of the last release has in a column; nothing where they differ, and
    nothing of what belongs to one list alone, its day say.
    """
    if column.type == "date" or column.name in _OF_ONE_LIST:
        return ""
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
