"""The files that documents name, as the site offers them: under their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from generator.build.load_documents import LoadedDocuments
from generator.exports.contents import ATTACHMENTS
from generator.exports.members import read_member
from generator.model.messages import msg
from generator.model.problems import DataError, Problem
from generator.model.tables import Attachment
from generator.pages.shared import urls
from generator.pages.shared.page import File, fingerprint
from generator.trust.verified import VerifiedExport


def attachment_files(loaded: LoadedDocuments, exports: Iterable[VerifiedExport]) -> Iterator[File]:
    """A file for each attachment; one that several documents name stands once."""
    newest = {export.region: export for export in exports}
    offered: dict[str, File] = {}
    for document in loaded.documents:
        for each in document.files:
            read: Callable[[], bytes]
            if document.slug in loaded.sources:
                read = partial(_unpacked, newest[loaded.sources[document.slug][0]], each)
            else:
                read = loaded.files[each.sha256].read_bytes
            path = urls.attachment(each)
            offered.setdefault(path, File(path, fingerprint(path), partial(_write, each, read)))
    yield from offered.values()


def _unpacked(export: VerifiedExport, each: Attachment) -> bytes:
    return read_member(export.file, f"{ATTACHMENTS}{each.file}", export.path)


def _write(each: Attachment, read: Callable[[], bytes], path: Path) -> None:
    content = read()
    if hashlib.sha256(content).hexdigest() != each.sha256:
        why = msg("changed while the site was made; build again")
        raise DataError([Problem(each.file, None, None, why)])
    path.write_bytes(content)
