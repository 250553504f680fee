"""Rules between documents, each with the place to mend."""

from __future__ import annotations

from collections.abc import Callable

from generator.documents import check_documents
from generator.model.documents import Document
from generator.model.problems import Severity

Make = Callable[..., Document]


def said(*documents: Document) -> list[str]:
    """The findings as an official reads them."""
    return [f"{p.severity} {p}" for p in check_documents(documents)]


def test_good_documents_raise_nothing(policy: Make, interpretation: Make) -> None:
    """A policy and its interpretation of the next day."""
    assert said(policy(), interpretation()) == []


def test_an_interpretation_after_three_working_days_is_late(
    policy: Make, interpretation: Make
) -> None:
    """The May holidays do not count, the Saturday that was worked does."""
    rule = policy(成文日期="2020-04-30", 发布日期="2020-04-30")
    assert said(rule, interpretation(发布日期="2020-05-08")) == []
    (late,) = said(rule, interpretation(发布日期="2020-05-09"))
    assert late.startswith("warning interpretations/faq.md:3 发布日期: is later than 2020-05-08")


def test_beyond_the_calendar_a_late_interpretation_says_how_it_was_counted(
    policy: Make, interpretation: Make
) -> None:
    """Nobody is blamed by a holiday table that has ended without being told so."""
    rule = policy(成文日期="2030-10-01", 发布日期="2030-10-01")
    (late,) = said(rule, interpretation(发布日期="2030-10-09"))
    assert "by weekends only" in late


def test_a_mere_excerpt_is_no_interpretation(policy: Make, interpretation: Make) -> None:
    """Copied sentences are noticed in either script; own words beside them pass."""
    clause = "机构应当与监护人签订书面合同，写明服务期限、收费项目和金额、退费标准和预收期限。"
    rule = policy(body=clause)
    (copied,) = said(rule, interpretation(body=clause.replace("书面", "書面")))
    assert "is copied from policies/rule.md" in copied
    own = "也就是说，签字以前先看五样：托到哪天、多少钱、怎么退、先交几个月、有争议找谁。" * 2
    assert said(rule, interpretation(body=clause + own)) == []


def test_an_interpretation_of_nothing_is_an_error(interpretation: Make) -> None:
    """The line of 解读 is named."""
    (dangling,) = said(interpretation())
    assert dangling == 'error interpretations/faq.md:4 解读: no document here is "rule"'


def test_an_ambiguous_number_asks_for_the_title(policy: Make, interpretation: Make) -> None:
    """An error where a link is needed, a warning where text would do."""
    number = "示发〔2026〕1号"
    one = policy("one", 标题="甲办法", 文号=number)
    two = policy("two", 标题="乙办法", 文号=number, 引用=number)
    findings = said(one, two, interpretation(解读=number))
    assert [line.split()[0] for line in findings] == ["error", "warning"]
    assert all("add the title" in line for line in findings)


def test_repeal_must_be_said_on_both_sides(policy: Make) -> None:
    """A document in force cannot have been repealed, nor by an older one, nor by nobody."""
    new = policy("new", 废止="old")
    (silent,) = said(policy("old"), new)
    assert silent.startswith("error policies/old.md 有效性: policies/new.md repeals")
    assert said(policy("old", 有效性="废止"), new) == []
    (older,) = said(policy("old", 有效性="废止", 成文日期="2026-03-03"), new)
    assert "cannot be repealed by it" in older
    (alone,) = said(policy("old", 有效性="废止"))
    assert alone.startswith("warning")
    unnamed = said(policy("old", 有效性="废止", 废止依据="new"), policy("new"))
    assert ["does not name this document" in line for line in unnamed] == [True]


def test_names_are_unique(policy: Make) -> None:
    """Slugs and index numbers once; a number twice only with another title."""
    index = "000014349/2020-00024"
    one = policy("one", 索引号=index, 文号="示发〔2026〕1号")
    two = policy("two", 索引号=index, 文号="示发〔2026〕1号", 链接名="one")
    findings = said(one, two)
    assert len(findings) == 3
    assert all("already belongs to policies/one.md" in line for line in findings)
    other = policy("two", 标题="另一个办法", 文号="示发〔2026〕1号")
    assert said(one, other) == []


def test_links_to_nothing(policy: Make) -> None:
    """A missing annex is an error, a missing slug in a citation a warning, foreign text neither."""
    document = policy(附件="\n  - 方案: plan", 引用="\n  - missing-one\n  - 国办发〔2019〕15号")
    findings = check_documents([document])
    assert [(p.severity, p.field) for p in findings] == [
        (Severity.ERROR, "附件"),
        (Severity.WARNING, "引用"),
    ]
