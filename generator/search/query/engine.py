"""Answering a query: candidates, check, filter, order, first hits."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from generator.search.index import catalogue
from generator.search.index.catalogue import Row, Traits
from generator.search.index.document import RANK
from generator.search.index.open import Index, open_index
from generator.search.query.did_you_mean import mistaken, wider_regions
from generator.search.query.labels import offers
from generator.search.query.marking import matched
from generator.search.query.query import Query, Sort, Words, check_query, prefix_of, query_words
from generator.search.query.ranking import rank
from generator.search.query.rephrasing import rephrasings
from generator.search.query.results import Hit, Results, Suggestion
from generator.search.query.word_lists import WordLists, read_lists
from generator.search.query.word_match import Word
from generator.search.text.folding import fold
from generator.search.text.lookalikes import Lookalikes
from generator.search.text.sounds import Sounds
from generator.search.text.synonyms import Synonyms

UNGRADED = "99"

Order = tuple[float | int | str, ...]


def search(index_folder: Path, query: Query) -> Results:
    """The answer from the index in a folder, with the lists of words beside that folder.

    UsageError for a query that is refused or where there is no index; VerificationError for an
    index that is not our own.
    """
    with open_index(index_folder) as index:
        return answer(index, query, read_lists(index_folder))


def answer(index: Index, query: Query, lists: WordLists) -> Results:
    """The answer from an open index: the same query gives the same hits in the same order."""
    synonyms = lists.synonyms
    check_query(query)
    words = query_words(query)
    sounds = index.sounds if words.each else Sounds(())
    question = _Question(index, query, words, synonyms, sounds)
    results = question.answer()
    if words.each:
        filters = offers(query.text, lists.labels, synonyms, index)
        results = replace(results, filters=filters)
    if results.total:
        return results
    for each in rephrasings(words, lists.stopwords, lists.terms):
        found = question.of_words(each).answer()
        if found.total:
            return replace(found, filters=results.filters, read_as=" ".join(each))
    suggestions = _suggestions(index, query, words, synonyms, sounds, lists.lookalikes)
    return replace(results, suggestions=suggestions)


class _Question:
    """A query prepared for one index."""

    def __init__(
        self, index: Index, query: Query, words: Words, synonyms: Synonyms, sounds: Sounds
    ) -> None:
        self._index, self._query = index, query
        self._word = partial(Word, index=index, synonyms=synonyms, sounds=sounds)
        self._words = [self._word(text) for text in words.each]
        self._joined = self._word(words.joined) if len(words.each) > 1 else None
        self._inside = self._places_in(query.region)
        self._near = self._places_in(query.near)
        self._all_traits = index.traits
        self._passing = {
            number for number, traits in self._all_traits.items() if _passes(traits, query)
        }
        self._closed = {number for number, traits in self._all_traits.items() if traits.closed}
        self._grades = {
            number: _place_of_grade(traits, query.scheme)
            for number, traits in self._all_traits.items()
            if query.scheme
        }

    def of_words(self, words: Sequence[str]) -> _Question:
        """The same question with other words."""
        other = copy(self)
        other._words = [self._word(text) for text in words]
        other._joined = self._word(fold(" ".join(words))) if len(words) > 1 else None
        return other

    def answer(self) -> Results:
        """All hits counted, those asked for made."""
        counts: Counter[int] = Counter()
        wanted = self._query.offset + self._query.limit
        best = heapq.nsmallest(wanted, self._ordered(counts))[self._query.offset :]
        return Results(
            total=counts.total(),
            hits=tuple(self._hit(key, ranked) for _, key, ranked in best),
            counts=_facet_counts(counts, self._all_traits),
            suggestions=(),
        )

    def _ordered(self, counts: Counter[int]) -> Iterator[tuple[Order, int, int]]:
        """Order, key and rank of every hit; its traits are counted on the way."""
        for row in catalogue.rows(self._index.catalogue, self._candidates()):
            if self._is_filtered(row):
                continue
            ranked = self._rank(row)
            if ranked is not None:
                counts[row[4]] += 1
                yield self._order(row, ranked), row[0], ranked

    def _candidates(self) -> set[int] | None:
        """Keys that may be hits; None for all."""
        if not self._words:
            return None
        found = self._words[0].candidates(self._index)
        for word in self._words[1:]:
            if not found:
                break
            found &= word.candidates(self._index)
        if self._joined:
            found |= self._joined.candidates(self._index)
        return found

    def _places_in(self, region: str | None) -> frozenset[int] | None:
        if region is None:
            return None
        return catalogue.places_in(self._index.catalogue, prefix_of(region))

    def _is_filtered(self, row: Row) -> bool:
        query = self._query
        _, _, _, place, traits, fee, places, *_ = row
        return (
            traits not in self._passing
            or (self._inside is not None and place not in self._inside)
            or (query.fee_up_to is not None and (fee is None or fee > query.fee_up_to))
            or (query.places_from is not None and (places is None or places < query.places_from))
        )

    def _rank(self, row: Row) -> int | None:
        """The better rank of the words each for itself and of all of them written in one."""
        if not self._words:
            return 0
        tiers = []
        for word in self._words:
            tier = word.tier(row, self._body)
            if tier is None:
                break
            tiers.append(tier)
        ranks = [rank(tiers)] if len(tiers) == len(self._words) else []
        if self._joined and (tier := self._joined.tier(row, self._body)) is not None:
            ranks.append(rank([tier]))
        return min(ranks, default=None)

    def _body(self, key: int) -> str:
        return catalogue.body(self._index.catalogue, key)[0]

    def _order(self, row: Row, ranked: int) -> Order:
        """Smallest first. The id only decides where the caller gave two documents one order."""
        _, document_id, position, place, traits, fee, _, dated, *_ = row
        closed = traits in self._closed
        if self._query.sort is Sort.FEE:
            return closed, fee is None, fee or 0.0, position, document_id
        if self._query.sort is Sort.NEWEST:
            return closed, -_day(dated), position, document_id
        if self._query.sort is Sort.GRADE:
            return closed, self._grades[traits], position, document_id
        outside = self._near is not None and place not in self._near
        return outside, closed, ranked, position, document_id

    def _hit(self, key: int, ranked: int) -> Hit:
        shown = catalogue.shown_fields(self._index.catalogue, key)
        (document_id,) = self._index.catalogue.execute(
            "SELECT id FROM documents WHERE key = ?", (key,)
        ).fetchone()
        written = catalogue.body(self._index.catalogue, key)[1]
        fields = {name: getattr(shown, name) for name in shown.__struct_fields__}
        fields.pop("numbers")
        words = [*self._words, self._joined] if self._joined else self._words
        return Hit(id=document_id, rank=ranked, matched=matched(shown, written, words), **fields)


def _passes(traits: Traits, query: Query) -> bool:
    """Whether documents with these traits pass the filters on kind, facets, filing, closing."""
    return (
        (not query.kinds or traits.kind in query.kinds)
        and (query.filed is None or traits.filed == query.filed)
        and (query.closed is None or traits.closed == query.closed)
        and all(
            set(values) & set(traits.facets.get(facet, ()))
            for facet, values in query.facets.items()
        )
    )


def _place_of_grade(traits: Traits, scheme: str | None) -> str:
    """The place of the grade in its scheme, two digits; what was never assessed comes last."""
    return min(traits.facets.get(f"{RANK}{scheme}", (UNGRADED,)))


def _day(dated: str | None) -> int:
    """A date as a number that grows with it; 0 for none."""
    return int(dated[:10].replace("-", "")) if dated else 0


def _facet_counts(counts: Counter[int], traits: dict[int, Traits]) -> dict[str, dict[str, int]]:
    """Facet → value → number of hits."""
    found: dict[str, Counter[str]] = {}
    for number, hits in counts.items():
        values = traits[number]
        plain: dict[str, tuple[str, ...]] = {
            "document": (values.kind,),
            "closed": ("true" if values.closed else "false",),
            "filed": () if values.filed is None else ("true" if values.filed else "false",),
        }
        for facet, names in {**values.facets, **plain}.items():
            if facet.startswith(RANK):
                continue
            for name in names:
                found.setdefault(facet, Counter())[name] += hits
    return {facet: dict(sorted(found[facet].items())) for facet in sorted(found)}


def _suggestions(
    index: Index,
    query: Query,
    words: Words,
    synonyms: Synonyms,
    sounds: Sounds,
    lookalikes: Lookalikes,
) -> tuple[Suggestion, ...]:
    """The nearest wider region that has what was asked for, then texts that may have been meant."""

    def total(changed: Query) -> int:
        return _Question(index, changed, query_words(changed), synonyms, sounds).answer().total

    found: list[Suggestion] = []
    for wider in wider_regions(query.region) if query.region else ():
        changed = replace(query, region=wider or None)
        if hits := total(changed):
            found.append(Suggestion(text=query.text, region=changed.region, total=hits))
            break
    closed = {number for number, each in index.traits.items() if each.closed}
    for text in mistaken(words, index, sounds, lookalikes, closed):
        if hits := total(replace(query, text=text)):
            found.append(Suggestion(text=text, region=query.region, total=hits))
    return tuple(found)
