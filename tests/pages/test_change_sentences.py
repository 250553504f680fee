"""What changed, in sentences that can be quoted: which row, which unit, which scheme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from generator.build.open_context import open_context
from generator.pages.release.sentences import Sentences
from generator.pages.shared.context import Context
from generator.pages.shared.row_changes import change_entries
from generator.portal.folder import Deployment
from generator.store.recorded_changes import RecordedChange

FEE = {"facility_id": "F1", "item": "保育费", "amount": 1880.0, "unit": "month"}
TOTAL = {
    "total_id": "T", "region_code": "371500000000", "indicator": "graded",
    "scheme_id": "liaocheng-hygiene", "grade": "A", "value": 10, "as_of": "2026-09-10",
}  # fmt: skip
GRADE = {"grade_id": "G", "facility_id": "F1", "scheme_id": "liaocheng-hygiene", "grade": "B",
         "assessed": "2026-03-01", "authority": "卫监局"}  # fmt: skip
GROUP = {"facility_id": "F1", "age_class": "infant", "classes": 2, "children": 9, "carers": 3}
INDICATOR = {"region_code": "371500000000", "indicator": "千人口托位数", "period": "2025",
             "value": 4.0, "unit": "个/千人", "source": "年报"}  # fmt: skip
PLACE = {"facility_id": "F1", "name": "阳光", "places": 60, "inclusive": 0}


@pytest.fixture(scope="module")
def context(demo: Deployment) -> Iterator[Context]:
    """The state of the demonstration, for its schemes and words."""
    with open_context(demo) as found:
        yield found


def told(context: Context, table: str, before: Any, after: Any) -> list[str]:
    """The sentences of one change, as a terminal shows them."""
    what = "new" if before is None else "gone" if after is None else "changed"
    change = RecordedChange("371500", 3, table, "K", "F1", what, before, after, unexplained=False)
    release = context.released["371500", 3]
    sentences = Sentences("zh-CN", context.translations)
    entries = change_entries(context, change, release, "阳光")
    return [sentences.sentence(entry).replace("\u00a0", " ") for entry in entries]


SCHEME = "聊城市托育机构卫生监督量化分级"


@pytest.mark.parametrize(
    ("table", "before", "after", "said"),
    [
        ("fees", FEE, FEE | {"amount": 1980.5}, "保育费 1,880 → 1,980.5 元/月（+5%）。"),
        ("fees", FEE, FEE | {"amount": 1884.0}, "保育费 1,880 → 1,884 元/月。"),
        ("fees", FEE | {"amount": 0.0}, FEE, "保育费 0 → 1,880 元/月。"),
        ("fees", None, FEE, "新增收费：保育费，1880 元/月。"),
        ("fees", FEE, None, "不再公布收费：保育费，1880 元/月。"),
        ("facilities", PLACE, PLACE | {"places": 45}, "托位数 60 → 45 个（−25%）。"),
        ("facilities", PLACE, PLACE | {"inclusive": 1}, "是否普惠由“否”改为“是”。"),
        ("facilities", PLACE | {"places": None}, PLACE, "补充托位数：“60 个”。"),
        ("age_groups", GROUP, GROUP | {"carers": 2},
         "“乳儿班”的每班保育人员 3 → 2 人（−33%）。"),
        ("age_groups", None, GROUP, "新增班型：乳儿班，2 个。"),
        ("indicators", INDICATOR, INDICATOR | {"value": 4.5},
         "“千人口托位数 2025”的数值 4 → 4.5 个/千人（+12%）。"),
        ("grades", GRADE, GRADE | {"grade": "A"},
         f"“{SCHEME} 2026年3月1日”的等级由“B”改为“A”。"),
        ("grades", GRADE, None, f"不再公布评级记录：{SCHEME}，B，2026年3月1日，卫监局。"),
        ("grades", None, GRADE, f"{SCHEME} B（2026-03-01 评定）。"),
        ("published_totals", None, TOTAL,
         f"新增公布总数：{SCHEME}，评级机构，A，10，2026年9月10日。"),
    ],
)  # fmt: skip
def test_a_change_is_told_whole(
    context: Context, table: str, before: Any, after: Any, said: str
) -> None:
    """Nobody has to ask which fee, which unit, which scheme."""
    assert told(context, table, before, after) == [said]


def test_two_units_are_not_compared(context: Context) -> None:
    """From a month to a day is no fall by 95 in a hundred: each amount keeps its own unit."""
    day = FEE | {"amount": 100.0, "unit": "day"}
    assert told(context, "fees", FEE, day) == [
        "“保育费”的金额由“1880 元/月”改为“100 元/天”。",
        "“保育费”的计费单位由“月”改为“天”。",
    ]


def test_a_new_grade_names_the_one_before(context: Context) -> None:
    """With its scheme; the same again is said to be so."""
    release = context.released["371500", 3]
    change = RecordedChange(
        "371500", 3, "grades", "G", "F1", "new", None, GRADE, unexplained=False, superseded="C"
    )
    sentences = Sentences("zh-CN", context.translations)
    for superseded, said in (
        ("C", f"{SCHEME} C → B（2026-03-01 评定）。"),
        ("B", f"{SCHEME}仍为 B（2026-03-01 评定）。"),
    ):
        (entry,) = change_entries(context, replace(change, superseded=superseded), release, "阳光")
        assert sentences.sentence(entry).replace("\u00a0", " ") == said
