"""The pictures that stand beside a page's title where its address is passed on (Open Graph).

One for each way a grade is drawn, and one for pages about no grade. Messengers show no SVG, and
what they show is small: only shape, letter and colour are in it, the words stand in the title.
Nothing of it depends on the fonts of the machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, __version__

from generator.pages.shared import urls
from generator.pages.shared.page import File, fingerprint, write_content
from generator.pages.shared.scheme_info import SHAPES
from generator.pages.shared.views import Mark
from generator.portal.settings import Portal

SIZE: Final = (1200, 630)
"""Pixels, the proportion that messengers do not cut."""
INDIGO: Final = "#1f4e79"
_BOX: Final = 24
"""Side of the box in which marks are drawn."""
_SCALE: Final = 32
"""Pixels of a unit of that box, at twice the size of the picture."""
_TWICE: Final = 2
_PAPER: Final = "#fcfbf8"
_LINE: Final = "#d9d5ca"
_INK: Final = "#555b63"
_CINNABAR: Final = "#a8321f"
_STROKE: Final = 1.75
_LETTERS: Final = 3
"""A label of more letters is told by its shape alone."""
_STEP: Final = re.compile(r"([MLHVhvlz])([^MLHVhvlz]*)")
_NUMBER: Final = re.compile(r"-?\d*\.?\d+")
_ABOUT_NO_GRADE: Final = Mark("site", None)

Point = tuple[float, float]


def picture_path(mark: Mark | None, portal: Portal) -> str:
    """Where the picture of a grade stands; that of pages about no grade for None."""
    shape, letters, colour = _drawn(mark or _ABOUT_NO_GRADE, portal)
    return urls.asset("grade.png", fingerprint(shape, letters, colour, SIZE, __version__).hex())


def pictures(marks: Iterable[Mark], portal: Portal) -> Iterator[File]:
    """The pictures of these grades and that of pages about none, each once; what one is drawn from
    is its name, so that it is drawn where there is none yet.
    """
    seen: set[str] = set()
    for mark in (_ABOUT_NO_GRADE, *marks):
        path = picture_path(mark, portal)
        if path not in seen:
            seen.add(path)
            yield File(path, fingerprint(path), partial(_write, *_drawn(mark, portal)))


def _write(shape: str, letters: str, colour: str, path: Path) -> bytes:
    return write_content(_png(shape, letters, colour), path)


def _drawn(mark: Mark, portal: Portal) -> tuple[str, str, str]:
    """Shape, letters and main colour: two grades that share them share a picture."""
    label = mark.label or ""
    told = (
        label.isascii() and len(label) <= _LETTERS and mark.shape not in ("bar", "lock", "dashed")
    )
    return mark.shape, label if told else "", portal.main_colour or INDIGO


def _png(shape: str, letters: str, colour: str) -> bytes:
    width, height = (side * _TWICE for side in SIZE)
    whole = Image.new("RGB", (width, height), _PAPER)
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, height - 40, width, height), fill=colour)
    pen.line((0, 8, width, 8), fill=_LINE, width=16)
    left, top = (width - _BOX * _SCALE) / 2, (height - _BOX * _SCALE) / 2 - 20
    if shape == "site":
        for at, each in enumerate(SHAPES[:3]):
            _mark(pen, each, colour, (left + (at - 1) * _BOX * _SCALE * 0.9 + 160, top + 160), 18)
    else:
        _mark(pen, shape, colour, (left, top), _SCALE)
        _letters(pen, letters, (width / 2, height / 2 - 20), filled=shape != "plain", colour=colour)
    small = whole.resize(SIZE, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    small.quantize(64, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _mark(pen: ImageDraw.ImageDraw, shape: str, colour: str, corner: Point, scale: float) -> None:
    """A shape as `theme/templates/components/marks.html` draws it."""

    def at(x: float, y: float) -> Point:
        return corner[0] + x * scale, corner[1] + y * scale

    width = round(_STROKE * scale)
    outline = Mark(shape, None).outline
    if shape == "disc":
        pen.ellipse((*at(0.5, 0.5), *at(23.5, 23.5)), fill=colour)
    elif shape == "square":
        pen.rounded_rectangle((*at(1.5, 1.5), *at(22.5, 22.5)), 4 * scale, fill=colour)
    elif shape == "diamond":
        pen.polygon([at(12, 0), at(24, 12), at(12, 24), at(0, 12)], fill=colour)
    elif outline:
        pen.polygon([at(*point) for point in corners(outline)], fill=colour)
    elif shape == "plain":
        pen.rounded_rectangle((*at(1, 5), *at(23, 19)), 7 * scale, outline=colour, width=width)
    else:
        ring = _CINNABAR if shape == "bar" else _INK
        pen.ellipse((*at(1.5, 1.5), *at(22.5, 22.5)), outline=ring, width=width)
        if shape == "bar":
            pen.line((*at(6.5, 12), *at(17.5, 12)), fill=ring, width=width)
        elif shape == "lock":
            pen.rectangle((*at(8, 11.5), *at(16, 16.5)), outline=ring, width=width)
            pen.arc((*at(9.5, 7), *at(14.5, 12)), 180, 360, fill=ring, width=width)
            for side in (9.5 + _STROKE / 2, 14.5 - _STROKE / 2):
                pen.line((*at(side, 9.5), *at(side, 11.5)), fill=ring, width=width)


def _letters(
    pen: ImageDraw.ImageDraw, letters: str, middle: Point, *, filled: bool, colour: str
) -> None:
    if letters:
        font = ImageFont.load_default(13 * _SCALE * (1 if len(letters) == 1 else 0.62))
        fill = _PAPER if filled else colour
        pen.text(middle, letters, fill=fill, font=font, anchor="mm", stroke_width=6)


def corners(outline: str) -> list[Point]:
    """The corners of a path of straight lines (SVG's commands M, L, H, V and the small ones)."""
    found: list[Point] = []
    x = y = 0.0
    for step, given in _STEP.findall(outline):
        numbers = [float(number) for number in _NUMBER.findall(given)]
        if step == "z":
            break
        across = step in "Hh"
        pairs = (
            [(number, 0.0) if across else (0.0, number) for number in numbers]
            if step in "HhVv"
            else list(zip(numbers[::2], numbers[1::2], strict=True))
        )
        for right, down in pairs:
            if step.islower():
                x, y = x + right, y + down
            else:
                x = right if step != "V" else x
                y = down if step != "H" else y
            found.append((x, y))
    return found
