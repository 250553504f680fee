"""What describes the files to other programs: `datapackage.json`, `metadata.json` of Datasette."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from generator.exports.schema import columns, table_schema
from generator.model.tables import Row
from generator.pages.data.dictionary import described_tables, titles
from generator.pages.data.scopes import AGENCY, DataScope
from generator.pages.shared import urls
from generator.pages.shared.context import Context

FACETS = {
    "facilities": ("nature", "kind", "status", "inclusive"),
    "grades": ("scheme_id", "grade", "authority"),
    "filings": ("status", "authority"),
    "findings": ("domain", "state"),
    "changes": ("heading", "table_name", "unexplained"),
    "current_grades": ("scheme", "label"),
    "open_rectifications": ("overdue", "domain"),
    "filing_clocks": ("status", "missed"),
    "documents": ("kind", "validity"),
    "columns": ("table_name",),
}
"""Columns of which Datasette counts the values beside a table."""
FULL_TEXT = {
    "facilities": ("facilities_text", "number"),
    "documents": ("documents_text", "position"),
}
"""Tables that are searched → their full-text table, and the column that leads to it."""


def write_datapackage(context: Context, scope: DataScope, output: Path, path: Path) -> None:
    """The Data Package that describes the CSV files of a scope, which stand in `output`."""
    package = {
        "profile": "tabular-data-package",
        "name": scope.name,
        "title": scope.title,
        "created": max(each.issued for each in scope.releases).isoformat(),
        **_licences(context),
        "resources": [_resource(context, scope, row, output) for row in scope.tables],
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n")


def _licences(context: Context) -> dict[str, Any]:
    licence = context.portal.licence
    if licence is None:
        return {}
    return {"licenses": [{"name": licence.name, "title": licence.title, "path": licence.address}]}


def _resource(
    context: Context, scope: DataScope, row_type: type[Row], output: Path
) -> dict[str, Any]:
    file = output / urls.file_of(scope.file(row_type.table, "csv"))
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": row_type.table,
        "title": context.term("Table", row_type.table),
        "description": row_type.about,
        "path": f"{row_type.table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": _schema(scope, row_type),
    }


def _schema(scope: DataScope, row_type: type[Row]) -> dict[str, Any]:
    """The table's schema without references to tables that are not there; where agencies stand
    together, identifiers are theirs.
    """
    schema = dict(table_schema(row_type))
    present = {row.table for row in scope.tables} | {""}
    keys = [k for k in schema.pop("foreignKeys", ()) if k["reference"]["resource"] in present]
    if scope.joined:
        # A key of two columns of which one is empty refers to nothing in SQL, and is a fault to
        # the Frictionless validator: only references that are always there can be stated.
        required = {column.name for column in columns(row_type) if column.required}
        keys = [key for key in keys if required.issuperset(key["fields"])]
        field = {"name": AGENCY.name, "title": AGENCY.title, "description": AGENCY.description,
                 "type": "string", "constraints": {"required": True}}  # fmt: skip
        schema["fields"] = [*schema["fields"], field]
        schema["primaryKey"] = [AGENCY.name, *schema["primaryKey"]]
        keys = [_with_agency(key) for key in keys]
    return {**schema, "foreignKeys": keys} if keys else schema


def _with_agency(key: dict[str, Any]) -> dict[str, Any]:
    target = key["reference"]
    return {
        "fields": [AGENCY.name, *key["fields"]],
        "reference": {
            "resource": target["resource"],
            "fields": [AGENCY.name, *target["fields"]],
        },
    }


def write_metadata(context: Context, path: Path) -> None:
    """What Datasette shows beside the SQLite file: titles, units, facets, licence, searches."""
    named = titles(context)
    licence, site = context.portal.licence, context.site
    tables: dict[str, dict[str, Any]] = {}
    for table in described_tables():
        chinese, english = named[table.name]
        about: dict[str, Any] = {
            "title": f"{chinese} {english}",
            "description": table.about,
            "columns": {column.name: f"{column.title}: {column.about}" for column in table.columns},
            "facets": list(FACETS.get(table.name, ())),
        }
        if table.name in FULL_TEXT:
            about["fts_table"], about["fts_pk"] = FULL_TEXT[table.name]
        if any(column.name == "name" for column in table.columns):
            about["label_column"] = "name"
        tables[table.name] = about
    database = {
        "title": site.name,
        "source": site.name,
        "source_url": site.address + site.root + urls.DATA,
        "tables": tables,
    }
    if licence:
        database |= {"license": licence.title, "license_url": licence.address}
    # Datasette names a database after its file.
    content = {"title": site.name, "databases": {Path(urls.DATABASE).stem: database}}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
