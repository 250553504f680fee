"""Reading the accepted state, as typed rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import msgspec

from generator.exports.schema import columns
from generator.model.facility_record import FacilityRecord, decode_record
from generator.model.regions import RegionTree
from generator.model.release import region_prefix
from generator.model.tables import Attachment, Penalty, Region, Row
from generator.store.database import decoded
from generator.store.sqlite_values import column_names

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Release:
    """An accepted export; `rows` counts its rows for each table."""

    region: str
    number: int
    issued: datetime
    agency: str
    reviewed_by: str
    reviewed_on: date
    fictitious: bool
    role: str
    path: str
    sha256: str
    length: int
    rows: dict[str, int]
    first: bool
    format: int


def rows(
    connection: sqlite3.Connection,
    row_type: type[R],
    where: str = "1",
    values: tuple[object, ...] | Mapping[str, object] = (),
) -> Iterator[tuple[str, R]]:
    """(agency, row) of a table by agency and key; `where` is a condition of ours."""
    names = column_names(row_type)
    lists = {column.name for column in columns(row_type) if column.type == "list"}
    order = ", ".join(("agency", *row_type.key))
    query = (
        f"SELECT agency, {', '.join(names)} FROM {row_type.table} WHERE {where} ORDER BY {order}"
    )
    for agency, *record in connection.execute(query, values):
        cells = {
            name: value.split("|") if name in lists else value
            for name, value in zip(names, record, strict=True)
            if value is not None and value != ""
        }
        yield agency, msgspec.convert(cells, row_type, strict=False)


def region_tree(connection: sqlite3.Connection) -> RegionTree:
    """All regions; where two agencies describe one, the agency of the wider region counts."""
    found: dict[str, Region] = {}
    described = sorted(rows(connection, Region), key=lambda pair: len(region_prefix(pair[0])))
    for _, region in described:
        found.setdefault(region.region_code, region)
    return RegionTree.of(found.values())


def releases(connection: sqlite3.Connection) -> tuple[Release, ...]:
    """Every accepted export by region and number."""
    found = connection.execute("SELECT * FROM releases ORDER BY region, release")
    return tuple(
        Release(
            region=region,
            number=number,
            issued=datetime.fromisoformat(issued),
            agency=agency,
            reviewed_by=reviewed_by,
            reviewed_on=date.fromisoformat(reviewed_on),
            fictitious=bool(fictitious),
            role=role,
            path=path,
            sha256=sha256,
            length=length,
            rows=json.loads(counts),
            first=bool(first),
            format=format,
        )
        for (
            region, number, issued, agency, reviewed_by, reviewed_on, fictitious,
            role, path, sha256, length, counts, first, format,
        ) in found
    )  # fmt: skip


def facility_record(connection: sqlite3.Connection, facility_id: str) -> FacilityRecord:
    """The public record of a facility; KeyError if it was never published."""
    query = "SELECT data FROM dossiers WHERE facility_id = ?"
    found = connection.execute(query, (facility_id,)).fetchone()
    if found is None:
        raise KeyError(facility_id)
    return decoded(decode_record, found[0], facility_id)


def export_documents(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, int]]:
    """(agency, path, text, release it came with) of the documents inside exports."""
    yield from connection.execute(
        "SELECT agency, path, text, since FROM export_documents ORDER BY agency, path"
    )


def export_attachments(connection: sqlite3.Connection) -> Iterator[tuple[str, Attachment]]:
    """(agency, file) of what is attached to the documents inside exports."""
    yield from rows(connection, Attachment)


def penalties_of(connection: sqlite3.Connection, facility_id: str) -> Iterator[Penalty]:
    """The penalties of a facility as its agency publishes them now."""
    for _, penalty in rows(connection, Penalty, "facility_id = ?", (facility_id,)):
        yield penalty
