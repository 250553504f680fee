"""The straight line: from the archive of signed exports to a site and its index."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from generator import __version__
from generator.deployment import REPOSITORY, Deployment
from generator.findable import findable
from generator.loading import load_new
from generator.model.problems import BadData, Problem
from generator.pages import urls
from generator.pages.assemble import assemble
from generator.pages.context import Context
from generator.pages.downloads import publishable
from generator.pages.page import File, key_of
from generator.pelican_plugin import Job, Tally, run, template_overrides
from generator.publish.staging import Ledger, Staging, discard, go_live, live_inputs
from generator.search.building import update
from generator.search.index import held_digests, indexed_state
from generator.search.shards import ROOT, export_shards, shard_files
from generator.store.database import open_store
from generator.trust.verified import VerifiedExport
from generator.trust.walk import Walk, walk
from generator.written import read_written

LOCK = REPOSITORY / "requirements" / "run.txt"
"""The versions of the libraries that pages are made with."""


class Progress(Protocol):
    """What a build tells while it runs."""

    def step(self, name: str) -> None:
        """A step begins."""

    def count(self, done: int, total: int) -> None:
        """How far the present step is."""


class Silence:
    """The progress that nobody watches."""

    def step(self, name: str) -> None:
        """Say nothing."""

    def count(self, done: int, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did; `release` is None where nothing had changed."""

    release: Path | None
    exports: int
    loaded: int
    made: int
    reused: int
    indexed: int
    suspended: tuple[str, ...]
    warnings: tuple[Problem, ...]


def build(deployment: Deployment, progress: Progress | None = None) -> Report:
    """Verify everything, load what is new, make the pages that changed, index, go live.

    Raises Untrusted or BadData before anything of the site is written. Killed at any moment, the
    old site stands and the next build completes.
    """
    with deployment.locked():
        # Visitors are served by somebody else, who must be able to read what is made here.
        before = os.umask(0o022)
        try:
            return _build(deployment, progress or Silence())
        finally:
            os.umask(before)


def _build(deployment: Deployment, progress: Progress) -> Report:
    portal = deployment.portal()
    progress.step("verify")
    found = _verify(deployment)
    suspended = tuple(f"{one.role} since {one.since:%Y-%m-%d}: {one.reason}"
                      for one in found.suspended)  # fmt: skip
    with closing(open_store(deployment.store)) as connection:
        progress.step("load")
        loaded = load_new(connection, found.exports, progress.count)
        written = read_written(deployment.content, connection)
        inputs = _inputs(deployment, found)
        current = inputs == live_inputs(deployment.site) == indexed_state(deployment.index)
        if current and not loaded:
            return Report(None, len(found.exports), 0, 0, 0, 0, suspended, written.warnings)
        context, assets = assemble(
            connection, portal, deployment.theme, written.documents, _suspended_agencies(found)
        )
        files = (*(asset.file() for asset in assets), *_offered(context, found.exports))
        progress.step("index")
        indexed = _index(deployment, context, inputs)
        files += tuple(_shards(deployment))
        progress.step("pages")
        tally, release = _publish(deployment, context, written.sources, files, inputs, progress)
    return Report(
        release,
        len(found.exports),
        loaded,
        tally.made,
        tally.reused,
        indexed,
        suspended,
        written.warnings,
    )


def _verify(deployment: Deployment) -> Walk:
    state = deployment.state()
    if state is None:
        raise BadData(f"{deployment.archive}: nothing was received yet; run gongshi receive")
    return walk(deployment.archive, at=state.at, accepted=state.accepted)


def _inputs(deployment: Deployment, found: Walk) -> str:
    """Digest of everything that the site is made from."""
    hasher = hashlib.sha256(__version__.encode())
    suspended = [(one.role, one.since) for one in found.suspended]
    hasher.update(msgspec.msgpack.encode([sorted(found.accepted.targets.items()), suspended]))
    overrides = template_overrides(deployment.pelicanconf)
    folders = (deployment.content, deployment.theme, REPOSITORY / "generator", *overrides)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                hasher.update(_named(str(path.relative_to(folder)), path))
    for path in (deployment.settings, deployment.pelicanconf, LOCK):
        hasher.update(_named(path.name, path))
    return hasher.hexdigest()


def _named(name: str, path: Path) -> bytes:
    """A file as part of a digest: its name, its length, its content."""
    content = path.read_bytes()
    return f"{name}\0{len(content)}\0".encode() + content


def _code_digest(deployment: Deployment) -> bytes:
    """Digest of the code and the words that pages are made with, and of how Pelican runs."""
    code = sorted((REPOSITORY / "generator").rglob("*.py"))
    words = sorted((deployment.theme / "locale").rglob("*.po"))
    files = (*code, *words, deployment.pelicanconf, LOCK)
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).digest()


def _suspended_agencies(found: Walk) -> Mapping[str, datetime]:
    return {
        export.region: export.suspended_since for export in found.exports if export.suspended_since
    }


def _offered(context: Context, exports: tuple[VerifiedExport, ...]) -> Iterable[File]:
    """The newest signed export of each agency, unless something in it may not be shown."""
    newest = {export.region: export for export in exports}
    for region, export in sorted(newest.items()):
        if publishable(context, region):
            yield File(urls.export(export.path), key_of(export.sha256), partial(_copy, export))


def _copy(export: VerifiedExport, path: Path) -> None:
    path.write_bytes(export.read())


def _index(deployment: Deployment, context: Context, state: str) -> int:
    deployment.index.parent.mkdir(parents=True, exist_ok=True)
    synonyms = _synonyms(deployment)
    if not synonyms.exists():
        shutil.copyfile(REPOSITORY / "search_index" / "synonyms.txt", synonyms)
    with held_digests(deployment.index) as held:
        outcome = update(deployment.index, findable(context, held), state=state)
    return outcome.new + outcome.changed


def _shards(deployment: Deployment) -> Iterator[File]:
    """The index as files for the browser, exported anew where it changed."""
    folder = deployment.index.parent / "browser"
    export_shards(deployment.index, _synonyms(deployment), folder)
    for path in shard_files(folder):
        # All but the root are named by their content.
        content = path.read_bytes() if path.name == ROOT else path.name
        yield File(urls.shard(path.name), key_of(content), partial(_link, path))


def _link(source: Path, path: Path) -> None:
    """The same file under another name where the file system can, a copy elsewhere."""
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)


def _synonyms(deployment: Deployment) -> Path:
    """The list of synonyms of a deployment, which is ours until an operator changes it."""
    return deployment.index.parent / "synonyms.txt"


def _publish(
    deployment: Deployment,
    context: Context,
    sources: dict[str, tuple[str, int]],
    files: tuple[File, ...],
    inputs: str,
    progress: Progress,
) -> tuple[Tally, Path]:
    staging = Staging(deployment.site)
    ledger = Ledger(staging)
    job = Job(
        context,
        _code_digest(deployment),
        deployment.store,
        sources,
        files,
        staging,
        ledger,
        progress.count,
    )
    try:
        tally = run(deployment.pelicanconf, deployment.theme, deployment.content, job)
    except BaseException:
        ledger.close()
        discard(staging)
        raise
    ledger.close()
    return tally, go_live(staging, inputs, keep=context.portal.releases_kept)
