"""The dictionary of the open data: tables, columns and words, from the one schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from babel.support import Translations

from generator.pages.shared.context import Context
from generator.rules.news import News
from generator.store.public.own_tables import stored_tables
from generator.store.public.schema import PublicTable, row_tables
from generator.store.public.views import VIEWS

_CONTEXTS: Mapping[type[StrEnum], str] = {News: "ChangeGroup"}
"""Vocabularies that the catalogue has under another name than their own."""


def vocabulary_context(vocabulary: type[StrEnum]) -> str:
    """The context in which the catalogue has the words of a vocabulary."""
    return _CONTEXTS.get(vocabulary, vocabulary.__name__)


def described_tables() -> tuple[PublicTable, ...]:
    """Every table and view of the public SQLite file."""
    return (*stored_tables(), *VIEWS)


def titles(context: Context) -> dict[str, tuple[str, str]]:
    """Chinese and English title of every table and view."""
    found = {table.name: (table.title, table.english) for table in described_tables()}
    for table in row_tables():
        chinese, english = (_term(words, "Table", table.name) for words in context.catalogues)
        found[table.name] = chinese, english
    return found


def table_rows(context: Context) -> Iterator[tuple[Any, ...]]:
    """The cells of the table `tables`."""
    named = titles(context)
    for table in described_tables():
        kind = "view" if table.is_view else "table"
        yield (table.name, kind, *named[table.name], table.about, table.select or None)


def column_rows(context: Context) -> Iterator[tuple[Any, ...]]:
    """The cells of the table `columns`."""
    for table in described_tables():
        for number, column in enumerate(table.columns, 1):
            yield (
                table.name,
                number,
                column.name,
                column.title,
                column.about,
                column.type or None,
                context.term("Unit", column.unit) if column.unit else None,
                int(column.required or column.name in table.key),
                column.references or None,
                column.vocabulary.__name__ if column.vocabulary else None,
            )


def vocabulary_rows(context: Context) -> Iterator[tuple[Any, ...]]:
    """The cells of the table `vocabulary`."""
    found = {
        column.vocabulary.__name__: column.vocabulary
        for table in described_tables()
        for column in table.columns
        if column.vocabulary
    }
    for name, vocabulary in sorted(found.items()):
        for number, word in enumerate(vocabulary, 1):
            chinese, english = (
                _term(words, vocabulary_context(vocabulary), word.value)
                for words in context.catalogues
            )
            yield name, number, word.value, chinese, english


def _term(words: Translations, key: str, text: str) -> str:
    return str(words.pgettext(key, text))
