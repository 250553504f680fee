"""What was published once and is published no more: facilities, regions, documents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from generator.store.document_rows import withdrawn_documents
from generator.store.record_versions import gone_subjects


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


def unpublished_facilities(connection: sqlite3.Connection) -> Iterator[Unpublished]:
    """The facilities that no agency publishes any more, by identifier."""
    for identifier in gone_subjects(connection):
        found = _last_seen(connection, "facility_id = ? AND table_name = 'facilities'", identifier)
        if found is not None:
            yield found


def unpublished_regions(
    connection: sqlite3.Connection, present: Collection[str]
) -> Iterator[Unpublished]:
    """The regions that no agency describes any more, by code."""
    query = (
        "SELECT DISTINCT key FROM changes WHERE table_name = 'regions' AND what = 'gone' ORDER BY 1"
    )
    for (code,) in connection.execute(query).fetchall():
        if code not in present:
            found = _last_seen(connection, "key = ? AND table_name = 'regions'", code)
            if found is not None:
                yield found


def _last_seen(connection: sqlite3.Connection, where: str, value: str) -> Unpublished | None:
    query = (
        "SELECT c.key, c.agency, c.release, c.before FROM changes c JOIN releases r"
        f" ON r.region = c.agency AND r.release = c.release WHERE {where} AND c.what = 'gone'"
        " ORDER BY r.issued DESC LIMIT 1"
    )
    found = connection.execute(query, (value,)).fetchone()
    if found is None:
        return None
    key, agency, release, before = found
    said = json.loads(before) if before else {}
    return Unpublished(key, said.get("name"), said.get("region_code"), agency, release)


def successors(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Old identifier → those under which it goes on, over however many steps, last ones only."""
    led: dict[str, list[str]] = {}
    for old, new in connection.execute("SELECT old_id, new_id FROM successions ORDER BY 1, 2"):
        led.setdefault(old, []).append(new)
    return {old: sorted(set(_ends(led, old, frozenset()))) for old in led}


def _ends(led: dict[str, list[str]], identifier: str, seen: frozenset[str]) -> Iterator[str]:
    for new in led[identifier]:
        if new in led and new not in seen:
            yield from _ends(led, new, seen | {identifier})
        else:
            yield new


def unpublished_documents(
    connection: sqlite3.Connection, present: Collection[str]
) -> Iterator[UnpublishedDocument]:
    """The documents of which nothing stands any more, each with why its last version went."""
    last = {each.version.subject: each for each in withdrawn_documents(connection)}
    for subject, each in sorted(last.items()):
        if subject not in present:
            on = date.fromisoformat(each.at[:10]) if each.at else None
            yield UnpublishedDocument(subject, each.reason, on)


def names_of(connection: sqlite3.Connection, identifiers: Collection[str]) -> dict[str, str]:
    """The names of those of these facilities that are published."""
    found = {}
    for identifier in sorted(identifiers):
        query = "SELECT json_extract(item, '$.name') FROM facts WHERE facility_id = ?"
        row = connection.execute(query, (identifier,)).fetchone()
        if row:
            found[identifier] = row[0]
    return found
