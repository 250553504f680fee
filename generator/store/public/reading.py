"""Reading the public SQLite file while a site is built: tables that are files by themselves too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from generator.store.public.own_tables import OWN
from generator.store.public.schema import PublicTable

SEPARATE = ("releases", "changes", "facts", "present_grades", "filing_days", "districts_then",
            "documents", "document_links", "document_files", "numbers",
            "numbers_by_region")  # fmt: skip
"""Tables of no export that can be taken as files by themselves."""


def separate_tables() -> tuple[PublicTable, ...]:
    """Those tables, described."""
    return tuple(table for table in OWN if table.name in SEPARATE)


@contextmanager
def open_public(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for reading."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def rows_of(
    connection: sqlite3.Connection, table: PublicTable, release: tuple[str, int] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in the order of its key; of `changes` those of one release if given."""
    names = ", ".join(column.name for column in table.columns)
    where = "WHERE agency = ? AND release = ?" if release else ""
    query = f"SELECT {names} FROM {table.name} {where} ORDER BY {', '.join(table.key)}"
    yield from connection.execute(query, release or ())


def row_total(connection: sqlite3.Connection, table: PublicTable) -> int:
    """How many rows a table has."""
    return int(connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])


def named_rows(
    connection: sqlite3.Connection, query: str, values: tuple[object, ...] = ()
) -> Iterator[dict[str, Any]]:
    """The rows of one of QUERIES by column, without what is empty."""
    cursor = connection.execute(QUERIES[query], values)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        cells = zip(names, row, strict=True)
        yield {name: value for name, value in cells if value not in (None, "")}


QUERIES = {
    "site": "SELECT name, day, licence FROM site",
    "regions": "SELECT region_code, name, parent, level FROM region_tree ORDER BY region_code",
    "numbers": "SELECT region_code, name, value FROM numbers_by_region ORDER BY 1, 2",
    "facilities": "SELECT f.facility_id, f.agency, f.name, f.region_code, f.address, x.open, "
    "x.page,"
    " x.status, x.filing, x.filed, x.fee, x.places, x.inclusive, f.telephone, f.lon, f.lat"
    " FROM facilities f JOIN facts x USING (facility_id) ORDER BY f.region_code, f.facility_id",
    "grades": "SELECT region_code, facility_id, scheme_id, label, assessed, valid_until FROM "
    "present_grades"
    " ORDER BY region_code, facility_id, scheme_id",
    "schemes": "SELECT agency, scheme_id, name, kind, issuer FROM schemes ORDER BY 1, 2",
    "scheme_grades": "SELECT agency, scheme_id, label, rank, standing, meaning FROM scheme_grades"
    " ORDER BY agency, scheme_id, rank, label",
    "documents": "SELECT slug, kind, title, page, number, issuers, region, written, published,"
    " effective, validity, form, interpreter FROM documents ORDER BY slug",
    "links": "SELECT source, relation, written, target, due, late FROM document_links"
    " ORDER BY source, relation, number",
    "releases": "SELECT agency, release, name, agency_name, issued, first, sha256, page, leaf"
    " FROM releases ORDER BY agency, release",
    "changes": "SELECT number, what, heading, table_name, row_key, unexplained, sentence,"
    " column_name, before, after, unit, scheme_id, facility_id, name, explained_by, leaf_before,"
    " leaf_after FROM changes WHERE agency = ? AND release = ? ORDER BY number",
    "notices": "SELECT agency, notice_id, kind, title, text, published, concerns_table,"
    " concerns_id, ends, field, before, after FROM notices ORDER BY agency, notice_id",
}
"""What the static API asks of the file."""
