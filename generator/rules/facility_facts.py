"""From a facility's record to its facts: every rule applied once.

The rules stand in the modules beside this one; here they are gathered, and put as plain values for
the record's JSON.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from generator.model.facility_record import FacilityRecord
from generator.model.facts import FacilityFacts, PresentGrade, ShownPenalty, TitleSpan
from generator.model.tables import Penalty
from generator.rules.curve import curve_position
from generator.rules.fee import longest_prepayment, monthly_fee, states_refund
from generator.rules.filed import filing_status, is_filed, newest_filings_first, step_day
from generator.rules.findings import open_faults, rectified_faults, silent_inspections
from generator.rules.grade_status import grades_by_scheme
from generator.rules.operating import is_open
from generator.rules.publicity import in_publicity, last_day
from generator.rules.ratios import (
    age_span,
    by_age,
    class_ratios,
    in_words,
    ratio_span,
    within_standard,
)
from generator.rules.titles import highest_level, title_span

FORMAT = 3
"""Raised when a rule or the form of `record_facts` changes, so that files beside pages follow."""


def facility_facts(facility_record: FacilityRecord, *, on: date) -> FacilityFacts:
    """The facts of one facility on a day."""
    facility = facility_record.facility
    filing = filing_status(facility_record.filings)
    fee = monthly_fee(facility_record.fees)
    present = [grades[0] for grades in grades_by_scheme(facility_record.grades).values()]
    return FacilityFacts(
        facility_id=facility.facility_id,
        region_code=facility.region_code,
        curve=curve_position(facility.lon, facility.lat),
        name=facility.name,
        address=facility.address,
        status=facility.status,
        open=is_open(facility.status),
        filing=filing,
        filed=is_filed(filing),
        places=facility.places,
        inclusive=facility.inclusive,
        demonstration=highest_level(_titles(facility_record), on=on),
        fee=fee.amount if fee else None,
        fee_item=fee.item if fee else None,
        prepayment=longest_prepayment(facility_record.fees),
        refund=states_refund(facility_record.fees) if facility_record.fees else None,
        ratios=class_ratios(facility_record.age_groups),
        grades=tuple(
            PresentGrade(
                scheme_id=g.scheme_id,
                label=g.grade,
                assessed=g.assessed,
                valid_until=g.valid_until,
            )
            for g in present
        ),
        penalties=tuple(
            ShownPenalty(until=last_day(each), amount=each.amount)
            for each in sorted(
                _shown(facility_record, on=on),
                key=lambda p: (p.decided, p.penalty_id),
                reverse=True,
            )
        ),
        rectification_due=min(
            (
                each.rectification_due
                for each in open_faults(facility_record.findings)
                if each.rectification_due
            ),
            default=None,
        ),
        above_standard=any(
            within_standard(each.age_class, each.children, each.carers) is False
            for each in facility_record.age_groups
        ),
        expiry_dates=_expiry_dates(facility_record),
    )


def record_facts(facility_record: FacilityRecord, *, on: date) -> dict[str, Any]:
    """The facts as plain values, for scripts; `docs/log-format.md` says what each one means.

    Numbers that may have a fraction are texts, as in the record: canonical JSON has no fractions.
    What depends on a day is given as the day: a script compares it with its clock. Penalties out
    of publicity on `on` are left out, as they are left out of the record of that day.
    """
    facts = facility_facts(facility_record, on=on)
    findings = facility_record.findings
    steps = newest_filings_first(facility_record.filings)
    span = ratio_span(facts.ratios)
    return {
        "status": facts.status,
        "open": facts.open,
        "filing": facts.filing,
        "filing_day": step_day(steps[0]) if steps else None,
        "filed": facts.filed,
        "fee": None if facts.fee is None else cell(facts.fee),
        "fee_item": facts.fee_item,
        "prepayment": None if facts.prepayment is None else cell(facts.prepayment),
        "refund": facts.refund,
        "months": age_span(facility_record.age_groups),
        "ages": [group.age_class for group in by_age(facility_record.age_groups)],
        "places": facts.places,
        "inclusive": facts.inclusive,
        "modes": facility_record.facility.service_modes,
        "ratios": {
            each.age_class.value: {
                "exact": [each.children, each.carers],
                "rounded": in_words(each.rounded),
            }
            for each in facts.ratios
        },
        "carers": [in_words(ratio) for ratio in span] if span else None,
        "grades": [
            {
                "scheme": grade.scheme_id,
                "label": grade.label,
                "assessed": grade.assessed,
                "valid_until": grade.valid_until,
            }
            for grade in facts.grades
        ],
        "titles": [
            {"level": span.level, "starts": span.starts, "revoked": span.revoked}
            for span in _titles(facility_record)
        ],
        "inspected": max((each.inspected for each in facility_record.inspections), default=None),
        "open_faults": [each.rectification_due for each in open_faults(findings)],
        "rectified_faults": len(rectified_faults(findings)),
        "silent_inspections": len(silent_inspections(facility_record.inspections, findings)),
        "penalties": {
            each.penalty_id: {"shown_until": last_day(each)}
            for each in _shown(facility_record, on=on)
        },
    }


def cell(number: float) -> str:
    """A number as records have it: 1880 rather than 1880.0."""
    return str(int(number)) if number.is_integer() else repr(number)


def _shown(facility_record: FacilityRecord, *, on: date) -> list[Penalty]:
    return [each for each in facility_record.penalties if in_publicity(each, on=on)]


def _titles(facility_record: FacilityRecord) -> tuple[TitleSpan, ...]:
    spans = (title_span(title, facility_record.stages) for title in facility_record.demonstrations)
    return tuple(span for span in spans if span is not None)


def _expiry_dates(facility_record: FacilityRecord) -> tuple[date, ...]:
    """Every date with which something that is made at build reads otherwise: a list of what is
    overdue, a penalty, a title. What a page says of its other dates it says on the reader's day.
    """
    dates: set[date | None] = {grade.valid_until for grade in facility_record.grades}
    dates |= {fault.rectification_due for fault in open_faults(facility_record.findings)}
    dates |= {last_day(penalty) for penalty in facility_record.penalties}
    dates |= {last for _, last in facility_record.notice_days if last > date.min}
    dates |= {stage.starts for stage in facility_record.stages}
    return tuple(sorted(day for day in dates if day is not None))
