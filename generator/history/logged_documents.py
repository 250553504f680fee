"""The policies and interpretations that the log has and that nobody has taken back.

The sources of a build must have every one of them: a file that is not there today is a fault of
the folder, not a decision, and what the log takes back is taken back for ever.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

import msgspec

from generator.history.document_versions import Journal, Line
from generator.log.leaves import DossierLeaf, WithdrawalLeaf, decode_leaf
from generator.log.writing import Log
from generator.store.leaf_numbers import log_read, withdrawn_leaves

_WITHDRAWAL = b'"withdrawal"'


@dataclass(frozen=True, slots=True)
class LoggedDocument:
    """A document in the log: `policy/SLUG`, how many versions stand, what the last one says."""

    subject: str
    versions: int
    record: bytes

    @property
    def kind(self) -> str:
        """What it is: `policy` or `interpretation`."""
        return self.subject.partition("/")[0]

    @property
    def slug(self) -> str:
        """Its link name."""
        return self.subject.partition("/")[2]

    @property
    def title(self) -> str:
        """The title that it had last."""
        record = msgspec.json.decode(self.record, type=dict[str, dict[str, object]])
        return str(record.get(self.kind, {}).get("title", ""))


def logged_documents(
    connection: sqlite3.Connection, log: Log, journal: Journal, secret: bytes
) -> tuple[LoggedDocument, ...]:
    """The documents of which some version stands, by name; nothing is written.

    DataError for a damaged journal.
    """
    standing: dict[str, list[Line]] = defaultdict(list)
    lines = journal.lines()
    withdrawn = _withdrawn(connection, log) if lines else frozenset()
    for line in lines:
        if (
            not line.reason
            and line.leaf not in withdrawn
            and is_logged(log, line.leaf, line.sealed(secret))
        ):
            standing[line.subject].append(line)
    return tuple(
        LoggedDocument(subject, len(lines), lines[-1].data)
        for subject, lines in sorted(standing.items())
    )


def _withdrawn(connection: sqlite3.Connection, log: Log) -> frozenset[int]:
    """The leaves that the log has taken back: those the store knows, and those entered since."""
    size, _ = log_read(connection)
    entries = (entry for entry in log.entries(size) if _WITHDRAWAL in entry)
    since = (leaf.index for leaf in map(decode_leaf, entries) if isinstance(leaf, WithdrawalLeaf))
    return frozenset((*withdrawn_leaves(connection, log.size), *since))


def is_logged(log: Log, leaf: int, digest: bytes) -> bool:
    """Whether the log took a record as this entry: it may be left of a build that was cut off."""
    entry = next(log.entries(leaf, leaf + 1), None) if leaf < log.size else None
    found = decode_leaf(entry) if entry else None
    return isinstance(found, DossierLeaf) and found.digest == digest.hex()
