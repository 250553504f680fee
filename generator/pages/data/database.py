"""The public SQLite file of the whole site: what stands in it, and what it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from generator.model.working_days import LAST_YEAR, covered, days_in, is_working_day
from generator.pages.data.change_rows import change_rows
from generator.pages.data.dictionary import column_rows, table_rows, titles, vocabulary_rows
from generator.pages.data.document_rows import document_rows, file_rows, link_rows
from generator.pages.data.numbers import all_numbers, region_numbers
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.rules.facility_facts import FORMAT as FACTS
from generator.store.leaf_numbers import export_leaf, records_stamp
from generator.store.open_data import hidden_penalties
from generator.store.public.database import Contents, write_public_database
from generator.store.public.schema import FORMAT

FIRST_WORKING_DAY = date(2004, 1, 1)
"""The first day of the table of working days: there the official one begins."""


def database_file(context: Context) -> File:
    """All agencies' rows as one SQLite file that explains itself."""
    newest = [(release.path, release.sha256) for release in context.releases]
    hidden = [hidden_penalties(context.connection, each, on=context.today)
              for each in context.newest]  # fmt: skip
    key = fingerprint(
        (FACTS, FORMAT),
        newest,
        hidden,
        context.today,
        context.shared_digest,
        [(document.slug, document.text, document.files) for document in context.documents],
        context.taken_back,
        records_stamp(context.connection),
    )
    return File(urls.DATABASE, key, partial(_write, context))


def _write(context: Context, path: Path) -> None:
    given = Contents(
        on=context.today,
        cap=context.portal.prepayment_cap_months,
        overrides=context.portal.calendar.overrides,
        page=urls.facility,
        titles=titles(context),
        tables={
            "site": partial(_site, context),
            "releases": partial(_releases, context),
            "changes": partial(change_rows, context),
            "documents": partial(document_rows, context),
            "document_links": partial(link_rows, context),
            "document_files": partial(file_rows, context),
            "working_days": partial(_working_days, context),
            "tables": partial(table_rows, context),
            "columns": partial(column_rows, context),
            "vocabulary": partial(vocabulary_rows, context),
            "numbers": partial(_numbers, context),
            "numbers_by_region": partial(region_numbers, context),
        },
    )
    write_public_database(context.connection, path, given)


def _site(context: Context) -> Iterable[tuple[Any, ...]]:
    site, portal = context.site, context.portal
    yield (
        site.name,
        site.address + site.root,
        context.today.isoformat(),
        context.reference.isoformat(),
        portal.licence.title if portal.licence else None,
        FORMAT,
        portal.prepayment_cap_months,
    )


def _releases(context: Context) -> Iterator[tuple[Any, ...]]:
    for each in context.releases:
        yield (
            each.region,
            each.number,
            f"{each.region}-{each.number:04d}",
            each.agency,
            each.issued.isoformat(),
            each.reviewed_by,
            each.reviewed_on.isoformat(),
            int(each.first),
            each.format,
            each.path,
            each.sha256,
            each.length,
            export_leaf(context.connection, each.path),
            urls.release(each.region, each.number),
        )


def _working_days(context: Context) -> Iterator[tuple[Any, ...]]:
    """Every day up to the end of the year after the site's day, or of the official table."""
    overrides = context.portal.calendar.overrides
    last = date(max(LAST_YEAR, context.today.year) + 1, 1, 1) - timedelta(days=1)
    for day in days_in(FIRST_WORKING_DAY, last):
        worked, official = is_working_day(day, overrides), covered(day, day, overrides)
        yield day.isoformat(), int(worked), int(official)


def _numbers(context: Context) -> Iterator[tuple[Any, ...]]:
    for each in all_numbers(context):
        yield (
            each.name,
            each.title,
            each.value,
            each.unit or None,
            each.sql,
            each.region_sql or None,
            each.page,
        )
