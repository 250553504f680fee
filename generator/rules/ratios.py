"""Children a carer by age class, and what national rules allow.

Source: 托育机构设置标准（试行）, 国卫人口发〔2019〕58号: class sizes and staff ratios.
A class is compared with the standard by its exact numbers; what is shown is rounded once, here:
half up to one decimal, as 四舍五入 is taught, so that 17 children and 4 carers are 4.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.model.facts import ClassRatio
from generator.model.tables import AgeGroup
from generator.model.vocabulary import AgeClass


@dataclass(frozen=True, slots=True)
class AgeStandard:
    """Size and staffing of an age class: months of age, children a class, children a carer."""

    months: str
    children: int
    ratio: int | None


AGE_STANDARDS: dict[AgeClass, AgeStandard] = {
    AgeClass.INFANT: AgeStandard("6–12", 10, 3),
    AgeClass.SMALL_TODDLER: AgeStandard("12–24", 15, 5),
    AgeClass.LARGE_TODDLER: AgeStandard("24–36", 20, 7),
    AgeClass.MIXED: AgeStandard("18–36", 18, None),
}


def within_standard(age_class: AgeClass, children: int | None, carers: int | None) -> bool | None:
    """Whether a class keeps the standard; None where a number that decides this is not stated."""
    standard = AGE_STANDARDS[age_class]
    if children is None:
        return None
    if children > standard.children:
        return False
    if standard.ratio is None:
        return True
    return children <= carers * standard.ratio if carers else None


def rounded(children: int, carers: int) -> float:
    """Children a carer, rounded half up to one decimal, from exact integers."""
    return (20 * children + carers) // (2 * carers) / 10


def in_words(ratio: float) -> str:
    """A rounded ratio as a text: 4.3, and 5 rather than 5.0."""
    return f"{ratio:g}"


def by_age(groups: Iterable[AgeGroup]) -> tuple[AgeGroup, ...]:
    """Age classes, the youngest first."""
    return tuple(sorted(groups, key=lambda group: list(AgeClass).index(group.age_class)))


def class_ratio(group: AgeGroup) -> ClassRatio | None:
    """Children a carer of the largest class; None where either number is not stated or 0."""
    if not group.children or not group.carers:
        return None
    return ClassRatio(
        age_class=group.age_class,
        children=group.children,
        carers=group.carers,
        rounded=rounded(group.children, group.carers),
    )


def class_ratios(groups: Iterable[AgeGroup]) -> tuple[ClassRatio, ...]:
    """Of each age class for which both numbers are stated, in order of age."""
    return tuple(ratio for ratio in map(class_ratio, by_age(groups)) if ratio is not None)


def ratio_span(ratios: Iterable[ClassRatio]) -> tuple[float, float] | None:
    """The fewest and the most children a carer, by class; None where nothing is stated."""
    values = [ratio.rounded for ratio in ratios]
    return (min(values), max(values)) if values else None


def age_span(groups: Iterable[AgeGroup]) -> tuple[int, int] | None:
    """From and up to which month of age children are taken; None where nothing is stated."""
    months = [
        int(month) for group in groups for month in AGE_STANDARDS[group.age_class].months.split("–")
    ]
    return (min(months), max(months)) if months else None
