"""Blocks → Markdown that is read back as the same characters, whatever they are.

What an official wrote must not become markup by chance (`2026. `, `*`, `[1]`, `<b>`), and nothing
may be lost on the way: the text is rendered again, and what differs is told.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.documents.imports.blocks import (
    Block,
    Paragraph,
    Script,
    Span,
    Table,
    visible_characters,
)
from generator.documents.levels import level_mark
from generator.documents.official_text import DELIMITER
from generator.documents.rendering import render_markdown

_LONGEST_HEADING: Final = 60
_REFERENCE: Final = re.compile(r"&(?=[#\w])")
_NOTE: Final = re.compile(r"\[(?=\^)")
_LINK: Final = re.compile(r"\](?=[ ]?[(\[:]|$)")
"""A closing bracket behind which the address of a link may stand."""
_ITEM: Final = re.compile(r"^(\d{1,9})\.(?=\s|$)")
_CLOSING: Final = re.compile(r"#+$")
_BULLET: Final = re.compile(r"^[-+](?=\s|$)")
_RULE: Final = re.compile(r"^(?:[-=][ ]?){2,}$")
_LEAD_IN: Final = re.compile(r"[。：:.．]$")
_MAX_COMPARED: Final = 4_000_000
"""Pairs of characters up to which every difference is looked for."""
_SHOWN: Final = 40
_BLANKS: Final = " \u00a0\u3000"


@dataclass(frozen=True, slots=True)
class Written:
    """Markdown, how many characters people see of it, and the places where it says something else
    than the blocks: (expected, found), nothing where all is well.
    """

    markdown: str
    characters: int
    differences: tuple[tuple[str, str], ...]


def write_markdown(blocks: Sequence[Block], notes: Sequence[Sequence[Paragraph]]) -> Written:
    """The text of a document below its front matter."""
    called: set[int] = set()
    parts = [part for block in blocks for part in _block(block, notes, called)]
    for number in sorted(called):
        words = " ".join(_inline(paragraph.spans) for paragraph in notes[number - 1])
        parts.append(f"[^{number}]: {words or '…'}")
    markdown = "\n\n".join(parts) + "\n" if parts else ""
    found = "".join(render_markdown(markdown).text.split())
    expected = "".join("".join(_expected(blocks, notes, called)).split())
    counted = visible_characters(found) - sum(
        2 * len(f"[{number}]") for number in called
    )  # its number stands where it is called and where it is written
    return Written(markdown, counted, tuple(_differences(expected, found)))


def _differences(expected: str, found: str) -> Iterator[tuple[str, str]]:
    if expected == found:
        return
    pairs = enumerate(zip(expected, found, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(expected), len(found)))
    expected, found = expected[max(0, same - 10) :], found[max(0, same - 10) :]
    if len(expected) * len(found) > _MAX_COMPARED:
        yield expected[:_SHOWN], found[:_SHOWN]
        return
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield expected[max(0, a - 6) : b], found[max(0, c - 6) : d]


def _expected(
    blocks: Iterable[Block], notes: Sequence[Sequence[Paragraph]], called: set[int]
) -> Iterator[str]:
    """The characters that the page has to show, in its order."""
    for block in blocks:
        yield from _expected_of(block, notes, called)
    for number in sorted(called):
        yield f"[{number}]" + ("".join(p.text for p in notes[number - 1]) or "…")


def _expected_of(
    block: Block, notes: Sequence[Sequence[Paragraph]], called: set[int]
) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.number
        for span in block.spans:
            yield f"[{span.note}]" if span.note in called else span.text
    else:
        for row in block.rows:
            for cell in row:
                for each in cell.blocks:
                    yield from _in_cell(each)
        yield from (_note_below(n, notes) for n in _notes_in(block))


def _block(block: Block, notes: Sequence[Sequence[Paragraph]], called: set[int]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        called.update(span.note for span in block.spans if 0 < span.note <= len(notes))
        if block.text or any(span.note for span in block.spans):
            yield _paragraph(block)
        return
    yield "\n".join(_table(block))
    # Notes are not read inside a table: they stand below it.
    yield from (_escaped_lines(_note_below(n, notes)) for n in _notes_in(block))


def _paragraph(paragraph: Paragraph) -> str:
    spans = _trimmed(paragraph.spans)
    text = paragraph.text
    is_heading = paragraph.level and len(text) <= _LONGEST_HEADING and not text.endswith("。")
    if is_heading and text.strip("#"):
        words = _inline((Span(paragraph.number), *spans)).replace("\n", " ")
        words = _CLOSING.sub(lambda found: "\\#" * len(found[0]), words.strip())
        return f"{'#' * (paragraph.level + 1)} {words}"
    lead = spans[0] if spans else Span("")
    runs_in = (
        len(spans) > 1
        and lead.font != spans[1].font
        and len(lead.text) <= _LONGEST_HEADING
        and _LEAD_IN.search(lead.text)
        and level_mark(f"{paragraph.number}{lead.text}".strip())
    )
    if runs_in:
        # A heading that its paragraph goes on behind: 楷体, then 仿宋.
        words = _inline((Span(paragraph.number + lead.text),)).strip()
        return f"**{words}**{_inline(spans[1:])}"
    return _escaped_starts(_inline((Span(paragraph.number), *spans)))


def _trimmed(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans without white space at both ends: indentation is no text."""
    result = list(spans)
    while result and not result[0].note and not result[0].text.strip():
        result.pop(0)
    while result and not result[-1].note and not result[-1].text.strip():
        result.pop()
    if result:
        result[0] = replace(result[0], text=result[0].text.lstrip())
        result[-1] = replace(result[-1], text=result[-1].text.rstrip())
    return tuple(result)


def _inline(spans: Iterable[Span]) -> str:
    """Spans as Markdown; a line that is broken goes on below."""
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    if span.note:
        return f"[^{span.note}]"
    text = "  \n".join(_escaped(line) for line in _tabs(span.text).split("\n"))
    if span.script is not Script.LINE and text.strip():
        return f"<{span.script}>{text.strip()}</{span.script}>"
    if span.address and text.strip() and not set(span.address) & set("() <>\n"):
        return f"[{text.strip()}]({span.address})"
    return text


def _tabs(text: str) -> str:
    """The text with one wide blank for each tab and what blanks stand around it."""
    first, *others = text.split("\t")
    for part in others:
        first = f"{first.rstrip(_BLANKS)}　{part.lstrip(_BLANKS)}"
    return first


def _escaped(text: str) -> str:
    """A piece of a line in which no sign means anything to Markdown."""
    text = text.replace("\\", "\\\\")
    text = re.sub(r"([`*_])", r"\\\1", text)
    text = _REFERENCE.sub("&amp;", text).replace("<", "&lt;")
    return _LINK.sub("&#93;", _NOTE.sub("&#91;", text))


def _escaped_lines(text: str) -> str:
    return _escaped_starts("  \n".join(_escaped(line) for line in text.split("\n")))


def _escaped_starts(text: str) -> str:
    """The same for what means something at the beginning of a line only."""
    return "\n".join(_escaped_start(line) for line in text.split("\n"))


def _escaped_start(line: str) -> str:
    line = line.lstrip(" \u00a0\u3000")
    if line.startswith("=") and _RULE.match(line.rstrip()):
        return "&#61;" + line[1:]
    if _RULE.match(line.rstrip()) or _BULLET.match(line) or line.startswith("#"):
        return "\\" + line
    if DELIMITER.fullmatch(line):
        return line.replace("|", "&#124;").replace("｜", "&#65372;")
    if line.startswith(">"):
        return "&gt;" + line[1:]
    if line.startswith("~~~"):
        return "&#126;" + line[1:]
    return _ITEM.sub(r"\1\\.", line)


def _table(table: Table) -> Iterator[str]:
    """A table as HTML, which alone can say what covers what; no line of it is blank."""
    yield "<table>"
    for order, row in enumerate(table.rows):
        heads = order == 0 and len(table.rows) > 1 and all(_words(cell.blocks) for cell in row)
        yield "<tr>"
        for cell in row:
            tag = "th" if cell.heading or heads else "td"
            spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            yield f"<{tag}{spans}>{_cell(cell.blocks)}</{tag}>"
        yield "</tr>"
    yield "</table>"


def _cell(blocks: Sequence[Block]) -> str:
    parts = []
    for block in blocks:
        if isinstance(block, Table):
            parts.append("".join(_table(block)))
        else:
            parts.append("".join(map(_html_span, (Span(block.number), *_trimmed(block.spans)))))
    return "<br>".join(part for part in parts if part)


def _html_span(span: Span) -> str:
    if span.note:
        return f"（注{span.note}）"
    text = html.escape(_tabs(span.text), quote=False).replace("\n", "<br>")
    if span.script is not Script.LINE and text:
        return f"<{span.script}>{text}</{span.script}>"
    if span.address and text.strip():
        return f'<a href="{html.escape(span.address)}">{text}</a>'
    return text


def _in_cell(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.number
        yield from (f"（注{s.note}）" if s.note else s.text for s in block.spans)
        return
    for row in block.rows:
        for cell in row:
            for each in cell.blocks:
                yield from _in_cell(each)


def _notes_in(table: Table) -> list[int]:
    result = []
    for row in table.rows:
        for cell in row:
            for block in cell.blocks:
                if isinstance(block, Paragraph):
                    result += [span.note for span in block.spans if span.note]
                else:
                    result += _notes_in(block)
    return result


def _note_below(number: int, notes: Sequence[Sequence[Paragraph]]) -> str:
    words = "".join(p.text for p in notes[number - 1]) if number <= len(notes) else ""
    return f"注{number}：{words or '…'}"


def _words(blocks: Sequence[Block]) -> bool:
    return any(isinstance(block, Table) or block.words for block in blocks)
