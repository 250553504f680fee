"""Which facet values a facility has in the search, and which of them a reader is offered.

One table for the index, the choices of the search page and, through the index, the files that
browsers read. What was not published has no value: it is found by no filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from generator.model.facility_record import FacilityRecord
from generator.model.facts import FacilityFacts
from generator.model.tables import SchemeGrade
from generator.model.vocabulary import (
    AgeClass,
    DemonstrationLevel,
    FacilityKind,
    GradeStatus,
    ServiceMode,
)

DEMONSTRATION, INCLUSIVE, KIND = "demonstration", "inclusive", "kind"
SERVICE_MODE, AGE_CLASS, NATURE = "service_mode", "age_class", "nature"
CLEAR = "clear"
"""Neither a penalty in publicity nor anything overdue was published."""

YES, NO = "yes", "no"
"""The values of `inclusive`; `clear` has the first only."""

OFFERED: Mapping[str, tuple[StrEnum, ...]] = {
    DEMONSTRATION: tuple(DemonstrationLevel),
    KIND: tuple(kind for kind in FacilityKind if kind is not FacilityKind.UNSPECIFIED),
    SERVICE_MODE: tuple(ServiceMode),
    AGE_CLASS: tuple(AgeClass),
}
"""Facet → the values that a reader can choose from; "unspecified" says that none was published."""


def grade_facet(scheme_id: str) -> str:
    """The facet of the present grades of a scheme; two schemes are never one."""
    return f"grade:{scheme_id}"


def facility_facets(
    facility_record: FacilityRecord, facts: FacilityFacts, *, clear: bool
) -> dict[str, tuple[str, ...]]:
    """Facet → values of a facility; a facet about which nothing was published is left out."""
    facility = facility_record.facility
    inclusive = facts.inclusive
    found = {
        KIND: (facility.kind.value,) if facility.kind in OFFERED[KIND] else (),
        NATURE: (facility.nature.value,) if facility.nature else (),
        SERVICE_MODE: tuple(mode.value for mode in facility.service_modes),
        AGE_CLASS: tuple(group.age_class.value for group in facility_record.age_groups),
        DEMONSTRATION: (facts.demonstration.value,) if facts.demonstration else (),
        INCLUSIVE: () if inclusive is None else (YES if inclusive else NO,),
        CLEAR: (YES,) if clear else (),
    }
    found |= {grade_facet(grade.scheme_id): (grade.label,) for grade in facts.grades}
    return {facet: values for facet, values in found.items() if values}


def place_of_grade(grades: Sequence[SchemeGrade], label: str) -> int:
    """The place of a label among the grades of its scheme, best first, from 0.

    `grades` are in order of rank; what is no rank stands behind all ranks.
    """
    in_order = sorted(grades, key=lambda grade: grade.standing is not GradeStatus.RATED)
    return [grade.label for grade in in_order].index(label)
