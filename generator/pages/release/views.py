"""What the pages of releases show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from generator.pages.shared.views import Link, Pager


@dataclass(frozen=True, slots=True)
class ReleaseItem:
    """A release of an agency in a list."""

    href: str
    agency: str
    region: str
    number: int
    issued: datetime
    new: int
    changed: int
    closed: int
    unpublished: int
    upgraded: int
    downgraded: int
    unexplained: int
    first: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row between two releases of an agency.

    `what` is new, changed or gone; `subject` names the thing, `row` which of its rows it is by the
    key `key`, `field` the title of the changed column `column`. `unit` is that of both
    values, `figures` are they where both are numbers of that unit. A new grade has the one it
    supersedes as `before`.
    """

    what: str
    subject: Link
    table: str
    table_title: str
    field: str | None
    before: str | None
    after: str | None
    unexplained: bool
    release: Link
    issued: datetime
    key: str = ""
    row: str | None = None
    column: str | None = None
    unit: str | None = None
    figures: tuple[float, float] | None = None
    scheme_id: str | None = None
    scheme: str | None = None
    versions: str | None = None
    """Where both versions of the facility's record stand with what proves them."""


MAX_SHOWN = 20
"""Changes under one heading that the page of a release shows."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes under one heading. `key` names it: a kind of news, or `other/` with the table of
    rows that are no news by themselves. `href` leads to all of them where a page shows the first.
    """

    key: str
    title: str
    changes: tuple[Change, ...]
    href: str | None = None

    @property
    def first(self) -> tuple[Change, ...]:
        """As many as the page of a release shows."""
        return self.changes[:MAX_SHOWN]

    @property
    def subjects(self) -> int:
        """How many institutions, documents or regions it is about."""
        return len({change.subject for change in self.changes})


@dataclass(frozen=True, slots=True)
class ChangePageView:
    """A part of the changes of a release under one heading."""

    release: Link
    group: ChangeGroup
    pager: Pager | None


@dataclass(frozen=True, slots=True)
class WithdrawnItem:
    """A version of a document that was taken back on a day.

    `document` is where what is left of it stands, None where nothing is.
    """

    day: date
    kind: str
    leaf: int
    reason: str
    document: Link | None


@dataclass(frozen=True, slots=True)
class TakenBackItem:
    """A release that was signed with a stolen key and taken back on a day.

    `since` is the first day on which the agency's key was not to be trusted.
    """

    agency: str
    number: int
    day: date
    since: date


@dataclass(frozen=True, slots=True)
class ReleaseListView:
    releases: tuple[ReleaseItem, ...]
    withdrawn: tuple[WithdrawnItem, ...] = ()
    taken_back: tuple[TakenBackItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseView:
    agency: str
    region: Link
    number: int
    issued: datetime
    reviewed_by: str
    reviewed_on: date
    path: str
    sha256: str
    first: bool
    rows: tuple[tuple[str, int], ...]
    """Table title → rows."""
    unexplained: tuple[Change, ...]
    groups: tuple[ChangeGroup, ...]
    files: tuple[Link, ...] = ()
    """Its changes as data."""
    regions_href: str | None = None
    """Where the figures of its counties stand."""
