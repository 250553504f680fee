"""Every rule that holds across the rows of an export, each reported with its row.

references   keys stand once, references resolve, grades belong to their scheme
places       regions, the agency's scope, coordinates
timelines    dates in order, filing steps, publicity of penalties
identities   credit codes, natures, schemes
wording      no markup, formulas or control characters
privacy      no personal data
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from generator.exports.checks import wording
from generator.exports.checks.attached_files import scan_attachment
from generator.exports.checks.geography import check_geography
from generator.exports.checks.identities import check_identities
from generator.exports.checks.privacy import (
    is_personal,
    scan_document,
    scan_paths,
    scan_table,
)
from generator.exports.checks.privacy_settings import ACCEPTED, Rules, apply_rules, rules_for
from generator.exports.checks.references import References
from generator.exports.checks.timelines import check_timelines
from generator.exports.checks.wording import check_wording
from generator.exports.contents import Export, table_file
from generator.exports.rows import render
from generator.exports.schema import tables_of
from generator.exports.subjects import RowRef
from generator.model.messages import msg
from generator.model.problems import Problem, Severity
from generator.model.tables import TABLES


def check(
    export: Export,
    *,
    texts: Mapping[str, str] | None = None,
    incomplete: Collection[str] = (),
    gone: Collection[RowRef] = (),
    told: Collection[str] | None = None,
    privacy: Rules | None = None,
) -> list[Problem]:
    """Every problem of an export, warnings included, by table and line.

    `texts` are the canonical CSVs by table where the caller has them already. `incomplete` names
    tables with rows that could not be read: references into them are not judged. `gone` are rows
    of the last release that this one has not, of which notices may go on to speak; `told` are its
    notices, None where it is not known. `privacy` says
    what becomes of personal data; without it the export's own reasons do.
    """
    if texts is None:
        texts = render_tables(export)
    problems = [*_empty(export, incomplete), *_release(export)]
    problems += References(export, incomplete, gone, told).problems()
    for check_part in (check_geography, check_timelines, check_identities):
        problems += check_part(export)
    problems += check_wording(export, texts)
    rules = rules_for(export.info.privacy_reasons) if privacy is None else privacy
    hits = [*personal_data(export, texts)]
    for path, content in sorted(export.attachments.items()):
        faults, found = scan_attachment(path, content)
        hits += found
        if privacy is not ACCEPTED:
            problems += faults
    problems += apply_rules(hits, rules)
    return sorted(problems, key=_place)


def render_tables(export: Export) -> dict[str, str]:
    """The canonical CSVs of an export by table."""
    format = export.info.format
    return {
        row_type.table: render(row_type, export.rows(row_type), format)
        for row_type in tables_of(format)
    }


def errors(problems: Collection[Problem]) -> list[Problem]:
    """The problems for which an export is refused."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _empty(export: Export, incomplete: Collection[str]) -> list[Problem]:
    if incomplete or export.documents or any(export.tables.values()):
        return []
    return [Problem("datapackage.json", None, None, msg("the export is empty: no table has a row"))]


def personal_data(export: Export, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Personal data in the tables, the documents and the names of files, before any rules."""
    format = export.info.format
    for row_type in tables_of(format):
        yield from scan_table(row_type, table_file(row_type), texts[row_type.table], format)
    for document in export.documents:
        yield from scan_document(document.path, document.text)
    yield from scan_paths([*(document.path for document in export.documents), *export.attachments])


def _release(export: Export) -> Iterator[Problem]:
    stated = [(name, getattr(export.info, name)) for name in ("agency", "reviewed_by")]
    for name, text in (
        *stated,
        *(("privacy", reason) for _, reason in export.info.privacy_reasons),
    ):
        if is_personal(text) or wording.CONTROL.search(text) or wording.MARKUP.search(text):
            why = msg("holds personal data, HTML or a control character")
            yield Problem("datapackage.json", None, name, why)


_ORDER = {table_file(row_type): position for position, row_type in enumerate(TABLES)}


def _place(problem: Problem) -> tuple[int, str, int]:
    return _ORDER.get(problem.file, len(_ORDER)), problem.file, problem.line or 0
