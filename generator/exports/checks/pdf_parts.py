"""What an attached PDF holds: its words, and what readers can bring back.

PDFium reads it, as most browsers do. Text that is painted over is text all the same, and is found.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from generator.model.messages import Message, msg

MAX_PAGES: Final = 500
"""How many pages of a file are searched."""
_COMMENTS: Final = frozenset(
    (pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_FILEATTACHMENT)
)
"""Annotations that do not stand on the page: notes in the margin, files."""
_DRAWN: Final = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_PATH)
_FEW: Final = 20
"""With fewer characters than these, a page on which something is drawn is a scan."""
_WRAPPED: Final = re.compile(r"(?<=[^\n]{20}\d)\n(?=\d)")
"""The end of a long line that parts a number."""


@dataclass(frozen=True, slots=True)
class PdfParts:
    """`words`: all text, a line a line, with titles and filled fields; `maker`: the name that the
    properties give; `lets_out`: what readers can bring back; `unread`: pages, from 1, that have
    no text, and those behind the last that is searched.
    """

    words: str
    maker: str
    lets_out: tuple[Message, ...]
    unread: tuple[int, ...]


class LockedPdf(Exception):
    """The file cannot be opened without its password."""


class DamagedPdf(Exception):
    """The file cannot be read."""


def parts_of(content: bytes) -> PdfParts:
    """What a PDF holds; LockedPdf, DamagedPdf."""
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
        raise (LockedPdf if locked else DamagedPdf) from None
    try:
        return _parts(document)
    except PdfiumError:
        raise DamagedPdf from None
    finally:
        document.close()


def _parts(document: PdfDocument) -> PdfParts:
    properties = document.get_metadata_dict(skip_empty=True)
    texts = [properties.get("Title", ""), properties.get("Subject", "")]
    texts.append(properties.get("Keywords", ""))
    unread = list(range(MAX_PAGES + 1, len(document) + 1))
    commented = document.count_attachments() > 0
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        text = page.get_textpage().get_text_range().replace("\r\n", "\n")
        notes = list(_notes(page))
        commented |= any(kind in _COMMENTS for kind, _ in notes)
        texts += (text, *(note for _, note in notes))
        if len("".join(text.split())) < _FEW and next(page.get_objects(_DRAWN), None):
            unread.append(number + 1)
        page.close()
    lets_out = []
    if commented:
        lets_out.append(msg("comments or notes"))
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        lets_out.append(msg("a program (JavaScript)"))
    words = _WRAPPED.sub("", "\n".join(filter(None, texts)))
    return PdfParts(words, properties.get("Author", ""), tuple(lets_out), tuple(sorted(unread)))


def _notes(page: Any) -> Iterator[tuple[int, str]]:
    """The kinds and words of what is laid upon a page: notes, and what a form was filled with."""
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if annotation:
            words = [_string(annotation, key) for key in (b"Contents", b"V", b"T")]
            yield pdfium.FPDFAnnot_GetSubtype(annotation), "\n".join(filter(None, words))
            pdfium.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
    )
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
