"""Indexes to ask: of a demonstration of any size, and of the real register."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from benchmarks.known_items import Item
from benchmarks.measure import Run
from generator.build.progress import Silence
from generator.demonstration.portal import prepare_demo
from generator.portal.folder import Deployment
from generator.search.browser.shards import export_shards
from generator.search.index.document import FACILITY, SearchDocument
from generator.search.index.update import update


@dataclass(frozen=True, slots=True)
class Indexed:
    """An index that was made, and what that cost."""

    run: Run
    index: Path
    shards: Path
    store: Path


def index_portal(folder: Path, facilities: int) -> Indexed:
    """A demonstration built as far as its index; the time is that of the index alone."""
    deployment = Deployment(folder)
    at = datetime.now(UTC).replace(microsecond=0)
    prepare_demo(deployment, facilities, at=at, progress=Silence())
    command = [sys.executable, "-m", "benchmarks.indexing", str(folder)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    run = Run(json.loads(output), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return Indexed(run, deployment.index, deployment.index.parent / "browser", deployment.store)


def index_register(folder: Path, items: Iterable[Item]) -> Indexed:
    """The register's names and codes, which is all that it has for a search."""
    index, shards = folder / "whoosh", folder / "browser"
    folder.mkdir(parents=True)
    began = time.monotonic()
    update(index, map(_document, range(10**9), items), state="register")
    export_shards(index, shards)
    seconds = time.monotonic() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Indexed(Run(seconds, memory), index, shards, folder)


def _document(order: int, item: Item) -> SearchDocument:
    return SearchDocument(
        id=f"f:{item.identifier}",
        kind=FACILITY,
        order=order,
        url=f"/f/{item.identifier}/",
        title=item.name,
        other_names=item.others,
        numbers=(item.credit_code,) if item.credit_code else (),
        digest=sha256(repr(item).encode()).hexdigest(),
    )
