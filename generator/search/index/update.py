"""Building the index and bringing it up to date.

A build writes a new generation beside the one in use and then changes one name. Shards never change
and are hard-linked into the next generation; the catalogue is copied and brought up to date. Killed
at any moment the old generation stands, and the next build begins by clearing what was left.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.io.atomic import replace_file, staging_path, sync_files, sync_folder
from generator.io.links import link_or_copy
from generator.io.locks import exclusive
from generator.io.no_room import naming
from generator.io.workers import pool
from generator.model.messages import msg
from generator.model.problems import GongshiError, UsageError
from generator.search.index.catalogue import FILE as CATALOGUE
from generator.search.index.catalogue import count
from generator.search.index.document import Held, SearchDocument
from generator.search.index.grams import Shard, write_shard
from generator.search.index.intake import Changes, open_for_intake, renumber, take
from generator.search.index.manifest import (
    CURRENT,
    Manifest,
    checked_manifest,
    current_generation,
    list_files,
    write_index_manifest,
)
from generator.search.index.program import program

WORTH_A_PROCESS = 4000
"""With fewer documents a process takes longer to start than it saves."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What a build did. `written` is how many keys went into new shards."""

    documents: int
    new: int = 0
    changed: int = 0
    gone: int = 0
    moved: int = 0
    written: int = 0


def update(
    folder: Path,
    documents: Iterable[SearchDocument | Held],
    *,
    state: str,
    processes: int = 2,
) -> Outcome:
    """Makes the index in `folder` hold exactly these documents, in one step or not at all.

    `state` names the input as a whole, for instance a digest of the store's state: if the index was
    made from the same state, no document is read. Otherwise documents are told apart by their
    digests and only what changed is indexed. An index that may not be opened is built again.
    DataError with every document that cannot be taken; UsageError while another build writes.
    """
    with naming(folder), _locked(folder):
        old = _usable(folder)
        _clear(folder, keep=old[0] if old else None)
        if old and old[1].state == state:
            return Outcome(documents=old[1].documents)
        staging = folder / (f"{int(old[0].name) + 1:06}" if old else "000001")
        staging.mkdir(mode=0o755)
        try:
            return _write_generation(staging, old, documents, state, processes)
        except sqlite3.OperationalError as error:
            raise GongshiError(
                msg("%(staging)s: %(error)s", staging=staging / CATALOGUE, error=error)
            ) from error
        except BrokenProcessPool as error:
            raise GongshiError(
                msg("%(folder)s: a process that wrote the index was ended", folder=folder)
            ) from error
        finally:
            _clear(folder, keep=_current_or_none(folder))


def _write_generation(
    staging: Path,
    old: tuple[Path, Manifest] | None,
    documents: Iterable[SearchDocument | Held],
    state: str,
    processes: int,
) -> Outcome:
    """Writes the next generation and makes it the current one."""
    if old:
        shutil.copyfile(old[0] / CATALOGUE, staging / CATALOGUE)
    with closing(open_for_intake(staging)) as catalogue:
        changes = take(catalogue, documents, first=old[1].next_key if old else 0)
        live = count(catalogue)
    outcome = _outcome(changes, live)
    if old and not changes.any:
        write_index_manifest(old[0], replace(old[1], state=state))
        return outcome
    unchanged: list[Shard] = []
    if changes.first + changes.entered > 2 * live + WORTH_A_PROCESS:
        _renumber(staging)
        span = Shard(first=0, last=live - 1)
    else:
        unchanged, span = _plan(old[1].shards if old else (), changes)
    if old:
        _link(old[0], staging, unchanged)
    added = _write_shards(staging, span, processes)
    _switch(staging, state=state, documents=live, shards=(*unchanged, *added))
    return replace(outcome, written=sum(shard.size for shard in added))


def _outcome(changes: Changes, live: int) -> Outcome:
    return Outcome(
        documents=live,
        new=changes.new,
        changed=changes.changed,
        gone=changes.gone,
        moved=changes.moved,
    )


def _plan(shards: tuple[Shard, ...], changes: Changes) -> tuple[list[Shard], Shard]:
    """Which shards stay, and the range of keys to write.

    Shards that are not much larger than what is new are written again with it: so there are never
    more than a few, and a key is written a few times at most.
    """
    unchanged = list(shards)
    first, last = changes.first, changes.first + changes.entered - 1
    while changes.entered and unchanged and unchanged[-1].size <= 2 * (last - first + 1):
        first = unchanged.pop().first
    return unchanged, Shard(first=first, last=last)


def _renumber(staging: Path) -> None:
    """Gives all documents new keys from 0, because most keys have died."""
    before = staging / f"{CATALOGUE}.old"
    (staging / CATALOGUE).rename(before)
    with closing(open_for_intake(staging)) as catalogue:
        renumber(before, catalogue)
    before.unlink()


def _link(old: Path, staging: Path, shards: Iterable[Shard]) -> None:
    for shard in shards:
        shutil.copytree(old / shard.folder, staging / shard.folder, copy_function=link_or_copy)


def _write_shards(staging: Path, span: Shard, processes: int) -> list[Shard]:
    """Writes a range of keys as one shard, or as one for each process where that pays."""
    pieces = max(1, min(processes, span.size // WORTH_A_PROCESS))
    bounds = [span.first + span.size * piece // pieces for piece in range(pieces + 1)]
    shards = [
        Shard(first=first, last=after - 1) for first, after in pairwise(bounds) if first < after
    ]
    if len(shards) < 2:
        for shard in shards:
            write_shard(staging, shard)
        return shards
    with pool() as workers:
        list(workers.map(write_shard, [staging] * len(shards), shards))
    return shards


def _switch(staging: Path, *, state: str, documents: int, shards: tuple[Shard, ...]) -> None:
    """Seals a generation and makes it the current one. The name comes last."""
    inside = list(staging.rglob("*"))
    for path in inside:
        _close_to_others(path)
    sync_files(staging, [path for path in inside if path.is_file()])
    manifest = Manifest(
        format=program(),
        state=state,
        documents=documents,
        next_key=max((shard.last + 1 for shard in shards), default=0),
        shards=shards,
        files=list_files(staging),
    )
    write_index_manifest(staging, manifest)
    sync_folder(staging.parent)
    replace_file(staging.parent / CURRENT, f"{staging.name}\n".encode())


def _close_to_others(path: Path) -> None:
    """Takes from others the right to write, whatever the umask gave them."""
    path.chmod(stat.S_IMODE(path.stat().st_mode) & ~(stat.S_IWGRP | stat.S_IWOTH))


def _usable(folder: Path) -> tuple[Path, Manifest] | None:
    """The current generation and its manifest, if it may be opened."""
    with suppress(GongshiError):
        generation = current_generation(folder)
        return generation, checked_manifest(generation)
    return None


def _current_or_none(folder: Path) -> Path | None:
    with suppress(GongshiError):
        return current_generation(folder)
    return None


def _clear(folder: Path, keep: Path | None) -> None:
    """Removes every generation but one, so also what a killed build left; nothing else."""
    for path in sorted(folder.iterdir()):
        if re.fullmatch(r"\d{6,}", path.name) and path != keep and not path.is_symlink():
            shutil.rmtree(path)
    staging_path(folder / CURRENT).unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds the folder for this build alone; the lock ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise UsageError(
            msg("%(folder)s: belongs to another user, who must build this index", folder=folder)
        )
    _close_to_others(folder)
    with exclusive(
        folder / "LOCK", msg("%(folder)s: another build is writing this index", folder=folder)
    ):
        yield
