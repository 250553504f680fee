"""Files that belong to a document: which ones it names, what each is, where a link to it leads.

A document names a file that lies beside it under 附件 (`- 申请表: 申请表.docx`), by a link or by a
picture. The file is published under its digest, so that whoever has it can tell that it is the one.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from msgspec.structs import replace

from generator.model.documents import ATTACHMENT_ENDINGS, Document, is_file_name
from generator.model.messages import msg
from generator.model.problems import Problem, Severity
from generator.model.tables import Attachment

UNNAMED: Final = msg(
    "is not read: no document beside it names it under 附件 or in its text; a document "
    "itself is a Markdown file, .md"
)
"""Why a file that could be attached goes nowhere."""
_ADDRESS: Final = re.compile(r'(?P<before><(?:a|img)\b[^>]*?\b(?:href|src)=")(?P<address>[^"]*)"')


def named_files(document: Document) -> dict[str, str]:
    """The files that a document names, each with what readers call it, in the order named."""
    found = {part.file: part.title for part in document.attachments if part.file}
    for match in _ADDRESS.finditer(document.body):
        name = _file_name(match["address"])
        if name:
            found.setdefault(name, PurePosixPath(name).stem)
    return found


def describe_file(document: str, name: str, title: str, content: bytes) -> Attachment:
    """A file as the row that an export has of it; `document` is the name of its document."""
    return Attachment(
        document=document,
        file=name,
        title=title,
        media_type=ATTACHMENT_ENDINGS[PurePosixPath(name).suffix.lower()],
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def with_files(
    document: Document, present: Mapping[str, Attachment], severity: Severity = Severity.ERROR
) -> tuple[Document, list[Problem]]:
    """The document with the files that it names; a problem for each that is not there."""
    named = named_files(document)
    files = tuple(replace(present[name], title=title)
                  for name, title in named.items() if name in present)  # fmt: skip
    line = dict(document.lines).get("attachments")
    missing = [
        Problem(
            document.source,
            line,
            "附件",
            msg("no file %(name)s lies beside it", name=name),
            severity,
        )
        for name in named
        if name not in present
    ]
    missing += (
        Problem(
            document.source,
            None,
            None,
            msg("the picture %(name)s cannot be attached", name=name),
            severity,
        )
        for name in _other_pictures(document.body)
    )
    return replace(document, files=files), missing


def _other_pictures(body: str) -> Iterator[str]:
    """Pictures of a kind that is not published; those of other sites were taken out before."""
    for match in _ADDRESS.finditer(body):
        if match["before"].startswith("<img") and _file_name(match["address"]) is None:
            yield unquote(html.unescape(match["address"]))


def linked(body: str, addresses: Mapping[str, str]) -> str:
    """The HTML of a body with the addresses under which its files are published."""

    def published(found: re.Match[str]) -> str:
        address = addresses.get(_file_name(found["address"]) or "")
        return f'{found["before"]}{address}"' if address else found[0]

    return _ADDRESS.sub(published, body) if addresses else body


def unnamed(names: Sequence[str], documents: Sequence[Document]) -> Iterator[str]:
    """The files that no document names."""
    named = {name for document in documents for name in named_files(document)}
    yield from (name for name in names if name not in named)


def _file_name(address: str) -> str | None:
    """The file beside the document that an address means; None where it means something else."""
    name = unquote(html.unescape(address)).removeprefix("./")
    return name if is_file_name(name) else None
