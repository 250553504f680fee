"""`gongshi log replace`: the log's key is gone, or is to go, and a new log goes on from it.

A log is known by its key, so the new one begins at nothing: its first entry says which entries of
the log before count, and everything that the site shows is entered again. That the new key is the
right one is signed by the targets role, and in a planned change by the old key too, in the last
entry of its own log. The old log stays where everybody can read it, at `/log-1/`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace
from securesystemslib.signer import Signer as StoredSigner

from generator.build.remove_value import forget_index
from generator.build.site_log import open_log, open_own_log, signer_of
from generator.history.removals import Removals
from generator.io.atomic import create_file, sync_tree
from generator.log.leaves import (
    Change,
    PredecessorLeaf,
    SuccessorLeaf,
    decode_leaf,
    encode_leaf,
)
from generator.log.note import Signer
from generator.log.tile_files import KEY
from generator.log.writing import Log
from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError
from generator.portal.folder import Deployment, State
from generator.store.database import forget_store
from generator.trust.keys import PortalKeys, create_key
from generator.trust.recovery.log_key import list_log_key
from generator.trust.walk import walk

PREDECESSOR = "predecessor.json"
"""In the folder of a log: its first entry, which names the log before it."""

NEXT = "log-next"
_PRIVATE = ("salt", "salt.sha256", "documents.jsonl")
"""What of a log's folder goes along to the next: records are sealed as they were."""

OpenKey = Callable[[Path], StoredSigner]


@dataclass(frozen=True, slots=True)
class Replaced:
    """The new log's key, and the entries of the old one that count."""

    key: str
    size: int


def read_predecessor(log: Path) -> PredecessorLeaf | None:
    """What the first entry of a log says of the one before; None where it is the first log."""
    try:
        leaf = decode_leaf((log / PREDECESSOR).read_bytes())
    except FileNotFoundError:
        return None
    if not isinstance(leaf, PredecessorLeaf):
        raise VerificationError(msg("%(file)s: names no log", file=log / PREDECESSOR))
    return leaf


def replace_log(
    deployment: Deployment,
    reason: Change,
    *,
    last: int | None,
    passphrase: bytes,
    open_key: OpenKey,
    signers: Sequence[StoredSigner],
    portal: PortalKeys,
    at: datetime,
) -> Replaced:
    """Open a new log with a new key; the next build enters everything that the site shows.

    `last` is the size of the last honest checkpoint (None: the newest), `signers` hold keys of
    targets, `passphrase` is that of the new key. Cut off, the same command completes it.
    """
    with deployment.locked():
        if _finish(deployment) or _is_unfinished(deployment):
            return _settle(deployment, at)
        log = open_log(deployment) if reason == "planned" else open_own_log(deployment)
        if log.signed is None:
            raise UsageError(msg("the log has no checkpoint yet; run gongshi build"))
        folder = deployment.archive / NEXT
        shutil.rmtree(folder, ignore_errors=True)
        key = _new_key(deployment, log, passphrase, open_key)
        if reason == "planned":
            old = signer_of(log, open_key(deployment.keys / "log.pem"))
            entry = encode_leaf(SuccessorLeaf(key=str(key.key)))
            if list(log.entries(log.size - 1)) != [entry]:
                log.append([entry], old)
        size = log.size if last is None else last
        if not 0 < size <= log.size:
            raise UsageError(
                msg("--last %(size)s: the log has %(all)s entries", size=size, all=log.size)
            )
        leaf = PredecessorLeaf(
            key=str(log.key), size=size, root=log.root_at(size).hex(), reason=reason
        )
        _prepare(deployment, folder, key, leaf)
        list_log_key(
            deployment.archive,
            f"{key.key}\n".encode(),
            msgspec.to_builtins(leaf),
            signers=signers,
            portal=portal,
            at=at,
        )
        _finish(deployment)
        return _settle(deployment, at)


def _is_unfinished(deployment: Deployment) -> bool:
    """Whether the log was replaced and has not been published yet, since a command was cut off."""
    shown = deployment.site / "current" / "log" / KEY
    own = (deployment.log / KEY).read_bytes() if (deployment.log / KEY).exists() else b""
    followed = read_predecessor(deployment.log) is not None
    return followed and shown.exists() and shown.read_bytes() != own


def _settle(deployment: Deployment, at: datetime) -> Replaced:
    """The portal remembers what was signed, and forgets what it knew of the log before."""
    found = walk(deployment.archive, at=at, accepted=deployment.required_state().accepted)
    deployment.remember(State(at, found.accepted))
    forget_store(deployment.store)
    forget_index(deployment)
    leaf = read_predecessor(deployment.log)
    return Replaced(deployment.log_key(), leaf.size if leaf else 0)


def _new_key(deployment: Deployment, log: Log, passphrase: bytes, open_key: OpenKey) -> Signer:
    """The key of the next log; one that a command left that was cut off is used."""
    path = deployment.keys / f"{NEXT}.pem"
    if not path.exists():
        create_key(deployment.keys, NEXT, passphrase)
    first = log.key.name.partition("/log-")[0]
    return Signer.stored(f"{first}/log-{len(deployment.earlier_logs) + 2}", open_key(path))


def _prepare(deployment: Deployment, folder: Path, key: Signer, leaf: PredecessorLeaf) -> None:
    """The folder of the next log, complete but for its entries."""
    folder.mkdir()
    for name in _PRIVATE:
        if (deployment.log / name).exists():
            shutil.copy2(deployment.log / name, folder / name)
    removals = Removals(deployment.log, deployment.secret())
    if removals.entries:
        # The entries that they took back are entries of the log before.
        lines = (msgspec.json.encode(replace(each, leaves=())) for each in removals.entries)
        create_file(folder / removals.file.name, b"".join(line + b"\n" for line in lines))
    create_file(folder / PREDECESSOR, encode_leaf(leaf))
    Log.open(folder, key.key)
    sync_tree(folder)


def _finish(deployment: Deployment) -> bool:
    """Give the next log its place, where the targets role has signed its key; whether it has."""
    folder, keys = deployment.archive / NEXT, deployment.keys
    if not (folder / KEY).exists():
        return False
    state = deployment.required_state()
    listed = walk(deployment.archive, at=state.at, accepted=state.accepted).log_key
    if sha256((folder / KEY).read_bytes()).hexdigest() != listed:
        return False
    number = len(deployment.earlier_logs) + 1
    for ending in (".pem", ".pub.pem"):
        old, new = keys / f"log{ending}", keys / f"{NEXT}{ending}"
        if new.exists():
            if old.exists():
                old.rename(keys / f"log-{number}{ending}")
            new.rename(old)
    if deployment.log.exists():
        deployment.log.rename(deployment.archive / f"log-{number}")
    folder.rename(deployment.log)
    return True
