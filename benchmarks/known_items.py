"""Questions whose answer is known: an institution, and what somebody who looks for it types."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from generator.search.text.sounds import sounds_of

PIECE = 4


@dataclass(frozen=True, slots=True)
class Item:
    """An institution as far as questions are made of it."""

    identifier: str
    name: str
    others: tuple[str, ...]
    district: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A question and the institution that it is about."""

    kind: str
    text: str
    identifier: str


def items_of_store(store: Path) -> list[Item]:
    """The institutions of a portal."""
    query = (
        "SELECT f.facility_id, f.name, f.other_names, coalesce(r.name, ''), coalesce(f.uscc, '')"
        " FROM facilities f LEFT JOIN regions r"
        " ON r.agency = f.agency AND r.region_code = substr(f.region_code, 1, 6) || '000000'"
        " ORDER BY f.facility_id"
    )
    with closing(sqlite3.connect(store)) as connection:
        return [
            Item(identifier, name, _list(others), district, code)
            for identifier, name, others, district, code in connection.execute(query)
        ]


def items_of_register(folder: Path) -> list[Item]:
    """The institutions of the real register, which has no districts' names."""
    found: list[Item] = []
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                names = (row["institution_name"], row["institution_other_name"] or "")
                name, other = (" ".join(each.split()) for each in names)
                if name:
                    others = (other,) if other and other != name else ()
                    code = row["credit_code"] or ""
                    found.append(Item(f"R{len(found):05}", name, others, "", code))
    return found


def _list(text: str | None) -> tuple[str, ...]:
    """A cell of several values as the store keeps it."""
    return tuple(text.split("|")) if text else ()


def questions(items: list[Item], each: int) -> Iterator[KnownItem]:
    """`each` questions of every kind that these institutions allow, always the same ones."""
    for kind, make in KINDS.items():
        draw = Random(kind)
        order = draw.sample(items, len(items))
        texts = ((item, make(draw, item)) for item in order)
        asked = ((item, text) for item, text in texts if text)
        for (item, text), _ in zip(asked, range(each), strict=False):
            yield KnownItem(kind, text, item.identifier)


def _piece(draw: Random, item: Item) -> str:
    start = draw.randint(0, max(0, len(item.name) - PIECE))
    return item.name[start : start + PIECE]


def _district(_: Random, item: Item) -> str:
    return f"{item.district} {item.name[:PIECE]}" if item.district else ""


def _other(draw: Random, item: Item) -> str:
    return draw.choice(item.others) if item.others else ""


def _sounds(text: str) -> list[str]:
    """The usual reading of each character; empty where one has none."""
    found = [sounds_of(character)[:1] for character in text]
    return [sound for (sound,) in found] if all(found) else []


def _pinyin(_: Random, item: Item) -> str:
    return "".join(_sounds(item.name[:PIECE]))


def _initials(_: Random, item: Item) -> str:
    return "".join(sound[0] for sound in _sounds(item.name))


KINDS: dict[str, Callable[[Random, Item], str]] = {
    "full name": lambda _, item: item.name,
    "four characters of the name": _piece,
    "district and start of the name": _district,
    "other name": _other,
    "pinyin of the first four": _pinyin,
    "initials of the name": _initials,
    "credit code": lambda _, item: item.credit_code,
}
