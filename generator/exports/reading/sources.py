"""The files that officials have: CSV in UTF-8 or GB18030, and sheets of an .xlsx.

Reading gives cells with their line numbers, nothing more; where the headings stand is found in
`exports.lists.layout`, what they mean in `exports.lists.plan`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.exports.headings import table_named
from generator.exports.lists.layout import Line, Sheet
from generator.exports.reading.cell_values import blank
from generator.exports.reading.conversion import CONVERTED, converted
from generator.exports.spreadsheets.workbooks import MAX_BYTES, read_workbook
from generator.model.messages import foreign, msg
from generator.model.problems import Problem, Severity

TABLE_ENDINGS = frozenset([".csv", ".xlsx", *CONVERTED])
"""Endings of files that are read as tables."""


def read_sheets(
    path: Path, shown: str, problems: list[Problem], *, leave_out: bool = False
) -> list[Sheet]:
    """The sheets of a file: one of a CSV, all that are not empty of a workbook.

    `leave_out` says what becomes of hidden parts of a workbook: see `read_workbook`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            problems.append(
                Problem(
                    shown,
                    None,
                    None,
                    msg("larger than %(max_bytes)s MB", max_bytes=MAX_BYTES >> 20),
                )
            )
            return []
        if path.suffix.lower() == ".xlsx":
            return list(_workbook(path, shown, problems, leave_out=leave_out))
        if path.suffix.lower() in CONVERTED:
            with TemporaryDirectory() as folder:
                made = converted(path, shown, Path(folder), problems)
                return list(_workbook(made, shown, problems, leave_out=leave_out)) if made else []
        text = read_text(path, shown, problems)
    except FileNotFoundError:
        problems.append(Problem(shown, None, None, msg("is missing")))
        return []
    except OSError as error:
        problems.append(
            Problem(
                shown,
                None,
                None,
                msg("cannot be read: %(reason)s", reason=foreign(error.strerror or error)),
            )
        )
        return []
    return [] if text is None else list(_csv(path.stem, shown, text, problems))


def read_text(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """The text of a file in UTF-8 or GB18030 with LF; None where it is neither."""
    data = path.read_bytes()
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        why = msg("is a workbook inside, whatever its name says: name it .xlsx, or save it as CSV")
        problems.append(Problem(shown, None, None, why))
        return None
    text: str | None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _other_encoding(path, data, shown, error, problems)
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


def _other_encoding(
    path: Path, data: bytes, shown: str, error: UnicodeDecodeError, problems: list[Problem]
) -> str | None:
    line = data.count(b"\n", 0, error.start) + 1
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:4000].count(0) * 4 > len(data[:4000]):
        table = path.suffix.lower() == ".csv"
        why = (
            msg("UTF-16; save it as CSV UTF-8 or as .xlsx")
            if table
            else msg("UTF-16; save it as UTF-8")
        )
        problems.append(Problem(shown, None, None, why))
        return None
    readable = data.decode("utf-8", errors="replace")
    damaged = readable.count("\ufffd")
    if sum(character > "\x7f" for character in readable) > 10 * damaged:
        # Nearly everything is UTF-8: reading the rest as another encoding would garble it.
        problems.append(Problem(shown, line, None, msg("not valid UTF-8")))
        return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        problems.append(Problem(shown, line, None, msg("neither valid UTF-8 nor valid GB18030")))
        return None
    why = msg("read as GB18030 and written as UTF-8")
    problems.append(Problem(shown, None, None, why, Severity.REPAIRED))
    return text


def _csv(name: str, shown: str, text: str, problems: list[Problem]) -> Iterator[Sheet]:
    if "\x00" in text:
        problems.append(Problem(shown, None, None, msg("holds zero bytes; it is no text file")))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[Line] = []
    first = 1
    try:
        for cells in reader:
            lines.append((first, tuple(cells)))
            first = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(shown, first, None, msg("broken CSV: %(error)s", error=error)))
        return
    sheet = _sheet(shown, name, lines, problems, separated=True)
    if sheet:
        yield sheet


def _workbook(
    path: Path, shown: str, problems: list[Problem], *, leave_out: bool
) -> Iterator[Sheet]:
    before = len(problems)
    sheets = read_workbook(path, shown, problems, leave_out=leave_out)
    for stored in sheets:
        empty = not stored.lines
        if empty and not table_named(stored.title):
            continue  # a workbook often has a few sheets that nobody wrote in
        sheet = _sheet(stored.file, stored.title, stored.lines, problems)
        if sheet:
            yield sheet
    if not any(stored.lines for stored in sheets) and len(problems) == before:
        problems.append(Problem(shown, None, None, msg("is empty; not even a heading row")))


def _sheet(
    file: str,
    name: str,
    lines: Sequence[Line],
    problems: list[Problem],
    *,
    separated: bool = False,
) -> Sheet | None:
    filled = tuple(line for line in lines if any(not blank(cell) for cell in line[1]))
    if not filled:
        problems.append(Problem(file, None, None, msg("is empty; not even a heading row")))
        return None
    return Sheet(file, name, filled, separated)
