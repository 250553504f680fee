"""From a facility's record to the figures that lists and counts show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from generator.model.facility_record import FacilityRecord
from generator.model.facts import FacilityFacts, PresentGrade
from generator.model.tables import DemonstrationStage, Fee
from generator.model.vocabulary import DemonstrationLevel, FeeUnit, ServiceMode, Stage
from generator.rules.current import filing_status, grades_by_scheme, holds_title
from generator.rules.curve import curve_position


def facility_facts(facility_record: FacilityRecord, *, on: date) -> FacilityFacts:
    """The figures of one facility on a day."""
    facility = facility_record.facility
    present = [grades[0] for grades in grades_by_scheme(facility_record.grades).values()]
    return FacilityFacts(
        facility_id=facility.facility_id,
        region_code=facility.region_code,
        curve=curve_position(facility.lon, facility.lat),
        name=facility.name,
        address=facility.address,
        status=facility.status,
        filing=filing_status(facility_record.filings),
        places=facility.places,
        inclusive=facility.inclusive,
        demonstration=_highest_title(facility_record, on=on),
        fee=_monthly_fee(facility_record.fees),
        prepayment=max(
            (f.prepayment_months for f in facility_record.fees if f.prepayment_months is not None),
            default=None,
        ),
        grades=tuple(
            PresentGrade(
                scheme_id=g.scheme_id,
                label=g.grade,
                assessed=g.assessed,
                valid_until=g.valid_until,
            )
            for g in present
        ),
        expiry_dates=_expiry_dates(facility_record),
    )


def _monthly_fee(fees: tuple[Fee, ...]) -> float | None:
    """The lowest full-day fee a month; fees without a mode count as full-day."""
    full_day = (ServiceMode.FULL_DAY, None)
    amounts = [f.amount for f in fees if f.unit is FeeUnit.MONTH and f.mode in full_day]
    return min(amounts, default=None)


def _highest_title(facility_record: FacilityRecord, *, on: date) -> DemonstrationLevel | None:
    held = {
        title.level
        for title in facility_record.demonstrations
        if holds_title(title, facility_record.stages, on=on)
    }
    return next((level for level in DemonstrationLevel if level in held), None)


def _days_of_publicity(stage: DemonstrationStage) -> Iterator[date]:
    """Every day of a publicity period: the working days left are counted down."""
    if stage.stage is Stage.PUBLICITY and stage.ends:
        for number in range(min((stage.ends - stage.starts).days, 90) + 1):
            yield stage.starts + timedelta(days=number)


def _expiry_dates(facility_record: FacilityRecord) -> tuple[date, ...]:
    """Every date after which something on the page reads otherwise."""
    dates: set[date | None] = {grade.valid_until for grade in facility_record.grades}
    dates |= {
        finding.rectification_due for finding in facility_record.findings if not finding.rectified
    }
    dates |= {penalty.publicity_ends for penalty in facility_record.penalties}
    dates |= {penalty.repaired for penalty in facility_record.penalties}
    dates |= {stage.starts for stage in facility_record.stages} | {
        stage.ends for stage in facility_record.stages
    }
    dates |= {notice.ends for notice in facility_record.notices}
    dates |= {day for stage in facility_record.stages for day in _days_of_publicity(stage)}
    return tuple(sorted(day for day in dates if day is not None))
