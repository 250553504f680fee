"""Taking documents into the catalogue: what is new, changed, moved or gone.

Streams: of a million documents only one is in memory, and one bit for each that was held before.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem
from generator.search.index.catalogue import FILE, SCHEMA, Shown, Traits
from generator.search.index.document import KINDS, Held, SearchDocument
from generator.search.text.folding import fold
from generator.search.text.sounds import sounds_of

MAX_PROBLEMS = 1000


class Changes(Struct, frozen=True, kw_only=True):
    """What an intake found. New and changed documents got the keys from `first` on, without gap."""

    first: int
    new: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0
    unchanged: int = 0

    @property
    def entered(self) -> int:
        """How many keys were given out."""
        return self.new + self.changed

    @property
    def any(self) -> bool:
        """Whether the index must change at all."""
        return bool(self.entered or self.moved or self.gone)


def open_for_intake(folder: Path) -> sqlite3.Connection:
    """The catalogue of a folder that nobody reads yet; made if it is not there.

    Without journal: a folder whose intake was interrupted is thrown away whole.
    """
    existed = (folder / FILE).exists()
    connection = sqlite3.connect(folder / FILE, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    if not existed:
        connection.executescript(SCHEMA)
    return connection


def take(
    catalogue: sqlite3.Connection, documents: Iterable[SearchDocument | Held], *, first: int
) -> Changes:
    """Makes the catalogue hold exactly these documents; `first` is the first key not yet used.

    DataError with every document that cannot be taken; the catalogue is then of no use.
    """
    intake = _Intake(catalogue, first)
    catalogue.execute("BEGIN")
    for document in documents:
        intake.take(document)
        if len(intake.problems) > MAX_PROBLEMS:
            break
    if intake.problems:
        raise DataError(intake.problems)
    gone = intake.finish()
    catalogue.execute("COMMIT")
    return Changes(first=first, gone=gone, **intake.counts)


class _Intake:
    """One run over the documents."""

    def __init__(self, catalogue: sqlite3.Connection, first: int) -> None:
        self.problems: list[Problem] = []
        self.counts = {"new": 0, "changed": 0, "moved": 0, "unchanged": 0}
        self._catalogue = catalogue
        self._first = self._next = first
        self._seen = bytearray(first)
        self._characters: set[str] = set()
        self._places: dict[tuple[str, str, str], int] = {
            (code, names, codes): place
            for place, code, names, codes in catalogue.execute(
                "SELECT place, code, names, codes FROM places"
            )
        }
        self._traits: dict[str, int] = {
            payload: number
            for number, payload in catalogue.execute("SELECT traits, payload FROM traits")
        }

    def take(self, document: SearchDocument | Held) -> None:
        held = self._catalogue.execute(
            "SELECT key, digest, position FROM documents WHERE id = ?", (document.id,)
        ).fetchone()
        key, digest, position = held or (None, None, None)
        if key is not None and (key >= self._first or self._seen[key]):
            self._refuse(document, "id", msg("occurs twice"))
        elif key is not None and digest == document.digest:
            self._seen[key] = 1
            self.counts["unchanged"] += 1
            if position != document.order:
                self._move(key, document.order)
        elif isinstance(document, Held):
            self._refuse(document, "digest", msg("is not what the index holds; give the document"))
        elif self._is_sound(document):
            if key is None:
                self.counts["new"] += 1
            else:
                self.counts["changed"] += 1
                self._remove([key])
            self._enter(document)

    def finish(self) -> int:
        """Removes what was not given and notes the readings of new characters."""
        before = self._catalogue.execute("SELECT key FROM documents WHERE key < ?", (self._first,))
        gone = [key for (key,) in before if not self._seen[key]]
        self._remove(gone)
        self._catalogue.executemany(
            "INSERT OR IGNORE INTO sounds VALUES (?, ?)",
            (
                (character, sound)
                for character in sorted(self._characters)
                for sound in sounds_of(character)
            ),
        )
        return len(gone)

    def _refuse(self, document: SearchDocument | Held, field: str, why: Message) -> None:
        self.problems.append(Problem(f"search document {document.id}", None, field, why))

    def _is_sound(self, document: SearchDocument) -> bool:
        if document.kind not in KINDS:
            self._refuse(document, "kind", msg("not one of %(list)s", list=", ".join(KINDS)))
        elif not re.fullmatch(r"(\d{12})?", document.region_code):
            self._refuse(document, "region_code", msg("not twelve digits"))
        else:
            return True
        return False

    def _move(self, key: int, order: int) -> None:
        self.counts["moved"] += 1
        self._catalogue.execute("UPDATE documents SET position = ? WHERE key = ?", (order, key))

    def _remove(self, keys: list[int]) -> None:
        for table in ("documents", "shown", "bodies"):
            statement = f"DELETE FROM {table} WHERE key = ?"
            self._catalogue.executemany(statement, ((key,) for key in keys))

    def _enter(self, document: SearchDocument) -> None:
        key, self._next = self._next, self._next + 1
        name = fold(document.title)
        other = "\n".join(map(fold, document.other_names))
        self._characters.update(name, other)
        self._catalogue.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                document.id,
                document.digest,
                document.order,
                self._place(document),
                self._trait(document),
                document.fee,
                document.places,
                document.published or document.assessed,
                document.lon,
                document.lat,
                name,
                other,
                "\n".join(map(fold, document.numbers)),
                fold(document.address),
            ),
        )
        payload = msgspec.msgpack.encode(_shown(document))
        self._catalogue.execute("INSERT INTO shown VALUES (?, ?)", (key, payload))
        if document.body:
            texts = (key, fold(document.body), document.body)
            self._catalogue.execute("INSERT INTO bodies VALUES (?, ?, ?)", texts)

    def _place(self, document: SearchDocument) -> int:
        names = "\n".join(document.regions)
        value = document.region_code, names, "\n".join(document.region_codes)
        known = self._places.get(value)
        if known is not None:
            return known
        place = self._places[value] = len(self._places)
        row = (place, document.region_code, names, fold(names), value[2])
        self._catalogue.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?)", row)
        return place

    def _trait(self, document: SearchDocument) -> int:
        traits = Traits(
            kind=document.kind,
            closed=document.closed,
            filed=document.filed,
            facets={name: tuple(sorted(document.facets[name])) for name in document.facets},
        )
        payload = msgspec.json.encode(traits, order="sorted").decode()
        known = self._traits.get(payload)
        if known is not None:
            return known
        number = self._traits[payload] = len(self._traits)
        self._catalogue.execute("INSERT INTO traits VALUES (?, ?)", (number, payload))
        return number


def _shown(document: SearchDocument) -> Shown:
    return Shown(**{name: getattr(document, name) for name in Shown.__struct_fields__})


def renumber(old: Path, new: sqlite3.Connection) -> int:
    """Copies a catalogue into an empty one with keys from 0 in document order; how many.

    For when most keys in the shards are dead.
    """
    new.execute("ATTACH ? AS old", (str(old),))
    new.execute("BEGIN")
    for table in ("places", "traits", "sounds"):
        new.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")
    new.execute(
        "CREATE TEMP TABLE renumbered AS SELECT key AS before, "
        "row_number() OVER (ORDER BY position, id) - 1 AS after FROM old.documents"
    )
    for table in ("documents", "shown", "bodies"):
        columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")][1:]
        new.execute(
            f"INSERT INTO {table} SELECT after, {', '.join(columns)} "
            f"FROM renumbered JOIN old.{table} ON key = before ORDER BY after"
        )
    (number,) = new.execute("SELECT count(*) FROM renumbered").fetchone()
    new.execute("DROP TABLE renumbered")
    new.execute("COMMIT")
    new.execute("DETACH old")
    return int(number)
