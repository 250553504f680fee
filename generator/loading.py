"""Verified exports into the store, with the figures that follow from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from generator.derive.facts import facility_facts
from generator.exports.archive import Export, read_export
from generator.model.problems import BadData
from generator.store.facts import put_facts
from generator.store.load import load
from generator.store.queries import releases
from generator.trust.verified import VerifiedExport

GROUP = 16
"""Exports in one transaction: what a power cut can cost, against waiting for the disk."""


def load_new(
    connection: sqlite3.Connection,
    exports: Iterable[VerifiedExport],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Load what the store does not have, a few exports a transaction; how many that were.

    BadData where the store holds a release that the archive does not have.
    """
    wanted = {(each.region, each.release): each for each in exports}
    known = {(each.region, each.number): each.sha256 for each in releases(connection)}
    for place, digest in known.items():
        if place not in wanted or wanted[place].sha256 != digest:
            raise BadData(
                f"the store holds release {place[0]}-{place[1]:04d}, which the archive does not"
                " have in this form; remove gongshi.sqlite, and it is made again from the archive"
            )
    new = [each for place, each in sorted(wanted.items()) if place not in known]
    for start in range(0, len(new), GROUP):
        _load_group(connection, new[start : start + GROUP])
        progress(min(start + GROUP, len(new)), len(new))
    return len(new)


def _load_group(connection: sqlite3.Connection, group: list[VerifiedExport]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for verified in group:
            load_export(connection, verified, read_export(verified))
    except BaseException:
        # SQLite has rolled back by itself where the disk is full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def load_export(connection: sqlite3.Connection, verified: VerifiedExport, export: Export) -> None:
    """Load one export inside the caller's transaction."""
    day = export.info.issued.date()
    changed = load(connection, verified, export)
    put_facts(
        connection,
        (
            (facility_facts(each.dossier, on=day), each.agency, each.since, each.digest)
            for each in changed
        ),
    )
