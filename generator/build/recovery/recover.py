"""`gongshi recover`: log, archive and accepted state as they were published, from what is left.

Looked at are the live site, the releases of the site that are still on the disk, a copy of the
site elsewhere, and folders that agencies handed over. All of it has to follow from the log and
from the signatures, so that nothing older is accepted in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.audit.signatures import PublishedMetadata
from generator.audit.site_source import FolderSource, Source, read, source_of
from generator.build.recovery.recover_log import require_known, take_over_log
from generator.build.site_log import open_own_log
from generator.build.staging import live_release, release_numbers
from generator.io.atomic import create_file
from generator.log.published import newest_release
from generator.model.problems import DataError
from generator.portal.folder import Deployment, State
from generator.store.database import forget_store
from generator.trust.files import MAX_EXPORT
from generator.trust.recovery.older_archive import Recovered, recover_archive, shown_metadata
from generator.trust.state import Accepted, Listed
from generator.trust.walk import walk


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was put back; `entries` of the log, and `size` that it has now.

    `release` is the time of the log's newest release; None where nothing was published yet.
    """

    archive: Recovered
    entries: int
    size: int
    release: str | None


def recover(
    deployment: Deployment,
    *,
    site: str | None = None,
    handovers: Sequence[Path] = (),
    checkpoint: bytes | None = None,
) -> Recovery:
    """Put back what the archive and the log lack, and make the record of what was accepted again.

    `site` is an address or a folder where the site is published (None: the one that is live here),
    `checkpoint` one that a witness or an auditor holds. VerificationError where something is found
    nowhere, or where two histories were signed; then neither archive nor record was changed.
    """
    with deployment.locked():
        sources = list(_sources(deployment, site))
        log = open_own_log(deployment)
        before = log.size
        for source in sources:
            log = take_over_log(deployment, log, source)
        if checkpoint is not None:
            require_known(log, checkpoint)
        release = newest_release(log)
        done = recover_archive(
            deployment.archive,
            [_metadata(source) for source in sources],
            handovers,
            partial(_offered, sources),
            logged=release.snapshot if release else None,
            accepted=_accepted_before(deployment),
        )
        walk(deployment.archive, at=done.at, accepted=done.accepted)
        deployment.remember(State(done.at, done.accepted))
        # What it says of leaves may be of another time.
        forget_store(deployment.store)
    return Recovery(done, log.size - before, log.size, release.reference if release else None)


def _sources(deployment: Deployment, site: str | None) -> Iterator[Source]:
    """Where the site is to be found, the newest first."""
    if site is not None:
        yield source_of(site, None)
    live, current = live_release(deployment.site), deployment.site / "current"
    if current.is_dir():
        # A link, or a folder, as back-ups leave it.
        yield FolderSource(current.resolve())
    for number in reversed(release_numbers(deployment.site)):
        folder = deployment.site / "releases" / f"{number:04d}"
        if folder != live and (folder / "public").is_dir():
            yield FolderSource(folder / "public")


def _metadata(source: Source) -> dict[str, bytes]:
    return shown_metadata(PublishedMetadata(source, frozenset()).read)


def _offered(sources: Sequence[Source], export: Listed, place: Path) -> bool:
    """Copy an export that one of the sites still offers as it was signed."""
    for source in sources:
        data = read(source, f"data/{export.path}", MAX_EXPORT)
        if data is not None and len(data) == export.length:
            create_file(place, data)
            return True
    return False


def _accepted_before(deployment: Deployment) -> Accepted | None:
    """What a record of an earlier day says; None where it is gone."""
    try:
        state = deployment.state()
    except DataError:
        if deployment.state_file.exists():
            raise
        return None
    return state.accepted if state else None
