"""The files that a site offers beside its pages: exports, attachments, keys, signed metadata."""

from __future__ import annotations

from collections.abc import Iterator

from generator.build.load_documents import LoadedDocuments
from generator.build.site_attachments import attachment_files
from generator.build.site_exports import copy_files, export_files
from generator.build.site_log import earlier_log_files, key_files
from generator.build.site_trust import metadata_files
from generator.log.writing import Log
from generator.pages.shared.context import Context
from generator.pages.shared.page import File
from generator.portal.folder import Deployment
from generator.trust.walk import Walk


def offered_files(
    deployment: Deployment, context: Context, found: Walk, loaded: LoadedDocuments, log: Log
) -> Iterator[File]:
    """What the agencies signed and what proves it, as far as it may be shown."""
    yield from export_files(context, found.exports)
    if found.copies:
        yield from copy_files(context, found.exports, found.copies.files)
    yield from attachment_files(loaded, found.exports)
    yield from key_files(context.site, log)
    yield from earlier_log_files(deployment)
    yield from metadata_files(deployment.archive, found)
