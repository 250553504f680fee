"""Grades and titles found as words: whoever types one is offered the filter.

The list is made with every build, from the schemes of the accepted exports, and stands beside the
index; the browser reads the same from the site (`theme/static/js/engine/labels.js`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model.messages import msg
from generator.model.problems import MALFORMED, DataError, Problem
from generator.search.index.open import Index
from generator.search.query.results import Offer
from generator.search.text.folding import fold
from generator.search.text.synonyms import Synonyms, expansions

FILE = "labels.json"
MIN_FACILITIES = 2
"""Characters of a word that names a label."""
MOST = 3


class Label(Struct, frozen=True):
    """A value of a filter, and the words that mean it."""

    parameter: str
    facet: str
    value: str
    title: str
    words: tuple[str, ...]


def read_labels(file: Path) -> tuple[Label, ...]:
    """The labels of the last build; none before the first one. DataError for a damaged file."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[Label, ...])
    except FileNotFoundError:
        return ()
    except MALFORMED as error:
        why = msg("cannot be read (%(error)s); gongshi build makes it again", error=error)
        raise DataError([Problem(str(file), None, None, why)]) from None


def offers(
    text: str, labels: Sequence[Label], synonyms: Synonyms, index: Index
) -> tuple[Offer, ...]:
    """The filters that words of a text name, those named best first; none that finds nothing."""
    words = text.split()
    found: list[tuple[int, Label, str]] = []
    for label in labels:
        for at, word in enumerate(words):
            how = _likeness(word, label, synonyms)
            if how is not None:
                found.append((how, label, " ".join(words[:at] + words[at + 1 :])))
                break
    found.sort(key=lambda each: each[0])
    counted = (
        Offer(label.parameter, label.value, label.title, rest, _total(index, label))
        for _, label, rest in found[:MOST]
    )
    return tuple(offer for offer in counted if offer.total)


def _likeness(word: str, label: Label, synonyms: Synonyms) -> int | None:
    """0: written exactly so, 1: is one of the words, 2: begins one, 3: is in one.

    Folding makes one of `A+` and `A`, so what is written exactly so goes before.
    """
    if word in label.words:
        return 0
    folded = fold(word)
    forms = [
        form for form in (folded, *expansions(folded, synonyms)) if len(form) >= MIN_FACILITIES
    ]
    meant = [fold(each) for each in label.words]
    pairs = [(form, each) for form in forms for each in meant]
    if any(form == each for form, each in pairs):
        return 1
    if any(each.startswith(form) for form, each in pairs):
        return 2
    return 3 if any(form in each for form, each in pairs) else None


def _total(index: Index, label: Label) -> int:
    having = {
        number
        for number, traits in index.traits.items()
        if label.value in traits.facets.get(label.facet, ())
    }
    counts = index.catalogue.execute("SELECT traits, count(*) FROM documents GROUP BY traits")
    return sum(count for number, count in counts if number in having)
