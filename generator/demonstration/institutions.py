"""An invented institution as it describes itself: who it is, whom it takes, what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from generator.demonstration.draws import day_between, pick, weighted
from generator.demonstration.identity import code_prefix, credit_code, facility_id, telephone
from generator.demonstration.names import facility_name, other_names, street
from generator.demonstration.sites import Place
from generator.model.tables import AgeGroup, Facility, Fee
from generator.model.vocabulary import (
    AgeClass,
    Crs,
    FacilityKind,
    FeeUnit,
    Nature,
    OperatingStatus,
    ServiceMode,
)

USUAL_KINDS = weighted(
    (FacilityKind.INDEPENDENT, 44),
    (FacilityKind.KINDERGARTEN_CLASS, 32),
    (FacilityKind.COMMUNITY, 9),
    (FacilityKind.CHAIN, 7),
    (FacilityKind.EMPLOYER, 4),
    (FacilityKind.HOME_CARE_POINT, 4),
)
_NATURES = {
    FacilityKind.INDEPENDENT: weighted((Nature.FOR_PROFIT, 3), (Nature.NON_PROFIT, 1)),
    FacilityKind.KINDERGARTEN_CLASS: weighted((Nature.NON_PROFIT, 3), (Nature.PUBLIC, 2)),
    FacilityKind.COMMUNITY: weighted((Nature.NON_PROFIT, 3), (Nature.PUBLIC, 1)),
    FacilityKind.CHAIN: (Nature.FOR_PROFIT,),
    FacilityKind.EMPLOYER: weighted((Nature.NON_PROFIT, 1), (Nature.PUBLIC, 1)),
    FacilityKind.HOME_CARE_POINT: (Nature.FOR_PROFIT,),
}
_INCLUSIVE_SHARE = {
    FacilityKind.INDEPENDENT: 0.3,
    FacilityKind.KINDERGARTEN_CLASS: 0.75,
    FacilityKind.COMMUNITY: 0.9,
    FacilityKind.CHAIN: 0.15,
    FacilityKind.EMPLOYER: 0.8,
    FacilityKind.HOME_CARE_POINT: 0.2,
}
_MODES = weighted(
    ((ServiceMode.FULL_DAY,), 8),
    ((ServiceMode.FULL_DAY, ServiceMode.HALF_DAY), 5),
    ((ServiceMode.FULL_DAY, ServiceMode.HALF_DAY, ServiceMode.HOURLY), 3),
    ((ServiceMode.FULL_DAY, ServiceMode.TEMPORARY), 2),
    (
        (
            ServiceMode.FULL_DAY,
            ServiceMode.HALF_DAY,
            ServiceMode.HOURLY,
            ServiceMode.TEMPORARY,
        ),
        2,
    ),
)

CLASS_LIMITS = {
    AgeClass.INFANT: 10,
    AgeClass.SMALL_TODDLER: 15,
    AgeClass.LARGE_TODDLER: 20,
    AgeClass.MIXED: 18,
}
"""Children a class at most (托育机构设置标准)."""

CARER_LIMITS = {
    AgeClass.INFANT: 3,
    AgeClass.SMALL_TODDLER: 5,
    AgeClass.LARGE_TODDLER: 7,
    AgeClass.MIXED: 5,
}
"""Children a carer at most; for mixed classes the share of 12 to 24 months is taken."""

HOME_CARE_CHILDREN = 5
"""Children of a home care point at most."""

Grouping = tuple[tuple[AgeClass, int], ...]
"""Age classes with the number of classes of each."""

_GROUPINGS = weighted(
    ((AgeClass.LARGE_TODDLER,), 4),
    ((AgeClass.SMALL_TODDLER, AgeClass.LARGE_TODDLER), 9),
    ((AgeClass.INFANT, AgeClass.SMALL_TODDLER, AgeClass.LARGE_TODDLER), 4),
    ((AgeClass.SMALL_TODDLER, AgeClass.LARGE_TODDLER, AgeClass.MIXED), 2),
    ((AgeClass.MIXED,), 3),
)
_REFUND_RULES = (
    "入托不足半月退还当月费用的一半，未入托全额退还",
    "当月实际入托不足十日的，退还当月保育费的百分之五十",
    "提前十五日书面提出，按未入托月份全额退还预收费用",
    "因机构原因停止服务的，五个工作日内退还全部剩余费用",
    "按日核算，退还未使用天数对应的费用",
    None,
)
_PREPAYMENT = (1.0, 1.0, 1.0, 2.0, 3.0, 3.0, None)
_CONTRACT = "托育服务合同（示范文本）"


@dataclass(frozen=True, slots=True)
class Custom:
    """What is usual for the institutions of one export.

    `kinds` are choices for `pick`, `area` the telephone prefix, `cheapest` and `dearest` the range
    of the full-day fee a month in yuan.
    """

    area: str
    kinds: tuple[FacilityKind, ...] = USUAL_KINDS
    cheapest: int = 1200
    dearest: int = 3600
    first_opening: date = date(2016, 3, 1)
    last_opening: date = date(2025, 9, 1)


def _make_facility(rng: Random, place: Place, serial: int, custom: Custom, places: int) -> Facility:
    """An operating institution of this place, numbered `serial` in its county."""
    kind = pick(rng, custom.kinds)
    nature = pick(rng, _NATURES[kind])
    name = facility_name(rng, kind, place.district, place.stem)
    lon, lat = place.point(rng)
    return Facility(
        status=OperatingStatus.OPERATING,
        facility_id=facility_id(place.county, serial),
        name=name,
        other_names=other_names(rng, name, place.district),
        uscc=credit_code(code_prefix(rng, nature, kind), place.county, serial),
        nature=nature,
        kind=kind,
        region_code=place.code,
        address=place.address + street(rng),
        lon=lon,
        lat=lat,
        crs=None if lon is None else Crs.CGCS2000,
        service_modes=pick(rng, _MODES),
        places=HOME_CARE_CHILDREN if kind is FacilityKind.HOME_CARE_POINT else places,
        inclusive=None if rng.random() < 0.06 else rng.random() < _INCLUSIVE_SHARE[kind],
        telephone=telephone(custom.area, int(place.county[3:6]) * 31 + serial),
        opened=day_between(rng, custom.first_opening, custom.last_opening),
    )


def _make_age_groups(rng: Random, facility: Facility, grouping: Grouping) -> list[AgeGroup]:
    """The classes of an institution; about one in twenty stands outside the national standard."""
    if facility.kind is FacilityKind.HOME_CARE_POINT:
        children = HOME_CARE_CHILDREN - int(rng.random() * 3)
        return [_group(facility, AgeClass.MIXED, 1, children, 2)]
    groups = []
    outside = rng.random() < 0.05
    for age_class, classes in grouping:
        limit = CLASS_LIMITS[age_class]
        children = limit - int(rng.random() * 5) + (7 if outside else 0)
        carers = -(-min(children, limit) // CARER_LIMITS[age_class])
        groups.append(_group(facility, age_class, classes, children, carers))
        outside = False
    return groups


def _draw_grouping(rng: Random) -> Grouping:
    """Which classes an institution has, and how many of each."""
    return tuple((age_class, 1 if rng.random() < 0.7 else 2) for age_class in pick(rng, _GROUPINGS))


def make_institution(
    rng: Random, place: Place, serial: int, custom: Custom
) -> tuple[Facility, list[AgeGroup]]:
    """An institution with classes that fit its places."""
    grouping = _draw_grouping(rng)
    places = sum(classes * CLASS_LIMITS[age_class] for age_class, classes in grouping)
    facility = _make_facility(rng, place, serial, custom, places)
    return facility, _make_age_groups(rng, facility, grouping)


def make_fees(rng: Random, facility: Facility, custom: Custom) -> list[Fee]:
    """The fees of an institution, the full-day one first; no term is above three months."""
    steps = (custom.dearest - custom.cheapest) // 20
    draw = rng.random() * (0.5 if facility.inclusive else 1.0)
    full_day = custom.cheapest + 20 * int(draw * (steps + 1))
    refund, months = pick(rng, _REFUND_RULES), pick(rng, _PREPAYMENT)
    fees = [
        Fee(
            facility_id=facility.facility_id,
            item="全日托保育费",
            amount=float(full_day),
            unit=FeeUnit.MONTH,
            mode=ServiceMode.FULL_DAY,
            prepayment_months=months,
            refund_rule=refund,
            contract_template=_CONTRACT if rng.random() < 0.4 else None,
        )
    ]
    if ServiceMode.HALF_DAY in facility.service_modes:
        fees.append(
            _fee(facility, "半日托保育费", full_day * 0.6, FeeUnit.MONTH, ServiceMode.HALF_DAY)
        )
    if ServiceMode.HOURLY in facility.service_modes:
        hourly = 15 + int(rng.random() * 30)
        fees.append(_fee(facility, "计时托保育费", hourly, FeeUnit.HOUR, ServiceMode.HOURLY))
    if rng.random() < 0.5:
        meals = 12 + int(rng.random() * 14)
        fees.append(_fee(facility, "膳食费", meals, FeeUnit.DAY, None))
    return fees


def _group(
    facility: Facility, age_class: AgeClass, classes: int, children: int, carers: int
) -> AgeGroup:
    return AgeGroup(
        facility_id=facility.facility_id,
        age_class=age_class,
        classes=classes,
        children=children,
        carers=carers,
    )


def _fee(
    facility: Facility, item: str, amount: float, unit: FeeUnit, mode: ServiceMode | None
) -> Fee:
    return Fee(
        facility_id=facility.facility_id,
        item=item,
        amount=float(round(amount)),
        unit=unit,
        mode=mode,
    )
