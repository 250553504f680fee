"""Document numbers (文号), index numbers (索引号) and the ways in which documents are cited.

Source of the forms: CONVENTIONS.md, "Policy documents", after 党政机关公文格式 GB/T 9704.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from generator.documents.script import simplified

DOCUMENT_NUMBER: Final = re.compile(
    r"[\u4e00-\u9fa5]{1,20}〔(19|20)\d{2}〕[1-9]\d{0,4}号", re.ASCII
)
ORDER_NUMBER: Final = re.compile(r"[\u4e00-\u9fa5]{1,40}令第[1-9]\d{0,4}号", re.ASCII)
INDEX_NUMBER: Final = re.compile(
    r"([0-9A-Z]{9}|[0-9A-HJ-NPQRTUWXY]{18})/(19|20)\d{2}-\d{5}", re.ASCII
)
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)

_BRACKETED: Final = re.compile(
    r"(?P<body>.+?)[\[(【〔{〖［](?P<year>\d{4})[\])】〕}〗］]第?0*(?P<n>\d+)号?"
)
_ORDERED: Final = re.compile(r"(?P<body>.+?令)第?0*(?P<n>\d+)号?")
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
    return bool(DOCUMENT_NUMBER.fullmatch(text) or ORDER_NUMBER.fullmatch(text))


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
    else:
        return None
    return spelling if is_document_number(spelling) else None


def number_fault(text: str) -> str | None:
    """Why this is no document number, with the right spelling where one can be told."""
    if is_document_number(text):
        return None
    if spelling := suggest_number(text):
        return f'"{text}" is misspelt: write "{spelling}"'
    return f'"{text[:40]}" is no document number such as 邢政办发〔2020〕3号 or 国务院令第619号'


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


def reference_fault(written: str) -> str | None:
    """The spelling mistake in the number of a citation, if there is one."""
    number = parse_reference(written).number
    return number_fault(number) if number is not None and suggest_number(number) else None
