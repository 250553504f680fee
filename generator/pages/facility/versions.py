"""The history of a facility as the log has it, and its record as it was published before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from generator.exports.schema import as_cells
from generator.model.facility_record import FacilityRecord
from generator.model.tables import Row
from generator.pages.facility.row_changes import (
    COLUMNS,
    cell,
    public_changes,
    recorded_changes,
    tell,
)
from generator.pages.release.version_views import (
    HistoryView,
    PastView,
    RecordRow,
    RecordTable,
    VersionItem,
)
from generator.pages.release.views import Change
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import article_head
from generator.pages.shared.page import File, Page, fingerprint
from generator.pages.shared.record_files import check_entry, proven, shown
from generator.pages.shared.views import Link, PageHead
from generator.rules.record import public_record, public_rows
from generator.store.leaf_numbers import withdrawal_reasons
from generator.store.queries import Release, facility_record
from generator.store.record_versions import RecordVersion, dossier_of


def past_pages(
    context: Context, found: tuple[RecordVersion, ...], key: bytes
) -> Iterator[Page | File]:
    """The history of a facility that has more than one version, and each earlier version.

    `key` is that of the facility's own page.
    """
    own = fingerprint(key, [(each.leaf, each.withdrawn) for each in found])
    path = urls.facility_history(found[-1].subject)
    yield Page(path, own, "history.html", partial(_history, context, path, found))
    for version in found[:-1]:
        if not version.withdrawn:
            path = urls.facility_version(version.subject, version.version)
            yield Page(path, own, "past.html", partial(_past, context, path, version))
            yield File(urls.record_of(path), own, partial(_write_record, context, version))


def _history(
    context: Context, path: str, found: tuple[RecordVersion, ...]
) -> tuple[PageHead, HistoryView]:
    identifier = found[-1].subject
    present = facility_record(context.connection, identifier)
    items = tuple(_items(context, found, present.facility.name))
    name = present.facility.name
    title = context.text("%(name)s: every version on record") % {"name": name}
    view = HistoryView(
        facility=Link(name, context.href(urls.facility(identifier))),
        versions=tuple(reversed(items)),
        verify=context.href(urls.VERIFY),
    )
    return _head(context, path, title, present, found[-1]), view


def _items(context: Context, found: tuple[RecordVersion, ...], name: str) -> Iterator[VersionItem]:
    leaves = [version.leaf for version in found if version.leaf is not None]
    reasons = withdrawal_reasons(context.connection, leaves)
    changes = _changes(context, found[-1].subject, name)
    for number, version in enumerate(found):
        release = context.released[version.agency, version.release]
        assert version.leaf is not None, "those without a leaf were left out"
        last = number == len(found) - 1
        page = urls.facility(version.subject) if last else _page_of(version)
        yield VersionItem(
            day=version.effective_on or release.issued.date(),
            effective_on=version.effective_on is not None,
            first=number == 0,
            release=_release_link(context, release),
            agency=release.agency,
            role=release.role,
            leaf=version.leaf,
            href=None if version.withdrawn else context.href(page),
            withdrawn=reasons.get(version.leaf),
            changes=()
            if version.effective_on
            else changes.get((version.agency, version.release), ()),
        )


def _changes(
    context: Context, identifier: str, name: str
) -> dict[tuple[str, int], tuple[Change, ...]]:
    """What each release changed in the record of a facility."""
    found: dict[tuple[str, int], tuple[Change, ...]] = {}
    for change in public_changes(context, recorded_changes(context, identifier)):
        place = change.agency, change.release
        found[place] = (*found.get(place, ()), *tell(context, change, name))
    return found


def _past(context: Context, path: str, version: RecordVersion) -> tuple[PageHead, PastView]:
    then = dossier_of(context.connection, version)
    release = context.released[version.agency, version.release]
    name = then.facility.name
    title = context.text("%(name)s on %(day)s") % {
        "name": name,
        "day": (version.effective_on or release.issued.date()).isoformat(),
    }
    view = PastView(
        facility=Link(name, context.href(urls.facility(version.subject))),
        history=context.href(urls.facility_history(version.subject)),
        day=version.effective_on or release.issued.date(),
        release=_release_link(context, release),
        tables=tuple(_tables(context, then, version)),
        check=check_entry(context, version, urls.record_of(path)),
    )
    return _head(context, path, title, then, version), view


def _tables(
    context: Context, then: FacilityRecord, version: RecordVersion
) -> Iterator[RecordTable]:
    for member, rows in public_rows(then, on=_day(context, version)):
        yield RecordTable(
            title=context.term("Table", rows[0].table),
            rows=tuple(_row(context, member, row) for row in rows),
        )


def _row(context: Context, member: str, row: Row) -> RecordRow:
    """A row in words, with the names of its cells for who checks the page."""
    written = dict(zip(COLUMNS[row.table], as_cells(row), strict=True))
    shown_cells = {
        name: text
        for name, column in COLUMNS[row.table].items()
        if (text := cell(context, column, _plain(getattr(row, name))))
    }
    return RecordRow(
        cells=tuple(
            (context.column_title(COLUMNS[row.table][name]), shown_cells[name])
            for name in shown_cells
        ),
        name=shown(member, row),
        columns=" ".join(name for name in shown_cells if shown_cells[name] == written[name]),
    )


def _plain(value: object) -> object:
    """A value as the history keeps it: lists in one text, dates as written."""
    if isinstance(value, tuple):
        return "|".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _day(context: Context, version: RecordVersion) -> date:
    return version.effective_on or context.released[version.agency, version.release].issued.date()


def _page_of(version: RecordVersion) -> str:
    return urls.facility_version(version.subject, version.version)


def _release_link(context: Context, release: Release) -> Link:
    title = context.text("release %(number)s") % {"number": release.number}
    return Link(title, context.href(urls.release(release.region, release.number)))


def _head(
    context: Context, path: str, title: str, then: FacilityRecord, version: RecordVersion
) -> PageHead:
    release = context.released[version.agency, version.release]
    facility = then.facility
    own = Link(facility.name, context.href(urls.facility(facility.facility_id)))
    return article_head(
        context,
        path,
        title,
        title,
        section="region",
        trail=(*context.breadcrumbs(facility.region_code), own),
        published=release.issued,
        source=release.agency,
    )


def _write_record(context: Context, version: RecordVersion, path: Path) -> None:
    record = public_record(dossier_of(context.connection, version), on=_day(context, version))
    path.write_bytes(proven(record, version, context.secret))
