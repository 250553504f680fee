"""Files of other word processors (.doc, .wps, .odt, .rtf) → Word, through LibreOffice.

Marks of changes survive a `.docx` and no plain text, so the way goes through that.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from generator.documents.imports.blocks import Fate, ReadText, Remark, paragraphs_of
from generator.documents.imports.stated_fields import day_of
from generator.documents.imports.word.read_word import read_word
from generator.io.libreoffice import convert, libreoffice
from generator.model.messages import Message, msg
from generator.model.problems import DataError, Problem

CONVERTED: Final = frozenset({".doc", ".wps", ".odt", ".rtf", ".dot", ".uot", ".fodt"})
_OLE, _ZIP, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"{\\rtf"
_BEGINS: Final = {
    ".rtf": (_RTF,), ".odt": (_ZIP,), ".doc": (_OLE, _ZIP, _RTF, b"<"), ".fodt": (b"<", b"\xef"),
}  # fmt: skip
"""How files of a kind begin: LibreOffice reads anything else as text."""
SAVE_AS: Final = msg("open it and save it as .docx")


def read_through_libreoffice(shown: str, content: bytes, today: date) -> ReadText:
    """What people read in a file of another program; DataError where it cannot be converted.

    LibreOffice works date fields out anew, so every `today` in the text is pointed out.
    """
    ending = Path(shown).suffix.lower()
    if not content.startswith(_BEGINS.get(ending, (_OLE, _ZIP, _RTF, b"<"))):
        raise _refusal(shown, msg("is no %(ending)s file inside", ending=ending))
    command = libreoffice()
    if command is None:
        why = msg("%(save_as)s (LibreOffice is not installed)", save_as=SAVE_AS)
        raise _refusal(shown, why)
    with tempfile.TemporaryDirectory(prefix="gongshi-import-") as folder:
        original = Path(folder) / f"original{ending}"
        original.write_bytes(content)
        made = convert(command, original, "docx", Path(folder))
        if made is None:
            raise _refusal(shown, msg("LibreOffice cannot read it; %(save_as)s", save_as=SAVE_AS))
        result = read_word(shown, made.read_bytes())
    result.remarks.append(
        Remark(Fate.COMPUTED, msg("read through LibreOffice: look at what became of it"))
    )
    dates = sum(day_of(line) == today.isoformat() for line in _lines(result))
    if dates:
        what = msg(
            "dates that are today's: does the file say so, or only LibreOffice? %(n)s", n=dates
        )
        result.remarks.append(Remark(Fate.CHECK, what))
    return result


def _lines(result: ReadText) -> list[str]:
    return [line for p in paragraphs_of(result.blocks) for line in p.text.split("\n")]


def _refusal(shown: str, why: Message) -> DataError:
    return DataError([Problem(shown, None, None, why)])
