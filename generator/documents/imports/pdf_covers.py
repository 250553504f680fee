"""Text of a PDF that nobody sees: drawn without ink, or with an area painted over it.

pdfplumber gives characters and areas, not the order in which they are painted nor the mode of
writing; PDFium, which it brings, gives both.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the top left of the page."""

_UNSEEN_MODES: Final = (3, 7)
"""Text rendering modes without fill and stroke (ISO 32000-1, table 106)."""
_OPAQUE: Final = 230
_CLEAR: Final = 25
_SAME: Final = 0x18
_MAX_SEGMENTS: Final = 8
"""A rectangle has five points; an area of many is a drawing, such as a seal."""
_MAX_OBJECTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Covers:
    """Where text of a page is unseen, and where a picture lies over some."""

    unseen: tuple[Box, ...] = ()
    seen: tuple[Box, ...] = ()
    under_pictures: int = 0


@dataclass(frozen=True, slots=True)
class _Painted:
    kind: int
    box: Box
    color: tuple[int, int, int, int] | None
    mode: int = 0


def covers_of(content: bytes) -> list[Covers]:
    """What of each page's text is unseen; empty where PDFium cannot read the file."""
    try:
        document = PdfDocument(content)
    except PdfiumError:
        return []
    try:
        return [_covers(document[number]) for number in range(len(document))]
    finally:
        document.close()


def _covers(page: Any) -> Covers:
    painted = list(_painted(page))
    unseen: list[Box] = []
    seen: list[Box] = []
    pictures = 0
    for at, one in enumerate(painted):
        if one.kind != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        middle = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
        over = [each for each in painted[at + 1 :] if _holds(each.box, middle)]
        below = [each for each in painted[:at] if _holds(each.box, middle) and _is_area(each)]
        ground = below[-1].color if below else (255, 255, 255, 255)
        hidden = one.mode in _UNSEEN_MODES or any(map(_is_area, over))
        hidden = hidden or (one.color is not None and _is_lost(one.color, ground))
        (unseen if hidden else seen).append(one.box)
        pictures += not hidden and any(each.kind == pdfium.FPDF_PAGEOBJ_IMAGE for each in over)
    return Covers(tuple(unseen), tuple(seen), pictures)


def _painted(page: Any) -> Iterator[_Painted]:
    height = page.get_height()
    for number, each in enumerate(page.get_objects(max_depth=1)):
        if number >= _MAX_OBJECTS:
            return
        try:
            left, bottom, right, top = each.get_bounds()
        except PdfiumError:
            continue
        box = (left, height - top, right, height - bottom)
        kind = each.type
        mode = pdfium.FPDFTextObj_GetTextRenderMode(each.raw) if _is_text(kind) else 0
        filled = kind != pdfium.FPDF_PAGEOBJ_PATH or _is_filled_rectangle(each.raw)
        yield _Painted(kind, box, _fill(each.raw) if filled else None, mode)


def _is_text(kind: int) -> bool:
    return bool(kind == pdfium.FPDF_PAGEOBJ_TEXT)


def _is_filled_rectangle(raw: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    drawn = pdfium.FPDFPath_GetDrawMode(raw, mode, stroke)
    few = pdfium.FPDFPath_CountSegments(raw) <= _MAX_SEGMENTS
    return bool(drawn and mode.value and few)


def _fill(raw: Any) -> tuple[int, int, int, int] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(raw, *parts):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _is_area(one: _Painted) -> bool:
    """Whether this paints over what is below it."""
    path = one.kind == pdfium.FPDF_PAGEOBJ_PATH
    return path and one.color is not None and one.color[3] >= _OPAQUE


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_lost(color: tuple[int, int, int, int], ground: tuple[int, int, int, int] | None) -> bool:
    if color[3] <= _CLEAR:
        return True
    behind = ground or (255, 255, 255, 255)
    return all(abs(a - b) <= _SAME for a, b in zip(color[:3], behind[:3], strict=True))
