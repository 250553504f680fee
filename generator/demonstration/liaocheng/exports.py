"""The three releases of the demonstration Liaocheng, told as one story up to release 3."""

from __future__ import annotations

from collections.abc import Iterator

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.draws import random_source
from generator.demonstration.export_parts import DemonstrationExport, gather_tables, release_info
from generator.demonstration.liaocheng import cases
from generator.demonstration.liaocheng.announced import record_indicators, record_totals
from generator.demonstration.liaocheng.announcement import DOCUMENTS
from generator.demonstration.liaocheng.filings import FILED_STORIES, draw_stories, record_filings
from generator.demonstration.liaocheng.grading import draw_grades, record_grades
from generator.demonstration.liaocheng.incidents import record_incidents
from generator.demonstration.liaocheng.inspections import record_inspections
from generator.demonstration.liaocheng.register import draw_register, record_register
from generator.demonstration.liaocheng.title_stages import draw_titles, record_titles


def liaocheng_exports() -> Iterator[DemonstrationExport]:
    """Releases 1, 2 and 3; the third has the numbers of the announcement."""
    chronicle = _tell()
    for number, issued in enumerate(cases.RELEASES, start=1):
        yield DemonstrationExport(
            release_info(cases.REGION, cases.AGENCY, issued, number=number),
            gather_tables(chronicle.rows_on(issued)),
            DOCUMENTS if issued == cases.THIRD else (),
        )


def _tell() -> Chronicle:
    chronicle = Chronicle()
    rng = random_source(cases.REGION)
    register = draw_register(rng)
    stories = draw_stories(rng, register)
    filed = frozenset(name for name, story in stories.items() if story in FILED_STORIES)
    titles = draw_titles(rng, register, filed)
    graded = draw_grades(rng, register, titles, filed)
    record_register(chronicle, rng, register)
    record_filings(chronicle, rng, register, stories)
    record_grades(chronicle, rng, graded, titles)
    record_inspections(chronicle, rng, register, graded)
    record_titles(chronicle, rng, register, titles)
    record_incidents(chronicle)
    record_totals(chronicle)
    record_indicators(chronicle)
    return chronicle
