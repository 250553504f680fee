"""Taking over a hand-over: verified, read, checked against what is there, then put in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.deployment import Deployment, State
from generator.loading import load_new, make_ready, store_export
from generator.store.database import open_store
from generator.trust.handover import receive, refresh
from generator.trust.keys import load_portal_keys
from generator.trust.verified import VerifiedExport
from generator.trust.walk import Walk, walk
from generator.written import read_written


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a hand-over brought."""

    new: tuple[VerifiedExport, ...]
    exports: int
    suspended: tuple[str, ...]


def receive_handover(
    deployment: Deployment,
    stick: Path,
    *,
    passphrase: bytes,
    at: datetime,
    progress: Callable[[str], None] = lambda text: None,
) -> Receipt:
    """Verify, check and accept what is on the stick; BadData or Untrusted, and nothing changed."""
    with deployment.locked():
        return _receive(deployment, stick, passphrase, at, progress)


def _receive(
    deployment: Deployment,
    stick: Path,
    passphrase: bytes,
    at: datetime,
    progress: Callable[[str], None],
) -> Receipt:
    state = deployment.state()
    known = frozenset(state.accepted.targets) if state else frozenset()
    keys = load_portal_keys(deployment.keys, passphrase)
    with closing(open_store(deployment.store)) as connection:
        if state:
            # What is new is tried against all that was accepted before.
            before = walk(deployment.archive, at=state.at, accepted=state.accepted)
            load_new(connection, before.exports)
        connection.execute("BEGIN")
        try:
            result = receive(
                deployment.archive,
                stick,
                at=at,
                accepted=state.accepted if state else None,
                portal_keys=keys,
                check=lambda export: _try(connection, deployment.content, export, progress),
            )
        finally:
            # The trial leaves no trace: the build loads from the archive.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    deployment.remember(State(at, result.accepted))
    return _receipt(result, known)


def renew(deployment: Deployment, *, passphrase: bytes, at: datetime) -> Receipt:
    """Sign snapshot and timestamp again, and look at every role on this day."""
    with deployment.locked():
        state = deployment.state()
        accepted = state.accepted if state else None
        keys = load_portal_keys(deployment.keys, passphrase)
        refresh(deployment.archive, keys, at, accepted=accepted)
        result = walk(deployment.archive, at=at, accepted=accepted)
        deployment.remember(State(at, result.accepted))
    return _receipt(result, frozenset(result.accepted.targets))


def _receipt(result: Walk, known: frozenset[str]) -> Receipt:
    new = tuple(export for export in result.exports if export.path not in known)
    words = (f"{one.role} since {one.since:%Y-%m-%d}: {one.reason}" for one in result.suspended)
    return Receipt(new, len(result.exports), tuple(words))


def _try(
    connection: sqlite3.Connection,
    content: Path,
    verified: VerifiedExport,
    progress: Callable[[str], None],
) -> None:
    """Read an export with all its checks, and load it on trial with its documents."""
    progress(verified.path)
    ready = make_ready(verified)
    store_export(connection, verified, ready)
    if ready.prepared.documents:
        read_written(content, connection)
