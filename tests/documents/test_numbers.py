"""Document numbers, index numbers, and how documents are cited."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.documents.document_numbers import (
    INDEX_NUMBER,
    comparable_number,
    is_document_number,
    number_fault,
    parse_reference,
    reference_fault,
    suggest_number,
)


@pytest.mark.parametrize("number", ["邢政办发〔2020〕3号", "国务院令第619号", "国办发〔2019〕15号"])
def test_a_right_number_needs_no_suggestion(number: str) -> None:
    """Numbers and orders spelt by the rule pass."""
    assert is_document_number(number)
    assert suggest_number(number) is None


@pytest.mark.parametrize(
    "written",
    [
        "邢政办发[2020]3号",
        "邢政办发（2020）3号",
        "邢政办发﹝2020﹞3号",
        "邢政办发【2020】3号",
        "邢政办发〔2020〕03号",
        "邢政办发〔2020〕第3号",
        "邢政办发〔２０２０〕３号",
        "邢政办发 〔2020〕 3 号",
        "邢政辦發〔2020〕3號",
    ],
)
def test_a_misspelt_number_gets_the_right_spelling(written: str) -> None:
    """Every known misspelling is refused with what should stand there."""
    assert not is_document_number(written)
    assert suggest_number(written) == "邢政办发〔2020〕3号"


def test_orders_keep_their_word_and_lose_zeros() -> None:
    """An order is numbered 第N号 and has no year."""
    assert suggest_number("国务院令第0619号") == "国务院令第619号"
    assert suggest_number("国务院令619号") == "国务院令第619号"


@pytest.mark.parametrize("text", ["", "托育机构设置标准", "WS/T 821—2023", "邢政办发〔1820〕3号"])
def test_what_is_no_number_gets_no_suggestion(text: str) -> None:
    """A guess is made only where the right spelling is certain."""
    assert not is_document_number(text)
    assert suggest_number(text) is None


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(["〔{}〕{}号", "[{}]{}号", "（{}）第{}号", "【{}】00{}号"]),
    st.integers(1900, 2099),
    st.integers(1, 99999),
)
def test_any_suggestion_is_itself_right(form: str, year: int, n: int) -> None:
    """Following the advice always ends the complaint."""
    written = "聊托示发" + form.format(year, n)
    assert is_document_number(suggest_number(written) or written)


@pytest.mark.parametrize(
    ("index", "right"),
    [
        ("000014349/2020-00024", True),
        ("91350100M000100Y43/2020-00024", True),
        ("000014349/2020-24", False),
        ("00001434/2020-00024", False),
        ("91350100I000100Y43/2020-00024", False),
    ],
)
def test_index_numbers(index: str, right: bool) -> None:
    """Nine signs, or a credit code without I, O, S, V, Z; then year and five digits."""
    assert bool(INDEX_NUMBER.fullmatch(index)) is right


def test_the_ways_to_cite() -> None:
    """By slug, number, title, number and title in either order."""
    assert parse_reference("care-plan").slug == "care-plan"
    assert parse_reference("国办发〔2019〕15号").number == "国办发〔2019〕15号"
    assert parse_reference("《管理办法》").title == "管理办法"
    for written in ("国办发〔2019〕15号《意见》", "《意见》（国办发〔2019〕15号）"):
        reference = parse_reference(written)
        assert (reference.number, reference.title) == ("国办发〔2019〕15号", "意见")


def test_a_misspelt_number_in_a_citation_is_found() -> None:
    """The title beside it does not hide the mistake."""
    fault = reference_fault("国办发[2019]15号《意见》")
    assert fault is not None
    assert "国办发〔2019〕15号" in fault


@pytest.mark.parametrize(
    "number",
    ["主席令第九十八号", "国务院令第711号", "2024年第3号", "国家卫生健康委公告2024年第3号"],
)
def test_orders_and_announcements_are_numbers(number: str) -> None:
    """Orders are counted through, in either kind of numeral; announcements by the year."""
    assert number_fault(number) is None
    assert parse_reference(number).number == number


def test_an_order_is_found_by_either_numeral() -> None:
    """主席令第九十八号 and 主席令第98号 are one order."""
    assert comparable_number("中华人民共和国主席令第九十八号") == "中华人民共和国主席令第98号"
    assert comparable_number("国务院令第七百一十一号") == "国务院令第711号"
    assert comparable_number("聊卫发〔2024〕3号") == "聊卫发〔2024〕3号"
