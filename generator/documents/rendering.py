"""Markdown → HTML that is safe to publish → plain text.

What officials write may have been pasted from anywhere, and exports come from other agencies: only
the elements listed here get through, and the caller learns what did not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final

import markdown
import nh3
from markdown.extensions import Extension

from generator.documents.anchors import with_anchors
from generator.documents.footnotes import Footnotes
from generator.documents.official_text import as_markdown

ADDRESS_OF: Final = "address of "
"""How the name of a refused address begins, before the element that has it."""
_INLINE: Final = frozenset(
    {"code", "strong", "em", "b", "i", "del", "ins", "sup", "sub", "a", "img"},
)
_BLOCKS: Final = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd"}
    | {"blockquote", "pre", "table", "caption", "thead", "tbody", "tr", "th", "td", "div"}
)
TAGS: Final = _INLINE | _BLOCKS
_ALIGNMENTS: Final = {"align-left", "align-center", "align-right"}
_ATTRIBUTES: Final = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "div": {"id"},
    "sup": {"id"},
}
_CLASSES: Final = {
    "td": _ALIGNMENTS,
    "th": _ALIGNMENTS,
    "div": {"footnotes"},
    "a": {"footnote-ref"},
}
_SPAN: Final = re.compile(r"[1-9]\d?", re.ASCII)
_NOTE_ID: Final = re.compile(r"fn(?:ref\d*)?-[\w-]+")
_EXTERNAL: Final = "noopener external"

_CJK: Final = r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]"
_LINE_BREAK_IN_CHINESE: Final = re.compile(rf"(?<={_CJK})\n(?={_CJK})")
_PROGRAM_TEXT: Final = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_CELL_ALIGNMENT: Final = re.compile(r'<(t[dh]) style="text-align: (left|center|right);">')
_INTERNAL_LINK: Final = re.compile(rf'(<a href="(?!https?:)[^"]*") rel="{_EXTERNAL}">')
_LINK_TO_NOTHING: Final = re.compile(rf'<a rel="{_EXTERNAL}">')
_EMPTY_HEADING: Final = re.compile(r'<th scope="col"(?: class="[^"]*")?>\s*</th>')
_IMAGE_OF_NOTHING: Final = re.compile(r'<img(?: alt="[^"]*")?>')
_HEADING: Final = re.compile(r"<(/?)h([1-6])>")
_TOP_HEADING, _LAST_HEADING = 2, 6


@dataclass(frozen=True, slots=True)
class Rendered:
    """Sanitised HTML, the same as plain text, and the names of what was taken out."""

    html: str
    text: str
    removed: tuple[str, ...]


@lru_cache(maxsize=1 << 8)
def render_markdown(source: str) -> Rendered:
    """The HTML of a Markdown text: headings from h2 down, no script, style or foreign image.

    Kept, since a receipt that builds and the desk read the same texts again.
    """
    raw = _converted(as_markdown(source))
    raw = raw.replace(' class="footnote-ref"', "")
    raw = _CELL_ALIGNMENT.sub(r'<\1 class="align-\2">', raw)
    # A browser shows a line break as a space, and Chinese has none between words.
    raw = "".join(
        part if part.startswith("<pre") else _LINE_BREAK_IN_CHINESE.sub("", part)
        for part in _PROGRAM_TEXT.split(raw)
    )
    inventory = _Inventory()
    inventory.feed(raw)
    inventory.close()
    clean = with_anchors(_shift_headings(_sanitise(raw)))
    return Rendered(clean, plain_text(clean), tuple(sorted(inventory.refused)))


def _converted(source: str) -> str:
    """The library's HTML; one converter for each text, since notes are kept in it."""
    extensions: list[str | Extension] = ["tables", "sane_lists", "fenced_code", Footnotes()]
    return markdown.Markdown(extensions=extensions, output_format="html").convert(source)


def plain_text(html: str) -> str:
    """The words of sanitised HTML, one block a line."""
    collector = _Text()
    collector.feed(html)
    collector.close()
    lines = (" ".join(line.split()) for line in "".join(collector.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _sanitise(raw: str) -> str:
    clean = nh3.clean(
        raw,
        tags=set(TAGS),
        clean_content_tags={"script", "style", "iframe", "object", "template", "noscript"},
        attributes={"*": set(), **{tag: set(names) for tag, names in _ATTRIBUTES.items()}},
        attribute_filter=_keep_value,
        allowed_classes={tag: set(names) for tag, names in _CLASSES.items()},
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes={"http", "https"},
        link_rel=_EXTERNAL,
    )
    clean = _INTERNAL_LINK.sub(r"\1>", clean)
    # A heading that says nothing is no heading: the empty corner of a table.
    clean = _EMPTY_HEADING.sub("<td></td>", clean)
    return _IMAGE_OF_NOTHING.sub("", _LINK_TO_NOTHING.sub("<a>", clean))


def _keep_value(tag: str, attribute: str, value: str) -> str | None:
    """Values as they are, but no address that only looks as if it stayed on this site, no name of
    a place that is none of a note, and no cell larger than a table.
    """
    return value if _allowed_value(tag, attribute, value) else None


def _allowed_value(tag: str, attribute: str, value: str) -> bool:
    if attribute in ("href", "src"):
        return _allowed_address(tag, value)
    if attribute in ("colspan", "rowspan"):
        return bool(_SPAN.fullmatch(value))
    return attribute != "id" or bool(_NOTE_ID.fullmatch(value))


def _allowed_address(tag: str, value: str) -> bool:
    # Browsers drop control characters and read a backslash as a slash before they resolve.
    address = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/").lower()
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
    if tag == "img":
        return bool(address) and scheme is None and address[0] != "/" and ".." not in address
    if scheme:
        return scheme[0] in ("http:", "https:")
    return not address.startswith("//")


def _shift_headings(html: str) -> str:
    """The same headings from h2 down, no level left out: the page's title is its only h1."""
    used = sorted({int(level) for _, level in _HEADING.findall(html)})
    levels = {level: min(number, _LAST_HEADING) for number, level in enumerate(used, _TOP_HEADING)}

    def moved(found: re.Match[str]) -> str:
        return f"<{found[1]}h{levels[int(found[2])]}>"

    return _HEADING.sub(moved, html)


class _Inventory(HTMLParser):
    """Names every element, attribute and address that the sanitiser will not let through."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.refused: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.refused.add(f"<{tag}>")
            return
        for name, value in attrs:
            if name == "class" and value in _CLASSES.get(tag, set()):
                continue
            if name not in _ATTRIBUTES.get(tag, set()):
                self.refused.add(f"{name}=")
            elif not _allowed_value(tag, name, value or ""):
                address = name in ("href", "src")
                self.refused.add(f"{ADDRESS_OF}{tag}" if address else f"{name}=")


class _Text(HTMLParser):
    """Collects text, with a line break at each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
