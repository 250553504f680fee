"""The words of what commands print: Chinese where the machine speaks Chinese, English elsewhere."""

from __future__ import annotations

import os
from functools import cache

from babel.support import Translations

from generator.portal import resources
from generator.render.translations import load_catalogue


@cache
def words() -> Translations:
    """The catalogue of the language in LC_ALL, LC_MESSAGES or LANG, the first that is set."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next(filter(None, named), "")
    return load_catalogue(resources.THEME / "locale", "zh-CN" if spoken.startswith("zh") else "en")


def text(message: str) -> str:
    """A message in that language."""
    return str(words().gettext(message))


def term(context: str, word: str) -> str:
    """A word of the interface in that language."""
    return str(words().pgettext(context, word))
