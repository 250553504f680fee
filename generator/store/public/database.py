"""Writing the public SQLite file: the same bytes for the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from generator.model.identifiers import is_uscc
from generator.model.tables import TABLES, Row
from generator.model.vocabulary import AgeClass, FindingResult
from generator.model.working_days import Overrides
from generator.rules.fee import is_over_cap
from generator.rules.findings import state_of
from generator.rules.ratios import within_standard
from generator.store.figures.filing_days import filing_days
from generator.store.figures.quality import HISTORY
from generator.store.open_data import visible
from generator.store.public.full_text import grams
from generator.store.public.own_tables import stored_tables
from generator.store.public.schema import PublicColumn, PublicTable, extra_columns
from generator.store.public.views import VIEWS
from generator.store.sqlite_values import column_names

Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the file holds beside the rows of the store.

    `page` gives the public path of a facility, `cap` is the local cap on prepayment in months,
    `tables` has the rows of the tables that pages know of, `titles` the Chinese and English title
    of each table of an export.
    """

    on: date
    cap: float
    overrides: Overrides
    page: Callable[[str], str]
    titles: Mapping[str, tuple[str, str]]
    tables: Mapping[str, Callable[[], Rows]]


def write_public_database(connection: sqlite3.Connection, path: Path, given: Contents) -> None:
    """All agencies' rows as they may be published on a day, with what explains them."""
    store = connection.execute("PRAGMA database_list").fetchone()[2]
    with closing(sqlite3.connect(path, isolation_level=None, uri=True)) as target:
        _rules(target, given)
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        target.execute("ATTACH ? AS store", (f"{Path(store).as_uri()}?mode=ro",))
        target.execute("BEGIN")
        for table in stored_tables():
            target.execute(table_sql(table, *given.titles.get(table.name, ())))
        for row_type in TABLES:
            _copy(target, row_type, given.on)
        target.execute(_FACTS)
        target.execute(_PRESENT_GRADES)
        target.execute(_DISTRICTS_THEN)
        _fill(target, "filing_days", _filing_days(connection, given))
        for name, make in given.tables.items():
            _fill(target, name, make())
        target.execute(_EXPLAINED_BY)
        target.execute(_LEAF_AFTER)
        target.execute(_LEAF_BEFORE)
        for table in stored_tables():
            for columns in table.indexes:
                target.execute(
                    f"CREATE INDEX {table.name}_by_{'_'.join(columns)}"
                    f" ON {table.name} ({', '.join(columns)})"
                )
        for view in VIEWS:
            target.execute(view_sql(view))
        for statement in _FULL_TEXT:
            target.execute(statement)
        target.execute("COMMIT")


def table_sql(table: PublicTable, title: str = "", english: str = "") -> str:
    """The CREATE TABLE statement, with a comment above each column."""
    lines = [_declared(column) for column in table.columns]
    lines += [f"    PRIMARY KEY ({', '.join(table.key)})"]
    lines += _foreign_keys(table)
    heading = f"-- {title or table.title} {english or table.english}: {table.about}"
    return f"CREATE TABLE {table.name} (\n    {heading}\n" + ",\n".join(lines) + "\n) WITHOUT ROWID"


def view_sql(view: PublicTable) -> str:
    """The CREATE VIEW statement, with what the view holds as a comment."""
    return (
        f"CREATE VIEW {view.name} AS\n-- {view.title} {view.english}: {view.about}\n{view.select}"
    )


def _declared(column: PublicColumn) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    needed = " NOT NULL" if column.required else ""
    kind = f" {column.type}" if column.type else ""
    return f"    -- {column.title}{unit}: {column.about}\n    {column.name}{kind}{needed}"


def _foreign_keys(table: PublicTable) -> Iterator[str]:
    """References within an agency's rows take the agency along; facilities are everybody's."""
    for column in table.columns:
        target, _, key = column.references.partition(".")
        if not target:
            continue
        own, other = column.name, key
        if target not in ("facilities", "documents", "tables", "numbers"):
            own, other = f"agency, {own}", f"agency, {other}"
        yield f"    FOREIGN KEY ({own}) REFERENCES {target} ({other})"


def _rules(target: sqlite3.Connection, given: Contents) -> None:
    """The rules that columns are made by, as functions of SQL while the file is written."""

    def standard(age_class: str, children: int | None, carers: int | None) -> bool | None:
        return within_standard(AgeClass(age_class), children, carers)

    def state(result: str, due: str | None, rectified: str | None) -> str:
        return state_of(FindingResult(result), due=due, rectified=rectified).value

    def over_cap(months: float | None) -> bool | None:
        return is_over_cap(months, given.cap)

    def uscc_holds(code: str | None) -> bool | None:
        return None if code is None else is_uscc(code)

    functions: tuple[tuple[str, int, Callable[..., Any]], ...] = (
        ("within_standard", 3, standard),
        ("finding_state", 3, state),
        ("over_cap", 1, over_cap),
        ("uscc_holds", 1, uscc_holds),
        ("page_of", 1, given.page),
        ("grams", 1, grams),
    )
    for name, arguments, function in functions:
        target.create_function(name, arguments, function, deterministic=True)


def _copy(target: sqlite3.Connection, row_type: type[Row], on: date) -> None:
    """The rows of one table that may be published on a day."""
    name, own = row_type.table, column_names(row_type)
    made = extra_columns(name)
    names = (*own, *(column.name for column in made), "agency", "since")
    values = (*own, *(column.made_by for column in made), "agency", "since")
    key = "facility_id" if name == "facilities" else f"agency, {', '.join(row_type.key)}"
    target.execute(
        f"INSERT INTO main.{name} ({', '.join(names)}) SELECT {', '.join(values)}"
        f" FROM store.{name} AS {name} WHERE {visible(name, 'store')} ORDER BY {key}",
        {"today": on.isoformat()},
    )


_FACTS = """
INSERT INTO main.facts
SELECT agency, facility_id, region_code, open, status, filing, filed, fee,
    json_extract(item, '$.fee_item'), prepayment, over_cap(prepayment), places, inclusive,
    demonstration, json_extract(item, '$.above_standard'), assessed, next_due,
    json_extract(item, '$.rectification_due'), json_extract(item, '$.unexplained'),
    page_of(facility_id)
FROM store.facts ORDER BY facility_id
"""
_PRESENT_GRADES = """
INSERT INTO main.present_grades
SELECT facility_id, scheme_id, region_code, label, assessed, valid_until, open
FROM store.standings ORDER BY facility_id, scheme_id
"""
_DISTRICTS_THEN = f"""
INSERT INTO main.districts_then
SELECT agency, release, code || '000000', {", ".join(HISTORY.values())}
FROM store.region_history ORDER BY agency, release, code
"""
_EXPLAINED_BY = """
UPDATE main.changes AS c SET explained_by = (
    SELECT group_concat(notice_id, '|') FROM (
        SELECT n.notice_id FROM main.notices n WHERE n.agency = c.agency AND n.since = c.release
            AND n.concerns_table = c.table_name AND n.concerns_id = c.row_key
        UNION SELECT n.notice_id FROM main.notice_rows r
            JOIN main.notices n ON n.agency = r.agency AND n.notice_id = r.notice_id
            WHERE r.agency = c.agency AND n.since = c.release
            AND r.concerns_table = c.table_name AND r.concerns_id = c.row_key
        ORDER BY 1
    )
)
"""
_LEAF_AFTER = """
UPDATE main.changes AS c SET leaf_after = (
    SELECT max(l.leaf) FROM store.records r JOIN store.leaves l ON l.name = r.digest
    WHERE r.subject = c.facility_id AND r.version = printf('%s-%04d', c.agency, c.release)
) WHERE facility_id <> ''
"""
_LEAF_BEFORE = """
UPDATE main.changes AS c SET leaf_before = (
    SELECT max(l.leaf) FROM store.records r JOIN store.leaves l ON l.name = r.digest
    WHERE r.subject = c.facility_id AND r.agency = c.agency AND r.release < c.release
) WHERE facility_id <> ''
"""
_FULL_TEXT = (
    "CREATE VIRTUAL TABLE facilities_text USING fts5"
    "(name, other_names, address, content = '', detail = column)",
    "INSERT INTO facilities_text (rowid, name, other_names, address)"
    " SELECT number, grams(name), grams(other_names), grams(address) FROM facilities ORDER BY 1",
    "CREATE VIRTUAL TABLE documents_text USING fts5"
    "(title, number, text, content = '', detail = column)",
    "INSERT INTO documents_text (rowid, title, number, text)"
    " SELECT position, grams(title), grams(number), grams(text) FROM documents ORDER BY 1",
)
"""Full-text search; a row of `facilities` is found by its `number`, of `documents` by "
"`position`."""


def _filing_days(connection: sqlite3.Connection, given: Contents) -> Rows:
    """How long each application took or waits."""
    for agency, clock in filing_days(connection, on=given.on, overrides=given.overrides):
        due, missed = clock.due.isoformat(), int(clock.missed)
        yield agency, clock.filing_id, clock.limit, due, clock.taken, missed


def _fill(target: sqlite3.Connection, name: str, found: Rows) -> None:
    table = next(each for each in stored_tables() if each.name == name)
    marks = ", ".join("?" * len(table.columns))
    target.executemany(f"INSERT INTO main.{name} VALUES ({marks})", found)
