"""Blocks of the browser's index: what hits show and are checked against, in document order."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from itertools import groupby

import msgspec

from generator.search.catalogue import Shown, all_traits, body, shown
from generator.search.shards_files import Shelf
from generator.search.shards_numbers import BLOCK, Numbered, numbered


def write_blocks(shelf: Shelf, catalogue: sqlite3.Connection) -> tuple[list[str], int]:
    """The name of each block, empty where there is none, and the first number of a closed one."""
    traits = {
        number: {"filed": each.filed, "facets": each.facets}
        for number, each in all_traits(catalogue).items()
    }
    names: list[str] = []
    first_closed = -1
    for block, rows in groupby(numbered(catalogue), key=lambda row: row.number // BLOCK):
        group = list(rows)
        names += [""] * (block - len(names))
        names.append(shelf.put_json(_block(shelf, catalogue, traits, group)))
        if group[0].closed and first_closed < 0:
            first_closed = group[0].number
    return names, first_closed if first_closed >= 0 else len(names) * BLOCK


def _block(
    shelf: Shelf,
    catalogue: sqlite3.Connection,
    traits: Mapping[int, object],
    rows: list[Numbered],
) -> dict[str, object]:
    """Columns of equal length; what several documents share stands in a table of the block."""
    texts = [shown(catalogue, row.key) for row in rows]
    kinds, places = _Table(), _Table()
    return {
        "ids": [row.id for row in rows],
        "urls": [text.url for text in texts],
        "kinds": [text.kind for text in texts],
        "titles": [text.title for text in texts],
        "others": [text.other_names for text in texts],
        "addresses": [text.address for text in texts],
        "numbers": [text.numbers for text in texts],
        "place": [places.index((text.region_code, *text.regions)) for text in texts],
        "places": places.values,
        "trait": [kinds.index(traits[row.traits]) for row in rows],
        "traits": kinds.values,
        "fees": [text.fee for text in texts],
        "capacities": [text.places for text in texts],
        "published": [text.published for text in texts],
        "summaries": [text.summary for text in texts],
        "bodies": [
            _body(shelf, catalogue, row, text) for row, text in zip(rows, texts, strict=True)
        ],
    }


def _body(shelf: Shelf, catalogue: sqlite3.Connection, row: Numbered, text: Shown) -> str:
    """The name of the file with the text of a document; empty for a facility."""
    if text.kind == "facility":
        return ""
    _, written = body(catalogue, row.key)
    return shelf.put(written.encode()) if written else ""


class _Table:
    """Values that are named by their index, each kept once."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self._known: dict[bytes, int] = {}

    def index(self, value: object) -> int:
        known = self._known.setdefault(msgspec.json.encode(value), len(self.values))
        if known == len(self.values):
            self.values.append(value)
        return known
