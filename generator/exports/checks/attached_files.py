"""What is looked at in a file that is attached to a document: kind, size, and what it lets out.

Word and Excel keep more than they show: deleted text, comments, hidden sheets, the name of whoever
typed. Nothing of that may go along with an official document.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from generator.exports.checks.old_office import words_of
from generator.exports.checks.privacy import scan_document
from generator.exports.spreadsheets.broken import BrokenWorkbook, told_as_broken
from generator.io.zip_errors import ZIP_ERRORS
from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity

MAX_FILE_BYTES: Final = 20 << 20
"""How large an attached file may be."""
MAX_UNPACKED_BYTES: Final = 200 << 20

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_FIRST_BYTES: Final = {
    ".pdf": (b"%PDF-",),
    ".ofd": (_ZIP,),
    ".docx": (_ZIP,),
    ".xlsx": (_ZIP,),
    ".pptx": (_ZIP,),
    ".odt": (_ZIP,),
    ".ods": (_ZIP,),
    ".doc": (_OLE,),
    ".xls": (_OLE,),
    ".wps": (_OLE,),
    ".et": (_OLE,),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n",),
    ".gif": (b"GIF8",),
    ".webp": (b"RIFF",),
}
"""How files of a kind begin; text has no such mark."""

_TEXT: Final = frozenset({".csv", ".txt"})
_SHEETS: Final = frozenset({".xlsx"})
_SHOWN_PAGES: Final = 5
_LOCKED: Final = msg("needs a password: save it without one")
_DAMAGED: Final = msg("is damaged: open it and save it again")
_TOO_DEEP: Final = msg("holds files within files within files: attach them by themselves")
_NO_ROWS: Final = msg(
    "its rows cannot be read as a table: somebody has to see whether a column holds personal data"
)
_DEEPEST: Final = 2
"""So many files may stand around one."""
_BLOCK_END: Final = re.compile(r"</(?:\w+:)?(?:p|h|si|row|c|is|tr|table-row|TextCode)>")
_ROW: Final = re.compile(
    r"<(?P<row>(?:\w+:)?(?:tr|table-row))\b(?:(?!<(?P=row)\b).)*?</(?P=row)>", re.DOTALL
)
_PARAGRAPH_END: Final = re.compile(r"</(?:\w+:)?(?:p|h)>")
_CELL_END: Final = re.compile(r"</(?:\w+:)?(?:tc|table-cell)>")
_LOOKS: Final = re.compile(
    r"<(\w+:)?(rPr|pPr|tcPr|trPr|tblPr)\b[^>]*?(?:/>|>.*?</\1?\2>)", re.DOTALL
)
"""How a stretch of text looks, which stands inside it."""
_RUN_TAG: Final = re.compile(
    r"</?(?:\w+:)?(?:r|t|span|rPh|proofErr|bookmarkStart|bookmarkEnd|lastRenderedPageBreak|v|phoneticPr)"
    r"\b[^>]*>"
)
"""Tags that part no word: a number may be set in several stretches."""
_TAG: Final = re.compile(r"<[^>]*>")
_SAID: Final = re.compile(
    r"\b(?:Target|descr|title|alt|tooltip|display)=\"([^\"]*)\"|<(?:\w+:)?sheet\b[^>]*\bname=\"([^\"]*)\""
    r"|<w:(?:alias|tag)\b[^>]*\bw:val=\"([^\"]*)\"|\bxlink:href=\"([^\"]*)\"|\btable:name=\"([^\"]*)\""
)
_INSIDE: Final = re.compile(
    r"(?:^|/)(?:embeddings|Object[^/]*)/[^/]+\.(?:docx|xlsx|pptx|bin|doc|xls)$|/embeddings/"
)
_STYLES: Final = re.compile(r"(?:^|/)styles\.xml$")
_HIDDEN_STYLE: Final = re.compile(
    r"<w:style\b[^>]*\bw:styleId=\"([^\"]+)\"(?:(?!</w:style>).)*?<w:vanish(?:\s*/>|\s+w:val=\"(?:1|true|on)\")",
    re.DOTALL,
)
_UNSEEN: Final = (
    (re.compile(r"<w:(?:del|moveFrom)\b"), msg("deleted or moved text that change tracking keeps")),
    (re.compile(r"<w:ins\b"), msg("changes that nobody has accepted")),
    (re.compile(r"<w:vanish(?:\s*/>|\s+w:val=\"(?:1|true|on)\")"), msg("hidden text")),
    (re.compile(r"<sheet\b[^>]*\bstate=\"(?:hidden|veryHidden)\""), msg("a hidden sheet")),
    (re.compile(r"<row\b[^>]*\bhidden=\"(?:1|true)\""), msg("hidden rows")),
    (re.compile(r"<col\b[^>]*\bhidden=\"(?:1|true)\""), msg("hidden columns")),
    (re.compile(r"<text:tracked-changes\b"), msg("changes that nobody has accepted")),
    (re.compile(r"<office:annotation\b"), msg("comments")),
    (re.compile(r"<p:sld\b[^>]*\bshow=\"(?:0|false)\""), msg("a hidden slide")),
)
_COMMENTS: Final = re.compile(
    r"(?:^|/)(?:comments\w*|threadedComment\w*)\.xml$|/comments/|/notesSlides/"
)
_MAKER: Final = re.compile(
    r"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|ofd:Author)>\s*([^<\s][^<]*)<"
)
_MACROS: Final = re.compile(r"vbaProject\.bin$|(?:^|/)(?:Basic|Scripts)/|\.jar$")


def scan_attachment(shown: str, content: bytes) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with a file that is to be published, and the personal data in it.

    `shown` is its name as the user knows it. Pages without text and files of old programs are told
    as not wholly searched; pictures are looked at by whoever publishes them.
    """
    ending = PurePosixPath(shown).suffix.lower()
    if not content or len(content) > MAX_FILE_BYTES:
        why = (
            msg("is empty")
            if not content
            else msg("is larger than %(max_file_bytes)s MB", max_file_bytes=MAX_FILE_BYTES >> 20)
        )
        return [Problem(shown, None, None, why)], []
    begins = _FIRST_BYTES.get(ending, (b"",))
    if not content.startswith(begins):
        locked = content.startswith(_OLE) and begins == (_ZIP,)
        why = _LOCKED if locked else msg("is no %(ending)s file inside", ending=ending)
        return [Problem(shown, None, None, why)], []
    if ending in _TEXT:
        return _plain(shown, content)
    if begins == (_ZIP,):
        return _packed(shown, content)
    if ending == ".pdf":
        return _printed(shown, content)
    if begins == (_OLE,):
        found = scan_document(shown, words_of(content))
        return [_half_read(shown)], [*dict.fromkeys(replace(each, line=None) for each in found)]
    return list(_noted_by_camera(shown, content)), []


def _plain(shown: str, content: bytes) -> tuple[list[Problem], list[Problem]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [], _in_text(shown, content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return [Problem(shown, None, None, msg("is no text: save it as UTF-8"))], []


def _in_text(shown: str, text: str) -> list[Problem]:
    """Personal data in a text, and below the headings where it is a table."""
    found = scan_document(shown, text)
    for separator in ("\t", ",", ";"):
        if separator in text:
            found += scan_document(shown, text.replace(separator, "|"))
    return list(dict.fromkeys(found))


def _packed(shown: str, content: bytes, depth: int = 0) -> tuple[list[Problem], list[Problem]]:
    """Word, Excel, OpenDocument and OFD: their parts are XML in a zip.

    `depth` counts the files around it, of which there may be `_DEEPEST`.
    """
    if depth > _DEEPEST:
        return [Problem(shown, None, None, _TOO_DEEP)], []
    faults: dict[Problem, None] = {}
    hits: dict[Problem, None] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                why = msg(
                    "unpacks to more than %(max_unpacked_bytes)s MB",
                    max_unpacked_bytes=MAX_UNPACKED_BYTES >> 20,
                )
                return [Problem(shown, None, None, why)], []
            hidden = _hidden_styles(archive)
            for entry in archive.infolist():
                faults |= dict.fromkeys(_by_name(shown, entry.filename))
                if entry.filename.endswith((".xml", ".rels")):
                    text = archive.read(entry).decode("utf-8", "replace")
                    if not _STYLES.search(entry.filename):
                        faults |= dict.fromkeys(_by_text(shown, text))
                        if any(f'w:val="{style}"' in text for style in hidden):
                            faults[_lets_out(shown, msg("hidden text"))] = None
                    found = scan_document(shown, _words(text))
                    hits |= dict.fromkeys(replace(each, line=None) for each in found)
                elif _INSIDE.search(entry.filename):
                    wrong, found = _inside(shown, archive.read(entry), depth + 1)
                    faults |= dict.fromkeys(wrong)
                    hits |= dict.fromkeys(found)
            if PurePosixPath(shown).suffix.lower() in _SHEETS:
                try:
                    found = scan_document(shown, _rows_of_sheets(content))
                except BrokenWorkbook:
                    # Its words were searched already, but not by what stands above them.
                    faults[Problem(shown, None, None, _NO_ROWS, Severity.WARNING)] = None
                    found = []
                hits |= dict.fromkeys(replace(each, line=None) for each in found)
    except ZIP_ERRORS:
        return [Problem(shown, None, None, _DAMAGED)], []
    return list(faults), list(hits)


def _hidden_styles(archive: zipfile.ZipFile) -> list[str]:
    """The styles of a Word file that hide text."""
    parts = (name for name in archive.namelist() if _STYLES.search(name))
    texts = (archive.read(name).decode("utf-8", "replace") for name in parts)
    return [style for text in texts for style in _HIDDEN_STYLE.findall(text)]


def _inside(shown: str, content: bytes, depth: int) -> tuple[list[Problem], list[Problem]]:
    """What stands in a file inside the file."""
    if content.startswith(_ZIP):
        return _packed(shown, content, depth)
    found = scan_document(shown, words_of(content))
    return [], [replace(each, line=None) for each in found]


def _rows_of_sheets(content: bytes) -> str:
    """The rows of a workbook, their cells parted by `|`: a value is somebody's by its heading.

    BrokenWorkbook where it cannot be read.
    """
    from openpyxl import load_workbook

    lines: list[str] = []
    with told_as_broken():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if not book.worksheets:
            # Strict Open XML has other names for its parts.
            raise BrokenWorkbook("no sheet")
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            for row in sheet.iter_rows(values_only=True):
                cells = ("" if cell is None else str(cell).replace("\n", " ") for cell in row)
                lines.append(f"|{'|'.join(cells)}|")
            lines.append("")
    return "\n".join(lines)


def _by_name(shown: str, part: str) -> Iterator[Problem]:
    if _COMMENTS.search(part):
        yield _lets_out(shown, msg("comments or notes"))
    if _MACROS.search(part):
        yield Problem(shown, None, None, msg("holds macros: save it without them"))


def _by_text(shown: str, text: str) -> Iterator[Problem]:
    for pattern, what in _UNSEEN:
        if pattern.search(text):
            yield _lets_out(shown, what)
    if _MAKER.search(text):
        yield _names_maker(shown)


def _names_maker(shown: str) -> Problem:
    why = msg("its properties name who made it: remove them (文件 → 信息 → 检查文档)")
    return Problem(shown, None, None, why, Severity.WARNING)


def _lets_out(shown: str, what: Message) -> Problem:
    return Problem(
        shown, None, None, msg("holds %(what)s, which readers can bring back: remove it", what=what)
    )


def _words(xml: str) -> str:
    """The words of a part, a block a line, the cells of a row of a table parted by `|`; what nobody
    reads as text but readers can find (addresses, names of sheets, titles of pictures) below.
    """
    said = [html.unescape(each) for found in _SAID.finditer(xml) for each in found.groups() if each]
    xml = _ROW.sub(lambda row: _PARAGRAPH_END.sub(" ", row[0]), _LOOKS.sub("", xml))
    blocks = _BLOCK_END.sub("\n", _CELL_END.sub("|", xml))
    words = html.unescape(_TAG.sub(" ", _RUN_TAG.sub("", blocks)))
    return "\n".join((words, *said))


def _printed(shown: str, content: bytes) -> tuple[list[Problem], list[Problem]]:
    """A PDF."""
    # PDFium is not loaded where nothing of it is attached.
    from generator.exports.checks.pdf_parts import DamagedPdf, LockedPdf, parts_of

    try:
        parts = parts_of(content)
    except LockedPdf:
        return [Problem(shown, None, None, _LOCKED)], []
    except DamagedPdf:
        return [Problem(shown, None, None, _DAMAGED)], []
    faults = [_lets_out(shown, what) for what in parts.lets_out]
    if parts.maker:
        faults.append(_names_maker(shown))
    if parts.unread:
        pages = "、".join(map(str, parts.unread[:_SHOWN_PAGES]))
        more = "…" if len(parts.unread) > _SHOWN_PAGES else ""
        why = msg(
            "page %(pages)s has no text that can be searched for personal data (a scan?): somebody "
            "has to read it",
            pages=f"{pages}{more}",
        )
        faults.append(Problem(shown, None, None, why, Severity.WARNING))
    found = scan_document(shown, parts.words)
    return faults, [*dict.fromkeys(replace(each, line=None) for each in found)]


def _half_read(shown: str) -> Problem:
    why = msg(
        "an old format, of which not everything can be searched for personal data: save it as "
        ".docx, .xlsx or PDF, or somebody has to read it"
    )
    return Problem(shown, None, None, why, Severity.WARNING)


def _noted_by_camera(shown: str, content: bytes) -> Iterator[Problem]:
    if b"Exif\0\0" in content[: 1 << 16] or b"eXIf" in content[: 1 << 16]:
        why = msg("holds what the camera noted, perhaps the place: save the picture without it")
        yield Problem(shown, None, None, why, Severity.WARNING)
