"""Which indicators are the gates, the self-score and the quota of demonstration cities."""

from __future__ import annotations

from datetime import date

from generator.model.tables import DemonstrationStage, Indicator
from generator.model.vocabulary import Stage
from generator.rules.title_indicators import (
    ProvincialMean,
    belongs,
    is_gate,
    is_quota,
    is_self_score,
    province_of,
    provincial_mean,
    years_of_choosing,
)

GATE = "每千人口托位数（门槛一：不低于全省平均）"
SCORE = "示范城市自评得分"


def row(
    name: str, value: float | None, region: str = "620100000000", period: str = "2022"
) -> Indicator:
    return Indicator(
        region_code=region, indicator=name, period=period, value=value, unit="个", source="评估"
    )


def stage(kind: Stage, starts: date, ends: date | None = None) -> DemonstrationStage:
    return DemonstrationStage(demonstration_id="d", stage=kind, starts=starts, ends=ends)


def test_names_tell() -> None:
    """What stands in brackets makes a gate; a mean of self-scores is no city's own score."""
    assert is_gate(GATE)
    assert is_gate("近两年无重大负面舆情 (门槛三)")
    assert not is_gate("门槛费")
    assert is_self_score(SCORE)
    assert not is_self_score("示范城市自评得分（全省平均）")
    assert is_quota("示范城市名额")
    assert not is_quota(GATE) and not is_quota("普惠托位名额")


def test_years_of_choosing_end_with_the_naming() -> None:
    """Reports, rechecks and a revocation are of later years."""
    stages = [
        stage(Stage.APPLICATION, date(2021, 11, 16), date(2021, 12, 31)),
        stage(Stage.NAMING, date(2022, 12, 20)),
        stage(Stage.RECHECK, date(2025, 5, 12)),
        stage(Stage.REVOCATION, date(2025, 9, 15)),
    ]
    assert years_of_choosing(stages) == range(2021, 2023)
    assert years_of_choosing([]) is None
    assert belongs(row(SCORE, 91.5), range(2021, 2023))
    assert not belongs(row(SCORE, 91.5, period="2024-06"), range(2021, 2023))
    assert belongs(row(SCORE, 91.5, period="2024"), None)


def test_a_mean_is_the_published_one() -> None:
    """Of the same figure and period; brackets of either width."""
    province = [
        row("每千人口托位数(全省平均)", 2.5, "620000000000", "2020"),
        row("每千人口托位数(全省平均)", 2.6, "620000000000"),
        row("婴幼儿入托率（全省平均）", 6.4, "620000000000"),
    ]
    assert provincial_mean(row(GATE, 3.4), province, []) == ProvincialMean(2.6)
    assert provincial_mean(row("备案机构数（门槛一）", 1.0), province, []) is None


def test_a_mean_of_self_scores_is_computed_from_the_cities() -> None:
    """Where none was published, of one period, and never from one city alone."""
    own = row(SCORE, 91.5)
    others = [own, row(SCORE, 86.0, "621000000000"), row(SCORE, 10.0, "620500000000", "2024"),
              row(SCORE, None, "620600000000")]  # fmt: skip
    assert provincial_mean(own, [], others) == ProvincialMean(88.8, 2)
    assert provincial_mean(own, [], [own]) is None
    published = row(f"{SCORE}（全省平均）", 85.0, "620000000000")
    assert provincial_mean(own, [published], others) == ProvincialMean(85.0)


def test_a_province_is_the_first_two_digits() -> None:
    assert province_of("620102001000") == "620000000000"
