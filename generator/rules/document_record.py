"""The public record of a policy or an interpretation, in the form that `rules.record` gives."""

from __future__ import annotations

import msgspec

from generator.exports.schema import LIST_SEPARATOR
from generator.model.documents import Document
from generator.model.tables import Attachment
from generator.rules.record import record_bytes

SINGLE = ("slug", "title", "number", "index_number", "genre", "access", "origin", "summary",
          "region", "repealed_by", "interpreter", "feedback", "text")  # fmt: skip
LISTS = ("issuers", "topics", "keywords", "cites", "repeals", "interprets", "explains")
DATES = ("published", "written", "effective", "consultation_ends")


def document_subject(document: Document) -> str:
    """Under which name the versions of a document are kept; no facility has such a one."""
    return f"{document.kind.value}/{document.slug}"


def _attachment(file: Attachment) -> str:
    return f"{file.title} {file.file} sha256:{file.sha256}"


def without_attachments(record: bytes) -> bytes:
    """A document's record as its text alone gives it: attached files lie beside it in an export."""
    said = msgspec.json.decode(record, type=dict[str, dict[str, str]])
    return record_bytes({
        kind: {name: cell for name, cell in cells.items() if name != "attachments"}
        for kind, cells in said.items()
    })  # fmt: skip


def document_record(document: Document) -> bytes:
    """What a document says and what is said of it."""
    cells = {name: getattr(document, name) for name in SINGLE}
    cells |= {name: LIST_SEPARATOR.join(getattr(document, name)) for name in LISTS}
    cells |= {name: day.isoformat() for name in DATES if (day := getattr(document, name))}
    cells |= {"validity": document.validity.value}
    cells |= {"form": document.form.value if document.form else ""}
    cells |= {"attachments": LIST_SEPARATOR.join(map(_attachment, document.files))}
    shown = {name: cell for name, cell in cells.items() if cell}
    return record_bytes({document.kind.value: shown})
