"""Penalties and notices in Liaocheng: publicity, correction, withdrawal, reply."""

from __future__ import annotations

from datetime import date

from generator.demonstration.chronicle import Chronicle
from generator.demonstration.liaocheng import cases, grading, inspections
from generator.demonstration.liaocheng import title_stages as titles
from generator.model.tables import Notice, Penalty
from generator.model.vocabulary import NoticeKind, PenaltyTier

_AUTHORITY = "聊城市卫生健康综合执法支队（示例）"

PENALTIES = (
    Penalty(
        penalty_id=f"p-{cases.PENALTY_EXPIRED}-1",
        facility_id=cases.PENALTY_EXPIRED,
        decision_number="聊示卫罚〔2025〕17号",
        decided=date(2025, 8, 20),
        authority=_AUTHORITY,
        tier=PenaltyTier.ORDINARY,
        what="未按规定对餐饮具进行消毒，责令改正后逾期未改",
        amount=3000.0,
        publicity_ends=date(2026, 8, 19),
    ),
    Penalty(
        penalty_id=f"p-{cases.PENALTY_REPAIRED}-1",
        facility_id=cases.PENALTY_REPAIRED,
        decision_number="聊示卫罚〔2026〕6号",
        decided=date(2026, 3, 12),
        authority=_AUTHORITY,
        tier=PenaltyTier.ORDINARY,
        what="保育人员健康合格证明过期仍在岗",
        amount=2000.0,
        publicity_ends=date(2027, 3, 11),
        repaired=date(2026, 5, 28),
    ),
    Penalty(
        penalty_id=f"p-{cases.PENALTY_PUBLIC}-1",
        facility_id=cases.PENALTY_PUBLIC,
        decision_number="聊示卫罚〔2026〕11号",
        decided=date(2026, 5, 18),
        authority=_AUTHORITY,
        tier=PenaltyTier.ORDINARY,
        what="未落实传染病缺勤追踪登记，造成班级内交叉感染",
        amount=10000.0,
        publicity_ends=date(2027, 5, 17),
    ),
)
"""One whose publicity ended before release 3, one repaired, one in publicity."""


def record_incidents(chronicle: Chronicle) -> None:
    """Penalties from their decision, a repaired one from its repair; notices from their day."""
    for penalty in PENALTIES:
        chronicle.add(penalty, since=penalty.repaired or penalty.decided)
    for notice in _notices():
        chronicle.add(notice, since=notice.published)


def _notices() -> tuple[Notice, ...]:
    return (
        Notice(
            notice_id="n-2026-001",
            kind=NoticeKind.CORRECTION,
            concerns_table="grades",
            concerns_id=f"g-{cases.CORRECTED_GRADE}-1",
            title="关于更正一家托育机构评级日期的公告",
            text="录入时把评定日期写错，等级不变，现予更正。",
            published=grading.CORRECTED_ON,
            field="assessed",
            before=grading.CORRECTED_FROM.isoformat(),
            after=grading.CORRECTED_TO.isoformat(),
        ),
        Notice(
            notice_id="n-2026-002",
            kind=NoticeKind.WITHDRAWAL,
            concerns_table="grades",
            concerns_id=f"g-{cases.WITHDRAWN_GRADE}-1",
            title="关于撤回一条误录评级的公告",
            text="该等级属于高唐县的同名机构，误录在这家机构名下，现予撤回；这家机构尚未评级。",
            published=grading.WITHDRAWN_ON,
        ),
        Notice(
            notice_id="n-2026-003",
            kind=NoticeKind.REPLY,
            concerns_table="findings",
            concerns_id=inspections.fault_of(cases.REPLYING),
            title="机构说明",
            text="晨检由两名保健人员轮班，当周一人休假造成漏填。现已改为双人签字，每日闭园前核对。",
            published=inspections.REPLIED_ON,
        ),
        Notice(
            notice_id="n-2026-004",
            kind=NoticeKind.PUBLICITY,
            concerns_table="demonstrations",
            concerns_id=titles.candidate_id(),
            title="关于聊城市 2026 年第二批示范托育机构拟命名名单的公示",
            text="拟命名一家机构，公示期五个工作日。有异议的，请在公示期内向市卫生健康委员会反映。",
            published=titles.OPEN_PUBLICITY,
            ends=titles.publicity_ends(titles.OPEN_PUBLICITY),
        ),
    )
