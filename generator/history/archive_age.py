"""Whether the archive is as new as the log: an older back-up of it must not go on unnoticed."""

from __future__ import annotations

from generator.log.published import newest_release
from generator.log.writing import Log
from generator.model.messages import msg
from generator.model.problems import VerificationError
from generator.trust.files import Archive
from generator.trust.recovery.older_archive import has_snapshot, snapshots


def require_as_new(archive: Archive, log: Log) -> None:
    """VerificationError where the archive does not have what the log's newest release names."""
    release = newest_release(log)
    if release is not None and not has_snapshot(snapshots(archive), release.snapshot):
        raise VerificationError(
            msg(
                "%(archive)s: is older than the log, whose release of %(reference)s names metadata"
                " that it does not have; put its newest copy back, or run gongshi recover",
                archive=archive.folder,
                reference=release.reference,
            )
        )
