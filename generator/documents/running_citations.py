"""Citations in running text: 《标题》（文号）, a 文号 alone, a title alone.

A 文号 in running text has no beginning that can be seen (根据国卫人口发〔2019〕58号), so what
stands before the year is compared with the documents that are known; a title in 《》 alone is a
citation where a document here bears it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.documents.document_numbers import is_document_number, suggest_number

_TITLE: Final = r"《(?P<title>[^《》]{2,120}(?:《[^《》]{1,120}》[^《》]{0,60}){0,4})》"
_YEAR_NUMBER: Final = r"[〔\[（(【﹝［](?:19|20)\d{2}[〕\]）)】﹞］]\s*第?\s*\d{1,5}\s*号"
_ORDER: Final = r"[^（）()《》]{2,40}令第[^（）()]{1,8}号"
_BRACKETED: Final = rf"[（(](?P<number>[^（）()《》]{{1,24}}{_YEAR_NUMBER}|{_ORDER})[）)]"
_CITED: Final = re.compile(rf"{_TITLE}(?:\s*{_BRACKETED})?")
_ALONE: Final = re.compile(rf"(?P<before>[\u4e00-\u9fa5]{{1,20}}){_YEAR_NUMBER}")
_ISSUER: Final = re.compile(r"[\u4e00-\u9fa5]{1,10}[发函办字规令告通批文审监指]")
_NO_ISSUER: Final = re.compile(
    r".*(?:按照|根据|依据|依照|参照|执行|印发|转发|下发|废止|[见及和与或以的为由将对在了即])"
)
"""Words that run into a 文号 and are none of it."""
_TAG: Final = re.compile(r"(<[^>]*>)")
_OUTSIDE: Final = re.compile(r"<(/?)(a|h[1-6]|code|pre)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation in a text: where it stands, and as a reference that a graph resolves.

    `number` is the 文号 in its right spelling, `title` what stands in 《》; one may be missing.
    """

    start: int
    end: int
    number: str | None
    title: str | None

    @property
    def reference(self) -> str:
        """The citation as documents write it under 引用."""
        if self.title and self.number:
            return f"《{self.title}》（{self.number}）"
        return self.number or f"《{self.title}》"


def mentions(text: str, known: Callable[[str], bool]) -> Iterator[Mention]:
    """What a text cites, in its order; `known` tells whether a document here has a 文号."""
    taken = 0
    found = sorted(
        [*_with_titles(text), *_alone(text, known)], key=lambda each: (each.start, -each.end)
    )
    for each in found:
        if each.start >= taken:
            taken = each.end
            yield each


def _with_titles(text: str) -> Iterator[Mention]:
    for each in _CITED.finditer(text):
        number = _right(each["number"]) if each["number"] else None
        yield Mention(each.start(), each.end(), number, " ".join(each["title"].split()))


def _alone(text: str, known: Callable[[str], bool]) -> Iterator[Mention]:
    for each in _ALONE.finditer(text):
        before, rest = each["before"], each[0][len(each["before"]) :]
        number = next(
            (
                right
                for length in range(len(before), 0, -1)
                if (right := _right(before[-length:] + rest)) and known(right)
            ),
            None,
        )
        if number is None:
            after = _NO_ISSUER.match(before)
            issuer = before[after.end() :] if after else before
            number = _right(issuer + rest) if _ISSUER.fullmatch(issuer) else None
        if number is not None:
            length = len(number.partition("〔")[0])
            yield Mention(each.start() + len(before) - length, each.end(), number, None)


def _right(written: str) -> str | None:
    plain = re.sub(r"\s", "", written)
    return plain if is_document_number(plain) else suggest_number(plain)


def with_links(
    body: str, known: Callable[[str], bool], address: Callable[[Mention], str | None]
) -> str:
    """The HTML of a body in which citations are links to `address`, those that have one.

    What is a link, a heading or program text already stays as it is.
    """
    result: list[str] = []
    inside = 0
    for part in _TAG.split(body):
        if part.startswith("<"):
            if found := _OUTSIDE.match(part):
                inside += -1 if found[1] else 1
            result.append(part)
        elif inside or not part.strip():
            result.append(part)
        else:
            result.append(_linked(part, known, address))
    return "".join(result)


def _linked(
    part: str, known: Callable[[str], bool], address: Callable[[Mention], str | None]
) -> str:
    text = html.unescape(part)
    if text != part and html.escape(text, quote=False) != part:
        return part  # characters written otherwise than here: their places would not be known
    pieces: list[str] = []
    at = 0
    for each in mentions(text, known):
        href = address(each)
        if href is None:
            continue
        pieces.append(html.escape(text[at : each.start], quote=False))
        words = html.escape(text[each.start : each.end], quote=False)
        pieces.append(f'<a href="{html.escape(href)}">{words}</a>')
        at = each.end
    return "".join([*pieces, html.escape(text[at:], quote=False)])
