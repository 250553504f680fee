"""Every word of the desk stands in its catalogue, and no word beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from generator.desk.screens.screen import PAGES
from generator.desk.screens.steps import State
from generator.desk.writing.paragraphs import As
from tests.theme.samples import THEME
from tests.theme.test_files import CHINESE, NO_PROSE, SPOKEN_ATTRIBUTE, WORD, prose

TEMPLATES = sorted(PAGES.glob("*.html"))
CONTEXTS = re.compile(r'\|word\("(\w+)"\)')
MADE = {
    "Waiting": {state.value for state in State},
    "Paragraph": {kind.value for kind in As if kind is not As.OTHER},
    "Kind": {"document", "list", "notice"},
}
"""Words whose contexts are filled by the code."""


def catalogue(language: str) -> dict[tuple[str, str], str]:
    """(context, message) → translation."""
    path = THEME / "locale" / language / "LC_MESSAGES" / "desk.po"
    with path.open("rb") as source:
        return {
            (each.context or "", str(each.id)): str(each.string)
            for each in read_po(source)
            if each.id
        }


def messages() -> set[str]:
    """What the templates say."""
    found: set[str] = set()
    for path in TEMPLATES:
        with path.open("rb") as source:
            options = {"extensions": "jinja2.ext.i18n"}
            for _, message, _, _ in extract("jinja2", source, {"_": None}, options=options):
                found.add(str(message))
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_catalogue_has_every_message_and_no_other(language: str) -> None:
    """What is said is translated; what is not said any more is gone."""
    known = {message for context, message in catalogue(language) if not context}
    assert messages() == known
    assert all(catalogue(language).values())


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_words_of_the_code_are_known(language: str) -> None:
    """States, kinds and levels have a name."""
    known = catalogue(language)
    wanted = {(context, word) for context, words in MADE.items() for word in words}
    assert wanted - known.keys() == set()
    used = {name for path in TEMPLATES for name in CONTEXTS.findall(path.read_text("utf-8"))}
    assert used == {context for context, _ in known if context}


def test_translations_keep_their_placeholders() -> None:
    """A translation that loses a value would lose a fact."""
    value = re.compile(r"%\(\w+\)s")
    for (_, message), said in catalogue("zh_CN").items():
        assert sorted(value.findall(message)) == sorted(value.findall(said)), message


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_prose_outside_the_catalogue(template: Path) -> None:
    """Between tags and in spoken attributes there is nothing to translate but examples."""
    source = template.read_text("utf-8")
    text = prose(re.sub(r"{% block command %}.*?{% endblock %}", "", source))
    spoken = SPOKEN_ATTRIBUTE.findall(text)
    words = set(WORD.findall(" ".join((NO_PROSE.sub(" ", text), *spoken))))
    assert words == set()
    assert not CHINESE.search(re.sub(r'placeholder="[^"]*"|--kind 解读', "", source))
