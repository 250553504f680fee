"""What a run of characters looks like in Word: its own properties over those of its styles.

ECMA-376 part 1, 17.7 (style hierarchy) and 17.7.3 (toggle properties). Only what decides whether
somebody sees the characters, and what tells headings apart, is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from generator.documents.imports.word.ooxml_package import at, is_on, value

WHITE: Final = "FFFFFF"
BLACK: Final = "000000"
_SAME: Final = 0x18
"""How far apart each of red, green and blue may be in two colours that nobody tells apart."""
_MAX_CLEAR: Final = 90_000
"""From this transparency on (of 100,000) nobody reads a fill."""
_MIN_WIDTH: Final = 10
"""Characters that are squeezed to less than so much of their width (%) are a line."""
_MIN_POINTS: Final = 2.5
"""Characters below this size are a grey line on paper."""
_HIGHLIGHTS: Final = {
    "black": "000000", "white": WHITE, "red": "FF0000", "yellow": "FFFF00", "green": "00FF00",
    "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF", "darkBlue": "000080",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_WHITE_THEME: Final = frozenset({"background1", "light1"})
_DARK_THEME: Final = frozenset({"text1", "dark1"})


@dataclass(frozen=True, slots=True)
class Look:
    """What the properties of a run say; None or empty where they say nothing.

    `fill` is the ground that is painted behind the characters, `marker` that of a text marker,
    `color` their own, all six digits or `auto`; `toggles` counts the styles that switch hiding on
    (two cancel each other out).
    """

    hidden: bool | None = None
    toggles: int = 0
    struck: bool | None = None
    color: str = ""
    fill: str = ""
    marker: str = ""
    points: float = 0
    width: float = 0
    font: str = ""
    ascii_font: str = ""
    script: str = ""
    underline: bool | None = None

    def over(self, below: Look) -> Look:
        """This look where it says something, that of `below` elsewhere."""
        return Look(
            hidden=below.hidden if self.hidden is None else self.hidden,
            toggles=self.toggles + below.toggles,
            struck=below.struck if self.struck is None else self.struck,
            color=self.color or below.color,
            fill=self.fill or below.fill,
            marker=self.marker or below.marker,
            points=self.points or below.points,
            width=self.width or below.width,
            font=self.font or below.font,
            ascii_font=self.ascii_font or below.ascii_font,
            script=self.script or below.script,
            underline=below.underline if self.underline is None else self.underline,
        )


PLAIN: Final = Look()


def is_hidden(look: Look) -> bool:
    """Whether the characters are hidden text: said directly, or by an odd number of styles."""
    return look.hidden if look.hidden is not None else look.toggles % 2 == 1


def is_unseen(look: Look, ground: str) -> bool:
    """Whether the characters cannot be told from what is behind them, or are too small to see.

    `ground` is the colour of the cell or paragraph, empty where it has none.
    """
    if 0 < look.points < _MIN_POINTS or 0 < look.width < _MIN_WIDTH:
        return True
    behind = look.marker or look.fill or ground or WHITE
    if look.color in ("", "auto"):
        # Word writes white on a dark ground by itself, but not on a marker, with which people
        # blacken what nobody may read.
        return _is_same(look.marker, BLACK)
    return _is_same(look.color, behind)


def _is_same(one: str, other: str) -> bool:
    try:
        pairs = [(int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (0, 2, 4)]
    except ValueError:
        return False
    return all(abs(a - b) <= _SAME for a, b in pairs)


def shade_of(properties: Element | None) -> str:
    """The colour with which a paragraph, cell or run is filled; empty where it has none."""
    shade = properties.find("w:shd") if properties is not None else None
    if shade is None:
        return ""
    if value(shade) == "solid":
        return value(shade, "w:color").upper().replace("AUTO", BLACK)
    fill = value(shade, "w:fill")
    theme = value(shade, "w:themeFill")
    if fill in ("", "auto"):
        return "808080" if theme and theme not in _WHITE_THEME else ""
    return fill.upper()


def look_of(properties: Element | None) -> Look:
    """What one `w:rPr` says by itself."""
    if properties is None:
        return PLAIN
    struck = is_on(properties.find("w:strike"))
    doubly = is_on(properties.find("w:dstrike"))
    fonts = properties.find("w:rFonts")
    return Look(
        hidden=is_on(properties.find("w:vanish")),
        struck=None if struck is None and doubly is None else bool(struck or doubly),
        color=_color(properties),
        fill=shade_of(properties),
        marker=_HIGHLIGHTS.get(value(properties.find("w:highlight")), ""),
        points=_points(value(properties.find("w:sz"))),
        width=_whole(value(properties.find("w:w"))),
        font=value(fonts, "w:eastAsia"),
        ascii_font=value(fonts, "w:ascii"),
        script={"superscript": "sup", "subscript": "sub", "baseline": "line"}.get(
            value(properties.find("w:vertAlign")), ""
        ),
        underline=None
        if (line := properties.find("w:u")) is None
        else value(line) not in ("", "none"),
    )


def _color(properties: Element) -> str:
    filled = properties.find("w14:textFill")
    if filled is not None:
        clear = next(filled.iter("w14:alpha"), None)
        named = next(filled.iter("w14:schemeClr"), None)
        unseen = filled.find("w14:noFill") is not None or (
            clear is not None and _whole(clear.get("w14:val", "")) >= _MAX_CLEAR
        )
        if unseen or (named is not None and named.get("w14:val") in ("bg1", "lt1")):
            return WHITE
        solid = next(filled.iter("w14:srgbClr"), None)
        if solid is not None:
            return (solid.get("w14:val") or "").upper()
    color = properties.find("w:color")
    if value(color, "w:themeColor") in _WHITE_THEME and not value(color, "w:themeShade"):
        return WHITE
    if value(color, "w:themeColor") in _DARK_THEME:
        return "000000"
    return value(color).upper().replace("AUTO", "auto")


def _whole(text: str) -> int:
    digits = text.rstrip("%")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _points(half_points: str) -> float:
    try:
        return float(half_points) / 2
    except ValueError:
        return 0


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What the styles of a paragraph say of it."""

    look: Look
    properties: tuple[Element, ...]
    """The `w:pPr` of its styles, nearest first."""
    identifiers: tuple[str, ...]
    """Their ids, nearest first."""
    names: tuple[str, ...]


class Styles:
    """The styles of a file, each with those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default_look = PLAIN
        self._default_paragraph = ""
        for style in root if root is not None else ():
            if style.tag == "w:docDefaults":
                self._default_look = look_of(at(style, "w:rPrDefault", "w:rPr"))
            elif style.tag == "w:style":
                identifier = value(style, "w:styleId")
                self._styles[identifier] = style
                is_default = value(style, "w:default").lower() in ("1", "true", "on")
                if is_default and value(style, "w:type") == "paragraph":
                    self._default_paragraph = identifier
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._looks: dict[str, Look] = {}
        self._tables: dict[str, Look] = {}

    def paragraph(self, identifier: str) -> ParagraphStyle:
        """The style of a paragraph, by its id; that of ordinary text for an empty one."""
        identifier = identifier if identifier in self._styles else self._default_paragraph
        if identifier not in self._paragraphs:
            chain = list(self._chain(identifier))
            look = _as_style(chain)
            properties = (style.find("w:pPr") for style in chain)
            self._paragraphs[identifier] = ParagraphStyle(
                look.over(self._default_look),
                tuple(each for each in properties if each is not None),
                tuple(value(style, "w:styleId") for style in chain),
                tuple(value(style.find("w:name")) for style in chain),
            )
        return self._paragraphs[identifier]

    def characters(self, identifier: str) -> Look:
        """What a character style says, by its id."""
        if identifier not in self._looks:
            self._looks[identifier] = _as_style(self._chain(identifier))
        return self._looks[identifier]

    def table(self, identifier: str) -> Look:
        """What a table style says of the characters of every cell."""
        if identifier not in self._tables:
            self._tables[identifier] = _as_style(self._chain(identifier))
        return self._tables[identifier]

    def paints_tables(self, identifier: str) -> bool:
        """Whether a table style fills cells, so that white characters may stand on colour."""
        return any(
            shade_of(each) not in ("", WHITE)
            for style in self._chain(identifier)
            for each in style.iter("w:tcPr")
        )

    def linked_numbering(self, identifier: str) -> str:
        """The `w:numId` that a numbering style stands for; empty where it has none."""
        for style in self._chain(identifier):
            if number := value(at(style, "w:pPr", "w:numPr", "w:numId")):
                return number
        return ""

    def _chain(self, identifier: str) -> Iterator[Element]:
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            style = self._styles[identifier]
            yield style
            identifier = value(style.find("w:basedOn"))


def _as_style(chain: Iterable[Element]) -> Look:
    """What a style says over those that it is based on; that it hides is a switch, not a fact."""
    look = PLAIN
    for style in chain:
        look = look.over(look_of(style.find("w:rPr")))
    return replace(look, hidden=None, toggles=int(look.hidden is True))
