"""The lists of words beside an index, which operators edit or a build makes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from generator.search.query.labels import FILE as LABELS
from generator.search.query.labels import Label, read_labels
from generator.search.text.lookalikes import FILE as LOOKALIKES
from generator.search.text.lookalikes import Lookalikes, read_lookalikes
from generator.search.text.stopwords import STOPWORDS, TERMS, read_words
from generator.search.text.synonyms import FILE as SYNONYMS
from generator.search.text.synonyms import Synonyms, read_synonyms

EDITED = (SYNONYMS, LOOKALIKES, STOPWORDS, TERMS)
"""The lists that operators edit, by file."""


class WordLists(NamedTuple):
    """What a search knows of words. Without lookalikes what was mistyped is guessed by its sound
    alone; without labels no filter is offered; without stopwords and terms a text that finds
    nothing is only read with a space in it.
    """

    synonyms: Synonyms
    lookalikes: Lookalikes
    labels: tuple[Label, ...] = ()
    stopwords: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


def list_files(index_folder: Path) -> tuple[Path, ...]:
    """The files of all lists beside an index."""
    return tuple(index_folder.parent / name for name in (*EDITED, LABELS))


def read_lists(index_folder: Path) -> WordLists:
    """The lists beside an index; DataError for one with mistakes."""
    folder = index_folder.parent
    return WordLists(
        read_synonyms(folder / SYNONYMS),
        read_lookalikes(folder / LOOKALIKES),
        read_labels(folder / LABELS),
        read_words(folder / STOPWORDS),
        read_words(folder / TERMS),
    )
