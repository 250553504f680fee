"""Verified exports into the store: read and checked by both cores, written by one process."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec
from msgspec import Struct

from generator.exports.archive import in_order_of_issue, read_export
from generator.exports.contents import Export
from generator.history.removals import Removals
from generator.io.workers import COUNT, pool
from generator.model.facility_record import decode_record
from generator.model.facts import FacilityFacts
from generator.model.messages import message_of, msg
from generator.model.problems import DataError, Problem
from generator.rules.facility_facts import facility_facts
from generator.rules.record import public_record, sealed
from generator.rules.row_proof import KeptTree, kept_tree
from generator.store.database import transaction
from generator.store.facility_facts import expired_titles, put_facts
from generator.store.figures.region_history import note_regions
from generator.store.load import known_digests, load
from generator.store.prepared import Prepared, prepare
from generator.store.queries import releases
from generator.store.record_versions import FRAGILE, LASTING, keep_records, version_of
from generator.store.row_trees import keep_tree
from generator.trust.verified import VerifiedExport

GROUP = 16
"""Exports in one transaction: what a power cut can cost, against waiting for the disk."""


class Ready(Struct, frozen=True):
    """An export as it goes into the store, with what follows from it for its facilities.

    Those whose record the store has already are left out of `facts` and `seals`, the salted
    digests of the records on the day of issue. `tree` is None for an export without row tree.
    """

    prepared: Prepared
    facts: tuple[FacilityFacts, ...]
    seals: tuple[bytes, ...]
    tree: KeptTree | None


def make_ready(
    verified: VerifiedExport,
    signed: Export,
    removals: Removals,
    known: frozenset[str] = frozenset(),
) -> Ready:
    """What an export's content becomes in the store, without what was removed from it.

    `known` are digests of dossiers that the store has of the agency.
    """
    export, secret = removals.withheld(signed), removals.secret
    prepared, facility_records = prepare(export)
    day = prepared.info.issued.date()
    version = version_of(verified.region, verified.release)
    new = [
        facility_record
        for facility_record, encoded in zip(
            facility_records, prepared.facility_records, strict=True
        )
        if encoded.digest not in known
    ]
    return Ready(
        prepared,
        tuple(facility_facts(facility_record, on=day) for facility_record in new),
        tuple(
            sealed(public_record(each, on=day), each.facility.facility_id, version, secret)
            for each in new
        ),
        kept_tree(signed, verified.path, export),
    )


def store_export(connection: sqlite3.Connection, verified: VerifiedExport, ready: Ready) -> None:
    """Store one export inside the caller's transaction."""
    changed = load(connection, verified, ready.prepared)
    assert changed <= {facts.facility_id for facts in ready.facts}, "what changed was made ready"
    version = version_of(verified.region, verified.release)
    fragile = ready.prepared.fragile
    keep_records(
        connection,
        verified.region,
        verified.release,
        (
            (facts.facility_id, version, FRAGILE if facts.facility_id in fragile else LASTING, seal)
            for facts, seal in zip(ready.facts, ready.seals, strict=True)
            if facts.facility_id in changed
        ),
    )
    digests = {each.facility_id: each.digest for each in ready.prepared.facility_records}
    put_facts(
        connection,
        verified.region,
        verified.release,
        (
            (facts, digests[facts.facility_id])
            for facts in ready.facts
            if facts.facility_id in changed
        ),
    )
    day = ready.prepared.info.issued.date()
    note_regions(connection, verified.region, verified.release, on=day)
    if ready.tree is not None:
        keep_tree(connection, verified.region, verified.release, ready.tree)


def load_new(
    connection: sqlite3.Connection,
    exports: Iterable[VerifiedExport],
    removals: Removals,
    progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    day: date | None = None,
) -> int:
    """Load what the store does not have, a few exports a transaction; how many that were.

    Each is loaded without what was removed.
    DataError where the store holds a release that the archive does not have.
    """
    wanted = {(each.region, each.release): each for each in exports}
    known = {(each.region, each.number): each.sha256 for each in releases(connection)}
    for place, digest in known.items():
        if place not in wanted or wanted[place].sha256 != digest:
            raise DataError(
                msg(
                    "the store holds release %(place)s-%(place_2)s, which the archive does "
                    "not have in this form; remove gongshi.sqlite, and it is made again from "
                    "the archive",
                    place=place[0],
                    place_2=f"{place[1]:04d}",
                )
            )
    new = in_order_of_issue([each for place, each in wanted.items() if place not in known])
    stream = _all_ready(connection, new, removals)
    for start in range(0, len(new), GROUP):
        group = new[start : start + GROUP]
        _store_group(connection, group, stream)
        progress(start + len(group), len(new))
    newest = max((release.issued for release in releases(connection)), default=None)
    if newest is not None:
        refresh_titles(connection, max(newest.date(), day or date.min))
    return len(new)


def refresh_titles(connection: sqlite3.Connection, on: date) -> None:
    """Bring the figures of facilities up to a day on which a title began or ended."""
    for _, agency, since, digest, data in expired_titles(connection, on):
        facts = facility_facts(decode_record(data), on=on)
        put_facts(connection, agency, since, [(facts, digest)])


def _store_group(
    connection: sqlite3.Connection, group: list[VerifiedExport], stream: Iterator[Ready]
) -> None:
    with transaction(connection):
        for verified in group:
            store_export(connection, verified, next(stream))


_exports: list[VerifiedExport] = []
_removals: list[Removals] = []
_decoder = msgspec.msgpack.Decoder(Ready)


def _all_ready(
    connection: sqlite3.Connection, exports: list[VerifiedExport], removals: Removals
) -> Iterator[Ready]:
    """Every export made ready, in order; in worker processes where there are several."""
    of_agency = Counter(each.region for each in exports)

    def known(number: int) -> frozenset[str]:
        region = exports[number].region
        # With two releases of an agency the second follows one that is not stored yet.
        return known_digests(connection, region) if of_agency[region] == 1 else frozenset()

    if len(exports) < 2:
        yield from (_made_ready(each, removals, known(0)) for each in exports)
        return
    with pool(_begin_worker, exports, removals) as workers:
        # A few at a time: the writer is slower than two readers, and memory is finite.
        ahead = COUNT * 4
        first = range(min(ahead, len(exports)))
        waiting = [workers.submit(_work, number, known(number)) for number in first]
        for number in range(len(exports)):
            data = waiting.pop(0).result()
            after = number + ahead
            if after < len(exports):
                waiting.append(workers.submit(_work, after, known(after)))
            if isinstance(data, tuple):
                raise DataError(data)
            yield _decoder.decode(data)


def _begin_worker(exports: list[VerifiedExport], removals: Removals) -> None:
    """In a new process: the exports as they were verified, handed over by the fork itself."""
    _exports[:] = exports
    _removals[:] = [removals]


def _made_ready(verified: VerifiedExport, removals: Removals, known: frozenset[str]) -> Ready:
    return make_ready(verified, read_export(verified), removals, known)


def _work(number: int, known: frozenset[str]) -> bytes | tuple[Problem, ...]:
    """An export made ready, as bytes; its problems where it is refused."""
    try:
        verified = _exports[number]
        return msgspec.msgpack.encode(_made_ready(verified, _removals[0], known))
    except DataError as bad:
        return tuple(bad.problems) or (Problem(_exports[number].path, None, None, message_of(bad)),)
