"""Places in a document that an address can name: its headings and its articles (第三条)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.documents.levels import ARTICLE, article_number

_HEADING: Final = re.compile(r"<h([2-6])>(.*?)</h\1>", re.DOTALL)
_NAMED: Final = re.compile(r'<h([2-6]) id="([\w-]+)">(.*?)</h\1>', re.DOTALL)
_ARTICLE: Final = re.compile(rf"(<p>(?:<strong>)?)({ARTICLE.pattern})")
_NAMED_ARTICLE: Final = re.compile(r'<a id="(article-[\d-]+)" href="#[^"]*">([^<]*)</a>')
_OWN: Final = re.compile(
    r"(本(?:办法|规定|细则|条例|规则|标准|规范|制度|方案|意见|通知))(?P<article>"
    rf"{ARTICLE.pattern})"
)
_TAG: Final = re.compile(r"<[^>]*>")
_LINKS: Final = re.compile(r"(<a\b[^>]*>.*?</a>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, or an article where a document has no headings; `level` counts from 1."""

    level: int
    anchor: str
    title: str


def with_anchors(body: str) -> str:
    """The same HTML with a name for each heading and article; 本办法第三条 leads to its article."""
    counts: list[int] = []

    def heading(found: re.Match[str]) -> str:
        depth = int(found[1]) - 1
        counts[depth:] = []
        counts.extend([0] * (depth - len(counts)))
        counts[-1] += 1
        number = "-".join(map(str, counts))
        return f'<h{found[1]} id="section-{number}">{found[2]}</h{found[1]}>'

    body = _HEADING.sub(heading, body)
    taken: dict[str, int] = {}

    def article(found: re.Match[str]) -> str:
        anchor = _anchor(found[2])
        if anchor is None:
            return found[0]
        # A document issued with its annex may have two articles of one number.
        taken[anchor] = taken.get(anchor, 0) + 1
        name = anchor if taken[anchor] == 1 else f"{anchor}-{taken[anchor]}"
        return f'{found[1]}<a id="{name}" href="#{name}">{found[2]}</a>'

    body = _ARTICLE.sub(article, body)
    return "".join(_with_own_articles(body, set(taken))) if taken else body


def outline(body: str) -> tuple[Section, ...]:
    """The headings of a body in their order; where it has none, its articles."""
    headings = tuple(
        Section(int(level) - 1, anchor, html.unescape(_TAG.sub("", title)).strip())
        for level, anchor, title in _NAMED.findall(body)
    )
    return headings or tuple(
        Section(1, anchor, title) for anchor, title in _NAMED_ARTICLE.findall(body)
    )


def _anchor(article: str) -> str | None:
    base, _, inserted = article.partition("之")
    number = article_number(base)
    if number is None:
        return None
    if not inserted:
        return f"article-{number}"
    further = article_number(f"第{inserted}条")
    return None if further is None else f"article-{number}-{further}"


def _with_own_articles(body: str, known: set[str]) -> Iterator[str]:
    def link(found: re.Match[str]) -> str:
        anchor = _anchor(found["article"])
        if anchor not in known:
            return found[0]
        return f'{found[1]}<a href="#{anchor}">{found["article"]}</a>'

    for part in _LINKS.split(body):
        yield part if part.startswith("<a") else _OWN.sub(link, part)
