"""The language of what commands print: Chinese or English.

It is the one that `--language` names, else the one of the machine, else that of the portal that a
command works on. English stands in the code; Chinese in `commands.po`, and the words that pages use
too in `messages.po`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from generator.model.messages import CONTEXT_END, Message, msg, word
from generator.model.problems import Problem, Severity

if TYPE_CHECKING:
    from babel.support import Translations

CHINESE, ENGLISH = LANGUAGES = ("zh-CN", "en")

_chosen: list[str] = []
"""The language that was asked for, or that of the portal where the machine names none."""


def choose(language: str | None) -> None:
    """Speak this language from now on; with None, that of the machine."""
    _chosen[:] = [language] if language else []
    _of_the_machine.cache_clear()


def asked_for(arguments: Sequence[str]) -> str | None:
    """What `--language` says, wherever it stands: help is written before arguments are read."""
    for at, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--language":
            return value if equals else next(iter(arguments[at + 1 :]), None)
    return None


def names_no_language() -> bool:
    """Whether neither the command nor the machine says which language is wanted."""
    return not _chosen and _of_the_machine() is None


def language() -> str:
    """The language spoken now."""
    spoken = _chosen[0] if _chosen else _of_the_machine()
    return CHINESE if spoken == CHINESE else ENGLISH


@cache
def _of_the_machine() -> str | None:
    """By LC_ALL, LC_MESSAGES or LANG, the first that is set; None where that is no language."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next(filter(None, named), "").partition(".")[0]
    if spoken in ("", "C", "POSIX"):
        return None
    return CHINESE if spoken.startswith("zh") else ENGLISH


@cache
def _catalogue(language: str, domain: str) -> Translations:
    from generator.portal import resources
    from generator.render.translations import load_catalogue

    return load_catalogue(resources.THEME / "locale", language, domain)


@lru_cache(maxsize=4096)
def _in_chinese(template: str) -> str:
    """The template in Chinese; as it is where no catalogue has it."""
    found = str(_catalogue(CHINESE, "commands").gettext(template))
    if found == template and CONTEXT_END in template:
        found = str(_catalogue(CHINESE, "messages").gettext(template))
    return found


def translate(message: str) -> str:
    """A message in the language spoken; what is none as it is."""
    if language() == ENGLISH or not isinstance(message, Message):
        return str(message)
    return message.translated(_in_chinese)


def text(message: str) -> str:
    """A sentence without values, or a template, in that language."""
    return message if language() == ENGLISH else _in_chinese(message)


def term(context: str, name: str) -> str:
    """A word of the interface in that language."""
    return str(_catalogue(language(), "messages").pgettext(context, name))


SEVERITIES = {
    Severity.ERROR: msg("error"),
    Severity.WARNING: msg("warning"),
    Severity.REPAIRED: msg("repaired"),
}


def say_problem(problem: Problem) -> str:
    """Where something is wrong and why, in that language."""
    if language() == ENGLISH:
        return str(problem)
    title = _title(PurePath(problem.file).stem, problem.field) if problem.field else None
    return translate((replace(problem, field=title) if title else problem).message)


def say_severity(severity: Severity) -> str:
    """What a problem of this kind is called in front of it, aligned."""
    said = translate(SEVERITIES[severity])
    return f"{said:>8}" if language() == ENGLISH else said


@lru_cache(maxsize=1024)
def _title(table: str, field: str) -> str | None:
    """The heading of a column of an export, where it is one."""
    from generator.exports.headings import table_named
    from generator.exports.schema import TYPES_BY_NAME, columns

    row_type = TYPES_BY_NAME.get(table) or table_named(table)
    types = [row_type] if row_type else TYPES_BY_NAME.values()
    named = {each.title for table in types for each in columns(table) if each.name == field}
    return next(iter(named)) if len(named) == 1 else None


def table_word(table: str) -> Message:
    """The name of a table, as readers of the site know it."""
    return word("Table", table)
