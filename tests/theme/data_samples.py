"""A sample of every page of open data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from generator.pages.data import views as views_data
from generator.pages.figures.quality_views import (
    AgencyRow,
    LateInterpretation,
    QualityMoment,
    QualityRow,
    QualityView,
)
from generator.pages.shared.views import Link, SuspendedAgency
from generator.store.figures.quality import HISTORY, MEASURES

DAY = date(2026, 9, 10)
ISSUED = datetime(2026, 9, 10, 9, 30, tzinfo=UTC)
DIGEST = "a1" * 32

FILES = (
    views_data.Download("CSV", "/data/371500/facilities.csv", 182345),
    views_data.Download("SQLite", "/data/gongshi.sqlite", 12345678, DIGEST),
)
TABLE_FILES = (views_data.TableRow("机构", 635, FILES[:1]),)
COUNTS = dict.fromkeys(MEASURES, 3) | {"facilities": 621}
ROW = QualityRow(
    Link("东昌府区", "/region/371502/"),
    COUNTS,
    {name: count / 621 for name, count in COUNTS.items()},
    9,
)
DATA_SAMPLES: dict[str, tuple[str, object]] = {
    "data": (
        "data.html",
        views_data.DataView(
            day=DAY,
            database=FILES[1],
            metadata=FILES[0],
            tables=TABLE_FILES,
            package=FILES[0],
            provinces=(),
            agencies=(views_data.ScopeItem(Link("聊城市", "/data/371500/"), ISSUED),),
            licence=None,
            dictionary="/data/dictionary/",
            numbers="/data/numbers/",
            sums=FILES[0],
            releases="/release/",
            api="/api/v1/index.json",
        ),
    ),
    "data_scope": (
        "data_scope.html",
        views_data.ScopeView(
            title="聊城市卫生健康委员会",
            tables=TABLE_FILES,
            package=FILES[0],
            releases=(
                views_data.ReleaseOffer(
                    Link("371500-0003", "/release/371500-0003/"),
                    ISSUED,
                    Link("371500-0003.jsonl", "/data/rows/371500/371500-0003.jsonl"),
                    DIGEST,
                ),
            ),
            withheld=False,
            licence=Link("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
            dictionary="/data/dictionary/",
        ),
    ),
    "dictionary": (
        "dictionary.html",
        views_data.DictionaryView(
            (
                views_data.DictionaryTable(
                    "facts",
                    "机构事实",
                    "按规则得出的事实",
                    (
                        views_data.DictionaryColumn(
                            "fee", "月收费", "元/月", False, None, (("month", "月"),)
                        ),
                    ),
                    "SELECT fee FROM facts WHERE open AND fee IS NOT NULL ORDER BY fee",
                ),
            ),
        ),
    ),
    "numbers": (
        "numbers.html",
        views_data.NumbersView(
            (
                (
                    "facilities",
                    (
                        views_data.NumberRow(
                            "filed",
                            "filed",
                            "在办且已备案",
                            346,
                            "家",
                            "SELECT count(*) FROM facts WHERE open AND filed = 1",
                            "/statistics/",
                        ),
                    ),
                ),
            ),
            "/data/gongshi.sqlite",
            DAY,
        ),
    ),
    "quality": (
        "quality.html",
        QualityView(
            day=DAY,
            whole=ROW,
            regions=(ROW, replace(ROW, months=None, shares=dict.fromkeys(MEASURES))),
            agencies=(
                AgencyRow(
                    Link("聊城市卫生健康委员会", "/data/371500/"),
                    3,
                    DAY,
                    2,
                    SuspendedAgency("聊城市卫生健康委员会", DAY, "expired"),
                    ROW,
                ),
            ),
            late=(
                LateInterpretation(
                    Link("质量评估标准解读", "/interpretation/quality/"),
                    Link("托示发〔2024〕1号", "/policy/filing/"),
                    DAY,
                    DAY,
                ),
            ),
            moments=(
                QualityMoment(DAY, dict.fromkeys(HISTORY, 12), dict.fromkeys(HISTORY, 0.5)),
                QualityMoment(DAY, dict.fromkeys(HISTORY, 0), dict.fromkeys(HISTORY)),
            ),
            data="/data/quality.csv",
            history="/data/districts_then.csv",
        ),
    ),
}
