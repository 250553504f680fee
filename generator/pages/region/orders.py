"""In which orders the list of a region can be read, each as pages of its own: no script needed.

Only a list of more than one page has other orders; a shorter one is looked over at a glance.
"""

from __future__ import annotations

from generator.pages.region.inputs import RegionInputs
from generator.pages.shared.list_items import PAGE_SIZE
from generator.store.facility_facts import ByFee, ByGrade, ByPlace, Order

BY_PLACE = ""
BY_GRADE = "grade"
BY_FEE = "fee"
WORDS = {BY_PLACE: "By place", BY_GRADE: "By grade", BY_FEE: "By fee"}
"""Order → msgid of its name; places come first, since a parent looks nearby."""


def region_orders(inputs: RegionInputs) -> tuple[str, ...]:
    """The orders that the region's list is published in."""
    if inputs.inside.count <= PAGE_SIZE:
        return (BY_PLACE,)
    graded = bool(inputs.counts[inputs.region.region_code].grades)
    offered = {BY_PLACE: True, BY_GRADE: graded, BY_FEE: inputs.has_fees()}
    return tuple(order for order, there in offered.items() if there)


def ordering(inputs: RegionInputs, order: str) -> Order:
    """How a region's list is sorted: by grade in the scheme that is most used there."""
    if order == BY_FEE:
        return ByFee()
    if order == BY_GRADE:
        scheme = leading_scheme(inputs)
        labels = tuple(grade.label for grade in inputs.schemes[scheme].grades)
        return ByGrade(scheme, labels)
    return ByPlace()


def leading_scheme(inputs: RegionInputs) -> str:
    """The scheme in which most facilities of a region have a grade."""
    counts = inputs.counts[inputs.region.region_code]
    used = {scheme for scheme, _ in counts.grades}
    return min(used, key=lambda scheme: (-counts.graded(scheme), scheme))
