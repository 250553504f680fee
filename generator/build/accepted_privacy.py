"""Personal data in exports that were accepted before they were looked for.

Nobody can sign them again, so they stop nothing. Whoever runs the portal is told where they stand,
with the command that takes them off the site.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from generator.documents.read_document import read_document
from generator.exports.archive import read_export
from generator.exports.checks.consistency import personal_data, render_tables
from generator.exports.checks.privacy_settings import apply_rules, rules_for
from generator.exports.contents import Export
from generator.exports.schema import row_key
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
        hits = personal_data(export, render_tables(export))
        for hit in apply_rules(hits, rules_for(export.info.privacy_reasons)):
            if hit.severity is Severity.ERROR:
                place = _place(region, export, hit)
                why = msg("%(why)s; gongshi remove %(place)s", why=hit.why, place=place)
                yield Problem(verified.path, None, None, why, Severity.WARNING)


def _place(region: str, export: Export, hit: Problem) -> str:
    """Where a hit stands, as `gongshi remove` names it."""
    table = hit.file.removesuffix(".csv")
    if table in export.tables and hit.line:
        row = export.tables[table][hit.line - 2]
        return f"{table}/{row_key(row)}/{hit.field} --agency {region}"
    for source in export.documents:
        with suppress(DataError):
            if source.path == hit.file:
                return document_subject(read_document(f"{region}/{source.path}", source.text))
    return hit.file
