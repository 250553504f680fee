"""Terms of the interface, explained by the page that an operator wrote."""

from __future__ import annotations

from generator.model.documents import Document, DocumentKind
from generator.pages.shared.glossary import glossary

WORDS = {"filing": "备案", "correction": "更正", "place": "托位", "penalty": "行政处罚"}


def page(*rows: tuple[str, str]) -> Document:
    """A glossary with these rows, as it is rendered."""
    cells = "".join(f"<tr>\n<td>{word}</td>\n<td>{meaning}</td>\n</tr>\n" for word, meaning in rows)
    body = f"<table><thead><tr><th>词</th><th>意思</th></tr></thead>{cells}</table>"
    return Document(
        slug="glossary", kind=DocumentKind.PAGE, title="术语", body=body, text="", source="x"
    )


def word(key: str) -> str:
    """The word of a key, in a catalogue that knows few."""
    return WORDS.get(key, key)


def test_words_are_found_with_their_meanings() -> None:
    """A row explains each word that it names; markup and entities become plain text."""
    found = glossary(
        page(("备案", "把情况报给<strong>卫健</strong>部门"), ("更正、撤回", "改动 &amp; 公告")),
        word,
    )
    assert found == {
        "filing": ("备案", "把情况报给卫健部门"),
        "correction": ("更正", "改动 & 公告"),
    }


def test_a_site_without_a_glossary_explains_nothing() -> None:
    """No page, or a page of prose, leaves every word as it is."""
    assert glossary(None, word) == {}
    assert glossary(page(), word) == {}
