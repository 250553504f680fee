"""Notices: what is put to publicity and until when, corrections, withdrawals and replies.

The page holds dates; how many working days are left is said by the reader's clock. The same periods
stand in files for calendars (iCalendar, RFC 5545) and in a feed (Atom, RFC 4287).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from functools import partial
from typing import Final

from generator.exports.subjects import DOCUMENT, DOCUMENTS, RowRef
from generator.model.tables import Facility, Notice
from generator.model.vocabulary import NoticeKind
from generator.model.working_days import covered, is_working_day, working_days_in
from generator.pages.release.feeds import FeedEntry, permanent_id, write_feed
from generator.pages.release.notice_views import MovedDay, NoticesView, PublicNotice
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint, write_content
from generator.pages.shared.views import Link
from generator.store.public_notices import public_notices, subject_of
from generator.store.queries import facility_record

MAX_LINKS: Final = 5
"""Institutions of a list that are named one by one."""
MAX_ENTRIES: Final = 50
_LINE_BYTES: Final = 73
"""Bytes of a line of iCalendar before it is folded (RFC 5545, 3.1: 75 with the line break)."""
_SATURDAY: Final = 5


def notices_view(context: Context) -> NoticesView:
    """Every notice that may be shown on the reference day, newest first."""
    notices = tuple(_notices(context))
    periods = [each for each in notices if each.calendar]
    contact = context.site.contact or context.portal.complaints_telephone
    return NoticesView(
        publicity=tuple(each for each in notices if each.kind is NoticeKind.PUBLICITY),
        others=tuple(each for each in notices if each.kind is not NoticeKind.PUBLICITY),
        object_to=contact,
        feed=context.href(urls.NOTICE_FEED),
        calendar=context.href(urls.NOTICE_CALENDAR) if periods else None,
        suspended=context.suspended_agencies,
    )


def notice_files(context: Context) -> Iterator[File]:
    """The feed of notices, a calendar of all publicity periods, and one of each."""
    view = notices_view(context)
    everything = sorted((*view.publicity, *view.others), key=_age, reverse=True)
    entries = tuple(_entry(context, each) for each in everything[:MAX_ENTRIES])
    title = f"{context.site.name} · {context.text('Notices')}"
    # A day that no later release moves: an empty feed stays the same.
    first = min(release.issued for release in context.releases)
    key = fingerprint(context.shared_digest, title, entries, first)
    make = partial(
        write_feed, context, urls.NOTICE_FEED, title, entries, page=urls.NOTICES, otherwise=first
    )
    yield File(urls.NOTICE_FEED, key, make)
    periods = [each for each in view.publicity if each.ends]
    if periods:
        yield _calendar(context, urls.NOTICE_CALENDAR, periods)
    for each in periods:
        yield _calendar(context, urls.notice_calendar(each.anchor), [each])


def _notices(context: Context) -> Iterator[PublicNotice]:
    found = public_notices(context.connection, on=context.today)
    ordered = sorted(found, key=lambda each: (each[2].published, each[0], each[2].notice_id))
    for agency, since, notice, refs in reversed(ordered):
        yield _notice(context, agency, since, notice, refs)


def _notice(
    context: Context, agency: str, since: int, notice: Notice, refs: tuple[RowRef, ...]
) -> PublicNotice:
    anchor = f"{agency}-{notice.notice_id}"
    period = notice.kind is NoticeKind.PUBLICITY and notice.ends is not None
    overrides = context.portal.calendar.overrides
    days = (
        working_days_in(notice.published, notice.ends, overrides)
        if period and notice.ends
        else None
    )
    return PublicNotice(
        anchor=anchor,
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        agency=context.newest[agency].agency,
        published=notice.published,
        since=since,
        changed=context.released[agency, since].issued,
        starts=notice.published,
        ends=notice.ends,
        working_days=days,
        moved=tuple(_moved(context, notice.published, notice.ends))
        if period and notice.ends
        else (),
        counted=not notice.ends or covered(notice.published, notice.ends, overrides),
        concerned=len(refs),
        links=tuple(_links(context, agency, refs)),
        calendar=context.href(urls.notice_calendar(anchor)) if period else None,
    )


def _moved(context: Context, first: date, last: date) -> Iterator[MovedDay]:
    """The days of a period on which the calendar and the days of the week disagree."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        works = is_working_day(day, context.portal.calendar.overrides)
        if works != (day.weekday() < _SATURDAY):
            yield MovedDay(day, works)


def _links(context: Context, agency: str, refs: tuple[RowRef, ...]) -> Iterator[Link]:
    """The institutions and documents that a notice concerns, each once, the first of them."""
    seen: dict[tuple[str, str], None] = {}
    for ref in refs:
        subject = subject_of(context.connection, agency, ref)
        if subject is not None:
            seen.setdefault(subject)
        if len(seen) == MAX_LINKS:
            break
    for kind, name in seen:
        if kind == Facility.table:
            facility = facility_record(context.connection, name).facility
            yield Link(facility.name, context.href(urls.facility(name)))
        elif kind == DOCUMENT:
            source = f"{agency}/{DOCUMENTS}/{name}.md"
            yield from (context.link_to(d) for d in context.graph.documents if d.source == source)


def _age(notice: PublicNotice) -> tuple[date, str]:
    return notice.published, notice.anchor


def _entry(context: Context, notice: PublicNotice) -> FeedEntry:
    address = f"{context.site.address}{context.href(urls.NOTICES)}#{notice.anchor}"
    lines = [notice.text]
    if notice.ends:
        until = context.text("until %(day)s") % {"day": notice.ends.isoformat()}
        lines.append(until)
    return FeedEntry(
        permanent_id(context, f"{urls.NOTICES}#{notice.anchor}"),
        notice.title,
        address,
        notice.agency,
        notice.changed,
        tuple(lines),
    )


def _calendar(context: Context, path: str, notices: list[PublicNotice]) -> File:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//gongshi//{context.site.language}"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(context.site.name)}"]
    for notice in notices:
        lines += _event(context, notice)
    content = "".join(f"{line}\r\n" for line in map(_folded, [*lines, "END:VCALENDAR"]))
    return File(path, fingerprint(content), partial(write_content, content.encode()))


def _event(context: Context, notice: PublicNotice) -> list[str]:
    """A publicity period as days; its end is the day after the last (RFC 5545, 3.6.1). What the
    agency changes in it has a higher number in the sequence (3.8.7.4).
    """
    assert notice.ends is not None
    address = f"{context.site.address}{context.href(urls.NOTICES)}#{notice.anchor}"
    return [
        "BEGIN:VEVENT",
        f"UID:{permanent_id(context, urls.NOTICES + notice.anchor)}",
        f"DTSTAMP:{notice.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"LAST-MODIFIED:{notice.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{notice.since}",
        f"DTSTART;VALUE=DATE:{notice.starts:%Y%m%d}",
        f"DTEND;VALUE=DATE:{notice.ends + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(notice.title)}",
        "DESCRIPTION:" + _escaped(f"{notice.agency}\n{notice.text}"),
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """A text of iCalendar (RFC 5545, 3.3.11)."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, none of them within a character."""
    pieces = [""]
    for character in line:
        if len((pieces[-1] + character).encode()) > _LINE_BYTES:
            pieces.append("")
        pieces[-1] += character
    return "\r\n ".join(pieces)
