"""The last step of a build: pages, manifest, log, and the switch that makes all of it live."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from generator.audit.release_check import check_release
from generator.build.inputs import code_digest
from generator.build.pelican_adapter import Job, Tally, run
from generator.build.progress import Progress
from generator.build.site_log import show_log, write_manifest
from generator.build.staging import Staging, discard, go_live
from generator.history.log_plan import LogPlanner
from generator.log.leaves import ReleaseLeaf
from generator.log.note import Signer
from generator.pages.shared.context import Context
from generator.pages.shared.page import File
from generator.portal.folder import Deployment


class Entering(Protocol):
    """How a release of the site comes into the log, and what has to hold before it is shown."""

    def enter(self, planner: LogPlanner, leaf: ReleaseLeaf, staging: Staging) -> None:
        """Put what was planned and the release into the log, the manifest being written."""

    def check(self, planner: LogPlanner, public: Path, files: int) -> None:
        """VerificationError where what was made, `files` files below `public`, may not be shown."""


@dataclass(frozen=True, slots=True)
class Signing:
    """A new release: kept, signed, witnessed, and audited as an outsider would.

    `keep` keeps what it was made from, `audit_whole` reads every file, not a sample.
    """

    signer: Signer
    keep: Callable[[int, int, ReleaseLeaf, Staging], None]
    ask_witnesses: Callable[[], None]
    """Asks outsiders to sign what was entered, before anybody sees it."""
    audit_whole: bool

    def enter(self, planner: LogPlanner, leaf: ReleaseLeaf, staging: Staging) -> None:
        """See Entering."""
        log = planner.log
        new = sum(1 for _ in planner.entries(leaf))
        if new:
            self.keep(log.size, log.size + new - 1, leaf, staging)
        log.append(planner.entries(leaf), self.signer)
        self.ask_witnesses()

    def check(self, planner: LogPlanner, public: Path, files: int) -> None:
        """See Entering."""
        check_release(public, planner.log.key, files, whole=self.audit_whole)


@dataclass(frozen=True, slots=True)
class Recording:
    """What the log is to say of this release of the site."""

    log_planner: LogPlanner
    reference: datetime
    published: datetime
    snapshot: str
    from_scratch: bool
    entering: Entering

    def enter(self, manifest: str, files: str, staging: Staging) -> None:
        """Enter what is new, with the digests of the site's manifest and of the tree over it."""
        leaf = ReleaseLeaf(
            reference=self.reference.isoformat(timespec="seconds"),
            snapshot=self.snapshot,
            manifest=manifest,
            files=files,
            published=self.published.isoformat(timespec="seconds"),
        )
        self.entering.enter(self.log_planner, leaf, staging)


def publish(
    deployment: Deployment,
    context: Context,
    sources: dict[str, tuple[str, int]],
    files: tuple[File, ...],
    inputs: str,
    record: Recording,
    progress: Progress,
) -> tuple[Tally, Path]:
    """Write the site beside the live one and switch; what was made, and the new release's folder.

    The manifest is written before the log is appended, and nothing is live before both are and an
    audit of what was written holds.
    """
    staging = Staging(deployment.site, from_scratch=record.from_scratch)
    ledger = staging.ledger()
    job = Job(
        context,
        code_digest(deployment),
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
        # Closed before the ledger is, also where there is no room for the manifest.
        with closing(ledger.digests()) as digests:
            record.enter(*write_manifest(digests, staging.public), staging)
        show_log(record.log_planner.log, staging)
        progress.step("audit")
        record.entering.check(record.log_planner, staging.public, tally.made + tally.reused)
    except BaseException:
        ledger.abandon()
        discard(staging)
        raise
    ledger.close()
    return tally, go_live(staging, inputs, keep=context.portal.releases_kept)
