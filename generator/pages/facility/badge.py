"""The badge of a facility: a small drawing of its present grade for other sites to show.

It stands alone: no script, no stylesheet, no font of ours. Colours are attributes, so that it is
readable where a site's policy forbids inline style; the style only turns it dark.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from generator.model.facts import FacilityFacts
from generator.model.vocabulary import SchemeKind
from generator.pages.facility.inputs import FacilityInputs
from generator.pages.shared import urls
from generator.pages.shared.concerns import against_on
from generator.pages.shared.frame import Frame
from generator.pages.shared.page import File, fingerprint
from generator.pages.shared.scheme_info import NEVER_ASSESSED
from generator.pages.shared.scope import Scope
from generator.pages.shared.views import OUTLINES, Mark

SHAPES = {
    "disc": '<circle cx="12" cy="12" r="11.5" class="m" fill="#1f4e79"/>',
    "square": '<rect x="1.5" y="1.5" width="21" height="21" rx="4" class="m" fill="#355f86"/>',
    "diamond": '<path d="M12 0l12 12-12 12L0 12z" class="m" fill="#4c7194"/>',
    **{
        shape: f'<path d="{outline}" class="m" fill="#1f4e79"/>'
        for shape, outline in OUTLINES.items()
    },
    "plain": '<rect x="1" y="5" width="22" height="14" rx="7" fill="none" class="s"'
    ' stroke="#1f4e79" stroke-width="1.75"/>',
    "bar": '<path d="M12 1.5a10.5 10.5 0 1 0 .01 0zM6.5 12h11" fill="none" class="a"'
    ' stroke="#a8321f" stroke-width="1.75"/>',
    "lock": '<path d="M12 1.5a10.5 10.5 0 1 0 .01 0zM8 11.5h8v5H8zM9.5 11.5v-2a2.5 2.5 0 0 1 5 0v2"'
    ' fill="none" class="q" stroke="#555b63" stroke-width="1.75"/>',
    "dashed": '<circle cx="12" cy="12" r="10.5" fill="none" class="q" stroke="#555b63"'
    ' stroke-width="1.75" stroke-dasharray="3.3 3.3"/>',
}
"""The grade marks of the site (theme/templates/components/marks.html), each with its colours."""

DARK = (
    "@media(prefers-color-scheme:dark){.p{fill:#14171a;stroke:#363c42}.i{fill:#eceae4}"
    ".j{fill:#a9b0b8}.m{fill:#8db9e3}.l{fill:#14171a}.s{stroke:#8db9e3}.a{stroke:#f0947f}"
    ".q{stroke:#a9b0b8}.w{fill:#f0947f}}"
)
SANS = (
    "PingFang SC,HarmonyOS Sans SC,Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,sans-serif"
)


def badge_file(inputs: FacilityInputs) -> File:
    """The badge of one facility."""
    key = fingerprint("badge", inputs.key)
    return File(urls.badge(inputs.identifier), key, partial(_write, inputs))


def _write(inputs: FacilityInputs, path: Path) -> None:
    drawn = badge(inputs, inputs.facts, inputs.state.agency, on=inputs.today)
    path.write_text(drawn, encoding="utf-8")


def badge(scope: Scope, facts: FacilityFacts, agency: str, *, on: date) -> str:
    """The drawing: the grade in the agency's leading scheme, or why there is none; and the worst
    that speaks against the facility on a day.
    """
    against = against_on(scope, facts, on=on)
    return drawing(scope, facts.name, *_state(scope, facts, agency), against=against)


def drawing(
    frame: Frame,
    name: str,
    mark: Mark | None,
    says: str,
    since: str | None,
    *,
    against: tuple[str, ...] = (),
) -> str:
    """A badge as SVG: the mark, what it says in words, whose it is, the first of what speaks
    against it, since when and from where.
    """
    invented = frame.text("Demonstration data") if frame.site.fictitious else None
    origin = " · ".join(filter(None, (since, frame.site.name, invented)))
    lines = [(says, 18, "i", "#1c1f23", 28), (name, 13, "i", "#1c1f23", 48)]
    if against:
        worst = against[0] + (f" +{len(against) - 1}" if len(against) > 1 else "")
        lines.append((worst, 13, "w", "#a8321f", 66))
    height = 98 if against else 80
    lines.append((origin, 11, "j", "#555b63", height - 15))
    left = 70 if mark else 14
    width = left + 14 + max(round(_width(text) * size) for text, size, *_ in lines)
    texts = "".join(
        f'<text x="{left}" y="{y}" font-size="{size}" class="{kind}" fill="{colour}">'
        f"{escape(text)}</text>"
        for text, size, kind, colour, y in lines
    )
    label = frame.joined((f"{name}: {says}", *against[:1]))
    drawn = f'<g transform="translate(13 18.5) scale(1.8)">{_drawn(mark)}</g>' if mark else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="{SANS}" role="img"'
        f" aria-label={quoteattr(label)}><style>{DARK}</style>"
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="6" class="p"'
        f' fill="#fcfbf8" stroke="#d9d5ca"/>{drawn}{texts}</svg>\n'
    )


def _state(scope: Scope, facts: FacilityFacts, agency: str) -> tuple[Mark | None, str, str | None]:
    """The mark, what it says, and since when."""
    if not facts.open and facts.status:
        return None, scope.word(facts.status), None
    leading = scope.leading.get(agency)
    grade = min(facts.grades, key=lambda g: (g.scheme_id != leading, g.scheme_id), default=None)
    if grade is None and leading is None:
        return None, scope.text("No grade"), None
    if grade is None:
        return NEVER_ASSESSED, scope.text("No grade published"), None
    info = scope.schemes[grade.scheme_id]
    mark = info.mark(grade.label)
    since = scope.text("Assessed on %(day)s") % {"day": grade.assessed.isoformat()}
    return mark, says_grade(scope, info.scheme.kind, mark), since


def says_grade(frame: Frame, kind: SchemeKind, mark: Mark) -> str:
    """A grade in words: 卫生 A 级."""
    return f"{frame.word(kind)} {_named(frame, mark)}"


def _is_letter(mark: Mark) -> bool:
    label = mark.label or ""
    return mark.shape not in ("bar", "lock") and 0 < len(label) < 4 and label.isascii()


def _named(frame: Frame, mark: Mark) -> str:
    words = frame.text("Grade %(label)s") if _is_letter(mark) else "%(label)s"
    return words % {"label": mark.label}


def _drawn(mark: Mark) -> str:
    if not _is_letter(mark) or mark.label is None:
        return SHAPES[mark.shape]
    fill = 'class="i" fill="#1c1f23"' if mark.shape == "plain" else 'class="l" fill="#fcfbf8"'
    size = 13.5 if len(mark.label) == 1 else 9.5
    return (
        f'{SHAPES[mark.shape]}<text x="12" y="16.6" text-anchor="middle" font-size="{size}"'
        f' font-weight="600" {fill}>{escape(mark.label)}</text>'
    )


def _width(text: str) -> float:
    """How wide a line is in ems, about: a Chinese character takes one, others little over half."""
    return sum(1.0 if ord(character) > 0x2E80 else 0.58 for character in text)
