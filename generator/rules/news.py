"""What kind of news a recorded change is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class News(StrEnum):
    """The headings under which changes of a release are told, in order."""

    NEW = "new"
    CLOSED = "closed"
    UNPUBLISHED = "unpublished"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    GRADED = "graded"
    FILED = "filed"
    STRUCK_OFF = "struck_off"
    FEES = "fees"
    TITLES = "titles"
    CORRECTIONS = "corrections"
    OTHER = "other"


Values = Mapping[str, Any] | None

_BY_TABLE = {
    "fees": News.FEES,
    "demonstrations": News.TITLES,
    "demonstration_stages": News.TITLES,
    "notices": News.CORRECTIONS,
}
_BY_FILING = {"filed": News.FILED, "cancelled": News.STRUCK_OFF, "refused": News.STRUCK_OFF}


def news_of(
    table: str, what: str, before: Values, after: Values, *, step: int | None = None
) -> News:
    """The heading of a change; `step` is old rank minus new rank for a superseding grade."""
    if table == "facilities":
        return _facility_news(what, before, after)
    if table == "grades":
        return _grade_news(what, step)
    if table == "filings" and what == "new" and after:
        return _BY_FILING.get(after["status"], News.OTHER)
    return _BY_TABLE.get(table, News.OTHER)


def _facility_news(what: str, before: Values, after: Values) -> News:
    if what == "new":
        return News.NEW
    if what == "gone":
        return News.UNPUBLISHED
    closed = bool(
        before and after and before["status"] != after["status"] and after["status"] == "closed"
    )
    return News.CLOSED if closed else News.OTHER


def _grade_news(what: str, step: int | None) -> News:
    if what != "new":
        return News.CORRECTIONS
    if step is None:
        return News.GRADED
    return News.UPGRADED if step > 0 else News.DOWNGRADED if step < 0 else News.GRADED
