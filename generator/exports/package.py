"""`datapackage.json`: the description that makes an export a Frictionless Data Package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from generator.exports.contents import table_file
from generator.exports.headings import TITLES
from generator.exports.schema import table_schema
from generator.model.problems import DataError, Problem
from generator.model.release import ReleaseInfo
from generator.model.tables import TABLES

DESCRIPTION = "datapackage.json"
FORMAT = 1


def describe(info: ReleaseInfo, tables: Mapping[str, bytes]) -> bytes:
    """The canonical datapackage.json of an export whose tables, by name, have these bytes."""
    package = {
        "profile": "tabular-data-package",
        "name": info.name,
        "title": f"{info.agency} {info.name}",
        "version": str(info.release),
        "created": info.issued.isoformat(),
        "gongshi": msgspec.to_builtins(info),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": row_type.table,
                "title": TITLES[row_type.table][0],
                "description": row_type.about,
                "path": table_file(row_type),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(tables[row_type.table]),
                "hash": _hash(tables[row_type.table]),
                "schema": table_schema(row_type),
            }
            for row_type in TABLES
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


class _Description(Struct):
    """As much of a description as says whose it is."""

    gongshi: ReleaseInfo


def said_of_itself(data: bytes, name: str) -> ReleaseInfo:
    """Whose export a description belongs to; DataError where it does not say so."""
    try:
        return msgspec.json.decode(data, type=_Description).gongshi
    except msgspec.DecodeError as error:
        raise DataError([Problem(name, None, "gongshi", str(error))]) from None


def understand(
    data: bytes, tables: Mapping[str, bytes]
) -> tuple[ReleaseInfo | None, list[Problem]]:
    """Whose export this is, and what is wrong with its description.

    Schemas are not compared: what they say may be worded differently by a later version. What has
    to hold are the release, the list of tables, and their lengths and hashes.
    """
    try:
        package = msgspec.json.decode(data)
        info = msgspec.convert(package["gongshi"], ReleaseInfo)
        stated = [(r["name"], r["path"], r["bytes"], r["hash"]) for r in package["resources"]]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return None, [_problem(None, f"not understood: {error}")]
    except (KeyError, TypeError) as error:
        return None, [_problem(None, f"lacks a member that every export has ({error})")]
    problems = []
    if info.format != FORMAT:
        problems.append(_problem("format", f"version {info.format}; this program reads {FORMAT}"))
    actual: list[tuple[Any, ...]] = [
        (row.table, table_file(row), len(tables[row.table]), _hash(tables[row.table]))
        for row in TABLES
        if row.table in tables
    ]
    if stated != actual:
        why = "names, lengths or hashes of the tables are not those of the files"
        problems.append(_problem("resources", why))
    return info, problems


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _problem(field: str | None, why: str) -> Problem:
    return Problem(DESCRIPTION, None, field, why)
