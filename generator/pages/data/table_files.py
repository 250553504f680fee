"""The tables of a scope as CSV, JSON Lines, GeoJSON and Parquet, each written as it is read."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from generator.exports.schema import Column
from generator.model.tables import Row
from generator.pages.data.scopes import DataScope, scope_columns
from generator.pages.shared.context import Context
from generator.store.open_data import visible_cells, visible_lines, visible_records

Record = tuple[Any, ...]
Writer = Callable[[Context, DataScope, type[Row], Path], None]

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet that is opened by a double click takes UTF-8 for another encoding."""
ROWS_AT_ONCE = 10_000
"""Rows that a part of a Parquet file holds."""


def scope_records(context: Context, scope: DataScope, row_type: type[Row]) -> Iterator[Record]:
    """The rows that may be published on the site's day, agency by agency, by their keys."""
    for agency in scope.agencies:
        for record in visible_records(context.connection, row_type, agency, on=context.today):
            yield (*record, agency) if scope.joined else tuple(record)


def write_csv(context: Context, scope: DataScope, row_type: type[Row], path: Path) -> None:
    """A table in the canonical cells of the export format, after a byte order mark."""
    known = scope_columns(scope, row_type)
    with path.open("w", encoding="utf-8", newline="") as target:
        target.write(BYTE_ORDER_MARK)
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(column.name for column in known)
        for agency in scope.agencies:
            cells = visible_cells(
                context.connection, row_type, agency, on=context.today, joined=scope.joined
            )
            writer.writerows(cells)


def write_jsonl(context: Context, scope: DataScope, row_type: type[Row], path: Path) -> None:
    """A table with one JSON object a line."""
    with path.open("w", encoding="utf-8", newline="\n") as target:
        for agency in scope.agencies:
            lines = visible_lines(
                context.connection, row_type, agency, on=context.today, joined=scope.joined
            )
            target.writelines(f"{line}\n" for line in lines)


def write_geojson(context: Context, scope: DataScope, row_type: type[Row], path: Path) -> None:
    """The facilities that have coordinates, as points in WGS84 (RFC 7946)."""
    known = scope_columns(scope, row_type)
    separator = b"\n"
    with path.open("wb") as target:
        target.write(b'{"type":"FeatureCollection","features":[')
        for record in scope_records(context, scope, row_type):
            values = _object(known, record)
            lon, lat = values.pop("lon", None), values.pop("lat", None)
            values.pop("crs", None)
            if lon is None or lat is None:
                continue
            geometry = {"type": "Point", "coordinates": [lon, lat]}
            feature = {"type": "Feature", "geometry": geometry, "properties": values}
            target.write(separator + msgspec.json.encode(feature))
            separator = b",\n"
        target.write(b"\n]}\n")


def write_parquet(context: Context, scope: DataScope, row_type: type[Row], path: Path) -> None:
    """A table by columns, with types and titles; lists as lists, days as days."""
    # It takes a third of a second to load, and most builds write none.
    import pyarrow
    from pyarrow import parquet

    known = scope_columns(scope, row_type)
    kinds = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "list": pyarrow.list_(pyarrow.string()),
    }
    schema = pyarrow.schema(
        [
            pyarrow.field(
                column.name,
                kinds[column.type],
                nullable=not column.required,
                metadata={"title": column.title, "description": column.description},
            )
            for column in known
        ]
    )
    waiting = scope_records(context, scope, row_type)
    with parquet.ParquetWriter(path, schema, compression="zstd") as target:
        while part := list(islice(waiting, ROWS_AT_ONCE)):
            arrays = [
                _array(column, [record[at] for record in part], kinds)
                for at, column in enumerate(known)
            ]
            target.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _array(column: Column, values: Sequence[Any], kinds: dict[str, Any]) -> Any:
    import pyarrow

    if column.type == "list":
        lists = [value.split("|") if value else [] for value in values]
        return pyarrow.array(lists, kinds["list"])
    if column.type == "date":
        return pyarrow.array(values, pyarrow.string()).cast(kinds["date"])
    if column.type == "boolean":
        values = [None if value is None else bool(value) for value in values]
    return pyarrow.array(values, kinds[column.type])


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _object(known: Sequence[Column], record: Record) -> dict[str, Any]:
    """A record as JSON: lists as lists, booleans as booleans, absent values left out."""
    found: dict[str, Any] = {}
    for column, value in zip(known, record, strict=True):
        if value is None or value == "":
            continue
        if column.type == "list":
            value = value.split("|")
        elif column.type == "boolean":
            value = bool(value)
        found[column.name] = _plain(value)
    return found
