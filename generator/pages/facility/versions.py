"""The history of a facility as the log has it, and its record as it was published before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from generator.exports.schema import as_cells
from generator.model.facility_record import FacilityRecord
from generator.model.tables import Row
from generator.pages.facility.inputs import FacilityInputs
from generator.pages.release.version_views import (
    HistoryView,
    PastView,
    RecordRow,
    RecordTable,
    VersionItem,
)
from generator.pages.release.views import Change
from generator.pages.release.withdrawn import UnpublishedView, statement, write_statement
from generator.pages.shared import urls
from generator.pages.shared.head import article_head
from generator.pages.shared.page import File, Page, fingerprint
from generator.pages.shared.record_files import check_entry, shown
from generator.pages.shared.row_changes import (
    COLUMNS,
    cell,
    change_entries,
)
from generator.pages.shared.views import Link, PageHead
from generator.rules.record import public_rows
from generator.store.queries import Release
from generator.store.record_versions import RecordVersion


def past_pages(inputs: FacilityInputs) -> Iterator[Page | File]:
    """The history of a facility that has more than one version, and each earlier version."""
    path = urls.facility_history(inputs.identifier)
    yield Page(path, inputs.key, "history.html", partial(_history, inputs, path))
    for version in inputs.versions[:-1]:
        path = urls.facility_version(version.subject, version.version)
        if version.withdrawn:
            yield Page(path, inputs.key, "unpublished.html", partial(_taken, inputs, path, version))
            said = statement(version.subject, version.version, [version])
            record = urls.record_of(path)
            yield File(record, fingerprint(said), partial(write_statement, said))
        else:
            yield Page(path, inputs.key, "past.html", partial(_past, inputs, path, version))
            record = urls.record_of(path)
            yield File(record, inputs.key, partial(_write_record, inputs, version))


def _taken(
    inputs: FacilityInputs, path: str, version: RecordVersion
) -> tuple[PageHead, UnpublishedView]:
    """What stands where a version stood that was taken back: why, and where the present one is."""
    assert version.leaf is not None, "what was taken back is in the log"
    name, own = inputs.record.facility.name, urls.facility(version.subject)
    history = Link(
        inputs.text("Every version of this page"),
        inputs.href(urls.facility_history(version.subject)),
    )
    view = UnpublishedView(
        kind="version",
        name=name,
        reason=inputs.withdrawal_reasons()[version.leaf],
        onward=(Link(name, inputs.href(own)),),
        around=(history,),
    )
    return _head(inputs, path, name, inputs.record, version), view


def _history(inputs: FacilityInputs, path: str) -> tuple[PageHead, HistoryView]:
    name = inputs.record.facility.name
    items = tuple(_items(inputs, name))
    title = inputs.text("%(name)s: every version on record") % {"name": name}
    view = HistoryView(
        facility=Link(name, inputs.href(urls.facility(inputs.identifier))),
        versions=tuple(reversed(items)),
        verify=inputs.href(urls.VERIFY),
    )
    return _head(inputs, path, title, inputs.record, inputs.versions[-1]), view


def _items(inputs: FacilityInputs, name: str) -> Iterator[VersionItem]:
    found, reasons, changes = inputs.versions, inputs.withdrawal_reasons(), _changes(inputs, name)
    for number, version in enumerate(found):
        release = inputs.release(version.agency, version.release)
        assert version.leaf is not None, "those without a leaf were left out"
        last = number == len(found) - 1
        page = urls.facility(version.subject) if last else _page_of(version)
        yield VersionItem(
            day=version.effective_on or release.issued.date(),
            effective_on=version.effective_on is not None,
            first=number == 0,
            release=_release_link(inputs, release),
            agency=release.agency,
            role=release.role,
            leaf=version.leaf,
            href=None if version.withdrawn else inputs.href(page),
            withdrawn=reasons.get(version.leaf),
            changes=()
            if version.effective_on
            else changes.get((version.agency, version.release), ()),
        )


def _changes(inputs: FacilityInputs, name: str) -> dict[tuple[str, int], tuple[Change, ...]]:
    """What each release changed in the record of a facility."""
    found: dict[tuple[str, int], tuple[Change, ...]] = {}
    for change in inputs.changes:
        place = change.agency, change.release
        release = inputs.release(*place)
        found[place] = (*found.get(place, ()), *change_entries(inputs, change, release, name))
    return found


def _past(inputs: FacilityInputs, path: str, version: RecordVersion) -> tuple[PageHead, PastView]:
    then = inputs.past_record(version)
    release = inputs.release(version.agency, version.release)
    name = then.facility.name
    title = inputs.text("%(name)s on %(day)s") % {
        "name": name,
        "day": (version.effective_on or release.issued.date()).isoformat(),
    }
    view = PastView(
        facility=Link(name, inputs.href(urls.facility(version.subject))),
        history=inputs.href(urls.facility_history(version.subject)),
        day=version.effective_on or release.issued.date(),
        release=_release_link(inputs, release),
        tables=tuple(_tables(inputs, then, version)),
        check=check_entry(inputs, version, urls.record_of(path), release.agency),
    )
    return _head(inputs, path, title, then, version), view


def _tables(
    inputs: FacilityInputs, then: FacilityRecord, version: RecordVersion
) -> Iterator[RecordTable]:
    for member, rows in public_rows(then, on=_day(inputs, version)):
        yield RecordTable(
            title=inputs.term("Table", rows[0].table),
            rows=tuple(_row(inputs, member, row) for row in rows),
        )


def _row(inputs: FacilityInputs, member: str, row: Row) -> RecordRow:
    """A row in words, with the names of its cells for who checks the page."""
    written = dict(zip(COLUMNS[row.table], as_cells(row), strict=True))
    shown_cells = {
        name: text
        for name, column in COLUMNS[row.table].items()
        if (text := cell(inputs, column, _plain(getattr(row, name))))
    }
    return RecordRow(
        cells=tuple(
            (inputs.column_title(COLUMNS[row.table][name]), shown_cells[name])
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


def _day(inputs: FacilityInputs, version: RecordVersion) -> date:
    return version.effective_on or inputs.release(version.agency, version.release).issued.date()


def _page_of(version: RecordVersion) -> str:
    return urls.facility_version(version.subject, version.version)


def _release_link(inputs: FacilityInputs, release: Release) -> Link:
    title = inputs.text("release %(number)s") % {"number": release.number}
    return Link(title, inputs.href(urls.release(release.region, release.number)))


def _head(
    inputs: FacilityInputs, path: str, title: str, then: FacilityRecord, version: RecordVersion
) -> PageHead:
    release = inputs.release(version.agency, version.release)
    facility = then.facility
    own = Link(facility.name, inputs.href(urls.facility(facility.facility_id)))
    return article_head(
        inputs,
        path,
        title,
        title,
        section="region",
        trail=(*inputs.breadcrumbs(facility.region_code), own),
        published=release.issued,
        source=release.agency,
    )


def _write_record(inputs: FacilityInputs, version: RecordVersion, path: Path) -> None:
    path.write_bytes(inputs.proven_then(version))
