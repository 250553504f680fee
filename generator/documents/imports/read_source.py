"""A file of any kind that officials have → what people read in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from generator.documents.imports.blocks import ReadText, with_short_blanks
from generator.documents.imports.ofd import read_ofd
from generator.documents.imports.office import CONVERTED, read_through_libreoffice
from generator.documents.imports.pdf import read_pdf
from generator.documents.imports.plain_text import read_plain_text
from generator.documents.imports.web_page import read_web_page
from generator.documents.imports.word.read_word import read_word
from generator.model.messages import msg
from generator.model.problems import DataError, Problem

READERS: Final[Mapping[str, Callable[[str, bytes], ReadText]]] = MappingProxyType({
    ".docx": read_word,
    ".docm": read_word,
    ".pdf": read_pdf,
    ".ofd": read_ofd,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".txt": read_plain_text,
})  # fmt: skip
"""The kinds of files that are read here, by the endings of their names."""


def read_source(shown: str, content: bytes, today: date) -> ReadText:
    """What people read in a file, by the ending of its name; DataError for other kinds."""
    ending = PurePath(shown).suffix.lower()
    if ending in CONVERTED:
        return _tidy(read_through_libreoffice(shown, content, today))
    reader = READERS.get(ending)
    if reader is None:
        known = " ".join((*READERS, *sorted(CONVERTED)))
        why = msg("is none of the kinds that can be imported: %(known)s", known=known)
        raise DataError([Problem(shown, None, None, why)])
    return _tidy(reader(shown, content))


def _tidy(read: ReadText) -> ReadText:
    read.blocks = with_short_blanks(read.blocks)
    return read
