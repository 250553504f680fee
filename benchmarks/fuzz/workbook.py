"""Workbooks written by hand, so that it is known what each of their cells shows.

openpyxl writes one way to say each thing; officials' programs (Excel, WPS, exporters) know several.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from benchmarks.fuzz.damage import write_zip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class XCell:
    """A cell: `kind` is the type as the file says it, `xml` what stands in it, and its format."""

    kind: str = ""
    xml: str = ""
    format: str = "General"
    struck: bool = False
    day: date | None = None
    """A day whose number the workbook counts, from 1900 or 1904; `xml` is the part of a day."""


@dataclass(slots=True)
class XSheet:
    """A sheet by its rows; `extra` goes behind the rows, `rows` attributes by number from 1."""

    title: str
    cells: list[list[XCell | None]]
    row_attributes: dict[int, str] = field(default_factory=dict)
    before: str = ""
    extra: str = ""
    state: str = ""
    places: bool = True
    """Whether cells and rows say where they stand."""
    encoding: str = "utf-8"
    prefix: str = ""


def text_cell(text: str, random: Random | None = None) -> XCell:
    """A text in one of the ways in which files hold it."""
    inner = escape(text).replace("\r", "&#13;")
    how = random.randrange(6) if random else 0
    if how == 1:
        return XCell("str", f'<f>"x"</f><v>{inner}</v>')
    if how == 2 and len(text) > 1:
        half = len(text) // 2
        runs = "".join(
            f'<r><rPr><b/></rPr><t xml:space="preserve">{escape(part)}</t></r>'
            for part in (text[:half], text[half:])
        )
        return XCell("inlineStr", f"<is>{runs}</is>")
    if how == 3:
        return XCell("s", f'<t xml:space="preserve">{inner}</t><rPh sb="0" eb="1"><t>pin</t></rPh>')
    if how == 4:
        return XCell("s", f'<t xml:space="preserve">{inner}</t>')
    return XCell("inlineStr", f'<is><t xml:space="preserve">{inner}</t></is>')


def number_cell(written: str, format: str = "General") -> XCell:
    """A number as it is stored, with its format."""
    return XCell("", f"<v>{written}</v>", format)


def day_cell(day: date, format: str = "General", part: str = "") -> XCell:
    """A day as it is stored, with its format; `part` of it as decimals."""
    return XCell("", part, format, day=day)


def day_number(day: date, *, since_1904: bool) -> int:
    """The number that a workbook stores for a day."""
    return (day - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days


def workbook(sheets: list[XSheet], *, since_1904: bool = False) -> bytes:
    """The bytes of an .xlsx."""
    shared: list[str] = []
    formats: dict[tuple[str, bool], int] = {("General", False): 0}
    members: dict[str, bytes] = {}
    for number, sheet in enumerate(sheets, start=1):
        sheet.cells = [[_counted(cell, since_1904) for cell in row] for row in sheet.cells]
        xml = _sheet(sheet, shared, formats)
        members[f"xl/worksheets/sheet{number}.xml"] = xml.encode(
            sheet.encoding, "xmlcharrefreplace"
        )
    members["xl/styles.xml"] = _styles(formats).encode()
    strings = "".join(f"<si>{each}</si>" for each in shared)
    members["xl/sharedStrings.xml"] = _part(f'<sst xmlns="{_MAIN}">{strings}</sst>')
    return write_zip({**_frame(sheets, since_1904), **members})


def _counted(cell: XCell | None, since_1904: bool) -> XCell | None:
    if cell is None or cell.day is None:
        return cell
    number = day_number(cell.day, since_1904=since_1904)
    return replace(cell, xml=f"<v>{number}{cell.xml}</v>", day=None)


def _sheet(sheet: XSheet, shared: list[str], formats: dict[tuple[str, bool], int]) -> str:
    p = f"{sheet.prefix}:" if sheet.prefix else ""
    rows = []
    for number, cells in enumerate(sheet.cells, start=1):
        inner = "".join(
            _cell(cell, number, column, sheet, shared, formats)
            for column, cell in enumerate(cells, start=1)
            if cell is not None or not sheet.places
        )
        place = f' r="{number}"' if sheet.places else ""
        attributes = sheet.row_attributes.get(number, "")
        rows.append(f"<{p}row{place}{attributes}>{inner}</{p}row>")
    space = f' xmlns{":" + sheet.prefix if sheet.prefix else ""}="{_MAIN}"'
    body = f"{sheet.before}<{p}sheetData>{''.join(rows)}</{p}sheetData>{sheet.extra}"
    # In UTF-16 without a mark at its beginning the declaration leaves out the order of bytes.
    declared = "utf-16" if sheet.encoding.startswith("utf-16") else sheet.encoding
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    return f"{head}<{p}worksheet{space}>{body}</{p}worksheet>"


def _cell(
    cell: XCell | None,
    row: int,
    column: int,
    sheet: XSheet,
    shared: list[str],
    formats: dict[tuple[str, bool], int],
) -> str:
    p = f"{sheet.prefix}:" if sheet.prefix else ""
    place = f' r="{get_column_letter(column)}{row}"' if sheet.places else ""
    if cell is None:
        return f"<{p}c{place}/>"
    style = formats.setdefault((cell.format, cell.struck), len(formats))
    xml = cell.xml
    if cell.kind == "s":
        shared.append(xml)
        xml = f"<v>{len(shared) - 1}</v>"
    if sheet.prefix:
        xml = xml.replace("</", "\0").replace("<", f"<{p}").replace("\0", f"</{p}")
    kind = f' t="{cell.kind}"' if cell.kind else ""
    styled = f' s="{style}"' if style else ""
    return f"<{p}c{place}{styled}{kind}>{xml}</{p}c>"


def _styles(formats: dict[tuple[str, bool], int]) -> str:
    own = [format for format, _ in formats]
    numbers = {format: 164 + at for at, format in enumerate(dict.fromkeys(own))}
    listed = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(format)}/>'
        for format, number in numbers.items()
        if not format.startswith("#builtin ")
    )
    cells = "".join(
        f'<xf numFmtId="{_number_of(format, numbers)}" fontId="{int(struck)}" fillId="0"'
        f' borderId="0" xfId="0" applyNumberFormat="1"/>'
        for format, struck in formats
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{listed}</numFmts>'
        '<fonts><font><sz val="11"/></font><font><strike/><sz val="11"/></font></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    )


def _number_of(format: str, numbers: dict[str, int]) -> str:
    return (
        format.removeprefix("#builtin ")
        if format.startswith("#")
        else str(0 if format == "General" else numbers[format])
    )


def _frame(sheets: list[XSheet], since_1904: bool) -> dict[str, bytes]:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{n}"{sheet.state} r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    last = len(sheets) + 1
    relations += (
        f'<Relationship Id="rId{last}" Type="{_REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId{last + 1}" Type="{_REL}/sharedStrings"'
        ' Target="sharedStrings.xml"/>'
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
        f' ContentType="{_DOCUMENT}.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    day = '<workbookPr date1904="1"/>' if since_1904 else ""
    return {
        "[Content_Types].xml": _part(
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_DOCUMENT}.sheet.main+xml"/>'
            f"{types}"
            f'<Override PartName="/xl/styles.xml" ContentType="{_DOCUMENT}.styles+xml"/>'
            '<Override PartName="/xl/sharedStrings.xml"'
            f' ContentType="{_DOCUMENT}.sharedStrings+xml"/></Types>'
        ),
        "_rels/.rels": _part(
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": _part(
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{day}<sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _part(
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
        ),
    }


def _part(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{xml}'.encode()


__all__ = ["XCell", "XSheet", "day_cell", "day_number", "number_cell", "text_cell", "workbook"]
