"""The last step of a build: pages, manifest, log, and the switch that makes all of it live."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Recording:
    """What the log is to say of this release of the site, and who signs it."""

    log_planner: LogPlanner
    signer: Signer
    reference: datetime
    published: datetime
    snapshot: str
    from_scratch: bool
    audit_whole: bool
    ask_witnesses: Callable[[], None]
    """Asks outsiders to sign what was entered, before anybody sees it."""

    def append(self, manifest: str, files: str) -> None:
        """Enter what is new, with the digests of the site's manifest and of the tree over it."""
        leaf = ReleaseLeaf(
            reference=self.reference.isoformat(timespec="seconds"),
            snapshot=self.snapshot,
            manifest=manifest,
            files=files,
            published=self.published.isoformat(timespec="seconds"),
        )
        self.log_planner.log.append(self.log_planner.entries(leaf), self.signer)


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
            record.append(*write_manifest(digests, staging.public))
        record.ask_witnesses()
        show_log(record.log_planner.log, staging)
        progress.step("audit")
        size, key = tally.made + tally.reused, record.log_planner.log.key
        check_release(staging.public, key, size, whole=record.audit_whole)
    except BaseException:
        ledger.abandon()
        discard(staging)
        raise
    ledger.close()
    return tally, go_live(staging, inputs, keep=context.portal.releases_kept)
