"""Characters that are not what they look like: radicals, compatibility forms, private areas.

Text that comes out of a PDF or an old font holds radicals (⼦ for 子) and characters of areas that
mean nothing outside one computer. Where one has one meaning it is exchanged for the character
that it stands for; what is left is named by its kind. Pure: cells, documents and search use it.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Odd(StrEnum):
    """Why a character cannot stand for itself."""

    PRIVATE = "private"
    """Of a private area: shown only with one computer's font."""
    DAMAGED = "damaged"
    """What a program writes where it could not read: U+FFFD and the like."""
    RADICAL = "radical"
    """A part of a character without a character of its own."""


_UNIFIED = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑"
    "⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王"
    "⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑"
    "⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長"
    "⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼"
    "⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟㇆𠃌㇏乀㇐一㇑丨㇒丿㇓丿"
    "㇔丶㇕𠃍㇖乛㇗𠃊㇘𠃎㇙𠄌㇚亅㇛𡿨㇜𠃋㇝乀㇞𠃑㇟乚㇠乙㇡𠄎"
)
"""Radicals and strokes, each followed by its Equivalent_Unified_Ideograph (Unicode Character
Database, version 14); those of U+2F00 to U+2FD5 follow from compatibility normalisation."""

_OF_GB18030 = {
    0xE78D: "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19",
    0xE7C7: "\u1e3f",
    0xE816: "\U00020087\U00020089\U000200cc",
    0xE81E: "\u9fb4",
    0xE826: "\u9fb5",
    0xE82B: "\u9fb6\u9fb7",
    0xE831: "\U000215d7\u9fb8",
    0xE83B: "\U0002298f",
    0xE843: "\u9fb9",
    0xE854: "\u9fba\U000241fe",
    0xE864: "\u9fbb",
}
"""Private characters by which GB 18030 of 2000 and 2005 was read, and what the standard of 2022
puts there, in runs from a first one."""

_NORMALISED = (
    *range(0x2F00, 0x2FD6),
    *range(0xF900, 0xFB00),
    *range(0x2F800, 0x2FA20),
)


def _meant() -> dict[int, str]:
    found = {
        code: plain
        for code in _NORMALISED
        if (plain := unicodedata.normalize("NFKC", chr(code))) != chr(code) and len(plain) == 1
    }
    found |= {ord(one): other for one, other in zip(_UNIFIED[::2], _UNIFIED[1::2], strict=True)}
    for first, run in _OF_GB18030.items():
        found |= {first + at: character for at, character in enumerate(run)}
    return found


MEANT: dict[int, str] = _meant()
"""Code point → the one character that it stands for; a table for `str.translate`."""

_SUSPECT = re.compile(
    "[\u2e80-\u2fdf\u31c0-\u31ef\ud800-\udfff\ue000-\ufaff\ufffd-\uffff"
    "\U0002f800-\U0002fa1f\U000f0000-\U0010ffff]"
)


def may_be_odd(text: str) -> bool:
    """False for nearly every text: none of its characters is exchanged or named."""
    return not text.isascii() and _SUSPECT.search(text) is not None


def as_meant(text: str) -> str:
    """The text with every character exchanged that stands for another one; once is enough."""
    return text.translate(MEANT) if may_be_odd(text) else text


def folded_name(text: str) -> str:
    """A text as names are compared: width, case, blanks and look-alike characters do not count."""
    return "".join(unicodedata.normalize("NFKC", as_meant(text)).casefold().split())


def odd_characters(text: str) -> dict[Odd, str]:
    """The characters of a text that stand for nothing known, by kind; empty for nearly every text.

    Characters that `as_meant` exchanges are none of them.
    """
    found: dict[Odd, str] = {}
    for character in dict.fromkeys(_SUSPECT.findall(text)):
        kind = _kind(character)
        if kind and ord(character) not in MEANT:
            found[kind] = found.get(kind, "") + character
    return found


def _kind(character: str) -> Odd | None:
    category = unicodedata.category(character)
    if category == "Co":
        return Odd.PRIVATE
    if category == "Cs" or character in "\ufffd\ufffe\uffff":
        return Odd.DAMAGED
    return Odd.RADICAL if "\u2e80" <= character <= "\u2fdf" else None
