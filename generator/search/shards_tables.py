"""Tables that the browser's engine needs to fold and to hear as the index does."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import opencc

from generator.search.analyzer import fold_character
from generator.search.sounds import sounds_of


def folding(catalogue: sqlite3.Connection) -> str:
    """Traditional characters each followed by the simplified one, as far as it occurs here.

    A query with a character that folds to one that no document has finds nothing either way.
    Everything else that folding does is in every browser: Unicode's own tables.
    """
    present = _characters(catalogue, "SELECT name, other, numbers, address FROM documents")
    present |= _characters(catalogue, "SELECT folded FROM bodies")
    present |= _characters(
        catalogue, "SELECT folded FROM places WHERE place IN (SELECT place FROM documents)"
    )
    return "".join(
        character + folded
        for character in _traditional()
        if (folded := fold_character(character)) != character and folded in present
    )


def sounds(catalogue: sqlite3.Connection) -> dict[str, str]:
    """Sound → the characters in names that can be read so.

    Not from the catalogue's own table: that keeps the characters of names that are gone.
    """
    found: dict[str, str] = {}
    for character in sorted(_characters(catalogue, "SELECT name, other FROM documents")):
        for sound in sounds_of(character):
            found[sound] = found.get(sound, "") + character
    return dict(sorted(found.items()))


def _characters(catalogue: sqlite3.Connection, query: str) -> set[str]:
    """The characters of texts."""
    return {character for row in catalogue.execute(query) for character in set("".join(row))}


def _traditional() -> list[str]:
    """The characters that OpenCC's table of single characters exchanges."""
    table = Path(opencc.__file__).with_name("dictionary") / "TSCharacters.txt"
    lines = table.read_text("utf-8").splitlines()
    return sorted({line.split("\t")[0] for line in lines if line[1:2] == "\t"})
