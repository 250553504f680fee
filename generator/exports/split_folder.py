"""`gongshi pack --split`: tables of many agencies become a folder for each of them.

A row goes to the agency in charge of its institution or region, the narrowest of the list. Schemes
with their grades, to which others refer, go to all. From then on each folder is packed, signed and
corrected by itself, as if its agency had made it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import msgspec
from msgspec.structs import replace

from generator.exports.checks.consistency import errors
from generator.exports.checks.privacy import without_values
from generator.exports.contents import Export, table_file
from generator.exports.pack_folder import SHARED, Packed, read_tables
from generator.exports.reading.documents_folder import DOCUMENTS, read_documents
from generator.exports.reading.mapping import Origin
from generator.exports.reading.pack_settings import (
    ExportTable,
    RegionTable,
    Settings,
    SourceTable,
    read_settings,
)
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.exports.rows import render, sort_with
from generator.exports.schema import row_key
from generator.exports.subjects import FACILITY, subjects
from generator.io.atomic import remove, replace_file, staging_path, sync_tree
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem, UsageError
from generator.model.release import in_scope
from generator.model.tables import TABLES, Facility, Region, Row

REGION = "region"


@dataclass(frozen=True, slots=True)
class SplitReport:
    """The folders that were made, with how many institutions each has; agencies without a row have
    none. `notes` are repairs and warnings.
    """

    folders: Mapping[Path, int]
    without: tuple[str, ...]
    notes: tuple[Problem, ...]


def split(folder: Path, agencies: Mapping[str, str], out: Path) -> SplitReport:
    """Read a folder and write one for each agency (six-digit region → name) below `out`.

    DataError with every fault of the tables and every row that no agency is in charge of; then
    nothing is written. UsageError where a folder of an agency is there already.
    """
    if not folder.is_dir():
        raise UsageError(msg("%(folder)s: no such folder", folder=folder))
    settings = read_settings(folder)
    problems: list[Problem] = list(_cannot_be_split(folder, settings))
    packed, _, _ = read_tables(folder, settings, (), problems, None)
    shares = _shares(packed, settings, agencies, problems)
    problems = without_values(problems)
    if errors(problems):
        raise DataError(errors(problems))
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(msg("%(path)s is there already: name another --out", path=out))
    staged = staging_path(out)
    remove(staged)
    made = {}
    for region, tables in sorted(shares.items()):
        _write(staged / region, settings, region, agencies[region], tables)
        made[out / region] = len(tables.get(Facility.table, ()))
    if made:
        # All folders at once: packed would be whatever a killed command has left.
        sync_tree(staged)
        staged.replace(out)
    return SplitReport(made, tuple(sorted(agencies.keys() - shares.keys())), tuple(problems))


def _cannot_be_split(folder: Path, settings: Settings) -> Iterable[Problem]:
    """Faults of what belongs to one agency and not to all."""
    refused: list[Problem] = []
    documents, files = read_documents(folder, refused)
    yield from refused
    why = msg("cannot be split: put it into the folder of the agency that publishes it")
    for document in documents:
        yield Problem(document.path, None, None, why)
    for name in files:
        yield Problem(f"{DOCUMENTS}/{name}", None, None, why)
    for name, value in (("privacy", settings.privacy), ("publicity", settings.publicity)):
        if value:
            yield Problem(SETTINGS, None, name, why)
    if settings.export.remove or settings.export.renumbered:
        yield Problem(SETTINGS, None, "export", why)


def _shares(
    packed: Packed, settings: Settings, agencies: Mapping[str, str], problems: list[Problem]
) -> dict[str, dict[str, list[Row]]]:
    """The rows of each agency by table; shared tables go to each that has rows."""
    ordered = {table: sort_with(rows) for table, rows in packed.items()}
    tables = {table: tuple(row for row, _ in pairs) for table, pairs in ordered.items()}
    about = subjects(Export(settings.export.info, tables))
    homes = {row.facility_id: row.region_code for row in cast(tuple[Facility, ...],
             tables[Facility.table])}  # fmt: skip
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    lost: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Origin] = {}
    for table, pairs in ordered.items():
        if table in SHARED:
            continue
        for row, origin in pairs:
            place = _place(about.get((table, row_key(row)), ()), homes)
            region = _in_charge(place, agencies) if place else None
            if region is not None:
                found[region][table].append(row)
                continue
            kind = (origin.file, place[:6] if place else "")
            lost[kind] += 1
            first.setdefault(kind, origin)
    problems += (_nobodys(first[kind], kind[1], count) for kind, count in lost.items())
    for region, tables_of_one in found.items():
        for table in SHARED:
            tables_of_one[table] = [row for row in tables[table] if _is_near(row, region)]
    return found


def _is_near(row: Row | RegionTable, region: str) -> bool:
    """Whether a shared row may be of use to an agency: of regions, those inside and above it."""
    if not isinstance(row, Region | RegionTable):
        return True
    code = row.region_code if isinstance(row, Region) else row.code
    return in_scope(code, region) or in_scope(region, code)


def _place(about: Sequence[tuple[str, str]], homes: Mapping[str, str]) -> str | None:
    """The region of what a row speaks of; None where it speaks of neither."""
    for kind, identifier in about:
        if kind == FACILITY and identifier in homes:
            return homes[identifier]
        if kind == REGION:
            return identifier
    return None


def _in_charge(place: str, agencies: Mapping[str, str]) -> str | None:
    """The narrowest agency of the list whose region has a place in it."""
    for digits in (6, 4, 2):
        region = place[:digits].ljust(6, "0")
        if region in agencies:
            return region
    return None


def _nobodys(origin: Origin, region: str, count: int) -> Problem:
    why: Message = (
        msg(
            "no agency of the list is in charge of %(region)s (%(count)s rows)",
            region=region,
            count=count,
        )
        if region
        else msg(
            "it is not known whose row this is: it names no institution of these tables"
            " (%(count)s rows)",
            count=count,
        )
    )
    return Problem(origin.file, origin.line, origin.headings.get("region_code"), why)


def _write(
    folder: Path, settings: Settings, region: str, agency: str, tables: Mapping[str, list[Row]]
) -> None:
    export = replace(settings.export, region=region, agency=agency, hidden=None)
    own = [each for each in settings.region if _is_near(each, region)]
    filled = [row_type for row_type in TABLES if tables.get(row_type.table)]
    for row_type in filled:
        text = render(row_type, tables[row_type.table], settings.export.info.format)
        replace_file(folder / table_file(row_type), text.encode())
    # A list of what is new stays one.
    extents = {each.table: each.extent for each in settings.source if each.extent}
    sources = [
        SourceTable(file=table_file(row_type), table=row_type.table, extent=extent)
        for row_type in filled
        if (extent := extents.get(row_type.table))
    ]
    replace_file(folder / SETTINGS, _settings_text(export, sources, own).encode())


def _settings_text(
    export: ExportTable, sources: Iterable[SourceTable], regions: Iterable[RegionTable]
) -> str:
    lines = ["[export]", *_fields(export)]
    for name, tables in (("source", sources), ("region", regions)):
        for table in tables:
            lines += ["", f"[[{name}]]", *_fields(table)]
    return "\n".join(lines) + "\n"


def _fields(table: ExportTable | RegionTable | SourceTable) -> Iterable[str]:
    """The fields of a table as TOML: times and days bare, all else as JSON writes it."""
    for name, value in msgspec.structs.asdict(table).items():
        if value in (None, (), {}):
            continue
        if hasattr(value, "isoformat"):
            yield f"{name} = {value.isoformat()}"
        else:
            yield f"{name} = {json.dumps(msgspec.to_builtins(value), ensure_ascii=False)}"
