"""What a release of the site is made from, put into the archive before the log enters it."""

from __future__ import annotations

from datetime import datetime

from generator import __version__
from generator.build.inputs import input_files, program_digest
from generator.build.staging import Staging
from generator.history.kept_releases import KeptRelease, KeptReleases
from generator.history.removals import Removals
from generator.log.leaves import ReleaseLeaf
from generator.pages.shared import urls
from generator.portal.folder import Deployment


def keep_release(
    deployment: Deployment,
    metadata: dict[str, tuple[int, str]],
    published: datetime,
    before: int,
    entry: int,
    leaf: ReleaseLeaf,
    staging: Staging,
) -> None:
    """Keep the release that is to be entry `entry` of the log, which has `before` entries now."""
    release = KeptRelease(
        entry,
        before,
        published,
        len(Removals(deployment.log, deployment.secret()).entries),
        metadata,
        leaf.manifest,
        __version__,
        program_digest(),
        {},
    )
    manifest = urls.file_of(urls.MANIFEST)
    live = staging.live / "public" / manifest if staging.live else None
    before_it = live if live and live.is_file() else None
    KeptReleases(deployment.releases).keep(
        release, input_files(deployment), staging.public / manifest, before_it
    )
