"""Opening an index that a build has made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from generator.model.problems import GongshiError
from generator.search.index.catalogue import Traits, all_traits, open_catalogue, sounds
from generator.search.index.grams import Grams
from generator.search.index.manifest import checked_manifest, current_generation
from generator.search.text.sounds import Sounds


class Index:
    """An index that was checked and is open for reading."""

    def __init__(self, generation: Path) -> None:
        self.manifest = checked_manifest(generation)
        self.catalogue = open_catalogue(generation)
        self.grams = Grams(generation, self.manifest.shards)

    @cached_property
    def traits(self) -> dict[int, Traits]:
        """Every combination of traits that occurs, or once did."""
        return all_traits(self.catalogue)

    @cached_property
    def sounds(self) -> Sounds:
        """How the characters in the names can be read."""
        return sounds(self.catalogue)

    def close(self) -> None:
        self.grams.close()
        self.catalogue.close()


@contextmanager
def open_index(folder: Path) -> Iterator[Index]:
    """The index in a folder; UsageError where there is none, VerificationError where it is not our
    own.

    It reads the generation that was current when it was opened, whatever a build does meanwhile.
    """
    with closing(_opened(folder)) as index:
        yield index


def _opened(folder: Path) -> Index:
    generation = current_generation(folder)
    try:
        return Index(generation)
    except (GongshiError, OSError):
        # A build may have put a newer generation in its place between the two steps.
        newer = current_generation(folder)
        if newer == generation:
            raise
        return Index(newer)


def indexed_state(folder: Path) -> str | None:
    """The state that the index was last made from; None where there is no index of our own."""
    try:
        return checked_manifest(current_generation(folder)).state
    except (GongshiError, OSError):
        return None


@contextmanager
def held_digests(folder: Path) -> Iterator[Callable[[str], str | None]]:
    """A function from a document's id to the digest under which the index holds it, or None.

    For callers that give `Held` instead of documents that did not change. Where there is no index
    that may be opened, nothing is held: the next build makes it again.
    """
    try:
        generation = current_generation(folder)
        checked_manifest(generation)
    except GongshiError:
        yield lambda document_id: None
        return
    with closing(open_catalogue(generation)) as catalogue:

        def digest(document_id: str) -> str | None:
            statement = "SELECT digest FROM documents WHERE id = ?"
            found = catalogue.execute(statement, (document_id,)).fetchone()
            return str(found[0]) if found else None

        yield digest
