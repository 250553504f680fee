"""Search documents made of a name and little else, and an index made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from generator.search.index.document import SearchDocument
from generator.search.index.update import update

Make = Callable[..., SearchDocument]


def make_document(number: int, title: str, **fields: object) -> SearchDocument:
    """A facility with this title; its digest follows from all that is given."""
    values: dict[str, Any] = {
        "id": f"f:T{number:04}",
        "kind": "facility",
        "order": number,
        "url": f"/f/T{number:04}/",
        "title": title,
        **fields,
    }
    digest = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()
    return SearchDocument(**values, digest=digest)


@pytest.fixture(scope="session")
def document() -> Make:
    """Makes a document from a number, a title and any other fields."""
    return make_document


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    """Where the index of a test lies; nothing is there yet."""
    return tmp_path / "search_index" / "whoosh"


@pytest.fixture
def indexed(index_folder: Path) -> Callable[[Iterable[SearchDocument]], Path]:
    """Makes an index of documents and says where it lies."""

    def make(documents: Iterable[SearchDocument]) -> Path:
        update(index_folder, documents, state="first", processes=1)
        return index_folder

    return make
