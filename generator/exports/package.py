"""`datapackage.json`: the description that makes an export a Frictionless Data Package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.exports.contents import table_file
from generator.exports.headings import TITLES
from generator.exports.schema import table_schema, tables_of
from generator.model.messages import Message, message_of, msg
from generator.model.problems import MALFORMED, DataError, Problem
from generator.model.release import FORMATS, ReleaseInfo

DESCRIPTION = "datapackage.json"


def describe(info: ReleaseInfo, tables: Mapping[str, bytes]) -> bytes:
    """The canonical datapackage.json of an export whose tables, by name, have these bytes."""
    release = msgspec.to_builtins(info)
    if not info.privacy_reasons:
        # Without reasons, the description is the one that exports always had.
        del release["privacy_reasons"]
    package = {
        "profile": "tabular-data-package",
        "name": info.name,
        "title": f"{info.agency} {info.name}",
        "version": str(info.release),
        "created": info.issued.isoformat(),
        "gongshi": release,
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
                "schema": table_schema(row_type, info.format),
            }
            for row_type in tables_of(info.format)
        ],
    }
    # The bytes of json.dumps with the same indent, in a fraction of its time; a test compares them.
    return msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n"


class _Stated(Struct):
    """The format that a description states; the first one did not have to be named."""

    format: int = 1


class _FormatOnly(Struct):
    """As much of a description as says how to read the rest."""

    gongshi: _Stated


class _Description(Struct):
    """As much of a description as says whose it is."""

    gongshi: ReleaseInfo


def format_of(data: bytes, name: str) -> int:
    """The format that a description states; DataError for one that this program does not read."""
    try:
        stated = msgspec.json.decode(data, type=_FormatOnly).gongshi.format
    except MALFORMED as error:
        raise DataError(
            [Problem(name, None, None, msg("not understood: %(error)s", error=error))]
        ) from None
    if stated not in FORMATS:
        known = " and ".join(map(str, FORMATS))
        why = msg("format %(stated)s; this program reads %(known)s", stated=stated, known=known)
        raise DataError([Problem(name, None, "format", why)])
    return stated


def said_of_itself(data: bytes, name: str) -> ReleaseInfo:
    """Whose export a description belongs to; DataError where it does not say so."""
    format = format_of(data, name)
    try:
        info = msgspec.json.decode(data, type=_Description).gongshi
    except MALFORMED as error:
        raise DataError([Problem(name, None, "gongshi", message_of(error))]) from None
    return replace(info, format=format)


def understand(
    data: bytes, tables: Mapping[str, bytes]
) -> tuple[ReleaseInfo | None, list[Problem]]:
    """Whose export this is, and what is wrong with its description.

    Its format is one that `format_of` let pass. Schemas are not compared: what they say may be
    worded differently by a later version. What has to hold are the release, the list of tables,
    and their lengths and hashes.
    """
    try:
        package = msgspec.json.decode(data)
        info = msgspec.convert({"format": 1} | package["gongshi"], ReleaseInfo)
        stated = [(r["name"], r["path"], r["bytes"], r["hash"]) for r in package["resources"]]
    except MALFORMED as error:
        return None, [_problem(None, msg("not understood: %(error)s", error=error))]
    except (KeyError, TypeError) as error:
        return None, [
            _problem(None, msg("lacks a member that every export has (%(error)s)", error=error))
        ]
    problems = []
    actual: list[tuple[Any, ...]] = [
        (row.table, table_file(row), len(tables[row.table]), _hash(tables[row.table]))
        for row in tables_of(info.format)
        if row.table in tables
    ]
    if stated != actual:
        why = msg("names, lengths or hashes of the tables are not those of the files")
        problems.append(_problem("resources", why))
    return info, problems


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _problem(field: str | None, why: Message) -> Problem:
    return Problem(DESCRIPTION, None, field, why)
