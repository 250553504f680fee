"""Number formats of spreadsheets: what people see of a number (ECMA-376, part 1, 18.8.30).

What depends on a condition, a language's numerals or a fraction is not worked out: the answer is
then None, and the caller says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Literal

Kind = Literal["text", "digit", "point", "comma", "percent", "unknown"]

_TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|'
    r"Yellow|Color\s*\d+|黑色|蓝色|红色|绿色|黄色)\]|(\[[^\]]*\])|([0#?]+)|(\.)|(,)|(%)|(.)",
    re.IGNORECASE | re.DOTALL,
)
_LARGEST = 1e15
"""Beyond it spreadsheets have rounded a number."""
_EXACTLY = Context(prec=600)
"""A format has at most 255 characters."""
_GENERAL = re.compile(r"general|g/通用格式|@", re.IGNORECASE)
_AS_IS = re.compile(r"[-+()$¥￥€£: \u3000-\u303f\u4e00-\u9fff\uff00-\uffef%‰·㎡²]")
"""Characters that stand for themselves without quotes."""


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a format: a text, a run of digit places, the point, a comma, the percent sign."""

    kind: Kind
    text: str


@cache
def sections(format: str) -> tuple[tuple[Token, ...], ...]:
    """The sections of a format in tokens: for positive numbers, negative ones, nought, texts."""
    found: list[list[Token]] = [[]]
    plain = _GENERAL.sub("\uffff", format)
    for match in _TOKEN.finditer(plain):
        quoted, escaped, currency, bracket, digits, point, comma, percent, other = match.groups()
        if other == ";":
            found.append([])
        elif quoted is not None or escaped or currency is not None:
            found[-1].append(Token("text", quoted or escaped or currency or ""))
        elif digits:
            found[-1] += (Token("digit", each) for each in digits)
        elif point or comma or percent:
            kind: Kind = "point" if point else "comma" if comma else "percent"
            found[-1].append(Token(kind, match[0]))
        elif other == "\uffff":
            found[-1].append(Token("digit", "G"))
        elif bracket or other:
            known = other is not None and _AS_IS.fullmatch(other)
            found[-1].append(Token("text" if known else "unknown", match[0]))
        elif match[0].startswith("_"):
            found[-1].append(Token("text", " "))
    return tuple(map(tuple, found))


def shown_number(value: float, format: str) -> str | None:
    """The text that a format makes of a number; None where it cannot be worked out."""
    if not -_LARGEST < value < _LARGEST:
        return None
    parts = sections(format)
    negative = value < 0
    at = 1 if negative and len(parts) > 1 else 2 if value == 0 and len(parts) > 2 else 0
    tokens = parts[at]
    if any(token.kind == "unknown" for token in tokens):
        return None
    exact = Decimal(f"{abs(value):.15g}")
    digits = [token.text for token in tokens if token.kind == "digit"]
    if not digits:
        return "".join(token.text for token in tokens).strip()
    sign = "-" if negative and at == 0 else ""
    if "G" in digits:
        number = f"{exact:f}"
        texts = (number if token.text == "G" else token.text for token in tokens)
        return sign + "".join(texts).strip()
    return (sign + _filled(tokens, exact)).strip()


def shows_nothing(format: str) -> bool:
    """Whether a format shows nothing of any number."""
    parts = sections(format)
    blank = all(
        token.kind == "text" and not token.text.strip() for part in parts[:3] for token in part
    )
    return blank and (len(parts) >= 3 or any(parts))


def shows_text_as_it_is(format: str) -> bool:
    """Whether a format leaves texts alone: no words around them, none in their place."""
    parts = sections(format)
    texts = parts[3] if len(parts) > 3 else parts[0] if "@" in format and len(parts) == 1 else None
    if texts is None:
        return True
    return [token.text for token in texts if token.text.strip()] == ["G"]


def fixes_decimals(format: str) -> int | None:
    """How many decimals a format shows, None where it shows them as they come."""
    tokens = sections(format)[0]
    if any(token.text == "G" for token in tokens) or not any(t.kind == "digit" for t in tokens):
        return None
    return len(_decimals(tokens))


def _decimals(tokens: tuple[Token, ...]) -> list[str]:
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    return [token.text for token in tokens[point:] if token.kind == "digit"]


def _filled(tokens: tuple[Token, ...], value: Decimal) -> str:
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    places = [at for at in range(point) if tokens[at].kind == "digit"]
    last = places[-1] if places else -1
    scaling = [at for at in range(last + 1, point) if tokens[at].kind == "comma"]
    after = [at for at, token in enumerate(tokens) if token.kind == "digit" and at > point]
    scaling += [
        at for at, each in enumerate(tokens) if each.kind == "comma" and after and at > after[-1]
    ]
    percent = sum(token.kind == "percent" for token in tokens)
    scaled = value * 100**percent / 1000 ** len(scaling)
    rounded = scaled.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, _EXACTLY)
    whole, _, fraction = f"{rounded:f}".partition(".")
    grouped = any(t.kind == "comma" and at < last for at, t in enumerate(tokens))
    texts = {at: "" for at, token in enumerate(tokens) if token.kind == "comma"}
    texts |= _whole(whole, [(at, tokens[at].text) for at in places], grouped=grouped)
    texts |= _fraction(fraction, [(at, tokens[at].text) for at in after])
    return "".join(texts.get(at, token.text) for at, token in enumerate(tokens))


def _whole(digits: str, places: list[tuple[int, str]], *, grouped: bool) -> dict[int, str]:
    """The digits before the point by place; those that have none stand at the first."""
    needed = sum(kind != "#" for _, kind in places)
    padded = digits.lstrip("0").rjust(needed, "0")
    texts: dict[int, str] = {}
    for number, (at, _) in enumerate(reversed(places)):
        end = len(padded) - number
        part = padded[: max(end, 0)] if number == len(places) - 1 else padded[max(end - 1, 0) : end]
        texts[at] = part if end > 0 else ""
    if grouped:
        first = places[0][0]
        return {**dict.fromkeys(texts, ""), first: f"{int(padded or 0):,}" if padded else ""}
    return texts


def _fraction(digits: str, places: list[tuple[int, str]]) -> dict[int, str]:
    """The digits after the point by place, without noughts that `#` does not show."""
    texts: dict[int, str] = {}
    end = len(places)
    while end and places[end - 1][1] == "#" and digits[end - 1 : end] == "0":
        end -= 1
    for number, (at, _) in enumerate(places):
        texts[at] = digits[number] if number < end else ""
    return texts
