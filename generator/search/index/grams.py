"""Gram shards: which documents have which two-character pieces. The only module that knows Whoosh.

A shard covers a range of catalogue keys: document number n of the shard is key `first + n`, and a
key without a row is an empty document. A shard is never changed once written. Fields:

name   pieces of the title and of other names, each name closed by `$`
rest   pieces of numbers and of the address
body   pieces of the text of a policy or interpretation
sound  pairs of initials of the same names
place  the number of the place
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from msgspec import Struct
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound
from whoosh.writing import SegmentWriter

from generator.search.index.catalogue import open_catalogue
from generator.search.text.folding import END, grams
from generator.search.text.sounds import initial_pairs

BLOCK = 1024
"""Postings a block. Lists are read whole, so blocks are larger than Whoosh's usual 128."""


class Shard(Struct, frozen=True, kw_only=True):
    """The range of keys that a shard covers."""

    first: int
    last: int

    @property
    def folder(self) -> str:
        return f"grams-{self.first}-{self.last}"

    @property
    def size(self) -> int:
        return self.last - self.first + 1


class Terms(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field that is given its terms: no analysis, no positions, no lengths."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((term.encode(), 1, 1.0, b"") for term in value)


SCHEMA = Schema(name=Terms(), rest=Terms(), body=Terms(), sound=Terms(), place=Terms())


class Postings:
    """Collects postings in memory at four bytes each; Whoosh's own pool sorts tuples on disk."""

    def __init__(self) -> None:
        self._lists: defaultdict[tuple[str, bytes], array[int]] = defaultdict(partial(array, "I"))

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        self._lists[posting[:2]].append(posting[2])

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """In the order Whoosh writes them: field, term, document."""
        for field, term in sorted(self._lists):
            for number in self._lists.pop((field, term)):
                yield field, term, number, 1.0, b""

    def cleanup(self) -> None:
        self._lists.clear()


def write_shard(folder: Path, shard: Shard) -> None:
    """Makes a shard from the rows of the catalogue in `folder`."""
    place = folder / shard.folder
    place.mkdir()
    codec = W3Codec(blocklimit=BLOCK)
    codec.length_stats = False
    index = FileIndex.create(FileStorage(str(place)), SCHEMA)
    writer = SegmentWriter(index, codec=codec, compound=False)
    writer.pool.cleanup()
    writer.pool = Postings()
    expected = shard.first
    for key, fields in _documents(folder, shard):
        while expected < key:
            writer.add_document()
            expected += 1
        writer.add_document(**fields)
        expected += 1
    writer.commit(merge=False)


def _documents(folder: Path, shard: Shard) -> Iterator[tuple[int, dict[str, Iterable[str]]]]:
    """Key and terms of each document of a shard, by key."""
    catalogue = open_catalogue(folder)
    try:
        found = catalogue.execute(
            "SELECT documents.key, name, other, numbers, address, place, bodies.folded "
            "FROM documents LEFT JOIN bodies USING (key) "
            "WHERE documents.key BETWEEN ? AND ? ORDER BY documents.key",
            (shard.first, shard.last),
        )
        for key, name, other, numbers, address, place, body in found:
            names = _grams_of((name, *other.split("\n")), END)
            fields: dict[str, Iterable[str]] = {
                "name": names,
                "sound": set().union(*map(initial_pairs, names)),
                "rest": _grams_of((address, *numbers.split("\n")), ""),
                "place": (str(place),),
            }
            if body:
                fields["body"] = grams(body)
            yield key, fields
    finally:
        catalogue.close()


def _grams_of(texts: Iterable[str], end: str) -> set[str]:
    return set().union(*(grams(text + end) for text in texts if text))


class Grams:
    """The shards of an index as one: from pieces to keys.

    Keys may be dead: the catalogue has the last word.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("name", "rest", "body")

    def __init__(self, folder: Path, shards: Iterable[Shard]) -> None:
        self._readers: list[tuple[int, Any]] = []
        for shard in shards:
            storage = FileStorage(str(folder / shard.folder), readonly=True)
            self._readers.append((shard.first, FileIndex(storage, schema=SCHEMA).reader()))

    def close(self) -> None:
        for _, reader in self._readers:
            reader.close()

    def keys_with(self, field: str, term: str) -> set[int]:
        """The documents that have this term."""
        return self._union(lambda reader: self._numbers(reader, field, term))

    def keys_starting(self, field: str, prefix: str) -> set[int]:
        """The documents with any term that begins so."""

        def numbers(reader: Any) -> Iterator[int]:
            for term in reader.expand_prefix(field, prefix):
                yield from self._numbers(reader, field, term)

        return self._union(numbers)

    def terms_starting(self, field: str, prefix: str) -> set[str]:
        """The terms that begin so."""
        return {
            term.decode()
            for _, reader in self._readers
            for term in reader.expand_prefix(field, prefix)
        }

    def frequency(self, field: str, term: str) -> int:
        """How many documents have this term, dead ones included."""
        total = 0
        for _, reader in self._readers:
            try:
                total += reader.term_info(field, term).doc_frequency()
            except TermNotFound:
                continue
        return total

    def _union(self, numbers: Callable[[Any], Iterable[int]]) -> set[int]:
        found: set[int] = set()
        for first, reader in self._readers:
            found.update(map(first.__add__, numbers(reader)))
        return found

    @staticmethod
    def _numbers(reader: Any, field: str, term: str | bytes) -> Iterable[int]:
        """The document numbers of a term in one shard."""
        try:
            matcher = reader.postings(field, term)
        except TermNotFound:
            return
        # Block by block: Whoosh's own iteration costs several calls for every number.
        while matcher.is_active():
            matcher.id()
            yield from matcher._ids
            matcher._next_block()
