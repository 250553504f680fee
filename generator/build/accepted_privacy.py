"""Personal data in exports that were accepted before they were looked for.

Nobody can sign them again, so they stop nothing. Whoever runs the portal is told where they stand,
with the command that takes them off the site.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.documents.read_document import read_document
from generator.exports.archive import read_export
from generator.exports.checks.privacy import scan_document, scan_table
from generator.exports.checks.privacy_settings import apply_rules, rules_for
from generator.exports.contents import Export, table_file
from generator.exports.rows import render
from generator.exports.schema import row_key, tables_of
from generator.history.removals import Removals
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, Severity
from generator.rules.document_record import document_subject
from generator.trust.walk import Walk


def accepted_personal(found: Walk, removals: Removals | None) -> Iterator[Problem]:
    """A warning for each place in the newest exports that an export could not have today."""
    newest = {export.region: export for export in found.exports}
    for region, verified in sorted(newest.items()):
        export = read_export(verified)
        if removals:
            export = removals.withheld(export)
        for hit in apply_rules(_hits(export), rules_for(export.info.privacy_reasons)):
            if hit.severity is Severity.ERROR:
                place = _place(region, export, hit)
                why = msg("%(why)s; gongshi remove %(place)s", why=hit.why, place=place)
                yield Problem(verified.path, None, None, why, Severity.WARNING)


def _hits(export: Export) -> Iterator[Problem]:
    format = export.info.format
    for row_type in tables_of(format):
        text = render(row_type, export.tables[row_type.table], format)
        yield from scan_table(row_type, table_file(row_type), text, format)
    for document in export.documents:
        yield from scan_document(document.path, document.text)


def _place(region: str, export: Export, hit: Problem) -> str:
    """Where a hit stands, as `gongshi remove` names it."""
    table = hit.file.removesuffix(".csv")
    if table in export.tables and hit.line:
        return f"{table}/{row_key(export.tables[table][hit.line - 2])}/{hit.field}"
    text = next(each.text for each in export.documents if each.path == hit.file)
    try:
        return document_subject(read_document(f"{region}/{hit.file}", text))
    except DataError:
        return hit.file
