"""The automatic numbers of Word, worked out: nothing in the file says what they read.

ECMA-376 part 1, 17.9. Chinese editions of Word write 一、（一）第一条 by several formats that look
alike; a number that is not known here is written in Arabic digits, and the report says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from generator.documents.imports.word.list_number_formats import written_number
from generator.documents.imports.word.ooxml_package import at, is_on, value
from generator.documents.imports.word.run_looks import ParagraphStyle, Styles
from generator.documents.imports.word.symbol_fonts import UNKNOWN, symbol

_LAST_LEVEL: Final = 8


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: where it begins, how it is written, after which level it begins anew."""

    start: int
    style: str
    text: str
    after: str
    restart: int | None
    legal: bool
    paragraph_style: str
    symbol_font: str


@dataclass(slots=True)
class _List:
    """The levels of a list and where its counters stand."""

    levels: dict[int, _Level]
    counters: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a paragraph, and the format that is not known here, if it is none."""

    text: str
    level: int
    unknown: str = ""


class Numbering:
    """The lists of a file; asked for each numbered paragraph in the order of the text."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[str, Element] = {}
        for each in root if root is not None else ():
            if each.tag == "w:abstractNum":
                self._abstract[value(each, "w:abstractNumId")] = each
            elif each.tag == "w:num":
                self._numbers[value(each, "w:numId")] = each
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def mark(self, properties: Element | None, style: ParagraphStyle) -> Mark | None:
        """The number before a paragraph, which counts; None where it has none."""
        number, depth = self._reference(properties, style)
        if not number or number == "0":
            return None
        one = self._list(number)
        if one is None or depth not in one.levels:
            return None
        self._count(one, number, depth)
        return self._written(one, depth)

    def _reference(self, properties: Element | None, style: ParagraphStyle) -> tuple[str, int]:
        """The list and the level of a paragraph, of its own or by its style."""
        own = properties.find("w:numPr") if properties is not None else None
        number = value(own.find("w:numId")) if own is not None else ""
        depth = value(own.find("w:ilvl")) if own is not None else ""
        by_style = ""
        for each in style.properties:
            numbered = each.find("w:numPr")
            if numbered is None:
                continue
            by_style = by_style or value(numbered.find("w:numId"))
            depth = depth or value(numbered.find("w:ilvl"))
        if not number:
            number = by_style
            level = self._level_of(number, style)
            if level is not None and not depth:
                return number, level
        return number, int(depth) if depth.isascii() and depth.isdigit() else 0

    def _level_of(self, number: str, style: ParagraphStyle) -> int | None:
        """The level that names the paragraph's style as its own."""
        one = self._list(number) if number and number != "0" else None
        for name in style.identifiers if one else ():
            for depth, level in one.levels.items() if one else ():
                if level.paragraph_style == name:
                    return depth
        return None

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            named = self._numbers.get(number)
            if named is None:
                return None
            abstract = self._resolved(value(named.find("w:abstractNumId")))
            if abstract is None:
                return None
            levels = {_depth(each): _level(each) for each in abstract.findall("w:lvl")}
            for each in named.findall("w:lvlOverride"):
                if (instead := each.find("w:lvl")) is not None:
                    levels[_depth(each)] = _level(instead)
            # Lists of one definition go on counting where another one stopped.
            identity = value(abstract, "w:abstractNumId")
            self._lists[number] = _List(levels, self._counters.setdefault(identity, {}))
        return self._lists[number]

    def _resolved(self, identifier: str) -> Element | None:
        """A definition, also where it only names the style that holds the levels."""
        for _ in range(8):
            abstract = self._abstract.get(identifier)
            if abstract is None or abstract.find("w:numStyleLink") is None:
                return abstract
            number = self._styles.linked_numbering(value(abstract.find("w:numStyleLink")))
            named = self._numbers.get(number)
            if named is None:
                return abstract
            identifier = value(named.find("w:abstractNumId"))
        return None

    def _count(self, one: _List, number: str, depth: int) -> None:
        """One more paragraph of a level; those below it begin anew."""
        starts = self._overrides(number)
        if (number, depth) not in self._started:
            self._started.add((number, depth))
            if depth in starts:
                one.counters[depth] = starts[depth] - 1
        for above in range(depth):
            # A level that was skipped is written as if it had begun.
            if above in one.levels:
                one.counters.setdefault(above, one.levels[above].start)
        level = one.levels[depth]
        one.counters[depth] = one.counters.get(depth, level.start - 1) + 1
        for below in range(depth + 1, _LAST_LEVEL + 1):
            under = one.levels.get(below)
            if under is None or under.restart == 0:
                continue
            if under.restart is None or depth < under.restart:
                one.counters.pop(below, None)

    def _overrides(self, number: str) -> Mapping[int, int]:
        starts: dict[int, int] = {}
        for each in self._numbers[number].findall("w:lvlOverride"):
            if (start := each.find("w:startOverride")) is not None:
                starts[_depth(each)] = _whole(value(start), 1)
        return starts

    def _written(self, one: _List, depth: int) -> Mark:
        level = one.levels[depth]
        if level.style == "bullet":
            private = any("\ue000" <= c <= "\uf8ff" for c in level.text)
            font = level.symbol_font or ("Symbol" if private else "")
            sign = (symbol(font, level.text) if font else level.text).replace(UNKNOWN, "•")
            return Mark(sign + " " if sign else "", depth)
        text, unknown = level.text, ""
        for place in range(_LAST_LEVEL, -1, -1):
            sign = f"%{place + 1}"
            if sign not in text or place not in one.levels:
                continue
            style = "decimal" if level.legal else one.levels[place].style
            number = one.counters.get(place, one.levels[place].start)
            written = written_number(number, style)
            if written is None:
                unknown, written = style, str(number)
            text = text.replace(sign, written)
        return Mark(text + _space_after(text, level.after), depth, unknown)


def _space_after(text: str, after: str) -> str:
    """What parts number and words: nothing behind a full-width sign, whose own width is enough."""
    if not text or after == "nothing" or text[-1] in "、）】〕．。：":
        return ""
    return "　" if text[-1] > "\u2e80" else " "


def _depth(element: Element) -> int:
    return _whole(value(element, "w:ilvl"), 0)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _level(element: Element) -> _Level:
    restart = element.find("w:lvlRestart")
    fonts = at(element, "w:rPr", "w:rFonts")
    hidden = is_on(at(element, "w:rPr", "w:vanish"))
    # A format that Word has only in newer editions stands in an extension, the old one below it.
    style = element.find("w:numFmt")
    if style is None:
        style = next(reversed(list(element.iter("w:numFmt"))), None)
    return _Level(
        start=_whole(value(element.find("w:start")), 1),
        style=value(style) or "decimal",
        text="" if hidden else value(element.find("w:lvlText")),
        after=value(element.find("w:suff")) or "tab",
        restart=None if restart is None else _whole(value(restart), 0),
        legal=bool(is_on(element.find("w:isLgl"))),
        paragraph_style=value(element.find("w:pStyle")),
        symbol_font=value(fonts, "w:ascii") or value(fonts, "w:hAnsi"),
    )
