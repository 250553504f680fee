"""How the institutions of Liaocheng were filed (备案): 346 of the 621 operating in release 3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.draws import pick, weekday_between
from generator.demonstration.liaocheng import cases
from generator.demonstration.liaocheng.register import Registered
from generator.model.tables import Filing
from generator.model.vocabulary import FilingStatus
from generator.model.working_days import add_working_days


class Story(StrEnum):
    """What happened to a filing up to release 3."""

    FILED = "filed"
    CHANGED = "changed"
    FILED_IN_SPRING = "filed between releases 1 and 2"
    FILED_IN_SUMMER = "filed between releases 2 and 3"
    REFUSED_FIRST = "refused, submitted again, filed"
    RESUBMITTED = "filed, cancelled, submitted again, filed"
    RESUBMITTED_PENDING = "filed, cancelled, submitted again"
    SUBMITTED = "submitted"
    REFUSED = "refused"
    CANCELLED = "filed, cancelled"
    NOT_FILED = "known not to be filed"
    UNKNOWN = "nothing published"


_COUNTS = {
    Story.FILED: 294,
    Story.CHANGED: 24,
    Story.FILED_IN_SPRING: 14,
    Story.FILED_IN_SUMMER: 11,
    Story.REFUSED_FIRST: 2,
    Story.RESUBMITTED: 1,
    Story.RESUBMITTED_PENDING: 1,
    Story.SUBMITTED: 9,
    Story.REFUSED: 4,
    Story.CANCELLED: 2,
    Story.NOT_FILED: 180,
    Story.UNKNOWN: 79,
}
"""How many of the operating institutions have which story; the first six are filed: 346."""

FILED_STORIES = frozenset(list(Story)[:6])

_FIRST_FILINGS = date(2020, 6, 1)
_LAST_FILINGS = date(2026, 2, 27)
_REFUSALS = (
    "消防安全检查材料未通过，补正后可重新提交",
    "场地设在三层以上，不符合托育机构设置标准",
    "保健人员资格材料不全，逾期未补正",
)
_CHANGES = ("法定代表人变更", "服务场所扩建，托位数增加", "机构名称变更", "服务范围增加半日托")


def draw_stories(rng: Random, register: tuple[Registered, ...]) -> dict[str, Story]:
    """The story of every institution; what a case needs is set, the rest is drawn."""
    stories = dict.fromkeys(sorted(cases.OUT_OF_ORDINARY), Story.FILED)
    stories |= {
        cases.CLOSED: Story.CANCELLED,
        cases.SUSPENDED: Story.NOT_FILED,
        cases.RESUBMITTED: Story.RESUBMITTED,
        cases.RESUBMITTED_PENDING: Story.RESUBMITTED_PENDING,
    }
    spring = [Story.FILED_IN_SPRING] * 8 + [Story.NOT_FILED] * 3
    summer = [Story.FILED_IN_SUMMER] * 6 + [Story.SUBMITTED] * 2 + [Story.NOT_FILED] * 3
    for entry in register:
        if entry.new:
            stories[entry.facility_id] = (spring if entry.since < cases.SECOND else summer).pop()
    left = dict(_COUNTS)
    for facility_id, story in stories.items():
        if facility_id not in (cases.CLOSED, cases.SUSPENDED):
            left[story] -= 1
    rest = [story for story, count in left.items() for _ in range(count)]
    rng.shuffle(rest)
    for entry in register:
        if entry.facility_id not in stories:
            stories[entry.facility_id] = rest.pop()
    return stories


def record_filings(
    chronicle: Chronicle, rng: Random, register: tuple[Registered, ...], stories: dict[str, Story]
) -> None:
    """Every step of every filing, each from the day on which it was taken."""
    for entry in register:
        for number, step in enumerate(_steps(rng, entry, stories[entry.facility_id]), start=1):
            status, submitted, decided, reason = step
            since = decided or submitted or entry.since
            chronicle.add(
                Filing(
                    filing_id=f"b-{entry.facility_id}-{number}",
                    facility_id=entry.facility_id,
                    status=status,
                    number=_number(entry) if status in _NUMBERED else None,
                    authority=f"{entry.district}卫生健康部门",
                    submitted=submitted,
                    decided=decided,
                    reason=reason,
                ),
                since=max(since, entry.since),
            )


Step = tuple[FilingStatus, date | None, date | None, str | None]
"""Status, submitted, decided, reason."""

_NUMBERED = frozenset({FilingStatus.FILED, FilingStatus.CHANGED, FilingStatus.CANCELLED})


def _number(entry: Registered) -> str:
    return f"示托备{entry.facility_id}"


def _steps(rng: Random, entry: Registered, story: Story) -> Iterator[Step]:
    opened = entry.facility.opened or cases.SURVEY
    earliest = max(opened + timedelta(days=30), _FIRST_FILINGS)
    match story:
        case Story.UNKNOWN:
            return
        case Story.NOT_FILED:
            yield _unfiled(entry)
        case Story.SUBMITTED:
            yield _submitted(weekday_between(rng, date(2026, 9, 3), date(2026, 9, 9)))
        case Story.REFUSED:
            yield _refused(rng, weekday_between(rng, date(2026, 1, 5), date(2026, 7, 31)))
        case Story.FILED | Story.CHANGED:
            filed = _filed(rng, weekday_between(rng, earliest, _LAST_FILINGS - timedelta(days=10)))
            yield filed
            if story is Story.CHANGED:
                yield _changed(rng, filed)
        case Story.FILED_IN_SPRING | Story.FILED_IN_SUMMER:
            yield from _filed_lately(rng, entry, story)
        case Story.REFUSED_FIRST:
            yield _refused(rng, weekday_between(rng, date(2025, 3, 3), date(2025, 5, 30)))
            again = weekday_between(rng, date(2025, 9, 1), date(2025, 11, 28))
            yield _submitted(again)
            yield _filed(rng, again)
        case Story.CANCELLED | Story.RESUBMITTED | Story.RESUBMITTED_PENDING:
            yield from _cancelled(rng, earliest, story)


def _filed_lately(rng: Random, entry: Registered, story: Story) -> Iterator[Step]:
    first, last = (
        (date(2026, 3, 16), date(2026, 5, 29))
        if story is Story.FILED_IN_SPRING
        else (date(2026, 6, 15), date(2026, 8, 28))
    )
    if not entry.new:
        yield _unfiled(entry)
    submitted = weekday_between(rng, max(first, entry.since), last)
    yield _submitted(submitted)
    yield _filed(rng, submitted)


def _cancelled(rng: Random, earliest: date, story: Story) -> Iterator[Step]:
    yield _filed(rng, weekday_between(rng, earliest, date(2025, 4, 30)))
    if story is Story.CANCELLED:
        cancelled = weekday_between(rng, date(2026, 7, 20), cases.CLOSED_ON)
        yield FilingStatus.CANCELLED, cancelled, cancelled, "机构申请终止服务"
        return
    cancelled = weekday_between(rng, date(2025, 6, 2), date(2025, 8, 29))
    yield FilingStatus.CANCELLED, cancelled, cancelled, "迁址，原备案注销"
    if story is Story.RESUBMITTED:
        again = weekday_between(rng, date(2025, 12, 1), date(2026, 2, 6))
        yield _submitted(again)
        yield _filed(rng, again)
    else:
        yield _submitted(date(2026, 9, 7))


def _unfiled(entry: Registered) -> Step:
    return FilingStatus.NOT_FILED, None, entry.since, None


def _submitted(day: date) -> Step:
    return FilingStatus.SUBMITTED, day, None, None


def _filed(rng: Random, submitted: date) -> Step:
    # The receipt is due within five working days.
    return (
        FilingStatus.FILED,
        submitted,
        add_working_days(submitted, 1 + int(rng.random() * 5)),
        None,
    )


def _refused(rng: Random, submitted: date) -> Step:
    # A refusal is due within fifteen working days and published with its reason; one comes late.
    decided = add_working_days(submitted, 6 + int(rng.random() * 14))
    return FilingStatus.REFUSED, submitted, decided, pick(rng, _REFUSALS)


def _changed(rng: Random, filed: Step) -> Step:
    first = (filed[2] or _FIRST_FILINGS) + timedelta(days=5)
    submitted = weekday_between(rng, first, date(2026, 8, 28))
    decided = add_working_days(submitted, 2)
    return FilingStatus.CHANGED, submitted, decided, pick(rng, _CHANGES)
