"""In which orders the list of a region can be read, each as pages of its own: no script needed.

Only a list of more than one page has other orders; a shorter one is looked over at a glance.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.tables import Region
from generator.pages.shared.context import Context
from generator.pages.shared.list_items import INSIDE, PAGE_SIZE, inside
from generator.store.facility_facts import SITE_ORDER

BY_PLACE = ""
BY_GRADE = "grade"
BY_FEE = "fee"
WORDS = {BY_PLACE: "By place", BY_GRADE: "By grade", BY_FEE: "By fee"}
"""Order → msgid of its name; places come first, since a parent looks nearby."""

OPEN_FIRST = "NOT open"


@dataclass(frozen=True, slots=True)
class Ordering:
    """An order as SQL of ours, with the values of its placeholders."""

    sql: str
    values: tuple[object, ...] = ()


def region_orders(context: Context, region: Region, count: int) -> tuple[str, ...]:
    """The orders that a list of `count` facilities is published in."""
    if count <= PAGE_SIZE:
        return (BY_PLACE,)
    code = region.region_code
    query = f"SELECT EXISTS (SELECT 1 FROM facts WHERE {INSIDE} AND fee IS NOT NULL)"
    fees = context.connection.execute(query, inside(code)).fetchone()[0]
    graded = bool(context.counts[code].grades)
    offered = {BY_PLACE: True, BY_GRADE: graded, BY_FEE: bool(fees)}
    return tuple(order for order, there in offered.items() if there)


def ordering(context: Context, code: str, order: str) -> Ordering:
    """How the database sorts a region's list; what closed or suspended comes last."""
    if order == BY_FEE:
        return Ordering(f"{OPEN_FIRST}, fee IS NULL, fee, {SITE_ORDER}")
    if order == BY_GRADE:
        return _by_grade(context, code)
    return Ordering(SITE_ORDER)


def _by_grade(context: Context, code: str) -> Ordering:
    """By rank in the scheme that is most used here; never assessed last."""
    scheme = leading_scheme(context, code)
    labels = [grade.label for grade in context.schemes[scheme].grades]
    ranks = " ".join(f"WHEN ? THEN {rank}" for rank, _ in enumerate(labels))
    label = (
        "SELECT label FROM standings s WHERE s.facility_id = facts.facility_id AND scheme_id = ?"
    )
    return Ordering(
        f"{OPEN_FIRST}, CASE ({label}) {ranks} ELSE {len(labels)} END, {SITE_ORDER}",
        (scheme, *labels),
    )


def leading_scheme(context: Context, code: str) -> str:
    """The scheme in which most facilities of a region have a grade."""
    counts = context.counts[code]
    used = {scheme for scheme, _ in counts.grades}
    return min(used, key=lambda scheme: (-counts.graded(scheme), scheme))
