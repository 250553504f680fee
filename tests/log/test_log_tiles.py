"""Names and contents of tiles and bundles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.log.tiles import (
    TilePath,
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_path,
    tile_path,
)
from generator.model.problems import VerificationError


def test_names_of_the_specification() -> None:
    """The examples that the specification gives."""
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(0, 1234, 5) == "tile/0/x001/234.p/5"
    assert tile_path(1, 0, 1) == "tile/1/000.p/1"
    assert entries_path(999) == "tile/entries/999"
    assert entries_path(1000) == "tile/entries/x001/000"


@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 2**55), st.integers(1, 256))
@settings(deadline=None)
def test_names_are_read_back(level: int | None, number: int, width: int) -> None:
    """A name says which tile it is."""
    place = TilePath(level, number, width)
    assert parse_path(place.path) == place


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/0/1234", "tile/0/x000/001", "tile/0/001/002", "tile/0/000.p/0",
     "tile/0/000.p/256", "tile/0/000.p/05", "tile/64/000", "tile/00/000", "tile/entries/x1/000",
     "tile/0/٠٠٠", "tile/0/000/", "checkpoint"],
)  # fmt: skip
def test_other_spellings_are_no_names(path: str) -> None:
    """A tile has one name."""
    with pytest.raises(ValueError):
        parse_path(path)


@given(st.lists(st.binary(max_size=300), max_size=256))
@settings(deadline=None)
def test_bundles_are_read_back(entries: list[bytes]) -> None:
    """What is put into a bundle comes out of it."""
    assert decode_bundle(encode_bundle(entries)) == entries


def test_bundles_that_are_cut_or_too_long() -> None:
    """A bundle ends with an entry; an entry has at most 65,535 bytes."""
    data = encode_bundle([b"one", b"x" * 65_535])
    assert data[:5] == b"\x00\x03one"
    for end in (1, 4, 6, len(data) - 1):
        with pytest.raises(VerificationError, match="amid"):
            decode_bundle(data[:end])
    with pytest.raises(ValueError, match="65536"):
        encode_bundle([b"x" * 65_536])
