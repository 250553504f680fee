"""Open data: every table of every agency as files, and everything in one SQLite file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from generator.exports.schema import columns, table_schema
from generator.model.tables import TABLES, Facility, Penalty, Row
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.rules.facility_facts import FORMAT as FACTS
from generator.store.open_data import (
    PARTLY_VISIBLE,
    count_and_newest,
    hidden_penalties,
    visible_count,
    visible_records,
    write_public_database,
)
from generator.store.queries import Release
from generator.store.sqlite_values import Record, column_names


def database_file(context: Context) -> File:
    """All agencies' rows as one SQLite file."""
    newest = [(release.path, release.sha256) for release in context.newest.values()]
    hidden = [_hidden(context, release.region) for release in context.newest.values()]
    key = fingerprint(FACTS, newest, hidden)
    return File(urls.DATABASE, key, partial(_write_database, context))


def _write_database(context: Context, path: Path) -> None:
    write_public_database(context.connection, path, on=context.today)


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
    if row_type.table not in PARTLY_VISIBLE:
        return fingerprint(_rows(context, agency, row_type))
    # What may be seen of it hangs on the penalties, and on the day.
    known = [_rows(context, agency, each) for each in (row_type, Penalty)]
    return fingerprint(known, _hidden(context, agency))


def _rows(context: Context, agency: str, row_type: type[Row]) -> tuple[int, list[str]]:
    """How many rows a table has, and the digests of the exports that they can come from."""
    count, newest = count_and_newest(context.connection, row_type.table, agency)
    numbers = range(1, newest + 1)
    found = [context.released[agency, n].sha256 for n in numbers if (agency, n) in context.released]
    return count, found


def _present(release: Release) -> tuple[type[Row], ...]:
    return tuple(row for row in TABLES if release.rows.get(row.table))


def _hidden(context: Context, agency: str) -> list[str]:
    """The penalties of an agency that are out of publicity."""
    return hidden_penalties(context.connection, agency, on=context.today)


def copy_path(context: Context, release: Release) -> str | None:
    """Where the public copy of an agency's export is; None before format 2, and where it holds
    what the operator removed.

    Its name changes with the export and with what may not be shown of it any more.
    """
    if release.format < 2 or release.region in context.withheld:
        return None
    digest = fingerprint(release.sha256, _hidden(context, release.region)).hex()[:16]
    return urls.public_copy(release.region, f"{release.region}-{release.number:04d}", digest)


def publishable(context: Context, agency: str) -> bool:
    """Whether the agency's newest signed export may be offered whole."""
    return agency not in context.withheld and not _hidden(context, agency)


def row_counts(context: Context, release: Release) -> dict[str, int]:
    """How many rows of each table of an agency's newest release may be seen."""
    counts = dict(release.rows)
    for table in PARTLY_VISIBLE:
        counts[table] = visible_count(context.connection, table, release.region, on=context.today)
    return counts


def _select(context: Context, row_type: type[Row], agency: str) -> Iterator[Record]:
    return visible_records(context.connection, row_type, agency, on=context.today)


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
                cells[i] = None if cells[i] is None else "true" if cells[i] else "false"
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
