"""The log of a portal brought up to the one that was published: tiles first, checkpoint last."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from generator.audit.heads import AuditOptions, Head, log_file, read_head
from generator.audit.site_source import Source, read
from generator.io.atomic import create_file, move_into_place, sync_tree
from generator.log.checkpoint import open_checkpoint
from generator.log.note import MAX_NOTE
from generator.log.reader import PublishedLog
from generator.log.tile_files import CHECKPOINT, CHECKPOINTS, KEY, WITNESSES
from generator.log.tiles import MAX_BUNDLE
from generator.log.writing import Log
from generator.model.messages import msg
from generator.model.problems import VerificationError
from generator.portal.folder import Deployment


def take_over_log(deployment: Deployment, own: Log, source: Source) -> Log:
    """The log of the portal, with the entries that a site shows beyond it.

    VerificationError where the site's does not hold, or does not continue the portal's.
    """
    shown, key = (read(source, log_file(name), MAX_NOTE) for name in (CHECKPOINT, KEY))
    earlier = {(log / KEY).read_bytes() for log in deployment.earlier_logs}
    if shown is None or key in earlier:
        return own
    if open_checkpoint(shown, own.key).checkpoint.size <= own.size:
        require_known(own, shown)
        return own
    held = bytes(own.signed.note) if own.signed else None
    head = read_head(source, AuditOptions(key=own.key, old=held))
    staging = Path(tempfile.mkdtemp(prefix=".recovered-", dir=deployment.log))
    try:
        _copy(source, head, staging)
        sync_tree(staging)
        _put(staging, deployment.log)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Log.open(deployment.log, own.key)


def require_known(log: Log, held: bytes) -> None:
    """VerificationError unless the log continues a checkpoint that somebody holds."""
    theirs = open_checkpoint(held, log.key).checkpoint
    if theirs.size > log.size:
        raise VerificationError(
            msg(
                "%(log)s: has %(size)s entries, and a checkpoint of %(held)s was signed: entries"
                " are lost; name a copy of the site that has them with --site, an auditor's or a"
                " witness's, and if there is none, see docs/trust-operations.md",
                log=log.folder,
                size=log.size,
                held=theirs.size,
            )
        )
    if log.root_at(theirs.size) != theirs.root:
        raise VerificationError(
            msg(
                "%(log)s: the checkpoint of %(size)s entries that somebody holds has another root:"
                " two histories were signed; see docs/trust-operations.md",
                log=log.folder,
                size=theirs.size,
            )
        )


def _copy(source: Source, head: Head, staging: Path) -> None:
    """Every file of a published log, once each was found to follow from its checkpoint."""
    copied: set[str] = set()

    def fetch(path: str) -> bytes | None:
        data = read(source, log_file(path), MAX_BUNDLE)
        if data is not None and path not in copied:
            create_file(staging / path, data, durable=False)
            copied.add(path)
        return data

    stops = (*head.earlier, head.old) if head.old else head.earlier
    for _ in PublishedLog(fetch).rebuilt(head.checkpoint, stops):
        pass
    for size in (one.size for one in head.earlier):
        fetch(f"{CHECKPOINTS}/{size}")
    for name in (WITNESSES, CHECKPOINT):
        fetch(name)


def _put(staging: Path, log: Path) -> None:
    """Move the files to the log; what it has of them is the same, but for cosignatures."""
    found = [path.relative_to(staging) for path in staging.rglob("*") if path.is_file()]
    # A checkpoint is seen only once its tiles are there, the newest one last.
    for path in sorted(found, key=lambda one: (one.parts[0] != "tile", one.parts[0] == CHECKPOINT)):
        move_into_place(staging / path, log / path)
