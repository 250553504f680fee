"""An OFD file (GB/T 33190) → what people read in it.

ofdkit, an optional extra, finds the text where it stands. It prints what the file marks as
invisible too, so that is taken out of a copy before.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from generator.documents.imports.blocks import (
    Fate,
    ReadText,
    Remark,
    paragraphs_of,
    visible_characters,
)
from generator.documents.imports.printed_lines import Line, as_blocks, as_characters, without_edges
from generator.io.zip_errors import ZIP_ERRORS
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem

MAX_BYTES: Final = 100 << 20
MAX_PARTS: Final = 5_000
_AREA: Final = re.compile(rb"<(?:\w+:)?PathObject\b[^>]*\bFill=[\"'](?:true|1)")
_PARTS: Final = re.compile(r"#[0-9a-fA-F]{1,2}|\d+(?:\.\d+)?")
_LIGHT: Final = 0xE7
_MIN_SIZE_MM: Final = 0.9
_A_PAGE_MM: Final = 2_000
_POINTS_A_MM: Final = 72 / 25.4


def read_ofd(shown: str, content: bytes) -> ReadText:
    """What people read in an OFD file; DataError for a damaged one, or without ofdkit."""
    try:
        import ofdkit
    except ImportError:
        why = msg(
            "the package that reads OFD is missing: install gongshi[ofd], or export it as PDF"
        )
        raise _refusal(shown, why) from None
    unseen, areas, copy = _without_unseen(shown, content)
    try:
        with ofdkit.open(io.BytesIO(copy)) as document:
            boxes = [page.box for page in document.pages]
            lines = [line for page in document.pages for line in _lines(page.index, page.runs)]
            warnings = list(document.warnings)
    except (ofdkit.OFDError, *ZIP_ERRORS, LookupError, TypeError, ArithmeticError):
        # The package takes what it finds in the file.
        raise _refusal(shown, msg("is no OFD file that can be read")) from None
    if not lines:
        raise _refusal(shown, msg("holds no text that can be read"))
    kept, of_edges = without_edges(lines, [box[3] for box in boxes])
    result = ReadText(blocks=as_blocks(kept, [box[2] for box in boxes]))
    result.characters = sum(visible_characters(p.text) for p in paragraphs_of(result.blocks))
    result.unread = sum(visible_characters(line.text) for line in kept) - result.characters
    if areas:
        what = msg("painted areas, which may lie over the text: %(n)s", n=areas)
        result.remarks.append(Remark(Fate.CHECK, what))
    for count, what in (
        (unseen, msg("text that nobody sees")),
        (of_edges, msg("page numbers and what repeats on every page")),
    ):
        if count:
            result.remarks.append(Remark(Fate.LEFT_OUT, msg("%(what)s: %(n)s", what=what, n=count)))
    if warnings:
        what = msg("parts that the file names and does not hold: %(n)s", n=len(warnings))
        result.remarks.append(Remark(Fate.CHECK, what))
    what = msg("an OFD does not say which tables it has: compare them with the original")
    result.remarks.append(Remark(Fate.CHECK, what))
    return result


def _refusal(shown: str, why: Message) -> DataError:
    return DataError([Problem(shown, None, None, why)])


def _lines(page: int, runs: list[object]) -> list[Line]:
    """The runs of a page that stand at one height, as lines."""
    placed = sorted(
        ((run.y, run.x, run.text, run.size or 1.0, run.width) for run in runs if run.text.strip()),  # type: ignore[attr-defined]
    )
    seen: set[tuple[str, int, int]] = set()
    rows: list[list[tuple[float, float, str, float, float]]] = []
    for run in placed:
        key = (run[2], round(run[1] * 4), round(run[0] * 4))
        if key in seen:
            continue  # drawn twice, to look bold
        seen.add(key)
        if rows and abs(run[0] - rows[-1][0][0]) <= rows[-1][0][3] / 2:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_line(page, sorted(row, key=lambda run: run[1])) for row in rows]


def _line(page: int, row: list[tuple[float, float, str, float, float]]) -> Line:
    text, end = "", row[0][1]
    for _, x, words, size, width in row:
        gap = x - end
        text += ("　" if gap > size * 1.5 else " " if gap > size * 0.4 else "") if text else ""
        text += words
        end = x + width
    words, _ = as_characters(text.strip())
    size = row[0][3]
    scale = _POINTS_A_MM if size < 12 else 1
    return Line(words, row[0][1], end, row[0][0], size * scale if scale > 1 else size, page)


def _without_unseen(shown: str, content: bytes) -> tuple[int, int, bytes]:
    """How many characters are drawn so that nobody sees them, how many areas are painted, and the
    file without those characters.
    """
    count = areas = 0
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w") as copy:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS or sum(e.file_size for e in entries) > MAX_BYTES:
                raise _refusal(shown, msg("unpacks to more than %(mb)s MB", mb=MAX_BYTES >> 20))
            for entry in entries:
                part = archive.read(entry)
                if entry.filename.lower().endswith(".xml") and b"<!DOCTYPE" not in part[:4096]:
                    gone, part = _clean(part)
                    count += gone
                    areas += len(_AREA.findall(part))
                copy.writestr(entry.filename, part)
    except ZIP_ERRORS:
        raise _refusal(shown, msg("is damaged: open it and save it again")) from None
    return count, areas, made.getvalue()


def _clean(part: bytes) -> tuple[int, bytes]:
    try:
        root = fromstring(part)
    except (ParseError, ValueError):
        return 0, part
    gone = _remove(root)
    return gone, tostring(root, encoding="utf-8", xml_declaration=True) if gone else part


def _remove(element: Element) -> int:
    gone = 0
    for child in list(element):
        if _is_unseen(child):
            gone += sum(
                visible_characters(each.text or "")
                for each in child.iter()
                if _local(each) == "TextCode"
            )
            element.remove(child)
        else:
            gone += _remove(child)
    return gone


def _is_unseen(element: Element) -> bool:
    if element.get("Visible", "").lower() in ("false", "0") or element.get("Alpha") == "0":
        return True
    if _local(element) != "TextObject":
        return False
    colors = [each for each in element if _local(each) == "FillColor"]
    white = any(_is_white(each.get("Value", "")) for each in colors)
    faint = any(each.get("Alpha") == "0" for each in colors)
    unfilled = element.get("Fill", "").lower() == "false"
    tiny = 0 < _decimal(element.get("Size", "")) < _MIN_SIZE_MM
    away = any(not -1 < _decimal(n) < _A_PAGE_MM for n in element.get("Boundary", "").split()[:2])
    return (
        white or faint or tiny or away or (unfilled and element.get("Stroke", "").lower() != "true")
    )


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_white(value: str) -> bool:
    parts = [int(p[1:], 16) if p[:1] == "#" else _decimal(p) for p in _PARTS.findall(value)]
    return bool(parts) and len(parts) in (1, 3) and min(parts) >= _LIGHT


def _decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0
