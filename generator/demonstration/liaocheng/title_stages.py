"""Demonstration titles of institutions in Liaocheng and the life of each title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.draws import pick
from generator.demonstration.liaocheng import cases
from generator.demonstration.liaocheng.register import Registered
from generator.model.tables import Demonstration, DemonstrationStage
from generator.model.vocabulary import DemonstrationLevel, Stage, SubjectKind
from generator.model.working_days import add_working_days, is_working_day

COUNTS = {
    DemonstrationLevel.PROVINCIAL: 3,
    DemonstrationLevel.MUNICIPAL: 33,
    DemonstrationLevel.COUNTY: 57,
}
"""Titles that stand in release 3."""

PUBLICITY_DAYS = 5
OPEN_PUBLICITY = date(2026, 9, 8)
"""First day of the candidate's publicity; its fifth working day comes after release 3."""

_MODELS = ("医育结合", "托幼一体", "社区普惠", "用人单位福利", "连锁运营")
_PAIRING_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the year of its cycle and the county of its holder."""

    demonstration_id: str
    facility_id: str
    level: DemonstrationLevel
    year: int
    district: str


def draw_titles(
    rng: Random, register: tuple[Registered, ...], filed: frozenset[str]
) -> tuple[Title, ...]:
    """The 93 titles that stand, each with an institution of its own, and one that was revoked."""
    pool = [
        entry
        for entry in register
        if entry.facility_id in filed - cases.OUT_OF_ORDINARY and not entry.new
    ]
    rng.shuffle(pool)
    titles = []
    for level, count in COUNTS.items():
        for serial in range(1, count + 1):
            entry = pool.pop()
            year = _cycle(level, serial)
            identifier = f"d-{level.value}-{year}-{serial:02d}"
            titles.append(Title(identifier, entry.facility_id, level, year, entry.district))
    revoked = next(entry for entry in register if entry.facility_id == cases.REVOKED_TITLE)
    level = DemonstrationLevel.MUNICIPAL
    identifier = f"d-{level.value}-2023-90"
    titles.append(Title(identifier, revoked.facility_id, level, 2023, revoked.district))
    return tuple(titles)


def record_titles(
    chronicle: Chronicle, rng: Random, register: tuple[Registered, ...], titles: tuple[Title, ...]
) -> None:
    """Titles with their stages, the revocation and the candidate in publicity."""
    holders = {title.facility_id for title in titles} | cases.OUT_OF_ORDINARY
    helped = [entry for entry in register if entry.facility_id not in holders and not entry.new]
    for title in titles:
        stages = list(_stages(title))
        paired = _paired(rng, title, helped) if rng.random() < _PAIRING_SHARE else ()
        row = _demonstration(title, pick(rng, _MODELS), paired)
        chronicle.add(row, since=stages[0].ends or stages[0].starts)
        for stage in stages:
            # The outcome of a stage is not known before its last day.
            chronicle.add(stage, since=stage.ends or stage.starts)
    _record_candidate(chronicle, register)


def candidate_id() -> str:
    """The title for which the candidate stands in publicity."""
    return "d-municipal-2026-91"


def publicity_ends(starts: date) -> date:
    """The last of the five working days, the first included."""
    return add_working_days(starts - timedelta(days=1), PUBLICITY_DAYS)


def _cycle(level: DemonstrationLevel, serial: int) -> int:
    if level is DemonstrationLevel.PROVINCIAL:
        return 2024
    if level is DemonstrationLevel.MUNICIPAL:
        return 2026 if serial > 28 else 2023 + serial % 3
    return 2024 + serial % 2


def _demonstration(title: Title, model: str, paired: tuple[str, ...]) -> Demonstration:
    names = {
        DemonstrationLevel.PROVINCIAL: "山东省示范托育机构（示例）",
        DemonstrationLevel.MUNICIPAL: "聊城市示范托育机构（示例）",
        DemonstrationLevel.COUNTY: f"{title.district}示范托育机构（示例）",
    }
    subsidies = {DemonstrationLevel.PROVINCIAL: 100_000.0, DemonstrationLevel.MUNICIPAL: 50_000.0}
    return Demonstration(
        demonstration_id=title.demonstration_id,
        subject_kind=SubjectKind.FACILITY,
        subject_id=title.facility_id,
        level=title.level,
        model=model,
        title=names[title.level],
        cycle=f"{title.year} 年度",
        subsidy=subsidies.get(title.level),
        paired=paired,
    )


def _paired(rng: Random, title: Title, helped: list[Registered]) -> tuple[str, ...]:
    """One to three institutions of the same county; nobody is helped twice."""
    near = [entry for entry in helped if entry.facility_id[:6] == title.facility_id[:6]]
    chosen = near[: 1 + int(rng.random() * 3)]
    for entry in chosen:
        helped.remove(entry)
    return tuple(sorted(entry.facility_id for entry in chosen))


def _stages(title: Title) -> Iterator[DemonstrationStage]:
    year, county = title.year, title.level is DemonstrationLevel.COUNTY
    published = _first_working_day(date(year, 7, 1))

    def stage(
        what: Stage, starts: date, ends: date | None, result: str | None
    ) -> DemonstrationStage:
        return DemonstrationStage(
            demonstration_id=title.demonstration_id,
            stage=what,
            starts=starts,
            ends=ends,
            result=result,
        )

    yield stage(Stage.APPLICATION, date(year, 3, 1), date(year, 3, 31), "已受理")
    if not county:
        yield stage(Stage.SELF_ASSESSMENT, date(year, 4, 1), date(year, 4, 30), "自评合格")
    yield stage(Stage.ON_SITE_REVIEW, date(year, 5, 6), date(year, 6, 12), "现场审核通过")
    if not county:
        yield stage(Stage.SELECTION, date(year, 6, 15), date(year, 6, 26), "入选")
    yield stage(Stage.PUBLICITY, published, publicity_ends(published), "公示期内无异议")
    yield stage(Stage.NAMING, date(year, 7, 20), None, "命名")
    if title.facility_id == cases.REVOKED_TITLE:
        yield stage(Stage.RECHECK, date(2026, 7, 6), date(2026, 7, 10), "复查不合格")
        reason = "复查发现人员配备和卫生保健连续两次不达标，撤销称号，下一批次不得申报"
        yield stage(Stage.REVOCATION, date(2026, 8, 3), None, reason)
    elif title.level is DemonstrationLevel.PROVINCIAL:
        yield stage(Stage.RECHECK, date(2026, 4, 13), date(2026, 4, 17), "复查合格")


def _first_working_day(day: date) -> date:
    return day if is_working_day(day) else add_working_days(day, 1)


def _record_candidate(chronicle: Chronicle, register: tuple[Registered, ...]) -> None:
    entry = next(entry for entry in register if entry.facility_id == cases.CANDIDATE)
    level = DemonstrationLevel.MUNICIPAL
    title = Title(candidate_id(), entry.facility_id, level, 2026, entry.district)
    chronicle.add(_demonstration(title, "社区普惠", ()), since=date(2026, 6, 30))
    past = (
        (Stage.APPLICATION, date(2026, 6, 15), date(2026, 6, 30), "已受理"),
        (Stage.SELF_ASSESSMENT, date(2026, 7, 1), date(2026, 7, 20), "自评合格"),
        (Stage.ON_SITE_REVIEW, date(2026, 8, 3), date(2026, 8, 14), "现场审核通过"),
        (Stage.SELECTION, date(2026, 8, 24), date(2026, 8, 28), "入选"),
        (Stage.PUBLICITY, OPEN_PUBLICITY, publicity_ends(OPEN_PUBLICITY), None),
    )
    for what, starts, ends, result in past:
        chronicle.add(
            DemonstrationStage(
                demonstration_id=title.demonstration_id,
                stage=what,
                starts=starts,
                ends=ends,
                result=result,
            ),
            since=starts if what is Stage.PUBLICITY else ends,
        )
