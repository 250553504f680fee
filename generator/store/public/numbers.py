"""The queries that give the figures of the site over the public SQLite file.

They are written by themselves, not taken from what the site counts by: that both agree is what a
reader can check. A figure that depends on a day compares with the site's day, which stands in the
file; one of a region takes `:region`, its twelve digits, and counts what lies below it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BELOW = (
    "WITH RECURSIVE below (code) AS (SELECT :region UNION SELECT t.region_code FROM region_tree t"
    " JOIN below ON t.parent = below.code) "
)
_INSIDE = " AND region_code IN (SELECT code FROM below)"

FACILITIES: Mapping[str, str] = MappingProxyType({
    "open": "SELECT count(*) FROM facts WHERE open",
    "operating": "SELECT count(*) FROM facts WHERE status = 'operating'",
    "status_unknown": "SELECT count(*) FROM facts WHERE status IS NULL",
    "suspended": "SELECT count(*) FROM facts WHERE status = 'suspended'",
    "closed": "SELECT count(*) FROM facts WHERE status = 'closed'",
    "filed": "SELECT count(*) FROM facts WHERE open AND filed = 1",
    "filing_unknown": "SELECT count(*) FROM facts WHERE open AND filed IS NULL",
    "places": "SELECT coalesce(sum(places), 0) FROM facts WHERE open",
    "places_known": "SELECT count(places) FROM facts WHERE open",
    "inclusive": "SELECT count(*) FROM facts WHERE open AND inclusive = 1",
    "inclusive_unknown": "SELECT count(*) FROM facts WHERE open AND inclusive IS NULL",
    "demonstration": "SELECT count(*) FROM facts WHERE open AND demonstration IS NOT NULL",
})  # fmt: skip
"""What is counted of the whole site and of each region: name → query over the whole."""

SITE: Mapping[str, str] = MappingProxyType({
    "fee_known": "SELECT count(fee) FROM facts WHERE open",
    "fee_median": "SELECT fee FROM facts WHERE open AND fee IS NOT NULL ORDER BY fee"
    " LIMIT 1 OFFSET (SELECT (count(fee) - 1) / 2 FROM facts WHERE open)",
    "overdue": "SELECT count(*) FROM overdue_assessments",
    "due_unknown": "SELECT count(*) FROM facts"
    " WHERE open AND assessed IS NOT NULL AND next_due IS NULL",
    "assessed_median": "SELECT assessed FROM facts WHERE open AND assessed IS NOT NULL"
    " ORDER BY assessed LIMIT 1 OFFSET (SELECT (count(assessed) - 1) / 2 FROM facts WHERE open)",
})  # fmt: skip
"""What is counted of the whole site only."""


def of_quality(measure: str) -> str:
    """A figure of freshness and quality, of the whole site."""
    return f"SELECT coalesce(sum({measure}), 0) FROM authorities"


def of_region(query: str) -> str:
    """A query over facilities, of those in the region `:region` and below."""
    return f"{_BELOW}{query}{_INSIDE}"


def graded(scheme_id: str, label: str | None) -> str:
    """How many open facilities have a grade of a scheme, or any of its grades."""
    which = f" AND label = {_quoted(label)}" if label is not None else ""
    return (
        "SELECT count(*) FROM present_grades"
        f" WHERE open AND scheme_id = {_quoted(scheme_id)}{which}"
    )


def titled(level: str) -> str:
    """How many open facilities have titles of which this level is the highest."""
    return f"SELECT count(*) FROM facts WHERE open AND demonstration = {_quoted(level)}"


def found(domain: str, *, fault: bool) -> str:
    """How many findings of a domain say that it applied, or that there was a fault."""
    what = "result = 'fail'" if fault else "result <> 'not_applicable'"
    return f"SELECT count(*) FROM findings WHERE domain = {_quoted(domain)} AND {what}"


def announced(agency: str, total_id: str) -> str:
    """The number that an agency announced."""
    return (
        f"SELECT value FROM published_totals WHERE agency = {_quoted(agency)}"
        f" AND total_id = {_quoted(total_id)}"
    )


def in_one_region(query: str, region: str) -> str:
    """A query of a region with the region filled in."""
    return of_region(query).replace(":region", _quoted(region))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
