"""The files of the theme: no word outside the catalogue, no colour outside the tokens."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest
from jinja2 import Environment

from generator.exports.schema import columns
from generator.model.tables import TABLES
from generator.pages.shared.assets import scripts
from generator.pages.shared.chunks import NEARBY, SEARCHING
from generator.pages.shared.site import OWN_STYLESHEETS, STYLESHEETS
from tests.theme.samples import SAMPLES, THEME

TEMPLATES = sorted((THEME / "templates").rglob("*.html"))
STYLES = THEME / "static" / "css"
CHINESE = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
BODY_CLASS = re.compile(r"{% block kind %}\w+{% endblock %}")
CODES = {"SHA", "CGCS"} | {column.name for row in TABLES for column in columns(row)}
"""What stands between tags and is no word: names of algorithms, references, columns."""
NO_PROSE = re.compile(
    r"<style>.*?</style>|<code\b[^>]*>.*?</code>|<[^>]*>|[\w-]+=\"|\w+\.txt", re.DOTALL
)
"""Styles, commands, tags, attributes of a tag written in parts, names of files."""
NAMED_FILE = re.compile(r"(?:from |import\(|import |URL\()\"(\.[^\"]+)\"")
"""What a script imports, or takes from where it stands itself."""
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')


def markup(template: Path) -> str:
    """A template's own text: everything outside `{{ }}`, `{% %}` and `{# #}`."""
    return prose(BODY_CLASS.sub("", template.read_text("utf-8")))


def prose(source: str) -> str:
    """What of a template's source is neither an expression nor a statement nor a comment."""
    return "".join(value for _, kind, value in Environment().lex(source) if kind == "data")


def name_of(template: Path) -> str:
    """`components/marks.html`."""
    return template.relative_to(THEME / "templates").as_posix()


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_no_prose_outside_the_catalogue(template: Path) -> None:
    """Between tags and in spoken attributes there is nothing to translate."""
    text = markup(template)
    assert not CHINESE.search(template.read_text("utf-8"))
    spoken = SPOKEN_ATTRIBUTE.findall(text)
    between = NO_PROSE.sub(" ", text)
    words = set(WORD.findall(" ".join((between, *spoken))))
    assert words <= CODES


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_templates_hold_no_preformatted_text(template: Path) -> None:
    """Indentation is dropped when templates are compiled, so none may depend on it."""
    assert not re.search(r"<(pre|textarea)\b", template.read_text("utf-8"))


def test_every_page_template_has_a_sample() -> None:
    """What is not drawn here is not checked."""
    pages = {path.name for path in (THEME / "templates").glob("*.html")} - {"base.html"}
    assert {template for template, _ in SAMPLES.values()} == pages


def test_the_cascade_names_every_stylesheet() -> None:
    """A stylesheet that is not in the order of the cascade is not served."""
    assert sorted((*STYLESHEETS, *OWN_STYLESHEETS)) == sorted(
        path.name for path in STYLES.glob("*.css")
    )


@pytest.mark.parametrize(
    "name", sorted({*STYLESHEETS, *OWN_STYLESHEETS} - {"tokens.css", "modes.css", "print.css"})
)
def test_colours_are_tokens(name: str) -> None:
    """Light, dark, high contrast and an operator's main colour reach every component."""
    text = (STYLES / name).read_text("utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_colours_have_contrast(scheme: int) -> None:
    """Every colour of text reaches 4.5:1 on every colour it stands on."""
    text = (STYLES / "tokens.css").read_text("utf-8")
    blocks = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in text.split("dark)")]
    tokens = blocks[scheme]
    for ink in ("ink", "ink-2", "indigo", "cinnabar"):
        for paper in ("paper", "paper-2", f"{ink}-wash"):
            if paper in tokens:
                assert contrast(tokens[ink], tokens[paper]) >= 4.5, (ink, paper)


def test_what_scripts_name_is_served_where_they_say() -> None:
    """Every import, thread and stylesheet of a script, by its path from that script."""
    folder, assets = scripts(THEME)
    served = {asset.path.removeprefix(folder): asset.content.decode() for asset in assets}
    named = [
        (name, posixpath.normpath(path))
        for name, content in served.items()
        for path in NAMED_FILE.findall(content)
        if path.endswith((".js", ".css"))
    ]
    assert len(named) > 30
    assert [(name, other) for name, other in named if other not in served] == []
    assert {*SEARCHING, *NEARBY} <= set(served)


def test_scripts_lie_in_rooms_of_a_few() -> None:
    """Nobody looks for a script among more than sixteen; only `package.json` is in no room."""
    modules = THEME / "static" / "js"
    folders = [path.relative_to(modules).parent.as_posix() for path in modules.rglob("*.js")]
    assert "." not in folders
    assert max(folders.count(folder) for folder in folders) <= 16
