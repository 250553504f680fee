"""What a web page hides: by attributes, by styles, and by the style sheets inside the page.

Only plain selectors are understood (`.class`, `#id`, `tag` and what ends in one); whatever such a
rule hides is taken for hidden, wherever else the rule is meant to hold, since it is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element

_NUMBER: Final = r"(?:\d+(?:\.\d+)?|\.\d+)"
_UNSEEN: Final = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:(?:0(?:\.0*)?|\.0+)(?![\d.])|mso-hide:all"
    r"|content-visibility:hidden|text-decoration(?:-line)?:[^;]*line-through"
    r"|font-size:(?:0(?:\.\d+)?|\.\d+|1)(?:px|pt|em|rem|%)?(?![\d.])"
    r"|text-indent:-\d{3,}|(?:left|top|right|margin-left):-\d{4,}|left:-9\d{2,}"
    r"|clip:rect\(0[^)]*0\)|clip-path:inset\((?:50|100)%"
    r"|transform:[^;]*scale\(0(?![.\d])|(?<![-\w])color:transparent"
    r"|(?<![-\w])color:(?:rgba|hsla)\([^)]*[,/](?:0(?:\.0*)?|\.0+)\)"
)
_NO_HEIGHT: Final = re.compile(r"(?<![-\w])(?:max-)?(?:height|width):0(?:px)?(?![.\d])")
_COLOR: Final = re.compile(r"(?<![-\w])color:([^;!]+)")
_GROUND: Final = re.compile(r"background(?:-color)?:([^;!]+)")
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_LAST: Final = re.compile(r"(?:^|[\s>+~])([a-z][\w-]*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_NAMES: Final = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250),
                 "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245)}  # fmt: skip
_SAME: Final = 0x18
"""How far apart each part of two colours may be that nobody tells apart."""

Color = tuple[int, int, int]
WHITE: Final[Color] = (255, 255, 255)


def style_sheet(page: str) -> dict[str, str]:
    """Selector (`.a`, `#b`, `tag`, `tag.a`) → its declarations, of every style sheet in a page."""
    rules: dict[str, str] = {}
    for sheet in re.findall(r"<style\b[^>]*>(.*?)</style", page, re.IGNORECASE | re.DOTALL):
        for selectors, declarations in _RULE.findall(_COMMENT.sub("", sheet)):
            for selector in selectors.split(","):
                last = _LAST.search(selector.strip())
                if last and last[0].strip() and ":" not in selector:
                    name = f"{(last[1] or '').lower()}{last[2]}"
                    rules[name] = f"{rules.get(name, '')};{_plain(declarations)}"
    return rules


def style_of(element: Element, sheet: Mapping[str, str]) -> str:
    """The declarations that hold for an element, the weakest first, without blanks."""
    names = [element.tag]
    classes = element.get("class", "").split()
    names += [f".{each}" for each in classes] + [f"{element.tag}.{each}" for each in classes]
    if identifier := element.get("id"):
        names += [f"#{identifier}", f"{element.tag}#{identifier}"]
    found = [sheet[name] for name in names if name in sheet]
    old = f"color:{element.get('color')}" if element.get("color") else ""
    ground = f"background:{element.get('bgcolor')}" if element.get("bgcolor") else ""
    return ";".join([*found, _plain(old), _plain(ground), _plain(element.get("style", ""))])


def is_hidden(element: Element, style: str) -> bool:
    """Whether an element takes no part in what people see, colours aside."""
    closed = element.tag == "dialog" and element.get("open") is None
    no_room = _NO_HEIGHT.search(style) and "overflow:hidden" in style
    return bool(element.get("hidden") is not None or closed or no_room or _UNSEEN.search(style))


def ground_of(style: str, above: Color) -> Color:
    """The colour behind an element; that of what is around it where it has none."""
    said = _GROUND.findall(style)
    return (_color(said[-1]) or above) if said else above


def ink_of(style: str, above: Color) -> Color:
    """The colour of the characters of an element."""
    said = _COLOR.findall(style)
    return (_color(said[-1]) or above) if said else above


def is_same(one: Color, other: Color) -> bool:
    """Whether nobody tells two colours apart."""
    return all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


def _plain(declarations: str) -> str:
    return re.sub(r"\s+", "", declarations).lower()


def _color(text: str) -> Color | None:
    text = text.strip()
    if hexadecimal := re.match(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])", text):
        digits = hexadecimal[1]
        digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if numbers := re.match(r"rgba?\((\d{1,3})[, ](\d{1,3})[, ](\d{1,3})", text):
        return int(numbers[1]), int(numbers[2]), int(numbers[3])
    if lightness := re.match(rf"hsla?\([^,]*,[^,]*,({_NUMBER})%", text):
        grey = round(float(lightness[1]) * 2.55)
        return (grey, grey, grey) if grey > 240 or grey < 15 else None
    return next((value for name, value in _NAMES.items() if text.startswith(name)), None)
