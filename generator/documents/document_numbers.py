"""Document numbers (文号), index numbers (索引号) and the ways in which documents are cited.

Source of the forms: CONVENTIONS.md, "Policy documents", after 党政机关公文格式 GB/T 9704.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from generator.model.chinese_numbers import NUMERALS, chinese_number
from generator.model.messages import Message, msg
from generator.model.simplified import simplified

DOCUMENT_NUMBER: Final = re.compile(
    r"[\u4e00-\u9fa5]{1,20}〔(19|20)\d{2}〕[1-9]\d{0,4}号", re.ASCII
)
ORDER_NUMBER: Final = re.compile(
    rf"[\u4e00-\u9fa5]{{1,40}}令第(?:[1-9]\d{{0,4}}|[{NUMERALS}]{{1,7}})号", re.ASCII
)
ANNOUNCEMENT_NUMBER: Final = re.compile(
    r"[\u4e00-\u9fa5]{0,40}(19|20)\d{2}年第[1-9]\d{0,4}号(?:公告|通告|令)?", re.ASCII
)
"""2024年第3号, 国家卫生健康委公告2024年第3号: announcements are counted by the year, with 第."""

INDEX_NUMBER: Final = re.compile(
    r"([0-9A-Z]{9}|[0-9A-HJ-NPQRTUWXY]{18})/(19|20)\d{2}-\d{5}", re.ASCII
)
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)

_BRACKETED: Final = re.compile(
    r"(?P<body>.+?)[\[(【〔{〖［](?P<year>\d{4})[\])】〕}〗］]第?0*(?P<n>\d+)号?"
)
_IN_NUMERALS: Final = re.compile(rf"(?P<body>.+令)第(?P<n>[{NUMERALS}]+)号")
_ORDERED: Final = re.compile(rf"(?P<body>.+?令)第?0*(?P<n>\d+|[{NUMERALS}]+)号?")
_ANNOUNCED: Final = re.compile(r"(?P<body>.*?)(?P<year>\d{4})年第?0*(?P<n>\d+)号?(?P<after>.*)")
_NUMBER_TITLE: Final = re.compile(r"(?P<number>[^《》]*)《(?P<title>.+)》")
_TITLE_NUMBER: Final = re.compile(r"《(?P<title>.+)》[（(](?P<number>[^《》]+)[）)]")


@dataclass(frozen=True, slots=True)
class Reference:
    """How one document names another: by slug, by number, by title, or by number and title.

    One number may stand for two documents, so number and title together must both fit.
    """

    written: str
    slug: str | None = None
    number: str | None = None
    title: str | None = None


def is_document_number(text: str) -> bool:
    """Whether this is a document number or the number of an order, spelt as the rule wants it."""
    forms = (DOCUMENT_NUMBER, ORDER_NUMBER, ANNOUNCEMENT_NUMBER)
    return any(form.fullmatch(text) for form in forms)


def comparable_number(text: str) -> str:
    """A number as it is compared: 主席令第九十八号 is 主席令第98号, 財社 is 财社."""
    text = simplified(text)
    found = _IN_NUMERALS.fullmatch(text)
    number = chinese_number(found["n"]) if found else None
    return text if found is None or number is None else f"{found['body']}第{number}号"


def suggest_number(text: str) -> str | None:
    """The right spelling of a number that is misspelt; None if it is right or no number at all.

    `冀政办发[2019]第02号` → `冀政办发〔2019〕2号`.
    """
    if is_document_number(text):
        return None
    plain = re.sub(r"\s", "", simplified(unicodedata.normalize("NFKC", text)))
    if found := _BRACKETED.fullmatch(plain):
        spelling = f"{found['body']}〔{found['year']}〕{found['n']}号"
    elif found := _ORDERED.fullmatch(plain):
        spelling = f"{found['body']}第{found['n']}号"
    elif found := _ANNOUNCED.fullmatch(plain):
        spelling = f"{found['body']}{found['year']}年第{found['n']}号{found['after']}"
    else:
        return None
    return spelling if is_document_number(spelling) else None


def number_fault(text: str) -> Message | None:
    """Why this is no document number, with the right spelling where one can be told."""
    if is_document_number(text):
        return None
    if spelling := suggest_number(text):
        return msg('"%(text)s" is misspelt: write "%(spelling)s"', text=text, spelling=spelling)
    return msg(
        '"%(text)s" is no document number such as 邢政办发〔2020〕3号 or 国务院令第619号',
        text=text[:40],
    )


def parse_reference(written: str) -> Reference:
    """What a citation names. Text that fits no form is taken as a title."""
    text = written.strip()
    if SLUG.fullmatch(text):
        return Reference(text, slug=text)
    if found := _TITLE_NUMBER.fullmatch(text) or _NUMBER_TITLE.fullmatch(text):
        return Reference(text, number=found["number"].strip() or None, title=found["title"])
    if is_document_number(text) or suggest_number(text):
        return Reference(text, number=text)
    return Reference(text, title=text)


def reference_fault(written: str) -> Message | None:
    """The spelling mistake in the number of a citation, if there is one."""
    number = parse_reference(written).number
    return number_fault(number) if number is not None and suggest_number(number) else None
