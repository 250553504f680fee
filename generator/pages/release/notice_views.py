"""What the page of notices shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from generator.model.vocabulary import NoticeKind
from generator.pages.shared.views import Link, SuspendedAgency


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day within a publicity period that is worked although it is a Saturday or Sunday, or free
    although it is none.
    """

    day: date
    works: bool


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A notice with what it concerns. `starts`, `ends` and `working_days` are those of a publicity
    period; `counted` says whether the calendar of moved days covers it. `concerned` counts the
    rows, `links` lead to the first of them; `calendar` is its file for calendars. `since` is the
    release with which it got this content, `changed` when that was issued.
    """

    anchor: str
    kind: NoticeKind
    title: str
    text: str
    agency: str
    published: date
    since: int
    changed: datetime
    starts: date
    ends: date | None
    working_days: tuple[date, ...] | None
    moved: tuple[MovedDay, ...]
    counted: bool
    concerned: int
    links: tuple[Link, ...]
    calendar: str | None


@dataclass(frozen=True, slots=True)
class NoticesView:
    """Publicity periods newest first, other notices below; `object_to` says where to object.
    `calendar` is None where there is no period, since a calendar has to hold something.
    """

    publicity: tuple[PublicNotice, ...]
    others: tuple[PublicNotice, ...]
    object_to: str
    feed: str
    calendar: str | None
    suspended: tuple[SuspendedAgency, ...]
