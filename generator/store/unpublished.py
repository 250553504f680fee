"""What was published once and is published no more: facilities, regions, documents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from generator.store.document_rows import withdrawn_documents


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A facility or a region that a release of an agency published no more.

    `name` is what it was called, None where that was taken back; `region_code` is that of the
    region itself or of the one that a facility was in, as far as known.
    """

    identifier: str
    name: str | None
    region_code: str | None
    agency: str
    release: int


@dataclass(frozen=True, slots=True)
class UnpublishedDocument:
    """A document of which every version was taken back; `subject` is `policy/SLUG`."""

    subject: str
    reason: str
    on: date | None


_GONE = (
    "SELECT c.key, c.agency, c.release, c.before FROM changes c JOIN releases r"
    " ON r.region = c.agency AND r.release = c.release"
    " WHERE c.table_name = '{table}' AND c.what = 'gone' AND {where} ORDER BY c.key, r.issued"
)
_OF_NOBODY = "NOT EXISTS (SELECT 1 FROM dossiers d WHERE d.facility_id = c.facility_id)"
_INSIDE = f"c.facility_id BETWEEN ? AND ? AND {_OF_NOBODY}"
_HEIRS = (
    "WITH RECURSIVE led(old, new) AS ("
    " SELECT old_id, new_id FROM successions WHERE old_id BETWEEN ? AND ?"
    " UNION SELECT led.old, s.new_id FROM led JOIN successions s ON s.old_id = led.new)"
    " SELECT led.old, led.new, json_extract(f.item, '$.name') FROM led"
    " JOIN facts f ON f.facility_id = led.new ORDER BY led.old, led.new"
)


def unpublished_identifiers(connection: sqlite3.Connection) -> Iterator[str]:
    """The facilities that were published and that no agency publishes any more, in order."""
    query = (
        "SELECT DISTINCT c.facility_id FROM changes c WHERE c.facility_id IS NOT NULL"
        f" AND c.table_name = 'facilities' AND c.what = 'gone' AND {_OF_NOBODY} ORDER BY 1"
    )
    for (identifier,) in connection.execute(query):
        yield identifier


def unpublished_facilities(
    connection: sqlite3.Connection, first: str, last: str
) -> Iterator[Unpublished]:
    """Those of them between two identifiers, both included."""
    query = _GONE.format(table="facilities", where=_INSIDE)
    yield from _last_seen(connection.execute(query, (first, last)))


def unpublished_regions(
    connection: sqlite3.Connection, present: Collection[str]
) -> Iterator[Unpublished]:
    """The regions that no agency describes any more, by code."""
    found = _last_seen(connection.execute(_GONE.format(table="regions", where="1")))
    yield from (region for region in found if region.identifier not in present)


def _last_seen(
    changes: Iterable[tuple[str, str, int, str | None]],
) -> Iterator[Unpublished]:
    """What was said of each when it went for the last time."""
    for key, found in groupby(changes, key=itemgetter(0)):
        *_, (_, agency, release, before) = found
        said = json.loads(before) if before else {}
        yield Unpublished(key, said.get("name"), said.get("region_code"), agency, release)


def heirs(
    connection: sqlite3.Connection, first: str, last: str
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Under which identifiers, with their names, facilities between two identifiers go on.

    Over however many steps, as far as these are published.
    """
    found = connection.execute(_HEIRS, (first, last))
    return {
        old: tuple((new, name) for _, new, name in group)
        for old, group in groupby(found, key=itemgetter(0))
    }


def unpublished_documents(
    connection: sqlite3.Connection, present: Collection[str]
) -> Iterator[UnpublishedDocument]:
    """The documents of which nothing stands any more, each with why its last version went."""
    last = {each.version.subject: each for each in withdrawn_documents(connection)}
    for subject, each in sorted(last.items()):
        if subject not in present:
            on = date.fromisoformat(each.at[:10]) if each.at else None
            yield UnpublishedDocument(subject, each.reason, on)
