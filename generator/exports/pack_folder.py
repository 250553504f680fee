"""`gongshi pack FOLDER`: what officials have becomes a canonical export.

The folder holds `pack.toml`, a table per CSV file or sheet, and `documents/*.md`. Every repair is
listed; every fault is reported at once, and then nothing is written.
"""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from generator.exports.archive import Checked, write_export
from generator.exports.checks.consistency import check, render_tables
from generator.exports.checks.privacy import scan_names, without_values
from generator.exports.checks.privacy_settings import reasons_of
from generator.exports.contents import ATTACHMENTS, DocumentSource, Export, table_file
from generator.exports.headings import table_named
from generator.exports.lists.extents import Extent
from generator.exports.lists.layout import Sheet
from generator.exports.package import DESCRIPTION
from generator.exports.reading.amend import amend
from generator.exports.reading.documents_folder import DOCUMENTS, read_documents
from generator.exports.reading.mapping import TABLE_ORDER, Origin, known_names, read_rows
from generator.exports.reading.pack_settings import (
    PublicityTable,
    Settings,
    SourceTable,
    read_settings,
)
from generator.exports.reading.sources import TABLE_ENDINGS, read_sheets
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.exports.reading.unread import files_of, not_a_document, not_a_table
from generator.exports.rows import sort_with
from generator.exports.schema import TYPES_BY_NAME
from generator.exports.subjects import RowRef
from generator.model.messages import msg, word
from generator.model.problems import DataError, Problem, Severity, UsageError
from generator.model.release import ReleaseInfo
from generator.model.tables import TABLES, Notice, Region, Row

Packed = dict[str, list[tuple[Row, Origin]]]
"""Rows by table, each with the place it came from."""

REASONS = "reasons.csv"
"""Why rows of the past change: see `preparation.reasons`."""
PROBLEMS = ".problems.txt"
"""How the file ends that lists why a folder was refused."""
SHARED = frozenset({"regions", "schemes", "scheme_grades"})
"""Tables that other rows refer to and that publish nothing by themselves."""


@dataclass(frozen=True, slots=True)
class PackReport:
    """What `pack` wrote, what it repaired on the way, and what someone should look at."""

    path: Path
    repairs: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind in one column of one file: how many, and the first of them."""

    first: Problem
    count: int


def grouped_problems(problems: Iterable[Problem]) -> tuple[Group, ...]:
    """Problems by file, field and kind, in the order of their first appearance."""
    counts: Counter[tuple[str, str | None, str]] = Counter()
    first: dict[tuple[str, str | None, str], Problem] = {}
    for problem in problems:
        kind = (problem.file, problem.field, problem.why)
        counts[kind] += 1
        first.setdefault(kind, problem)
    return tuple(Group(first[kind], count) for kind, count in counts.items())


@dataclass(frozen=True, slots=True)
class FolderContent:
    """What a folder holds: rows by table, documents, and the tables that it has a file for."""

    info: ReleaseInfo
    packed: Packed
    documents: tuple[DocumentSource, ...]
    mentioned: frozenset[str]
    renumbered: bool = False
    """Whether the agency says that its institutions have new identifiers."""
    remove: tuple[str, ...] = ()
    """Tables and documents of the last release that are published no longer."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What lies beside the documents, by name."""
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """What of it a document names, by its path in the export."""
    extents: Mapping[str, Extent] = field(default_factory=dict)
    """Tables of which the folder has no more than a list, and what that is a list of."""
    publicity: tuple[PublicityTable, ...] = ()
    """What is put to publicity with this release."""


class Revision(Protocol):
    """What becomes of a folder's content before it is written: see `preparation.pack_release`."""

    def last_release(self, info: ReleaseInfo) -> Export | None:
        """The release from which this one starts."""

    def carry_over(self, content: FolderContent, problems: list[Problem]) -> FolderContent:
        """The content with what the folder does not mention, under the identifiers of before."""

    def attach(self, content: FolderContent, problems: list[Problem]) -> FolderContent:
        """The content with the files that its documents name."""

    def gone(self, export: Export) -> Collection[RowRef]:
        """What the last release had, notices concern, and this one has not."""

    def inspect(self, export: Export) -> list[Problem]:
        """What the portal would find wrong with the documents."""

    def explain(self, export: Export, problems: list[Problem]) -> Export:
        """The export with what explains its changes; what lacks a reason is a problem."""


def pack(
    folder: Path, out: Path, secret: Callable[[str], bytes], revision: Revision | None = None
) -> PackReport:
    """Read a folder and write its export into `out`; DataError with every fault, nothing
    written.
    """
    if not folder.is_dir():
        raise UsageError(msg("%(folder)s: no such folder", folder=folder))
    settings = read_settings(folder)
    problems: list[Problem] = []
    info = replace(settings.export.info, privacy_reasons=reasons_of(settings.privacy))
    last = revision.last_release(info) if revision is not None else None
    own = _written_there(folder, out, settings)
    packed, incomplete, mentioned = read_tables(folder, settings, own, problems, last)
    packed[Region.table] += ((each.row, Origin(SETTINGS, None)) for each in settings.region)
    documents, files = read_documents(folder, problems)
    content = FolderContent(
        info,
        packed,
        documents,
        mentioned,
        files=files,
        renumbered=settings.export.renumbered,
        remove=settings.export.remove,
        extents={each.table: each.extent for each in settings.source if each.extent},
        publicity=settings.publicity,
    )
    refused = any(problem.severity is Severity.ERROR for problem in problems)
    if not (content.documents or content.publicity or incomplete or refused):
        changes = mentioned or settings.export.remove
        problems += _nothing_of_its_own(folder, content.packed, last, changes=bool(changes))
    if revision is None:
        problems += (
            Problem(f"{DOCUMENTS}/{name}", None, None, not_a_document(Path(name))) for name in files
        )
    else:
        content = revision.attach(revision.carry_over(content, problems), problems)
    amend(content.packed, settings, problems)
    tables, origins = _in_order(content.packed)
    export = Export(content.info, tables, content.documents, content.attachments)
    texts = render_tables(export)
    gone = revision.gone(export) if revision is not None else ()
    told = {row.notice_id for row in last.rows(Notice)} if last is not None else None
    checked = check(
        export, texts=texts, incomplete=incomplete, gone=gone, told=told, privacy=settings.privacy
    )
    if revision is not None:
        checked += revision.inspect(export)
    problems += (_at_origin(problem, origins) for problem in checked)
    before = export
    if revision is not None and not incomplete:
        export = revision.explain(export, problems)
    problems = without_values(problems)
    faults = [problem for problem in problems if problem.severity is Severity.ERROR]
    if faults:
        raise DataError(faults)
    path = write_export(
        export.info,
        export.tables,
        export.documents,
        out,
        secret=secret(export.info.region),
        attachments=export.attachments,
        checked=Checked(before, texts),
    )
    return PackReport(
        path,
        tuple(problem for problem in problems if problem.severity is Severity.REPAIRED),
        tuple(problem for problem in problems if problem.severity is Severity.WARNING),
        {table: len(rows) for table, rows in export.tables.items()},
    )


def _written_there(folder: Path, out: Path, settings: Settings) -> frozenset[Path]:
    """What this command writes, or wrote earlier, into the folder itself."""
    exports = folder.glob(f"{settings.export.region}-[0-9][0-9][0-9][0-9]*.zip")
    written = {each for path in exports for each in (path, path.with_suffix(".txt"))}
    written.add(folder / REASONS)
    written.update(folder.glob(f"*{PROBLEMS}"))
    if out.resolve() != folder.resolve():
        written.add(out)
    return frozenset(_real(path) for path in written)


def _real(path: Path) -> Path:
    """Where a path leads, links followed; those that lead to themselves lead nowhere."""
    return Path(os.path.realpath(path))


def read_tables(
    folder: Path,
    settings: Settings,
    own: Collection[Path],
    problems: list[Problem],
    last: Export | None,
) -> tuple[Packed, frozenset[str], frozenset[str]]:
    packed: Packed = {row_type.table: [] for row_type in TABLES}
    incomplete: set[str] = set()
    pairs = [*_mapped(folder, settings, problems), *_found(folder, settings, own, problems)]
    problems += scan_names(dict.fromkeys(f"{sheet.file} {sheet.name}" for sheet, _ in pairs))
    takers: dict[str, list[SourceTable]] = {}
    for sheet, source in pairs:
        takers.setdefault(sheet.file, []).append(source)
    known = known_names(settings, packed, incomplete, last)
    # Rows may name what earlier tables hold: regions, institutions.
    for sheet, source in sorted(pairs, key=lambda pair: TABLE_ORDER[pair[1].table]):
        others = [(TYPES_BY_NAME[s.table], s) for s in takers[sheet.file] if s is not source]
        row_type = TYPES_BY_NAME[source.table]
        read = read_rows(sheet, row_type, source, known, problems, others=others)
        packed[source.table] += read.rows
        if not read.complete:
            incomplete.add(source.table)
    return packed, frozenset(incomplete), frozenset(source.table for _, source in pairs)


def _mapped(
    folder: Path, settings: Settings, problems: list[Problem]
) -> list[tuple[Sheet, SourceTable]]:
    """The sheets that pack.toml names."""
    files: dict[str, list[Sheet]] = {}
    pairs = []
    for source in settings.source:
        if source.file not in files:
            leave_out = settings.leaves_out(source.file)
            path = folder / source.file
            files[source.file] = read_sheets(path, source.file, problems, leave_out=leave_out)
        sheets = files[source.file]
        matching = [s for s in sheets if source.sheet in (None, s.name)]
        if len(matching) == 1:
            pairs.append((matching[0], source))
        elif sheets:
            names = ", ".join(sheet.name for sheet in sheets)
            why = msg("name one of its sheets in pack.toml (%(names)s)", names=names)
            problems.append(Problem(source.file, None, None, why))
    used = {sheet.file for sheet, _ in pairs}
    for sheet in (sheet for sheets in files.values() for sheet in sheets if used):
        if sheet.file not in used:
            problems.append(_left_over(sheet))
    return pairs


def _left_over(sheet: Sheet) -> Problem:
    """A sheet of a workbook of which pack.toml names others only."""
    why = msg(
        'the sheet "%(name)s" is not read: pack.toml names other sheets of this workbook',
        name=sheet.name,
    )
    if table_named(sheet.name):
        return Problem(sheet.file, None, None, msg("%(why)s; add a [[source]] for it", why=why))
    return Problem(sheet.file, None, None, why, Severity.WARNING)


def _found(
    folder: Path, settings: Settings, own: Collection[Path], problems: list[Problem]
) -> list[tuple[Sheet, SourceTable]]:
    """The sheets of the folder that are named after a table; `own` is what `pack` writes there."""
    named = {_real(folder / source.file) for source in settings.source}
    pairs: list[tuple[Sheet, SourceTable]] = []
    for path in files_of(folder, problems):
        if path.name in (SETTINGS, DOCUMENTS) or _real(path) in (*named, *own):
            continue
        if path.is_dir() or path.suffix.lower() not in TABLE_ENDINGS:
            problems.append(Problem(path.name, None, None, not_a_table(path)))
            continue
        leave_out = settings.leaves_out(path.name)
        for sheet in read_sheets(path, path.name, problems, leave_out=leave_out):
            row_type = table_named(sheet.name) or table_named(path.stem)
            if row_type is None:
                why = msg(
                    '"%(name)s" is no table; name it after one, such as 机构 or facilities',
                    name=sheet.name,
                )
                problems.append(Problem(sheet.file, None, None, why))
            else:
                pairs.append((sheet, SourceTable(file=path.name, table=row_type.table)))
    _refuse_doubles(pairs, problems)
    return pairs


def _refuse_doubles(pairs: Sequence[tuple[Sheet, SourceTable]], problems: list[Problem]) -> None:
    """A table stands once; the sheets of one workbook that is named after it belong together."""
    files: dict[str, dict[str, list[str]]] = {}
    for sheet, source in pairs:
        whole = source.file if table_named(sheet.name) is None else sheet.file
        files.setdefault(source.table, {}).setdefault(whole, []).append(sheet.file)
    for table, named in files.items():
        names = [name for sheets in named.values() for name in sheets]
        if len(named) > 1:
            why = msg(
                "%(list)s all hold %(table)s; keep one, or list them under [[source]]",
                list=", ".join(names),
                table=word("Table", table),
            )
            problems.append(Problem(names[-1], None, None, why))
        elif len(names) > 1:
            why = msg(
                "%(count)s sheets read as %(table)s: %(list)s",
                count=len(names),
                table=word("Table", table),
                list=", ".join(names),
            )
            problems.append(Problem(next(iter(named)), None, None, why, Severity.REPAIRED))


def _nothing_of_its_own(
    folder: Path, tables: Packed, last: Export | None, *, changes: bool
) -> Iterator[Problem]:
    """Regions and schemes alone say nothing, unless they change the last release: most likely the
    tables were not read.
    """
    filled = {table for table, rows in tables.items() if rows}
    if last is not None and not changes:
        why = msg("nothing to publish: no table and no document, so that nothing would change")
        yield Problem(folder.resolve().name, None, None, why)
    elif last is None and filled <= SHARED:
        why = msg(
            "nothing to publish: no facility, filing, grade or other row, and no document; "
            "such a release would take everything back that the agency has published"
        )
        yield Problem(folder.resolve().name, None, None, why)


def _in_order(packed: Packed) -> tuple[dict[str, tuple[Row, ...]], dict[str, list[Origin]]]:
    """The rows sorted by key, and in the same order where they came from."""
    tables, origins = {}, {}
    for row_type in TABLES:
        pairs = sort_with(packed[row_type.table])
        tables[row_type.table] = tuple(row for row, _ in pairs)
        origins[table_file(row_type)] = [origin for _, origin in pairs]
    return tables, origins


def _at_origin(problem: Problem, origins: dict[str, list[Origin]]) -> Problem:
    """The problem at the place that the user knows."""
    if problem.file.startswith(ATTACHMENTS):
        beside = f"{DOCUMENTS}/{problem.file.removeprefix(ATTACHMENTS)}"
        return dataclasses.replace(problem, file=beside)
    if problem.file == DESCRIPTION:
        # What a release says of itself was written in the settings.
        return dataclasses.replace(problem, file=SETTINGS)
    places = origins.get(problem.file)
    if places is None or problem.line is None:
        return problem
    origin = places[problem.line - 2]
    field = origin.headings.get(problem.field or "", problem.field)
    return Problem(origin.file, origin.line, field, problem.why, problem.severity)
