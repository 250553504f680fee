"""The views of releases: what each one changed, unexplained changes first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial

from generator.model.tables import (
    TABLES,
    Demonstration,
    DemonstrationStage,
    Finding,
    Inspection,
)
from generator.model.vocabulary import GradeStatus
from generator.pages.release.views import (
    MAX_SHOWN,
    Change,
    ChangeGroup,
    ChangePageView,
    ReleaseItem,
    ReleaseListView,
    ReleaseView,
    TakenBackItem,
    WithdrawnItem,
)
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import PAGE_SIZE, pager
from generator.pages.shared.row_changes import change_entries
from generator.pages.shared.views import Link
from generator.rules.document_record import document_subject
from generator.rules.news import News, news_of
from generator.store.document_rows import withdrawn_documents
from generator.store.open_data import PARTLY_VISIBLE
from generator.store.queries import Release
from generator.store.recorded_changes import (
    RecordedChange,
    changed_names,
    changes_of_release,
    public_changes,
)

OTHER = "other/"
"""Before the table of changes that are no news by themselves, in the key of their heading."""
PARTS = {Finding.table: ("inspection_id", Inspection.table),
         DemonstrationStage.table: ("demonstration_id", Demonstration.table)}  # fmt: skip
"""Table of rows that are parts of another → the column that names it, and its table."""
HEADINGS = (News.UNPUBLISHED, News.CLOSED, News.DOWNGRADED, News.UPGRADED, News.GRADED,
            News.FILED, News.STRUCK_OFF, News.NEW, News.FEES, News.TITLES, News.CORRECTIONS,
            News.OTHER)  # fmt: skip


def release_list_view(context: Context) -> ReleaseListView:
    """All releases, newest first; and what was taken back of documents, which no release says."""
    releases = tuple(release_items(context, len(context.releases)))
    return ReleaseListView(releases, tuple(_withdrawn(context)), tuple(_taken_back(context)))


def _taken_back(context: Context) -> Iterator[TakenBackItem]:
    """Each release that was signed with a stolen key, the last one first."""
    for one in sorted(context.taken_back, key=lambda each: each.at, reverse=True):
        known = context.newest.get(one.agency)
        agency = known.agency if known else context.region_link(one.agency + "000000").title
        yield TakenBackItem(agency, one.release, one.day, one.since)


def _withdrawn(context: Context) -> Iterator[WithdrawnItem]:
    """Each version of a document that was taken back, the last one first."""
    present = {document_subject(each): each for each in context.documents}
    for one in reversed(withdrawn_documents(context.connection)):
        document = present.get(one.version.subject)
        yield WithdrawnItem(
            day=date.fromisoformat(one.at[:10]) if one.at else context.today,
            kind=one.version.subject.partition("/")[0],
            leaf=one.leaf,
            reason=one.reason,
            document=context.link_to(document) if document else None,
        )


def release_items(context: Context, most: int) -> Iterator[ReleaseItem]:
    """The newest releases with the number of their changes."""
    newest = sorted(context.releases, key=lambda r: (r.issued, r.region, r.number), reverse=True)
    for release in newest[:most]:
        found = list(release_changes(context, release))
        what = Counter(c.what for c in found if c.table == "facilities")
        news = Counter(release_heading(context, change) for change in found)
        yield ReleaseItem(
            href=context.href(urls.release(release.region, release.number)),
            agency=release.agency,
            region=context.region_link(release.region + "000000").title,
            number=release.number,
            issued=release.issued,
            new=what["new"],
            changed=len(_changed_facilities(found)),
            closed=news[News.CLOSED],
            unpublished=news[News.UNPUBLISHED],
            upgraded=news[News.UPGRADED],
            downgraded=news[News.DOWNGRADED],
            unexplained=sum(change.unexplained for change in found),
            first=release.first,
        )


def _changed_facilities(found: list[RecordedChange]) -> set[str]:
    """Facilities that were there before and still are, and of which something changed."""
    came_or_went = {c.key for c in found if c.table == "facilities" and c.what != "changed"}
    return {c.facility_id for c in found if c.facility_id} - came_or_went


def release_view(context: Context, release: Release) -> ReleaseView:
    """A release with every change it made."""
    unexplained, groups = _changes_of(context, release.region, release.number)
    shown = tuple(_with_page(context, release, group) for group in groups)
    return ReleaseView(
        agency=release.agency,
        region=context.region_link(release.region + "000000"),
        number=release.number,
        issued=release.issued,
        reviewed_by=release.reviewed_by,
        reviewed_on=release.reviewed_on,
        path=release.path,
        sha256=release.sha256,
        first=release.first,
        rows=tuple(
            (context.term("Table", row.table), release.rows[row.table])
            for row in TABLES
            if release.rows.get(row.table) and row.table not in PARTLY_VISIBLE
        ),
        unexplained=unexplained,
        groups=shown,
        files=() if release.first else tuple(_files(context, release)),
        regions_href=_regions_href(context, release),
    )


@lru_cache(maxsize=1)
def _changes_of(context: Context, region: str, number: int) -> tuple[tuple[Change, ...], Groups]:
    """Every change of a release under its heading; the last one asked for is at hand, since its
    page and the pages of its long lists are made one after the other.
    """
    release = context.released[region, number]
    names = facility_names(context, release)
    return grouped(context, release_changes(context, release), names)


def _with_page(context: Context, release: Release, group: ChangeGroup) -> ChangeGroup:
    """The changes under a heading, with where all of them are if a page shows the first."""
    if len(group.changes) <= MAX_SHOWN:
        return group
    path = urls.release_changes(release.region, release.number, group.key.removeprefix(OTHER))
    return replace(group, href=context.href(path))


def _files(context: Context, release: Release) -> Iterator[Link]:
    for ending, title in (("csv", "CSV"), ("jsonl", "JSON Lines")):
        path = urls.change_file(release.region, release.number, ending)
        yield Link(title, context.href(path))


def change_pages(context: Context, release: Release) -> Iterator[tuple[str, str, ChangePageView]]:
    """(path, title, view) of the pages with all changes under a heading that has many."""
    if release.first:
        return
    _, groups = _changes_of(context, release.region, release.number)
    title = context.text("release %(number)s") % {"number": release.number}
    own = Link(title, context.href(urls.release(release.region, release.number)))
    for group in groups:
        if len(group.changes) <= MAX_SHOWN:
            continue
        path = partial(
            urls.release_changes, release.region, release.number, group.key.removeprefix(OTHER)
        )
        for number, at in enumerate(range(0, len(group.changes), PAGE_SIZE), 1):
            part = replace(group, changes=group.changes[at : at + PAGE_SIZE])
            where = pager(context, len(group.changes), number, path)
            yield path(number), group.title, ChangePageView(own, part, where)


def _regions_href(context: Context, release: Release) -> str | None:
    path = urls.regions_then(release.region, release.number)
    return context.href(path) if release.rows.get("facilities") else None


Groups = tuple[ChangeGroup, ...]


def grouped(
    context: Context, found: Iterable[RecordedChange], names: Mapping[str, str]
) -> tuple[tuple[Change, ...], Groups]:
    """Unexplained changes, and the others under their headings; `names` are those of facilities.

    What is no news by itself stands under its table, and new parts of a new row with that row.
    """
    groups: dict[str, list[Change]] = defaultdict(list)
    unexplained: list[Change] = []
    for change, parts in with_parts(found):
        release = context.released[change.agency, change.release]
        name = names.get(change.facility_id or "")
        row_changes = change_entries(context, change, release, name, parts)
        under = unexplained if change.unexplained else groups[_heading_key(context, change)]
        under.extend(row_changes)
    keys = [key for news in HEADINGS for key in _keys(news)]
    return tuple(unexplained), tuple(
        ChangeGroup(key, _title(context, key), tuple(groups[key])) for key in keys if groups[key]
    )


def _heading_key(context: Context, change: RecordedChange) -> str:
    news = release_heading(context, change)
    return f"{OTHER}{change.table}" if news is News.OTHER else news.value


def _keys(news: News) -> tuple[str, ...]:
    return tuple(f"{OTHER}{row.table}" for row in TABLES) if news is News.OTHER else (news.value,)


def _title(context: Context, key: str) -> str:
    if key.startswith(OTHER):
        return context.term("Table", key.removeprefix(OTHER))
    return context.term("ChangeGroup", key)


def with_parts(
    found: Iterable[RecordedChange],
) -> Iterator[tuple[RecordedChange, tuple[RecordedChange, ...]]]:
    """Changes with the new parts of each new row, which are told with it."""
    recorded = list(found)
    came = {(change.table, change.key) for change in recorded if change.what == "new"}
    parts: dict[tuple[str, str], list[RecordedChange]] = defaultdict(list)
    whole = []
    for change in recorded:
        parent = _parent(change)
        if parent in came and change.what == "new" and not change.unexplained:
            parts[parent].append(change)
        else:
            whole.append(change)
    for change in whole:
        yield change, tuple(parts.get((change.table, change.key), ()))


def _parent(change: RecordedChange) -> tuple[str, str]:
    column, table = PARTS.get(change.table, ("", ""))
    return table, str((change.after or {}).get(column, ""))


def release_changes(context: Context, release: Release) -> Iterator[RecordedChange]:
    """Changes of a release that may be told, each once; none of an agency's first release."""
    if not release.first:
        yield from once_each(context, recorded_in(context, release))


def recorded_in(context: Context, release: Release) -> Iterator[RecordedChange]:
    """Every change that a release made, whether it may be told or not."""
    return changes_of_release(context.connection, release.region, release.number)


def once_each(context: Context, found: Iterable[RecordedChange]) -> Iterator[RecordedChange]:
    """Changes that may be told, each once, without the parts of new facilities."""
    recorded = list(found)
    new = {c.facility_id for c in recorded if c.table == "facilities" and c.what == "new"}
    seen: set[tuple[str, str]] = set()
    for change in public_changes(context.connection, recorded, on=context.today):
        if change.table != "facilities" and change.facility_id in new:
            continue
        if (change.table, change.key) not in seen:
            seen.add((change.table, change.key))
            yield change


def facility_names(context: Context, release: Release) -> dict[str, str]:
    """The names of the facilities that a release changed, also of those that went."""
    return changed_names(context.connection, release.region, release.number)


def release_heading(context: Context, change: RecordedChange) -> News:
    """Under which heading a change is told."""
    step = _step(context, change) if change.table == "grades" else None
    return news_of(change.table, change.what, change.before, change.after, step=step)


def _step(context: Context, change: RecordedChange) -> int | None:
    """How many ranks a new grade is better than the one it supersedes; None if it has none.

    A grade that is withheld is neither better nor worse than another.
    """
    label = change.superseded
    if label is None or change.after is None:
        return None
    info = context.schemes.get(change.after["scheme_id"])
    known = {grade.label: grade for grade in info.grades} if info else {}
    before, after = known.get(label), known.get(change.after["grade"])
    if before is None or after is None:
        return None
    if GradeStatus.WITHHELD in (before.standing, after.standing):
        return None
    return before.rank - after.rank
