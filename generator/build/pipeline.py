"""The straight line: from the archive of signed exports to a site and its index."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec
from securesystemslib.signer import Signer

from generator import __version__
from generator.build.content_privacy import scan_settings
from generator.build.load_documents import load_documents
from generator.build.load_exports import load_new
from generator.build.missing_documents import expect_documents
from generator.build.pelican_adapter import Job, Tally, run, template_overrides
from generator.build.search_documents import search_documents
from generator.build.site_exports import export_files
from generator.build.site_log import (
    is_public,
    key_files,
    open_log,
    require_listed,
    show_log,
    signer_of,
    write_manifest,
)
from generator.build.site_trust import metadata_files
from generator.build.staging import Ledger, Staging, discard, go_live, live_inputs
from generator.history.document_versions import Journal
from generator.history.log_plan import LogPlanner
from generator.history.logged_documents import logged_documents
from generator.io.atomic import replace_file
from generator.io.links import link_or_copy
from generator.log.leaves import ReleaseLeaf
from generator.log.note import Signer as LogSigner
from generator.model.problems import DataError, Problem, Severity
from generator.pages.shared import urls
from generator.pages.shared.assemble import assemble
from generator.pages.shared.assets import leaflet
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.pages.tools.search_files import labels
from generator.portal.folder import USUAL_PAGES, Deployment
from generator.portal.resources import LOCK, PACKAGE, WORD_LISTS, code_files
from generator.search.browser.export_state import ROOT
from generator.search.browser.shards import export_shards, shard_files
from generator.search.index.open import held_digests, indexed_state
from generator.search.index.update import update
from generator.search.query.labels import FILE as LABELS
from generator.search.text.lookalikes import FILE as LOOKALIKES
from generator.search.text.synonyms import FILE as SYNONYMS
from generator.store.database import open_store
from generator.trust.survey import ONLINE
from generator.trust.walk import Walk, walk


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


@dataclass(frozen=True, slots=True)
class Choices:
    """What an operator asks of a build beside the usual."""

    withdraw_missing: bool = False
    from_scratch: bool = False
    remove: frozenset[str] = frozenset()


OpenKey = Callable[[Path], Signer]
"""Opens an encrypted private key; asked for one only where there is something to sign."""


def build(
    deployment: Deployment,
    open_key: OpenKey,
    progress: Progress | None = None,
    *,
    withdraw_missing: bool = False,
    from_scratch: bool = False,
    remove: Collection[str] = (),
) -> Report:
    """Verify everything, load what is new, make the pages that changed, index, log, go live.

    `withdraw_missing` takes back in public what the log has and the archive has not any more;
    `from_scratch` takes no file over from the live site; `remove` names documents whose files are
    gone because they are to go from the site, as `policy/SLUG`, or `entry/N` of the log.
    Raises VerificationError or DataError before anything of the site is written. Killed at any
    moment, the old site and log stand and the next build completes.
    """
    with deployment.locked():
        # Visitors are served by somebody else, who must be able to read what is made here.
        before = os.umask(0o022)
        try:
            chosen = Choices(withdraw_missing, from_scratch, frozenset(remove))
            return _build(deployment, open_key, progress or Silence(), chosen)
        finally:
            os.umask(before)


def _build(
    deployment: Deployment, open_key: OpenKey, progress: Progress, chosen: Choices
) -> Report:
    portal = deployment.portal()
    log, secret = open_log(deployment), deployment.secret()
    progress.step("verify")
    found = _verify(deployment)
    require_listed(deployment, found.log_key)
    suspended = tuple(f"{one.role} since {one.since:%Y-%m-%d}: {one.reason}"
                      for one in found.suspended)  # fmt: skip
    with closing(open_store(deployment.store)) as connection:
        progress.step("load")
        loaded = load_new(connection, found.exports, secret, progress.count)
        journal = Journal(deployment.log)
        logged = logged_documents(connection, log, journal, secret)
        expected = expect_documents(logged, found.exports, journal, chosen.remove)
        written = load_documents(deployment.content, connection, expected)
        spoken = _warnings(scan_settings(deployment.settings.name, portal))
        warnings = (*spoken, *written.warnings, *_without_map(deployment))
        inputs = _inputs(deployment, found)
        current = inputs == live_inputs(deployment.site) == indexed_state(deployment.index)
        if current and not loaded and chosen == Choices() and is_public(deployment, log):
            return Report(None, len(found.exports), 0, 0, 0, 0, suspended, warnings)
        signer = signer_of(log, open_key(deployment.keys / "log.pem"))
        context, assets = assemble(
            connection,
            portal,
            deployment.theme,
            written.documents,
            _suspended_agencies(found),
            secret,
            str(log.key),
            packages=deployment.packages,
        )
        progress.step("log")
        log_planner = LogPlanner(
            connection,
            log,
            journal,
            secret,
            context.today,
            chosen.withdraw_missing,
            chosen.remove,
        )
        log_planner.plan(found.exports, written.documents)
        files = (
            *(asset.file() for asset in assets),
            *export_files(context, found.exports),
            *key_files(context.site, log),
            *metadata_files(deployment.archive, found),
        )
        progress.step("index")
        indexed = _index(deployment, context, inputs)
        files += tuple(_shards(deployment))
        progress.step("pages")
        snapshot = found.accepted.metadata["snapshot"][1]
        record = Recording(log_planner, signer, context.reference, snapshot, chosen.from_scratch)
        tally, release = _publish(
            deployment, context, written.sources, files, inputs, record, progress
        )
    return Report(
        release,
        len(found.exports),
        loaded,
        tally.made,
        tally.reused,
        indexed,
        suspended,
        warnings,
    )


def _warnings(problems: list[Problem]) -> list[Problem]:
    """The same problems where all are warnings; DataError otherwise."""
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise DataError(problems)
    return problems


def _verify(deployment: Deployment) -> Walk:
    state = deployment.state()
    if state is None:
        raise DataError(f"{deployment.archive}: nothing was received yet; run gongshi receive")
    return walk(deployment.archive, at=state.at, accepted=state.accepted)


def _without_map(deployment: Deployment) -> Iterator[Problem]:
    """Says so where the site will have no map, since Leaflet is not there."""
    if leaflet(deployment.packages) is None:
        why = "is not there, so the site has no map; in a checkout .ci/packages fetches it"
        place = str(deployment.packages / "leaflet")
        yield Problem(place, None, None, why, Severity.WARNING)


def _inputs(deployment: Deployment, found: Walk) -> str:
    """Digest of everything that the site is made from."""
    hasher = hashlib.sha256(__version__.encode())
    suspended = [(one.role, one.since) for one in found.suspended]
    withdrawn = [line.digest for line in Journal(deployment.log).withdrawn()]
    # What the portal renews by itself, with nothing new to say, makes no release of the site.
    accepted = sorted((role, of) for role, of in found.accepted.metadata.items()
                      if role not in ONLINE)  # fmt: skip
    hasher.update(msgspec.msgpack.encode([accepted, suspended, withdrawn]))
    overrides = template_overrides(deployment.pelicanconf)
    for path in code_files():
        hasher.update(_named(str(path.relative_to(PACKAGE)), path))
    own = deployment.content / USUAL_PAGES.name
    pages = () if own.is_dir() else (USUAL_PAGES,)
    for folder in (deployment.content, *pages, deployment.theme, *overrides):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                hasher.update(_named(str(path.relative_to(folder)), path))
    for path in (deployment.settings, deployment.pelicanconf, LOCK, *_word_lists(deployment)):
        hasher.update(_named(path.name, path))
    drawn = leaflet(deployment.packages)
    hasher.update(drawn[0].encode() if drawn else b"no map")
    return hasher.hexdigest()


def _named(name: str, path: Path) -> bytes:
    """A file as part of a digest: its name, its length, its content."""
    content = path.read_bytes()
    return f"{name}\0{len(content)}\0".encode() + content


def _code_digest(deployment: Deployment) -> bytes:
    """Digest of the code and the words that pages are made with, and of how Pelican runs."""
    code = [path for path in code_files() if path.suffix == ".py"]
    words = sorted((deployment.theme / "locale").rglob("*.po"))
    files = (*code, *words, deployment.pelicanconf, LOCK)
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).digest()


def _suspended_agencies(found: Walk) -> Mapping[str, datetime]:
    return {
        export.region: export.suspended_since for export in found.exports if export.suspended_since
    }


def _index(deployment: Deployment, context: Context, state: str) -> int:
    with held_digests(deployment.index) as held:
        outcome = update(deployment.index, search_documents(context, held), state=state)
    replace_file(deployment.index.with_name(LABELS), msgspec.json.encode(labels(context)))
    return outcome.new + outcome.changed


def _shards(deployment: Deployment) -> Iterator[File]:
    """The index as files for the browser, exported anew where it changed."""
    folder = deployment.index.parent / "browser"
    export_shards(deployment.index, deployment.index.parent / SYNONYMS, folder)
    for path in shard_files(folder):
        # All but the root are named by their content.
        content = path.read_bytes() if path.name == ROOT else path.name
        yield File(urls.shard(path.name), fingerprint(content), partial(link_or_copy, path))


def _word_lists(deployment: Deployment) -> tuple[Path, ...]:
    """The lists of words that the search follows; ours until an operator changes them."""
    folder = deployment.index.parent
    folder.mkdir(parents=True, exist_ok=True)
    lists = tuple(folder / name for name in (SYNONYMS, LOOKALIKES))
    for path in lists:
        if not path.exists():
            replace_file(path, (WORD_LISTS / path.name).read_bytes())
    return lists


@dataclass(frozen=True, slots=True)
class Recording:
    """What the log is to say of this release of the site, and who signs it."""

    log_planner: LogPlanner
    signer: LogSigner
    reference: datetime
    snapshot: str
    from_scratch: bool

    def append(self, manifest: str) -> None:
        """Enter what is new, with the digest of the site's manifest."""
        leaf = ReleaseLeaf(
            reference=self.reference.isoformat(timespec="seconds"),
            snapshot=self.snapshot,
            manifest=manifest,
        )
        self.log_planner.log.append(self.log_planner.entries(leaf), self.signer)


def _publish(
    deployment: Deployment,
    context: Context,
    sources: dict[str, tuple[str, int]],
    files: tuple[File, ...],
    inputs: str,
    record: Recording,
    progress: Progress,
) -> tuple[Tally, Path]:
    staging = Staging(deployment.site, from_scratch=record.from_scratch)
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
        # Pelican wants a folder, though it reads nothing there itself.
        content = deployment.content if deployment.content.is_dir() else deployment.folder
        tally = run(deployment.pelicanconf, deployment.theme, content, job)
        ledger.complete()
        record.append(write_manifest(ledger.digests(), staging.place(urls.file_of(urls.MANIFEST))))
        show_log(record.log_planner.log, staging)
    except BaseException:
        ledger.close()
        discard(staging)
        raise
    ledger.close()
    return tally, go_live(staging, inputs, keep=context.portal.releases_kept)
