"""Characters of Word's symbol fonts, whose codes mean nothing outside of the font.

Source: the character charts of Wingdings, Wingdings 2 and Symbol, as Unicode 7 mapped them.
"""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "〓"
"""What printers set where a character was missing."""

_WINGDINGS: Final = {
    0x28: "☎", 0x2A: "✉", 0x2D: "●", 0x46: "☞", 0x4A: "☺", 0x6C: "●", 0x6D: "○", 0x6E: "■",
    0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "◆", 0x74: "◆", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x7F: "▬", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA2: "○", 0xA4: "◉",
    0xA5: "◎", 0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xB2: "⯐", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
} | {
    0x8B + n: chr(0x2775 + n) for n in range(1, 11)
} | {
    0x80 + n: chr(0x245F + n) for n in range(1, 11)
}  # fmt: skip
_WINGDINGS_2: Final = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "●", 0x97: "●",
    0x98: "●", 0x99: "○", 0x9E: "⊙", 0xA1: "■", 0xA2: "■", 0xA3: "□", 0xA4: "□", 0xA5: "□",
}  # fmt: skip
_WINGDINGS_3: Final = {0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x75: "◀", 0x76: "▶"}
_SYMBOL: Final = {
    0x2D: "−", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBB: "≈", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xD6: "√",
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6D: "μ", 0x70: "π", 0x73: "σ", 0x53: "Σ",
    0x57: "Ω", 0xE5: "∑",
}  # fmt: skip
_FONTS: Final = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "symbol": _SYMBOL,
    "webdings": {0x61: "✓", 0x72: "✗", 0x63: "□", 0x67: "■", 0x3D: "●"},
}


def is_symbol_font(font: str) -> bool:
    """Whether the characters of a font are not those that their codes name."""
    return font.lower() in _FONTS or font.lower() in ("marlett", "wingdings2", "wingdings3")


def symbol(font: str, characters: str) -> str:
    """The same signs in Unicode; `UNKNOWN` for each that is not known."""
    known = _FONTS.get(font.lower())
    if known is None:
        return "".join(c if not "\ue000" <= c <= "\uf8ff" else UNKNOWN for c in characters)
    return "".join(
        c if c.isspace() else known.get(ord(c) - 0xF000 if "\uf000" <= c <= "\uf0ff" else ord(c),
                                        UNKNOWN)
        for c in characters
    )  # fmt: skip
