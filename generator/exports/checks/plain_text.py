"""Text as a reader takes it in, with a way back to where each character was written.

Invisible characters go, full-width, circled and other forms of letters and digits become the plain
ones; of Markdown and HTML the marks go. What was split, on purpose or by markup, is whole then.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_CHINESE_DIGITS: Final = str.maketrans(
    {
        character: str(digit)
        for digit, written in enumerate(
            # The last of a group is what is said on the radio or by soldiers: 幺, 两, 拐, 勾, 洞.
            (
                "〇零○洞",
                "一壹幺",
                "二贰两",
                "三叁",
                "四肆",
                "五伍",
                "六陆",
                "七柒拐",
                "八捌",
                "九玖勾",
            )
        )
        for character in written
    }
)
CHINESE_DIGITS: Final = "".join(map(chr, _CHINESE_DIGITS))
_HAS_CHINESE_DIGIT: Final = re.compile(f"[{CHINESE_DIGITS}]")

_SPREAD: Final = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: [\u4e00-\u9fff])+(?![\u4e00-\u9fff])"
)

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_MARKUP: Final = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<line><(?:br|p|div|li|tr|h\d)\b[^<>]*>|</(?:p|div|li|tr|h\d)>)"
    r"|(?P<cell></?t[dh]\b[^<>]*>)"
    r"|(?P<tag></?[a-zA-Z][^<>@]*>)"
    rf"|(?P<entity>{_ENTITY.pattern})"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<target>\]\([^()\n]*\)|\]\[[^\]\n]*\])"
    r"|(?P<mark>[*`]+|~~|__|[\[\]])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text to look through; character n of it was written at position `at[n]`."""

    text: str
    at: Sequence[int]

    def with_digits(self) -> PlainText:
        """The same with Chinese digits as 0 to 9."""
        return PlainText(self.text.translate(_CHINESE_DIGITS), self.at)

    @property
    def has_chinese_digits(self) -> bool:
        """Whether `with_digits` is another text."""
        return bool(_HAS_CHINESE_DIGIT.search(self.text))

    def closed_up(self) -> PlainText:
        """Without the blanks of words set wide, as in 王 小 明."""
        gone = {
            match.start() + offset
            for match in _SPREAD.finditer(self.text)
            for offset in range(1, len(match.group()), 2)
        }
        if not gone:
            return self
        remaining = [n for n in range(len(self.text)) if n not in gone]
        return PlainText("".join(self.text[n] for n in remaining), [self.at[n] for n in remaining])


def plain(text: str) -> PlainText:
    """Plain characters; nothing is taken for markup."""
    if text.isascii():
        return PlainText(text, range(len(text)))
    return _plain((character, position) for position, character in enumerate(text))


def shown(text: str) -> PlainText:
    """What readers see of Markdown: no comments, no addresses of links, entities as characters."""
    return _plain(_shown(text))


def source(text: str) -> PlainText:
    """All that stands in Markdown, comments and addresses too; only entities are resolved."""
    return _plain(_source(text))


def _plain(pairs: Iterable[tuple[str, int]]) -> PlainText:
    characters: list[str] = []
    at: list[int] = []
    for written, position in pairs:
        for character in _fold(written):
            characters.append(character)
            at.append(position)
    return PlainText("".join(characters), at)


@lru_cache(maxsize=1 << 14)
def _fold(character: str) -> str:
    """The plain characters for one as written: none, one or several."""
    if character == "\n" or (character.isascii() and character.isprintable()):
        return character
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Mn", "Me"):
        return ""
    if category == "Pd" or character in "\u2212\uff5e\u301c\u30fc":
        return "-"
    if character in "•∙‧・･◦":
        return "·"
    digit = unicodedata.digit(character, None)
    return str(digit) if digit is not None else unicodedata.normalize("NFKC", character)


def _shown(text: str) -> Iterator[tuple[str, int]]:
    end, in_cell = 0, False
    for match in _MARKUP.finditer(text):
        yield from _written(text, end, match.start())
        end = match.end()
        if match["line"] is not None:
            # Two lines may well be one number, and those of a cell belong together: a blank.
            tag = match["line"].lower()
            in_cell = in_cell and "tr" not in tag[:4]
            yield (" " if in_cell or tag.startswith("<br") else "\n"), match.start()
        elif match["cell"] is not None:
            in_cell = not match["cell"].startswith("</")
            yield "|", match.start()
        elif match["entity"] is not None:
            yield from ((each, match.start()) for each in html.unescape(match["entity"]))
        elif match["escaped"] is not None:
            yield match["escaped"], match.start()
    yield from _written(text, end, len(text))


def _source(text: str) -> Iterator[tuple[str, int]]:
    end = 0
    for match in _ENTITY.finditer(text):
        yield from _written(text, end, match.start())
        yield from ((each, match.start()) for each in html.unescape(match.group()))
        end = match.end()
    yield from _written(text, end, len(text))


def _written(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    return zip(text[start:end], range(start, end), strict=True)
