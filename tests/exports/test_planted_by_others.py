"""The scanner by cases that three planted who had not seen it; it was mended by them since."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator.exports.checks.privacy import scan_document
from tests.exports.planted_cases import Case, hits


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


READ = _read("planted_by_others.toml")
AFTERWARDS = _read("planted_afterwards.toml")
AT_LAST = _read("planted_at_last.toml")
PLACES = {"d": "document", "c": "cell", "n": "name"}


@pytest.mark.parametrize(("read", "least"), [(READ, 0.97), (AFTERWARDS, 0.98), (AT_LAST, 0.98)])
def test_recall(read: dict[str, Any], least: float) -> None:
    """What is missed still is spelt so that a reader has to guess it."""
    cases = [
        Case(kind, PLACES[place], text, ())
        for kind, by_place in read["planted"].items()
        for place, texts in by_place.items()
        for text in texts
    ]
    missed = [case.text for case in cases if not hits(case)]
    assert len(cases) > 150
    assert len(missed) <= (1 - least) * len(cases), missed


def test_values_below_a_heading() -> None:
    """What says nothing by itself is somebody's by its heading, in Markdown and in HTML."""
    missed = []
    for heading, value in READ["below"]["headings"]:
        tables = (
            f"| 序号 | {heading} | 备注 |\n|---|---|---|\n| 1 | {value} | 无 |",
            f"<table><tr><th>序号</th><th>{heading}</th></tr>\n"
            f"<tr><td><p>1</p></td><td><p>{value}</p></td></tr></table>",
        )
        missed += [table for table in tables if not scan_document("documents/x.md", table)]
    assert missed == []


def test_no_alarm_at_harmless_tables() -> None:
    """Headings of the same words over counts, forms and rules."""
    for table in (
        "| 儿童数 | 班级 |\n|---|---|\n| 15 | 托大班 |",
        "| 儿童姓名 | 要求 |\n|---|---|\n| 必填 | 与户口簿一致 |",
        "| 姓名 | 职务 | 分工 |\n|---|---|---|\n| 张伟 | 主任 | 托育 |",
        "| 字段 | 说明 |\n|---|---|\n| 微信号 | 不得公开 |\n| 家庭住址 | 不得公开 |",
        "| 病情 | 处理 |\n|---|---|\n| 哮喘 | 送医 |",
        "| 银行卡号 | 19 位 |\n|---|---|\n| 身份证号 | 18 位 |",
    ):
        assert scan_document("documents/x.md", table) == [], table


def test_alarms() -> None:
    """One of five hundred harmless texts: a number that nobody can tell."""
    alarms = [
        text
        for read in (READ, AFTERWARDS, AT_LAST)
        for place, texts in read["harmless"].items()
        for text in texts
        if hits(Case(None, PLACES[place], text, ()))
    ]
    assert len(alarms) <= 1, alarms
