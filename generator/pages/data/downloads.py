"""Open data: every table of every agency as files, and everything in one SQLite file."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from generator.exports.schema import columns, sqlite_ddl, table_schema
from generator.model.tables import TABLES, Facility, Penalty, Row
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.rules.facility_facts import FORMAT as FACTS
from generator.store.derived import IN_PUBLICITY
from generator.store.queries import Release
from generator.store.sqlite_values import column_names


def _speaks_of_hidden(table: str) -> str:
    """The condition that a row of `table` concerns a penalty that may not be shown."""
    return (
        f"({table}.concerns_table = 'penalties' AND {table}.concerns_id NOT IN"
        f" (SELECT penalty_id FROM {{store}}.penalties p WHERE p.agency = {table}.agency"
        f" AND {IN_PUBLICITY}))"
    )


def _notice_shown(table: str) -> str:
    """The condition that a notice concerns, with all its rows, nothing that may not be shown."""
    return (
        f"NOT {_speaks_of_hidden(table)} AND {table}.notice_id NOT IN (SELECT r.notice_id"
        f" FROM {{store}}.notice_rows r WHERE r.agency = {table}.agency"
        f" AND {_speaks_of_hidden('r')})"
    )


VISIBLE: dict[str, str] = {
    "penalties": IN_PUBLICITY,
    "notices": _notice_shown("notices"),
    "notice_rows": "notice_id IN (SELECT n.notice_id FROM {store}.notices n"
    f" WHERE n.agency = notice_rows.agency AND {_notice_shown('n')})",
}
"""Which rows of a table may be published on the reference day; `store` names the database."""


def visible(table: str, store: str = "main") -> str:
    """The condition on the rows of a table that may be published on the reference day."""
    return VISIBLE.get(table, "1").replace("{store}", store)


FACTS_COLUMNS = "agency, facility_id, open, filing, filed, fee, prepayment"
FACTS_TABLE = """
CREATE TABLE facts (
    agency TEXT NOT NULL, facility_id TEXT NOT NULL, open INTEGER NOT NULL, filing TEXT,
    filed INTEGER, fee REAL, prepayment REAL, PRIMARY KEY (agency, facility_id)
) WITHOUT ROWID
"""
"""What the rules make of each facility's rows (`docs/log-format.md` says what each fact means)."""


def database_file(context: Context) -> File:
    """All agencies' rows as one SQLite file."""
    newest = [(release.path, release.sha256) for release in context.newest.values()]
    hidden = [_hidden(context, release.region) for release in context.newest.values()]
    key = fingerprint(FACTS, newest, hidden)
    return File(urls.DATABASE, key, partial(write_database, context))


def data_files(context: Context, release: Release) -> Iterator[File]:
    """An agency's tables as CSV and JSON Lines, its places as GeoJSON, the description."""
    agency = release.region
    for row_type in _present(release):
        key = _stamp(context, agency, row_type)
        for ending, write in (("csv", write_csv), ("jsonl", write_jsonl)):
            path = urls.table(agency, row_type.table, ending)
            yield File(path, key, partial(write, context, agency, row_type))
        if row_type is Facility:
            path = urls.table(agency, "places", "geojson")
            yield File(path, key, partial(write_geojson, context, agency))
    path = urls.datapackage(agency)
    yield File(path, fingerprint(release.sha256), partial(write_datapackage, context, release))


def _stamp(context: Context, agency: str, row_type: type[Row]) -> bytes:
    """What changes whenever the public rows of an agency's table do.

    With as many rows as before and none of a newer release they are the same rows, as long as the
    exports up to that release are the same.
    """
    if row_type.table not in VISIBLE:
        return fingerprint(_rows(context, agency, row_type))
    # What may be seen of it hangs on the penalties, and on the day.
    known = [_rows(context, agency, each) for each in (row_type, Penalty)]
    return fingerprint(known, _hidden(context, agency))


def _rows(context: Context, agency: str, row_type: type[Row]) -> tuple[int, list[str]]:
    """How many rows a table has, and the digests of the exports that they can come from."""
    query = f"SELECT count(*), coalesce(max(since), 0) FROM {row_type.table} WHERE agency = ?"
    count, newest = context.connection.execute(query, (agency,)).fetchone()
    numbers = range(1, newest + 1)
    found = [context.released[agency, n].sha256 for n in numbers if (agency, n) in context.released]
    return count, found


def _present(release: Release) -> tuple[type[Row], ...]:
    return tuple(row for row in TABLES if release.rows.get(row.table))


def _hidden(context: Context, agency: str) -> int:
    """How many penalties of an agency are out of publicity."""
    query = f"SELECT count(*) FROM penalties WHERE agency = :agency AND NOT {IN_PUBLICITY}"
    values = {"agency": agency, "today": context.today.isoformat()}
    return int(context.connection.execute(query, values).fetchone()[0])


def copy_path(context: Context, release: Release) -> str | None:
    """Where the public copy of an agency's export is; None before format 2.

    Its name changes with the export and with what may not be shown of it any more.
    """
    if release.format < 2:
        return None
    query = f"SELECT penalty_id FROM penalties WHERE agency = :agency AND NOT {IN_PUBLICITY}"
    values = {"agency": release.region, "today": context.today.isoformat()}
    hidden = sorted(key for (key,) in context.connection.execute(query, values))
    digest = fingerprint(release.sha256, hidden).hex()[:16]
    return urls.public_copy(release.region, f"{release.region}-{release.number:04d}", digest)


def publishable(context: Context, agency: str) -> bool:
    """Whether the agency's newest signed export may be offered whole."""
    return not _hidden(context, agency)


def row_counts(context: Context, release: Release) -> dict[str, int]:
    """How many rows of each table of an agency's newest release may be seen."""
    counts = dict(release.rows)
    for table in VISIBLE:
        query = f"SELECT count(*) FROM {table} WHERE agency = :agency AND {visible(table)}"
        values = {"agency": release.region, "today": context.today.isoformat()}
        counts[table] = int(context.connection.execute(query, values).fetchone()[0])
    return counts


def _select(context: Context, row_type: type[Row], agency: str) -> Iterator[tuple[Any, ...]]:
    condition = visible(row_type.table)
    query = (
        f"SELECT {', '.join(column_names(row_type))} FROM {row_type.table}"
        f" WHERE agency = :agency AND {condition} ORDER BY {', '.join(row_type.key)}"
    )
    values = {"agency": agency, "today": context.today.isoformat()}
    return iter(context.connection.execute(query, values))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def write_csv(context: Context, agency: str, row_type: type[Row], path: Path) -> None:
    """A table in the canonical form of the export format."""
    kinds = [(i, c.type) for i, c in enumerate(columns(row_type))]
    booleans = [i for i, kind in kinds if kind == "boolean"]
    numbers = [i for i, kind in kinds if kind == "number"]
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(column_names(row_type))
        for record in _select(context, row_type, agency):
            cells = list(record)
            for i in numbers:
                cells[i] = _plain(cells[i])
            for i in booleans:
                cells[i] = {None: None, 0: "false", 1: "true"}[cells[i]]
            writer.writerow(cells)


def _object(row_type: type[Row], record: tuple[Any, ...]) -> dict[str, Any]:
    """A record as JSON: lists as lists, booleans as booleans, absent values left out."""
    found: dict[str, Any] = {}
    for column, value in zip(columns(row_type), record, strict=True):
        if value is None or value == "":
            continue
        if column.type == "list":
            value = value.split("|")
        elif column.type == "boolean":
            value = bool(value)
        found[column.name] = _plain(value)
    return found


def write_jsonl(context: Context, agency: str, row_type: type[Row], path: Path) -> None:
    """A table with one JSON object a line."""
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as target:
        for record in _select(context, row_type, agency):
            target.write(encode(_object(row_type, record)) + b"\n")


def write_geojson(context: Context, agency: str, path: Path) -> None:
    """The facilities that have coordinates, as points in WGS84 (RFC 7946)."""
    separator = b"\n"
    with path.open("wb") as target:
        target.write(b'{"type":"FeatureCollection","features":[')
        for record in _select(context, Facility, agency):
            values = _object(Facility, record)
            lon, lat = values.pop("lon", None), values.pop("lat", None)
            values.pop("crs", None)
            if lon is None or lat is None:
                continue
            geometry = {"type": "Point", "coordinates": [lon, lat]}
            feature = {"type": "Feature", "geometry": geometry, "properties": values}
            target.write(separator + msgspec.json.encode(feature))
            separator = b",\n"
        target.write(b"\n]}\n")


def write_datapackage(context: Context, release: Release, path: Path) -> None:
    """The Data Package that describes an agency's CSV files."""
    package = {
        "profile": "tabular-data-package",
        "name": f"gongshi-{release.region}-{release.number:04d}",
        "title": f"{release.agency} {release.number}",
        "created": release.issued.isoformat(),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": row_type.table,
                "path": f"{row_type.table}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": _own_schema(release, row_type),
            }
            for row_type in _present(release)
        ],
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n")


def _own_schema(release: Release, row_type: type[Row]) -> dict[str, Any]:
    """The table's schema without references to tables that this agency leaves empty."""
    schema = dict(table_schema(row_type))
    present = {row.table for row in _present(release)} | {""}
    keys = [k for k in schema.get("foreignKeys", ()) if k["reference"]["resource"] in present]
    schema.pop("foreignKeys", None)
    return {**schema, "foreignKeys": keys} if keys else schema


def write_database(context: Context, path: Path) -> None:
    """All agencies' rows in one SQLite file, the same bytes for the same rows."""
    store = context.connection.execute("PRAGMA database_list").fetchone()[2]
    today = {"today": context.today.isoformat()}
    with closing(sqlite3.connect(path, isolation_level=None, uri=True)) as target:
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        target.execute("ATTACH ? AS store", (f"{Path(store).as_uri()}?mode=ro",))
        target.execute("BEGIN")
        for row_type in TABLES:
            name, columns = row_type.table, ", ".join(column_names(row_type))
            extra = (("agency", "TEXT NOT NULL"),)
            target.execute(sqlite_ddl(row_type, extra, ("agency", *row_type.key)))
            condition = visible(name, "store")
            target.execute(
                f"INSERT INTO main.{name} SELECT {columns}, agency FROM store.{name} AS {name}"
                f" WHERE {condition} ORDER BY agency, {', '.join(row_type.key)}",
                today,
            )
        target.execute(FACTS_TABLE)
        target.execute(
            f"INSERT INTO main.facts SELECT {FACTS_COLUMNS} FROM store.facts"
            " ORDER BY agency, facility_id"
        )
        target.execute("COMMIT")
