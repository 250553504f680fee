"""Personal data stops an export, and no message repeats it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.exports.checks.consistency import check
from generator.exports.checks.privacy import is_personal, scan_document
from generator.exports.checks.privacy_settings import WHY, Kind
from generator.exports.contents import DocumentSource, Export
from generator.model.identifiers import citizen_id_check
from generator.model.tables import Row

Rows = dict[str, tuple[Row, ...]]

PERSONAL = [
    ("13812345678", Kind.MOBILE),
    ("电话：138-1234-5678。", Kind.MOBILE),
    ("1３８ １２３４ ５６７８", Kind.MOBILE),
    ("+86 13812345678", Kind.MOBILE),
    ("1 3 8 1 2 3 4 5 6 7 8", Kind.MOBILE),
    ("邮编252000 13812345678", Kind.MOBILE),
    ("0635-8212345、13812345678", Kind.MOBILE),
    ("11010519491231002X", Kind.CITIZEN_ID),
    ("（110105 19491231 002x）", Kind.CITIZEN_ID),
    ("130503670401001", Kind.CITIZEN_ID),
    ("卡号6222 0212 3456 7890 128", Kind.BANK_CARD),
    ("zhangsan@qq.com", Kind.PRIVATE_MAIL),
    ("患儿姓名：王小明", Kind.CHILD),
    ("儿童姓名: 王小明因发热就诊", Kind.CHILD),
    ("宝宝名字：乐乐", Kind.CHILD),
    ("幼儿姓名为李雷", Kind.CHILD),
    ("儿童姓名：阿依古丽·买买提", Kind.CHILD),
    ("患儿姓名：王开和", Kind.CHILD),
    ("幼儿王小明（3岁）", Kind.CHILD),
    ("婴儿李四，男", Kind.CHILD),
]

HARMLESS = [
    "0635-8212345",
    "400-820-8820",
    "12320",
    "91371502MA94GCAM0X",
    "371502000000",
    "柳园路15-3号1-2024",
    "2024-01-15至2024-02-15",
    "聊卫罚〔2025〕12号",
    "wjw@liaocheng.gov.cn",
    "115.981234",
    "请家长填写儿童姓名",
    "儿童姓名和照片不得公开",
    "儿童姓名：必填",
    "儿童姓名为必填项",
    "儿童姓名：由家长填写",
    "儿童姓名与监护人姓名",
    "孩子的名字一律不公开",
    "儿童姓名：严格保密",
    "幼儿安全，男女同班",
    "It is taken back at once. Then it goes.",
    "徐扈家乡学府路14号",
    "52371502MJF1640950 2021-09-16 16:35:55",
]


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_personal_data_is_found_wherever_it_hides(
    rows: Rows, export_of: Callable[..., Export], text: str, kind: Kind
) -> None:
    """In a cell and in a document, with its line; the value is not printed."""
    first, second = rows["facilities"]
    export = export_of(
        rows | {"facilities": (first, replace(second, address=f"柳园路, {text}"))},
        DocumentSource("documents/x.md", f"# 通知\n\n联系 {text}\n"),
    )
    assert [str(problem) for problem in check(export)] == [
        f"facilities.csv:3 address: {WHY[kind]}",
        f"documents/x.md:3: {WHY[kind]}",
    ]


@pytest.mark.parametrize("text", HARMLESS)
def test_office_numbers_and_codes_are_no_personal_data(text: str) -> None:
    """Landlines, service numbers, credit and region codes, dates, house numbers."""
    assert not is_personal(text)
    assert scan_document("x.md", text) == []


@given(st.integers(13_000_000_000, 19_999_999_999), st.text("一二三号，。 ", max_size=5))
@settings(deadline=None, max_examples=50)
def test_every_mobile_number_is_found(number: int, around: str) -> None:
    """Between any Chinese words."""
    assert is_personal(f"{around}{number}{around}")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
@settings(deadline=None, max_examples=50)
def test_every_citizen_number_is_found(born: date, number: int) -> None:
    """Of any birthday."""
    body = f"371502{born:%Y%m%d}{number:03d}"
    assert is_personal(body + citizen_id_check(body))


def test_the_public_telephone_may_be_a_mobile_with_a_warning(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """Small facilities have no landline; whether it is the office's, a person decides."""
    first, *others = rows["facilities"]
    export = export_of(rows | {"facilities": (replace(first, telephone="13812345678"), *others)})
    (problem,) = check(export)
    assert problem.severity == "warning"
    assert problem.field == "telephone"


def test_redacted_numbers_and_office_mail_are_warnings(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """What someone has made unreadable does no harm, but is no information either."""
    first, *others = rows["facilities"]
    changed = replace(first, other_names=("158****6950", "service@example.com"))
    problems = check(export_of(rows | {"facilities": (changed, *others)}))
    assert [problem.severity for problem in problems] == ["warning", "warning"]


def test_numbers_that_authorities_issue_are_no_bank_cards(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """One number in ten satisfies Luhn's check by chance, and filing numbers are long."""
    (filing,) = rows["filings"]
    export = export_of(rows | {"filings": (replace(filing, number="6222021234567890128"),)})
    assert check(export) == []
