"""What the store knows of the log: which leaf each thing has, and which leaves are planned.

digest of a record          → its dossier leaf
export:<path>               → its export leaf
withdrawal:<index>          → the leaf that takes leaf <index> back
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator


def export_name(path: str) -> bytes:
    """Under which name the leaf of an export is known."""
    return b"export:" + path.encode()


def withdrawal_name(index: int) -> bytes:
    """Under which name the withdrawal of a leaf is known."""
    return b"withdrawal:%d" % index


def log_read(connection: sqlite3.Connection) -> tuple[int, bytes]:
    """How many entries of the log were read, and the root of the tree that they made."""
    found = connection.execute("SELECT size, root FROM log_read").fetchone()
    return found or (0, b"")


def knows_leaves(connection: sqlite3.Connection) -> bool:
    """Whether the store knows which entry of the log is whose: one that was made anew does not."""
    return connection.execute("SELECT 1 FROM leaves LIMIT 1").fetchone() is not None


def note_read(connection: sqlite3.Connection, size: int, root: bytes) -> None:
    """Say how far the log was read."""
    connection.execute("DELETE FROM log_read")
    connection.execute("INSERT INTO log_read VALUES (?, ?)", (size, root))


def note_leaves(connection: sqlite3.Connection, leaves: Iterable[tuple[bytes, int]]) -> None:
    """Say which leaf each of these names has; the last one counts, a record's that was entered
    again after it had been taken back.
    """
    connection.executemany("INSERT OR REPLACE INTO leaves VALUES (?, ?)", leaves)


def note_published(connection: sqlite3.Connection, leaf: int, entry: bytes) -> None:
    """A release of the site that the log has."""
    connection.execute("INSERT OR IGNORE INTO published VALUES (?, ?)", (leaf, entry))


def last_published(connection: sqlite3.Connection) -> bytes | None:
    """The entry of the last release of the site."""
    query = "SELECT entry FROM published ORDER BY leaf DESC LIMIT 1"
    found = connection.execute(query).fetchone()
    return found[0] if found else None


def unknown_records(connection: sqlite3.Connection) -> list[int]:
    """The dossier leaves that stand for no version known here, and were not taken back."""
    query = (
        "SELECT l.leaf FROM leaves l WHERE length(l.name) = 32"
        " AND substr(l.name, 1, 7) <> CAST('export:' AS BLOB)"
        " AND substr(l.name, 1, 11) <> CAST('withdrawal:' AS BLOB)"
        " AND NOT EXISTS (SELECT 1 FROM records r WHERE r.digest = l.name)"
        " AND NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.leaf = l.leaf) ORDER BY 1"
    )
    return [leaf for (leaf,) in connection.execute(query)]


def is_of_another_log(connection: sqlite3.Connection, size: int) -> bool:
    """Whether there are records of facilities, and the first `size` leaves know none of them."""
    query = (
        "SELECT count(*), count(l.leaf) FROM records r"
        " LEFT JOIN leaves l ON l.name = r.digest AND l.leaf < ? WHERE r.agency <> ''"
    )
    records, known = connection.execute(query, (size,)).fetchone()
    return bool(records) and not known


def forget_plans(connection: sqlite3.Connection, size: int) -> None:
    """Forget what an earlier build planned and the log never took."""
    connection.execute("DELETE FROM leaves WHERE leaf >= ?", (size,))
    connection.execute("DELETE FROM planned")
    connection.execute(
        "DELETE FROM withdrawals WHERE NOT EXISTS (SELECT 1 FROM leaves l"
        " WHERE l.name = CAST('withdrawal:' || withdrawals.leaf AS BLOB))"
    )


def plan_leaf(connection: sqlite3.Connection, leaf: int, name: bytes, entry: bytes) -> None:
    """The log is to take this entry as that leaf."""
    connection.execute("INSERT INTO leaves VALUES (?, ?)", (name, leaf))
    connection.execute("INSERT INTO planned VALUES (?, ?)", (leaf, entry))


def plan_again(connection: sqlite3.Connection, leaf: int, name: bytes, entry: bytes) -> None:
    """The log is to take as that leaf what it has taken back before."""
    connection.execute("INSERT OR REPLACE INTO leaves VALUES (?, ?)", (name, leaf))
    connection.execute("INSERT INTO planned VALUES (?, ?)", (leaf, entry))


def taken_back_since(
    connection: sqlite3.Connection, entry: int, not_for: Collection[str]
) -> dict[str, frozenset[bytes]]:
    """The digests of records that entries after this one took back, by facility; without those of
    some reasons.
    """
    marks = ", ".join("?" * len(not_for))
    query = (
        "SELECT r.subject, r.digest FROM records r JOIN leaves l ON l.name = r.digest"
        " JOIN withdrawals w ON w.leaf = l.leaf"
        " JOIN leaves t ON t.name = CAST('withdrawal:' || w.leaf AS BLOB)"
        f" WHERE r.agency <> '' AND t.leaf > ? AND w.reason NOT IN ({marks}) ORDER BY 1"
    )
    found: dict[str, frozenset[bytes]] = {}
    for subject, digest in connection.execute(query, (entry, *not_for)):
        found[subject] = found.get(subject, frozenset()) | {digest}
    return found


def planned(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The planned entries in the order of their leaves."""
    for (entry,) in connection.execute("SELECT entry FROM planned ORDER BY leaf"):
        yield entry


def leaf_of(connection: sqlite3.Connection, name: bytes) -> int | None:
    """The leaf of that name, in the log or planned."""
    found = connection.execute("SELECT leaf FROM leaves WHERE name = ?", (name,)).fetchone()
    return found[0] if found else None


def withdrawal_reasons(connection: sqlite3.Connection, indexes: Iterable[int]) -> dict[int, str]:
    """Why the leaves of these indexes were taken back, of those that were."""
    query = "SELECT reason FROM withdrawals WHERE leaf = ?"
    found = ((index, connection.execute(query, (index,)).fetchone()) for index in indexes)
    return {index: row[0] for index, row in found if row}


def note_withdrawal(connection: sqlite3.Connection, index: int, reason: str) -> None:
    """Leaf `index` was, or is to be, taken back."""
    connection.execute("INSERT OR IGNORE INTO withdrawals VALUES (?, ?)", (index, reason))


def withdrawn_leaves(connection: sqlite3.Connection, size: int) -> list[int]:
    """The leaves that the first `size` entries of the log take back."""
    query = (
        "SELECT w.leaf FROM withdrawals w JOIN leaves l"
        " ON l.name = CAST('withdrawal:' || w.leaf AS BLOB) WHERE l.leaf < ? ORDER BY 1"
    )
    return [leaf for (leaf,) in connection.execute(query, (size,))]


def records_without_leaf(
    connection: sqlite3.Connection, agency: str, release: int
) -> Iterator[bytes]:
    """The digests of the versions that a release brought and the log does not have, in order."""
    query = (
        "SELECT digest FROM records r WHERE agency = ? AND release = ?"
        " AND NOT EXISTS (SELECT 1 FROM leaves l WHERE l.name = r.digest) ORDER BY number"
    )
    for (digest,) in connection.execute(query, (agency, release)):
        yield digest


def shown_again(connection: sqlite3.Connection, reasons: Collection[str]) -> list[int]:
    """The entries taken back for one of the reasons whose records facilities have nevertheless."""
    marks = ", ".join("?" * len(reasons))
    query = (
        "SELECT w.leaf FROM withdrawals w JOIN leaves l ON l.leaf = w.leaf"
        " JOIN records r ON r.digest = l.name"
        f" WHERE r.agency <> '' AND w.reason IN ({marks}) ORDER BY 1"
    )
    return [leaf for (leaf,) in connection.execute(query, tuple(reasons))]


def export_leaf(connection: sqlite3.Connection, path: str) -> int | None:
    """The leaf of the export at a path of the archive; None before it has one."""
    query = "SELECT leaf FROM leaves WHERE name = ?"
    found = connection.execute(query, (export_name(path),)).fetchone()
    return found[0] if found else None


def records_stamp(connection: sqlite3.Connection) -> tuple[int, int]:
    """What changes whenever a version of a record comes to stand elsewhere in the log."""
    query = (
        "SELECT count(*), coalesce(sum((l.leaf + 1) * r.number), 0) FROM records r"
        " JOIN leaves l ON l.name = r.digest"
    )
    count, places = connection.execute(query).fetchone()
    return count, places
