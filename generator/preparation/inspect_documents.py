"""The documents of an export as the portal will read them, so that nothing is found too late."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from generator.documents.attachments import with_files
from generator.documents.checks import check_documents
from generator.documents.content import read_content
from generator.documents.read_document import read_document
from generator.exports.contents import Export
from generator.exports.subjects import attachments_of, document_name
from generator.model.documents import Document
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, Severity
from generator.portal.folder import USUAL_PAGES, Deployment


def known_documents(portal: Deployment | None) -> Sequence[Document]:
    """The documents of the operator, to which those of an agency may refer."""
    return read_content(portal.content, usual_pages=USUAL_PAGES).documents if portal else ()


def inspect_documents(export: Export, known: Sequence[Document]) -> list[Problem]:
    """What is wrong or doubtful with the documents of an export, alone and against each other.

    `known` are documents that stand on the portal beside them; what is wrong with those is not
    this export's business.
    """
    read: list[Document] = []
    attached = attachments_of(export)
    problems: list[Problem] = []
    for source in export.documents:
        try:
            document = read_document(source.path, source.text)
            files = {row.file: row for row in attached[document_name(source.path)]}
            document, missing = with_files(document, files)
            read.append(document)
            problems += [*missing, *_address(document)]
        except DataError as bad:
            problems += bad.problems
    own = {source.path for source in export.documents}
    found = check_documents([*known, *read])
    return [*problems, *(problem for problem in found if problem.file in own)]


def _address(document: Document) -> list[Problem]:
    """A note where the permanent name of a document is neither its file's nor said in it."""
    stated = {name for name, _ in document.lines}
    if "slug" in stated or PurePosixPath(document.source).stem == document.slug:
        return []
    why = msg(
        "its address ends with %(slug)s; 链接名 in the document gives it another",
        slug=document.slug,
    )
    return [Problem(document.source, None, None, why, Severity.REPAIRED)]
