"""Reading one document: fields, values, and every problem with its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from generator.documents import read_document
from generator.documents.fields import FIELDS, WORDS
from generator.model.documents import Document, DocumentKind, InterpretationForm, Validity
from generator.model.problems import DataError, Problem
from generator.model.release import CHINA


def problems_of(text: str, kind: DocumentKind | None = None) -> list[Problem]:
    """What is refused in a document."""
    with pytest.raises(DataError) as refused:
        read_document("policies/rule.md", text, kind=kind)
    return list(refused.value.problems)


def test_a_full_policy_is_read(policy: Callable[..., Document]) -> None:
    """Lists, dates, milestones, duties and attachments arrive as types."""
    document = policy(
        文号="聊托示发〔2024〕1号",
        主题分类="卫生;医药管理；儿童",
        附件="\n  - 实施方案: plan\n  - 分工表",
        节点="\n  2025: 建成\n  2022: 铺开",
        责任单位="\n  备案: 卫生健康局、审批局\n  消防: [消防救援支队]",
        说明字段="备案、等级",
        文字="繁体",
    )
    assert document.published == datetime(2026, 3, 3, 9, 30, tzinfo=CHINA)
    assert document.written == date(2026, 3, 2)
    assert document.topics == ("卫生", "医药管理", "儿童")
    assert [(a.title, a.slug) for a in document.attachments] == [
        ("实施方案", "plan"),
        ("分工表", None),
    ]
    assert [m.year for m in document.milestones] == [2022, 2025]
    assert document.duties[0].units == ("卫生健康局", "审批局")
    assert document.explains == ("filing", "grade")
    assert document.lang == "zh-Hant"
    assert document.slug == "rule"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("关于 #1 号楼的公告", "关于 #1 号楼的公告"),
        ("关于 # 号“甲”楼 #2 的公告", "关于 # 号“甲”楼 #2 的公告"),
        ('"关于 #1 号楼的公告"', "关于 #1 号楼的公告"),
        ("C#培训 通知", "C#培训 通知"),
        ('关于"甲" #1 楼', '关于"甲" #1 楼'),
    ],
)
def test_a_number_sign_ends_no_value(
    policy: Callable[..., Document], written: str, title: str
) -> None:
    """YAML takes what follows for a comment; whoever writes a title means it."""
    assert policy(标题=written, 附件="\n  - 附件 #2 分工表").title == title
    assert policy(附件="\n  - 附件 #2 分工表").attachments[0].title == "附件 #2 分工表"


def test_english_names_and_a_full_width_colon_are_taken() -> None:
    """What a Chinese keyboard writes, and what a program writes, is the same document."""
    document = read_document(
        "interpretations/faq.md",
        "\ufeff---\r\ntitle：问答\r\npublished:2026年3月4日\r\ninterprets: rule\r\n"
        "form: questions\r\n解读人：起草单位\r\n---\r\n说明。\r\n",
    )
    assert document.kind is DocumentKind.INTERPRETATION
    assert document.form is InterpretationForm.QUESTIONS
    assert document.published == datetime(2026, 3, 4, tzinfo=CHINA)


def test_every_problem_is_reported_with_its_line(write: Callable[..., str]) -> None:
    """Six mistakes, six lines, in one go."""
    text = write(
        {
            "成文日期": "2026-03-09",
            "文号": "聊托示发[2024]1号",
            "索引号": "12/2020-1",
            "有效性": "大概有效",
            "说明字段": "天气",
            "题目": "x",
        }
    )
    found = {(p.line, p.field) for p in problems_of(text)}
    assert found == {
        (4, "成文日期"),
        (6, "文号"),
        (7, "索引号"),
        (8, "有效性"),
        (9, "说明字段"),
        (10, "题目"),
    }
    assert "聊托示发〔2024〕1号" in str(problems_of(text)[1])


def test_what_is_missing_is_named() -> None:
    """An interpretation without form, interpreter and policy says so three times."""
    found = problems_of(
        "---\n标题: 问答\n发布日期: 2026-03-04\n---\n文\n", DocumentKind.INTERPRETATION
    )
    assert {p.field for p in found} == {"形式", "解读人", "解读"}


def test_a_field_of_another_kind_of_document_is_refused(write: Callable[..., str]) -> None:
    """A policy has no form."""
    (problem,) = problems_of(write({"形式": "图解"}), DocumentKind.POLICY)
    assert str(problem) == "policies/rule.md:6 形式: a 政策文件 has no such field"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"有效性": "征求意见", "标题": "办法（征求意见稿）"}, "征求意见截止"),
        ({"有效性": "征求意见", "征求意见截止": "2026-04-01"}, "标题"),
        ({"征求意见截止": "2026-04-01"}, "征求意见截止"),
        (
            {"有效性": "征求意见", "标题": "征求意见稿", "征求意见截止": "2026-03-01"},
            "征求意见截止",
        ),
        ({"发布日期": "2026-02-30"}, "发布日期"),
        ({"发布日期": "2026-03-03 25:00"}, "发布日期"),
        ({"链接名": "管理办法"}, "链接名"),
        ({"地区": "3715"}, "地区"),
        ({"标题": "[甲, 乙]"}, "标题"),
        ({"节点": "2025年"}, "节点"),
        ({"责任单位": "\n  备案:"}, "责任单位"),
        ({"引用": "国办发[2019]15号《意见》"}, "引用"),
        ({"顺序": "first"}, "顺序"),
    ],
)
def test_a_broken_rule_names_the_field(
    write: Callable[..., str], fields: dict[str, str], field: str
) -> None:
    """One mistake, one message, on the field that has to change."""
    assert [p.field for p in problems_of(write(fields))] == [field]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no fence\n",
        "---\n标题: x\n",
        "---\n- a\n---\n文\n",
        "---\n标题: 'x\n---\n文\n",
        "---\n标题: &a x\n来源: *a\n---\n文\n",
        "---\n标题: x\n标题: y\n---\n文\n",
        "---\n标题: \x07\n---\n文\n",
        pytest.param("---\n标题: " + "[" * 5000 + "\n---\n文\n", marks=pytest.mark.slow),
        "---\n标题: !!python/object/apply:os.system [ls]\n---\n文\n",
    ],
)
def test_hostile_or_broken_front_matter_is_data_not_an_accident(text: str) -> None:
    """Whatever stands there ends in DataError, never in another exception."""
    assert problems_of(text)


@pytest.mark.slow
def test_endless_nesting_in_the_text_is_refused(write: Callable[..., str]) -> None:
    """A list of four hundred levels would exhaust the renderer."""
    body = "".join("    " * level + "- a\n" for level in range(400))
    assert ["nested" in p.why for p in problems_of(write({}, body))] == [True]


def test_an_empty_text_is_refused(write: Callable[..., str]) -> None:
    """A document of fields alone is no document."""
    (problem,) = problems_of(write({}, ""))
    assert "no text" in problem.why


def test_markup_that_was_taken_out_is_told_with_its_line(policy: Callable[..., Document]) -> None:
    """Nothing is dropped in silence."""
    document = policy(body="第一段\n\n<script>alert(1)</script>\n")
    (warning,) = document.warnings
    assert (warning.line, warning.severity) == (9, "warning")
    assert "script" in warning.why and "alert" not in document.body


def test_every_closed_word_has_a_chinese_spelling() -> None:
    """The guide can list each of them."""
    for words in (DocumentKind, Validity, InterpretationForm):
        assert all(WORDS[member] for member in words)
    names = [name for field in FIELDS for name in (field.name, *field.chinese)]
    assert len(names) == len(set(names))


def test_days_of_other_editors_are_read(policy: Callable[..., Document]) -> None:
    """A time with China's offset, and a midnight behind a day that has no time."""
    document = policy(
        发布日期="2026-03-03T10:00:00+08:00", 成文日期="2026-03-02 00:00:00", 施行日期="2026-04-01"
    )
    assert document.published == datetime(2026, 3, 3, 10, 0, tzinfo=CHINA)
    assert document.written == date(2026, 3, 2)
    assert document.effective == date(2026, 4, 1)


def test_a_document_is_not_in_force_before_it_is_written(write: Callable[..., str]) -> None:
    """施行日期 is 成文日期 or later."""
    assert [p.field for p in problems_of(write({"施行日期": "2025-01-01"}))] == ["施行日期"]


@pytest.mark.parametrize(
    "written", ["甲市卫健委 甲市发改委", "甲市卫健委，甲市发改委", "[甲市卫健委, 甲市发改委]"]
)
def test_offices_stand_apart_by_any_sign(policy: Callable[..., Document], written: str) -> None:
    """No office has a blank in its name, so a blank stands between two."""
    assert policy(发文机关=written).issuers == ("甲市卫健委", "甲市发改委")


@pytest.mark.parametrize("head", ["# 示例办法", "　　示例办法", "**示例办法**"])
def test_the_title_does_not_stand_twice(write: Callable[..., str], head: str) -> None:
    """Who pastes the whole text has its title in it; the page has one already."""
    text = write({"标题": "示例办法"}).rstrip() + "\n"
    front, body = text.rsplit("---\n", 1)
    document = read_document("policies/rule.md", f"{front}---\n{head}\n\n一、总则\n{body}")
    assert document.text.startswith("一、总则")
