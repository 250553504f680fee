"""The register of Liaocheng: every institution with the day from which it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from msgspec import structs

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.draws import day_between
from generator.demonstration.institutions import Custom, make_fees, make_institution
from generator.demonstration.liaocheng import cases
from generator.demonstration.sites import Place, region_rows, sites_in, zone_place
from generator.exports.civil_affairs import EDITION
from generator.model.tables import AgeGroup, Facility, Fee, Region
from generator.model.vocabulary import OperatingStatus, RegionLevel

CUSTOM = Custom(area=cases.AREA, last_opening=date(2024, 12, 31))

ZONES = tuple(
    Region(
        region_code=code,
        name=name,
        parent="371500000000",
        level=RegionLevel.ZONE,
        edition=EDITION,
        lon=lon,
        lat=lat,
    )
    for code, name, lon, lat in (
        ("371509000000", "聊城经济技术开发区", 116.012, 36.468),
        ("371591000000", "聊城高新技术产业开发区", 115.995, 36.425),
        ("371592000000", "聊城江北水城旅游度假区", 115.955, 36.398),
    )
)
_ZONE_DISTRICTS = {"371509": "聊城开发区", "371591": "聊城高新区", "371592": "聊城度假区"}
_ZONE_SPREAD_KM = 1.8
_CLOSED_COUNTIES = {cases.CLOSED[:6], cases.SUSPENDED[:6]}


@dataclass(frozen=True, slots=True)
class Registered:
    """An institution of the register; `since` is the day from which the agency knows it."""

    facility: Facility
    groups: tuple[AgeGroup, ...]
    since: date
    district: str

    @property
    def facility_id(self) -> str:
        return self.facility.facility_id

    @property
    def new(self) -> bool:
        """Whether it opened after release 1."""
        return self.since > cases.FIRST


def draw_register(rng: Random) -> tuple[Registered, ...]:
    """All 623 institutions: 621 operating in release 3, one closed and one suspended."""
    registered: list[Registered] = []
    for county, operating in cases.COUNTIES:
        places = _places(county)
        count = operating + (county in _CLOSED_COUNTIES)
        for serial in range(1, count + 1):
            # The seat's streets come first in the list of places and hold most institutions.
            place = places[int(len(places) * rng.random() ** 1.5)]
            registered.append(_registered(rng, place, serial, count))
    return tuple(registered)


def record_register(chronicle: Chronicle, rng: Random, register: tuple[Registered, ...]) -> None:
    """Regions, institutions with their changes of status, classes and fees."""
    codes = [place.code for county, _ in cases.COUNTIES for place in _places(county)]
    known = [code for code in codes if not code.endswith("000000")]
    chronicle.extend(region_rows(known, ZONES), since=cases.FIRST)
    for entry in register:
        _record_facility(chronicle, entry)
        chronicle.extend(entry.groups, since=entry.since)
        if entry.facility_id == cases.OVER_CAP or rng.random() < 0.87:
            _record_fees(chronicle, rng, entry)


def _places(county: str) -> tuple[Place, ...]:
    for zone in ZONES:
        if zone.region_code.startswith(county):
            return (zone_place(zone, _ZONE_DISTRICTS[county], _ZONE_SPREAD_KM),)
    return sites_in(county)


def _registered(rng: Random, place: Place, serial: int, count: int) -> Registered:
    facility, groups = make_institution(rng, place, serial, CUSTOM)
    since = cases.SURVEY
    if serial >= count - 1:
        # The last two numbers of a county opened before release 2 and before release 3.
        spring = serial == count - 1
        since = (
            day_between(rng, date(2026, 3, 20), date(2026, 5, 15))
            if spring
            else day_between(rng, date(2026, 6, 20), date(2026, 8, 10))
        )
        facility = structs.replace(facility, opened=since - timedelta(days=20 + serial % 30))
    name = cases.NAMES.get(facility.facility_id, facility.name)
    facility = structs.replace(
        facility,
        name=name,
        other_names=cases.OTHER_NAMES.get(facility.facility_id, facility.other_names),
    )
    if facility.facility_id == cases.CODE_EXCEPTION:
        facility = _with_code_exception(facility)
    return Registered(facility, tuple(groups), since, place.district)


def _with_code_exception(facility: Facility) -> Facility:
    code = facility.uscc or ""
    wrong = "0" if code[-1] != "0" else "1"
    return structs.replace(
        facility,
        uscc=code[:-1] + wrong,
        uscc_override="登记证书原样登记，发证机关确认校验位与国家标准不符（示例）",
    )


def _record_facility(chronicle: Chronicle, entry: Registered) -> None:
    changes = {
        cases.CLOSED: (OperatingStatus.CLOSED, cases.CLOSED_ON),
        cases.SUSPENDED: (OperatingStatus.SUSPENDED, cases.SUSPENDED_ON),
    }
    change = changes.get(entry.facility_id)
    if change is None:
        chronicle.add(entry.facility, since=entry.since)
        return
    status, on = change
    changed = structs.replace(entry.facility, status=status, status_date=on)
    chronicle.add(entry.facility, since=entry.since, until=on)
    chronicle.add(changed, since=on)


def _record_fees(chronicle: Chronicle, rng: Random, entry: Registered) -> None:
    for fee in make_fees(rng, entry.facility, CUSTOM):
        if entry.facility_id == cases.OVER_CAP and fee.item == "全日托保育费":
            fee = structs.replace(fee, prepayment_months=6.0, refund_rule=None)
        draw = rng.random()
        if entry.new or draw > 0.06:
            chronicle.add(fee, since=entry.since)
        else:
            _record_change(
                chronicle, fee, entry.since, cases.SECOND if draw > 0.03 else cases.THIRD
            )


def _record_change(chronicle: Chronicle, fee: Fee, since: date, on: date) -> None:
    # Mostly dearer than before; the cheapest ones came down.
    step = -2.0 if fee.amount < 1000 else 100.0 if fee.amount < CUSTOM.cheapest + 100 else -100.0
    chronicle.add(structs.replace(fee, amount=fee.amount + step), since=since, until=on)
    chronicle.add(fee, since=on)
