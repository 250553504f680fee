"""The glossary as other pages use it: a word of the interface and what the operator says it means.

The explanations stand in the page `glossary` of `content/pages`, a table of words and meanings, and
nowhere else. A word that the page lacks is simply not explained.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from generator.model.documents import Document

SLUG = "glossary"
TERMS = (
    "filing",
    "filing number",
    "graded supervision",
    "not rated",
    "grading scheme",
    "rectification",
    "double random",
    "penalty",
    "credit repair",
    "inclusive",
    "place",
    "home care point",
    "classes",
    "demonstration facility",
    "publicity period",
    "mutual help",
    "correction",
    "credit code",
    "signed release",
)
"""Keys that templates use → the word of the site's language, in the catalogue as "Glossary"."""

ROW = re.compile(r"<tr>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*</tr>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
BETWEEN = re.compile("[、,，/]")


def glossary(page: Document | None, word: Callable[[str], str]) -> dict[str, tuple[str, str]]:
    """Key → (word, meaning) of every term that the page explains; `word` is that of a key.

    A row that names several words ("更正、撤回") explains each of them.
    """
    meanings: dict[str, str] = {}
    for names, meaning in ROW.findall(page.body) if page else ():
        for name in (names, *BETWEEN.split(names)):
            meanings.setdefault(_plain(name).casefold(), _plain(meaning))
    return {
        key: (word(key), meanings[word(key).casefold()])
        for key in TERMS
        if word(key).casefold() in meanings
    }


def _plain(fragment: str) -> str:
    return html.unescape(TAG.sub("", fragment)).strip()
