"""What can be asked, and what is refused before anything is searched."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.release import region_prefix
from generator.search.text.folding import fold

LONGEST_QUERY = 200
MAX_WORDS = 12
MAX_HITS = 1000
MAX_OFFSET = 10_000
MAX_VALUES = 50
"""Values of one filter."""


class Sort(StrEnum):
    """The order of hits; document order decides between equals.

    The order by distance is the browser's alone: a position never leaves it.
    """

    RELEVANCE = "relevance"
    FEE = "fee"
    NEWEST = "newest"
    GRADE = "grade"
    """Best grade of `Query.scheme` first; never across schemes."""


class Query(Struct, frozen=True, kw_only=True):
    """A question. Filters are joined by "and", the values of one facet by "or".

    Without text everything that passes the filters is found, in document order.
    """

    text: str = ""
    region: str | None = None
    """Only what lies in this region: its code of 12 digits, or the first 2, 4, 6 or 9 of it."""
    near: str | None = None
    """What lies in this region comes first; nothing is left out."""
    kinds: tuple[str, ...] = ()
    """Values of `SearchDocument.kind`; none: all."""
    facets: dict[str, tuple[str, ...]] = {}
    """Facet → the values of which a document must have one, say `grade:liaocheng` → A, B."""
    filed: bool | None = None
    closed: bool | None = None
    fee_up_to: float | None = None
    places_from: int | None = None
    sort: Sort = Sort.RELEVANCE
    scheme: str | None = None
    """The scheme by whose grades hits are ordered; only with `Sort.GRADE`."""
    limit: int = 10
    offset: int = 0


class Words(Struct, frozen=True):
    """The folded words of a query, and all of them written in one."""

    each: tuple[str, ...]
    joined: str


def query_words(query: Query) -> Words:
    """The words to look for; UsageError if the text is too long or holds nothing that can be
    found.
    """
    if len(query.text) > LONGEST_QUERY:
        raise UsageError(
            msg("a query has at most %(longest_query)s characters", longest_query=LONGEST_QUERY)
        )
    folded = [fold(word) for word in query.text.split()]
    each = tuple(dict.fromkeys(word for word in folded if word))
    if query.text.strip() and not each:
        raise UsageError(msg("a query needs a letter, a digit or a Chinese character"))
    if len(each) > MAX_WORDS:
        raise UsageError(msg("a query has at most %(max_words)s words", max_words=MAX_WORDS))
    return Words(each, fold(query.text))


def check_query(query: Query) -> None:
    """UsageError if a number is out of range, or a scheme is missing or in vain."""
    if (query.sort is Sort.GRADE) != (query.scheme is not None):
        raise UsageError(msg("the order by grade names its scheme, and only that order has one"))
    if not 1 <= query.limit <= MAX_HITS:
        raise UsageError(
            msg("between 1 and %(max_hits)s hits can be asked for at once", max_hits=MAX_HITS)
        )
    if not 0 <= query.offset <= MAX_OFFSET:
        raise UsageError(
            msg("hits can be asked for from 0 to %(max_offset)s", max_offset=MAX_OFFSET)
        )


def prefix_of(region: str) -> str:
    """The digits with which the codes of everything in a region begin; UsageError if it is no
    code.
    """
    if not re.fullmatch(r"[1-9]\d(\d{2}|\d{4}|\d{7}|\d{10})?", region, re.ASCII):
        raise UsageError(
            msg("a region is given by its code of 12 digits, or the first 2, 4, 6 or 9 of it")
        )
    return region_prefix(region) if len(region) in (6, 12) else region
