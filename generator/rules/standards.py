"""What national rules allow, as far as pages compare with them."""

from __future__ import annotations

from dataclasses import dataclass

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
"""托育机构设置标准（试行），国卫人口发〔2019〕58号: class sizes and staff ratios."""


def within_standard(age_class: AgeClass, children: int | None, carers: int | None) -> bool | None:
    """Whether a class keeps the standard; None where size and staff are both unknown."""
    standard = AGE_STANDARDS[age_class]
    if children is None:
        return None
    too_many = children > standard.children
    if standard.ratio is None or not carers:
        return not too_many
    return not too_many and children <= carers * standard.ratio
