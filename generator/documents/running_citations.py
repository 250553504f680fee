"""Citations in running text: 《标题》（文号）, a 文号 alone, a title alone.

A 文号 in running text has no beginning that can be seen (根据国卫人口发〔2019〕58号). One that is
known here counts where nothing before it could belong to a longer number (财社 is not 鲁财社), an
unknown one only after words that tell where it begins: a citation that is overlooked is better than
one that nobody made. A title in 《》 alone is a citation where a document here bears it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.documents.document_numbers import is_document_number, suggest_number
from generator.model.simplified import simplified

_TITLE: Final = r"《(?P<title>[^《》]{2,120}(?:《[^《》]{1,120}》[^《》]{0,60}){0,4})》"
_YEAR_NUMBER: Final = (
    r"[ \u3000]?[〔\[（(【﹝［](?:19|20|１９|２０)\d{2}[〕\]）)】﹞］]\s*第?\s*\d{1,5}\s*[号號]"
)
_ORDER: Final = r"[^（）()《》]{2,40}令第[^（）()]{1,8}号"
_BRACKETED: Final = rf"[（(](?P<number>[^（）()《》〔\[【﹝［]{{1,24}}{_YEAR_NUMBER}|{_ORDER})[）)]"
_CITED: Final = re.compile(rf"{_TITLE}(?:\s*{_BRACKETED})?")
_ALONE: Final = re.compile(
    rf"(?P<before>[\u4e00-\u9fa5]{{1,20}})(?:{_YEAR_NUMBER}|(?<=令)第\d{{1,5}}号)"
)
_ISSUER: Final = re.compile(r"[\u4e00-\u9fa5]{1,10}[发函办字规告通批文审监指發辦規]")
_LEAD: Final = (
    "按照|根据|依据|依照|参照|遵照|比照|对照|结合|贯彻|落实|执行|适用|违反|符合|遵循|遵守|印发|转发|下发|发布"
    "|废止|修改|修订|参见|详见|以及|我委|我局|我厅|我省|我市|我县|我区|根據|依據|參照|貫徹|落實|執行|廢止"
)
"""Words after which a 文号 begins, and that no issuer's short name holds."""
_BEGINS: Final = re.compile(rf"(?:{_LEAD}|[号號》）)][和及与或、])$")
_BEFORE: Final = "按及与或由的了见"
"""Letters that may stand before a 文号 and that no issuer's name begins with."""
_EITHER: Final = f"{_BEFORE}以为将对即原和于请"
"""Letters with which an unknown 文号 may begin, and that may as well stand before it."""
_OPENS: Final = re.compile(r"(?:[（(〈“\"》]|[号號]、)$")
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
        start = each.start()
        end_of_issuer = start + len(each["before"])
        begin = _begin_of_known(text, start, end_of_issuer, each.end(), known)
        if begin is None:
            begin = _begin_of_unknown(text, start, end_of_issuer)
        number = _right(text[begin : each.end()]) if begin is not None else None
        if begin is not None and number is not None:
            yield Mention(begin, each.end(), number, None)


def _begin_of_known(
    text: str, start: int, issuer_end: int, end: int, known: Callable[[str], bool]
) -> int | None:
    """Where the longest number begins that is known; None where it may be the end of a longer."""
    for begin in range(start, issuer_end):
        number = _right(text[begin:end])
        if number and known(number):
            before = text[:begin]
            free = begin == start or _BEGINS.search(before) or before[-1] in _BEFORE
            return begin if free else None
    return None


def _begin_of_unknown(text: str, start: int, issuer_end: int) -> int | None:
    """Where a number that is not known certainly begins."""
    leads = [found.end() for found in re.finditer(_LEAD, text[start:issuer_end])]
    if leads:
        begin = start + leads[-1]
    elif _BEGINS.search(text[: start + 1]):
        begin = start + 1
    elif _OPENS.search(text[:start]) and text[start] not in _EITHER:
        begin = start
    else:
        return None
    return begin if _ISSUER.fullmatch(text[begin:issuer_end]) else None


def _right(written: str) -> str | None:
    plain = re.sub(r"\s", "", simplified(written))
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
