"""Markdown → HTML that is safe to publish → plain text.

What officials write may have been pasted from anywhere, and exports come from other agencies: only
the elements listed here get through, and the caller learns what did not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

import markdown
import nh3

_INLINE: Final = frozenset(
    {"code", "strong", "em", "b", "i", "del", "ins", "sup", "sub", "a", "img"},
)
_BLOCKS: Final = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd"}
    | {"blockquote", "pre", "table", "caption", "thead", "tbody", "tr", "th", "td"}
)
TAGS: Final = _INLINE | _BLOCKS
_ALIGNMENTS: Final = {"align-left", "align-center", "align-right"}
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
_EXTERNAL: Final = "noopener external"

_CJK: Final = r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]"
_LINE_BREAK_IN_CHINESE: Final = re.compile(rf"(?<={_CJK})\n(?={_CJK})")
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


def render_markdown(source: str) -> Rendered:
    """The HTML of a Markdown text: headings from h2 down, no script, style or foreign image."""
    raw = markdown.markdown(source, extensions=["tables", "sane_lists"], output_format="html")
    raw = _CELL_ALIGNMENT.sub(r'<\1 class="align-\2">', raw)
    # A browser shows a line break as a space, and Chinese has none between words.
    raw = _LINE_BREAK_IN_CHINESE.sub("", raw)
    inventory = _Inventory()
    inventory.feed(raw)
    inventory.close()
    clean = _shift_headings(_sanitise(raw))
    return Rendered(clean, plain_text(clean), tuple(sorted(inventory.refused)))


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
        attribute_filter=_keep_address,
        allowed_classes={"td": set(_ALIGNMENTS), "th": set(_ALIGNMENTS)},
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes={"http", "https"},
        link_rel=_EXTERNAL,
    )
    clean = _INTERNAL_LINK.sub(r"\1>", clean)
    # A heading that says nothing is no heading: the empty corner of a table.
    clean = _EMPTY_HEADING.sub("<td></td>", clean)
    return _IMAGE_OF_NOTHING.sub("", _LINK_TO_NOTHING.sub("<a>", clean))


def _keep_address(tag: str, attribute: str, value: str) -> str | None:
    """Addresses as they are, except those that only look as if they stayed on this site."""
    if attribute not in ("href", "src"):
        return value
    return value if _allowed_address(tag, value) else None


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
    """The same headings with the highest one as h2: the page's title is its only h1."""
    levels = [int(level) for _, level in _HEADING.findall(html)]
    shift = _TOP_HEADING - min(levels, default=_TOP_HEADING)

    def moved(found: re.Match[str]) -> str:
        return f"<{found[1]}h{min(int(found[2]) + shift, _LAST_HEADING)}>"

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
            if name not in _ATTRIBUTES.get(tag, set()):
                aligned = name == "class" and tag in ("td", "th") and value in _ALIGNMENTS
                if not aligned:
                    self.refused.add(f"{name}=")
            elif name in ("href", "src") and not _allowed_address(tag, value or ""):
                self.refused.add(f"the address in <{tag}>")


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
