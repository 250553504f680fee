"""The files of the static API, read from the public SQLite file, with their OpenAPI document."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from generator import __version__
from generator.pages.data.api import (
    VERSION,
    ApiChange,
    ApiDocument,
    ApiFacility,
    ApiGrade,
    ApiIndex,
    ApiLink,
    ApiNotice,
    ApiRegion,
    ApiRelease,
    ApiScheme,
    ApiSchemeGrade,
)
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint, write_content
from generator.store.public.reading import named_rows, open_public

_COUNTY = 6
"""Digits of the code of a county."""
_NO_TOWNSHIP = "000000"
"""How the code of a county, or of a region above it, ends."""
T = TypeVar("T")


def api_files(context: Context, output: Path) -> Iterator[File]:
    """Every file of the API; each is made again where what it says differs."""
    with open_public(output / urls.file_of(urls.DATABASE)) as data:
        yield _file("index", _index(data))
        yield _file("openapi", openapi(context))
        yield from _regions(data)
        yield _file("schemes", _schemes(data))
        yield _file("documents", _documents(data))
        yield from _releases(data)
        yield _file("notices", [_typed(row, ApiNotice) for row in named_rows(data, "notices")])


def _file(name: str, content: Any) -> File:
    text = msgspec.json.encode(content) + b"\n"
    return File(urls.api(name), fingerprint(text), partial(write_content, text))


def _typed(row: dict[str, Any], kind: type[T]) -> T:
    """A row as what the API says it is: 0 and 1 become no and yes, lists lists."""
    return msgspec.convert(row, kind, strict=False)


def _index(data: sqlite3.Connection) -> ApiIndex:
    (site,) = named_rows(data, "site")
    collections = ("openapi", "regions", "schemes", "documents", "releases", "notices")
    paths = {name: urls.api(name) for name in collections}
    return _typed({**site, **paths, "database": urls.DATABASE}, ApiIndex)


def _regions(data: sqlite3.Connection) -> Iterator[File]:
    """The list of regions down to the county, and of each county its townships and facilities."""
    numbers = {
        code: {row["name"]: row["value"] for row in rows}
        for code, rows in groupby(named_rows(data, "numbers"), key=lambda row: row["region_code"])
    }
    below: dict[str, list[ApiRegion]] = defaultdict(list)
    known: dict[str, dict[str, Any]] = {}
    for row in named_rows(data, "regions"):
        code = row["region_code"]
        if code.endswith(_NO_TOWNSHIP):
            known[code] = row
        elif code in numbers:
            below[code[:_COUNTY]].append(_region(row, numbers[code]))
    grades = _Grades(named_rows(data, "grades"))
    files: dict[str, str] = {}
    counties = groupby(
        named_rows(data, "facilities"), key=lambda row: str(row["region_code"])[:_COUNTY]
    )
    for county, rows in counties:
        code, own = f"{county}{_NO_TOWNSHIP}", grades.of(county)
        files[code] = urls.api(f"region/{county}")
        row = known.get(code, {"region_code": code, "name": county, "level": "county"})
        region = _region(row, numbers.get(code, {}), files[code])
        whole = msgspec.structs.replace(
            region,
            townships=tuple(below[county]),
            facilities=tuple(_facility(each, own) for each in rows),
        )
        yield _file(f"region/{county}", whole)
    listed = [
        _region(row, numbers[code], files.get(code))
        for code, row in known.items()
        if code in numbers
    ]
    yield _file("regions", listed)


class _Grades:
    """The grades of one county after the other, as their rows come."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._counties = groupby(rows, key=lambda row: str(row.pop("region_code"))[:_COUNTY])
        self._next = next(self._counties, None)

    def of(self, county: str) -> dict[str, tuple[ApiGrade, ...]]:
        """Those of each facility of a county; counties are asked for in order."""
        while self._next and self._next[0] < county:
            self._next = next(self._counties, None)
        if not self._next or self._next[0] != county:
            return {}
        by_facility = groupby(self._next[1], key=lambda row: str(row.pop("facility_id")))
        return {
            facility: tuple(_typed(row, ApiGrade) for row in own) for facility, own in by_facility
        }


def _region(row: dict[str, Any], numbers: dict[str, int], file: str | None = None) -> ApiRegion:
    return ApiRegion(**row, page=urls.region(row["region_code"]), file=file, numbers=numbers)


def _facility(row: dict[str, Any], grades: dict[str, tuple[ApiGrade, ...]]) -> ApiFacility:
    identifier = row["facility_id"]
    more = {"record": urls.public_record(identifier), "grades": grades.get(identifier, ())}
    return _typed({**row, **more}, ApiFacility)


def _schemes(data: sqlite3.Connection) -> list[ApiScheme]:
    grades: dict[tuple[str, str], list[ApiSchemeGrade]] = defaultdict(list)
    for row in named_rows(data, "scheme_grades"):
        key = row.pop("agency"), row.pop("scheme_id")
        grades[key].append(_typed(row, ApiSchemeGrade))
    return [
        ApiScheme(
            **row,
            page=urls.scheme(row["scheme_id"]),
            grades=tuple(grades[row["agency"], row["scheme_id"]]),
        )
        for row in named_rows(data, "schemes")
    ]


def _documents(data: sqlite3.Connection) -> list[ApiDocument]:
    links: dict[str, list[ApiLink]] = defaultdict(list)
    for row in named_rows(data, "links"):
        links[row.pop("source")].append(_typed(row, ApiLink))
    return [
        _typed(
            {**row, "issuers": _list(row.get("issuers")), "links": links[row["slug"]]}, ApiDocument
        )
        for row in named_rows(data, "documents")
    ]


def _list(cell: str | None) -> Sequence[str]:
    return cell.split("|") if cell else ()


def _releases(data: sqlite3.Connection) -> Iterator[File]:
    """The list of releases, and of each what it changed."""
    listed = []
    for row in named_rows(data, "releases"):
        release = _typed({**row, "file": urls.api(f"release/{row['name']}")}, ApiRelease)
        listed.append(release)
        found = named_rows(data, "changes", (row["agency"], row["release"]))
        changes = tuple(
            _typed({**each, "explained_by": _list(each.get("explained_by"))}, ApiChange)
            for each in found
        )
        own = msgspec.structs.replace(release, changes=changes)
        yield _file(f"release/{row['name']}", own)
    yield _file("releases", listed)


def openapi(context: Context) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the static API."""
    answers: dict[str, tuple[str, Any, tuple[str, ...]]] = {
        "index": ("Where everything is", ApiIndex, ()),
        "regions": ("Regions with their figures", list[ApiRegion], ()),
        "region/{county}": ("A county with its facilities", ApiRegion, ("county",)),
        "schemes": ("Grading schemes", list[ApiScheme], ()),
        "documents": ("Policies and interpretations", list[ApiDocument], ()),
        "releases": ("Signed releases", list[ApiRelease], ()),
        "release/{name}": ("A release with what it changed", ApiRelease, ("name",)),
        "notices": ("Notices", list[ApiNotice], ()),
    }
    kinds = [kind for _, kind, _ in answers.values()]
    schemas, components = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    paths = {
        urls.api(name): {"get": _operation(summary, schema, parameters)}
        for (name, (summary, _, parameters)), schema in zip(answers.items(), schemas, strict=True)
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{context.site.name} {VERSION}",
            "version": __version__,
            "description": "Static files: no key, no limit. What was not published is absent.",
        },
        "servers": [{"url": context.site.address + context.site.root}],
        "paths": paths,
        "components": {"schemas": components},
    }


_PARAMETERS = {
    "county": ("Six digits of the code of a county", r"^[1-9][0-9]{5}$"),
    "name": ("Agency and number, as in 371500-0003", r"^[1-9][0-9]{5}-[0-9]{4}$"),
}


def _operation(summary: str, schema: dict[str, Any], parameters: tuple[str, ...]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "description": _PARAMETERS[name][0],
                "schema": {"type": "string", "pattern": _PARAMETERS[name][1]},
            }
            for name in parameters
        ],
        "responses": {
            "200": {
                "description": summary,
                "content": {"application/json": {"schema": schema}},
            }
        },
    }
