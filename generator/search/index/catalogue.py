"""The table of what is indexed: folded texts to check candidates against, and what hits show.

One SQLite file beside the gram shards. A document is a row with a key; the shards know keys only.
A document that changes gets a new key, so that whatever a shard says about an old key finds no row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.search.text.sounds import Sounds

FILE = "catalogue.sqlite"

SCHEMA = """
CREATE TABLE documents (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
    position INTEGER NOT NULL, place INTEGER NOT NULL, traits INTEGER NOT NULL,
    fee REAL, places INTEGER, dated TEXT, lon REAL, lat REAL,
    name TEXT NOT NULL, other TEXT NOT NULL, numbers TEXT NOT NULL, address TEXT NOT NULL
);
CREATE TABLE shown (key INTEGER PRIMARY KEY, payload BLOB NOT NULL);
CREATE TABLE bodies (key INTEGER PRIMARY KEY, folded TEXT NOT NULL, written TEXT NOT NULL);
CREATE TABLE places (
    place INTEGER PRIMARY KEY, code TEXT NOT NULL, names TEXT NOT NULL, folded TEXT NOT NULL,
    codes TEXT NOT NULL, UNIQUE (code, names, codes)
);
CREATE TABLE traits (traits INTEGER PRIMARY KEY, payload TEXT NOT NULL UNIQUE);
CREATE TABLE sounds (character TEXT, sound TEXT, PRIMARY KEY (character, sound)) WITHOUT ROWID;
"""


class Traits(Struct, frozen=True, kw_only=True):
    """What filters and counts look at. Few different ones exist, so each is stored once."""

    kind: str
    closed: bool
    filed: bool | None
    facets: dict[str, tuple[str, ...]]


class Shown(Struct, frozen=True, kw_only=True):
    """What a hit shows, as written."""

    kind: str
    url: str
    title: str
    other_names: tuple[str, ...]
    address: str
    region_code: str
    regions: tuple[str, ...]
    lon: float | None
    lat: float | None
    numbers: tuple[str, ...]
    closed: bool
    filed: bool | None
    fee: float | None
    places: int | None
    published: str | None
    assessed: str | None
    summary: dict[str, str]


Row = tuple[int, str, int, int, int, float | None, int | None, str | None, str, str, str, str]
"""key, id, position, place, traits, fee, places, dated, name, other, numbers, address.

`dated` is the day on which a document was published or a facility last assessed."""

_ROW = "key, id, position, place, traits, fee, places, dated, name, other, numbers, address"


def open_catalogue(folder: Path, file: str = FILE) -> sqlite3.Connection:
    """The catalogue of an index, read only."""
    uri = f"{(folder / file).resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def count(catalogue: sqlite3.Connection) -> int:
    """How many documents there are."""
    (number,) = catalogue.execute("SELECT count(*) FROM documents").fetchone()
    return int(number)


def rows(catalogue: sqlite3.Connection, keys: set[int] | None) -> Iterator[Row]:
    """The documents with these keys, or all; in no order that anyone may rely on."""
    everything = f"SELECT {_ROW} FROM documents"
    if keys is None:
        yield from catalogue.execute(everything)
        return
    # One parameter for all keys; even for half of all rows this is faster than reading every row.
    wanted = msgspec.json.encode(sorted(keys)).decode()
    chosen = f"{everything} WHERE key IN (SELECT value FROM json_each(?))"
    yield from catalogue.execute(chosen, (wanted,))


def shown_fields(catalogue: sqlite3.Connection, key: int) -> Shown:
    """What a hit on this document shows."""
    found = catalogue.execute("SELECT payload FROM shown WHERE key = ?", (key,)).fetchone()
    return msgspec.msgpack.decode(found[0], type=Shown)


def body(catalogue: sqlite3.Connection, key: int) -> tuple[str, str]:
    """The text of a document, folded and as written; both empty where there is none."""
    found = catalogue.execute("SELECT folded, written FROM bodies WHERE key = ?", (key,))
    folded, written = found.fetchone() or ("", "")
    return folded, written


def places_in(catalogue: sqlite3.Connection, prefix: str) -> frozenset[int]:
    """The places whose region code begins so."""
    found = catalogue.execute("SELECT place FROM places WHERE code GLOB ?", (f"{prefix}*",))
    return frozenset(place for (place,) in found)


def places_named(catalogue: sqlite3.Connection, word: str) -> frozenset[int]:
    """The places whose names from province to township, written in one, contain a folded word."""
    found = catalogue.execute("SELECT place FROM places WHERE instr(folded, ?)", (word,))
    return frozenset(place for (place,) in found)


def all_traits(catalogue: sqlite3.Connection) -> dict[int, Traits]:
    """Every combination of traits that occurs, or once did."""
    return {
        number: msgspec.json.decode(payload, type=Traits)
        for number, payload in catalogue.execute("SELECT traits, payload FROM traits")
    }


def sounds(catalogue: sqlite3.Connection) -> Sounds:
    """How the characters in the names can be read."""
    return Sounds(catalogue.execute("SELECT character, sound FROM sounds"))
