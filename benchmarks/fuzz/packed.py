"""The target `pack`: folders of tables, documents and settings, and what becomes of their cells."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random

from benchmarks.fuzz.by_openpyxl import by_openpyxl
from benchmarks.fuzz.damage import damaged, odd_text, write_zip
from benchmarks.fuzz.folders import link_target
from benchmarks.fuzz.reasons import FIRST, SECOND, check_reasons, reasons_of
from benchmarks.fuzz.received import DOCUMENT
from benchmarks.fuzz.shown_cells import Shown, a_date, a_number, a_text
from benchmarks.fuzz.target import Disagreement, Given
from benchmarks.fuzz.workbook import XCell, XSheet, text_cell, workbook
from generator.exports.archive import parse_export
from generator.exports.pack_folder import REASONS
from generator.exports.schema import as_cells, header
from generator.model.tables import Facility, Fee, Filing, Row
from generator.preparation.last_release import find_last_release
from generator.preparation.pack_release import PackedRelease, pack_release

SETTINGS = """[export]
region = "371500"
release = 1
issued = 2026-03-02T09:00:00+08:00
agency = "聊城市卫生健康委员会"
reviewed_by = "办公室"
reviewed_on = 2026-03-01
regions = "civil-affairs"
"""
MORE_SETTINGS = (
    '\n[privacy]\n"手机号" = { do = "pass", reason = "值班手机" }\n',
    '\n[[region]]\ncode = "371591000000"\nname = "高新区"\nparent = "371500000000"\n',
    '\n[[source]]\nfile = "机构.csv"\ntable = "facilities"\nignore = ["*电话"]\n'
    'constants = { status = "operating" }\nrows = { 行政区划代码 = "3715*" }\n',
    '\n[[source]]\nfile = "机构.xlsx"\ntable = "facilities"\nvalues.name = { "a" = "b" }\n'
    'dates = { opened = "DD/MM/YYYY" }\ncolumns = { address = ["地址", "公开电话"] }\n',
    "\n[x]\n" + "a.".join([""] * 1500) + "b = 1\n",
    "\n[x]\ny = " + "[" * 4000 + "]" * 4000 + "\n",
    "\n[x]\ny = " + "9" * 5000 + "\n",
    '\n[[source]]\nfile = "../../x.csv"\ntable = "facilities"\n',
    '\n[[source]]\nfile = ""\ntable = "facilities"\n',
    '\n[[source]]\nfile = "a\\u0000b.csv"\ntable = "facilities"\n',
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
"""How a workbook begins that is locked with a password."""


PLAIN = {
    "places": "50",
    "amount": "1880",
    "opened": "2024-01-15",
    "submitted": "2025-01-02",
    "telephone": "0635-8212345",
}
"""What stands in a column where nothing is odd."""

Line = tuple[int, tuple[Shown, ...]]
"""A line of a table with its number and its cells."""


@dataclass(frozen=True, slots=True)
class TableShown:
    """What a table shows: rows of canonical cells by column, with the line of each."""

    file: str
    row_type: type[Row]
    columns: tuple[str, ...]
    rows: tuple[Line, ...]


class PackTarget:
    """`gongshi pack` of a folder, without what is around it."""

    name = "pack"

    def prepare(self, folder: Path) -> None:
        """The release before, for the folders of a second one."""
        self._work = folder
        write_files(folder / "first", {name: text.encode() for name, text in FIRST.items()})
        (folder / "first" / "pack.toml").write_text(SETTINGS, encoding="utf-8")
        self._first = _pack(folder / "first", folder / "first-out").report.path

    def make(self, random: Random) -> Given:
        """A folder: half of them whole and only odd, the others damaged as well."""
        if random.random() < 0.1:
            return _second_release(random)
        files: dict[str, bytes | None] = {"pack.toml": SETTINGS.encode()}
        tables = list(_tables(random, files))
        if random.random() < 0.3:
            files["documents/fee-rules.md"] = DOCUMENT.encode()
        if random.random() < 0.1:
            extra = random.choice(("x.zip", "备案/机构.csv", "a.docx", "~$机构.xlsx", "b.MD"))
            files[extra] = write_zip({"x": b"y"})
        if random.random() < 0.5:
            return Given(files, tables)
        return Given(_with_damage(random, files))

    def run(self, given: Given) -> None:
        """Pack, and compare what was accepted with what was shown."""
        folder, out = self._work / "机构表", self._work / "out"
        for each in (folder, out):
            shutil.rmtree(each, ignore_errors=True)
        write_files(folder, given.files)
        if given.shown == REASONS:
            out.mkdir()
            shutil.copy(self._first, out)
        packed = _pack(folder, out)
        export = parse_export(packed.report.path.read_bytes(), "x.zip", rows_only=True)
        if given.shown == REASONS:
            check_reasons(export, given.files)
            return
        for table in given.shown or ():
            cells = {
                row: dict(zip(header(table.row_type), as_cells(row), strict=True))
                for row in export.tables[table.row_type.table]
            }
            _compare(table, list(cells.values()), packed)


def _pack(folder: Path, out: Path) -> PackedRelease:
    return pack_release(
        folder,
        out,
        lambda region: bytes(32),
        lambda info: find_last_release(info, named=None, portal=None, out=out, whole=True),
        whole=True,
    )


def _second_release(random: Random) -> Given:
    """A release in which rows of the past change, and why."""
    settings = SETTINGS.replace("release = 1", "release = 2").replace("2026-03", "2026-04")
    files: dict[str, bytes | None] = {name: text.encode() for name, text in SECOND.items()}
    files |= {"pack.toml": settings.encode(), REASONS: reasons_of(random)}
    return Given(files, REASONS)


def write_files(folder: Path, files: dict[str, bytes | None] | object) -> None:
    """The files of an input in a folder; `link:` makes a link to what follows."""
    assert isinstance(files, dict)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is not None and data.startswith(b"link:"):
            path.symlink_to(link_target(data))
        elif data is not None:
            path.write_bytes(data)


FACILITIES = ("facility_id", "name", "region_code", "address", "places", "telephone", "opened")
FEES = ("facility_id", "item", "amount", "unit", "refund_rule")
FILINGS = ("filing_id", "facility_id", "status", "authority", "submitted", "reason")
TITLES = {
    "facility_id": "机构编号", "name": "机构名称", "region_code": "行政区划代码", "address": "地址",
    "places": "托位数", "telephone": "公开电话", "opened": "开办日期", "item": "收费项目",
    "amount": "金额", "unit": "计费单位", "refund_rule": "退费规定", "filing_id": "备案记录编号",
    "status": "备案状态", "authority": "备案机关", "submitted": "提交日期", "reason": "理由",
}  # fmt: skip


def _tables(random: Random, files: dict[str, bytes | None]) -> Iterator[TableShown]:
    """Writes one to three tables into `files`; what they show."""
    count = random.randrange(1, 6)
    odd = random.choice((0.0, 0.1, 0.1, 0.4))
    plans = [(Facility, "机构", FACILITIES), (Fee, "收费", FEES), (Filing, "备案", FILINGS)]
    for row_type, name, columns in plans[: random.randrange(1, 4)]:
        since_1904 = random.random() < 0.1
        rows = [
            tuple(_shown(random, column, number, odd, since_1904) for column in columns)
            for number in range(1, count + 1)
        ]
        if random.random() < 0.25:
            files[f"{name}.csv"] = _csv(random, columns, rows)
            # What a CSV shows in its odd cells is nothing but their text.
            lines = [(number, row) for number, row in enumerate(rows, start=2)]
            yield TableShown(f"{name}.csv", row_type, columns, tuple(lines))
        else:
            data, seen = _xlsx(random, name, columns, rows, since_1904)
            files[f"{name}.xlsx"] = data
            if seen is not None:
                yield TableShown(f"{name}.xlsx", row_type, columns, tuple(seen))


def _shown(random: Random, column: str, number: int, odd: float, since_1904: bool) -> Shown:
    fixed = {
        "facility_id": f"f-{number}", "filing_id": f"b-{number}", "region_code": "371502000000",
        "unit": "month", "status": "filed", "item": f"保育费{number}",
    }  # fmt: skip
    if column in fixed:
        return Shown(text_cell(fixed[column]), fixed[column], fixed[column])
    if random.random() >= odd:
        plain = PLAIN.get(column, f"{TITLES[column]}{number}号")
        return Shown(text_cell(plain, random), plain, plain)
    if column == "places":
        return a_number(random, whole=True)
    if column == "amount":
        return a_number(random, whole=False)
    if column in ("opened", "submitted"):
        return a_date(random, since_1904=since_1904)
    return a_text(random)


def _csv(random: Random, columns: tuple[str, ...], rows: list[tuple[Shown, ...]]) -> bytes:
    lines = [[TITLES[column] for column in columns]]
    lines += [[shown.csv or "" for shown in row] for row in rows]
    text = "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)
    return text.encode(random.choice(("utf-8", "utf-8-sig", "gb18030")), "replace")


def _xlsx(
    random: Random,
    name: str,
    columns: tuple[str, ...],
    rows: list[tuple[Shown, ...]],
    since_1904: bool,
) -> tuple[bytes, list[Line] | None]:
    """A workbook in one of the ways in which programs write it, and the rows that it shows."""
    cells: list[list[XCell | None]] = []
    if random.random() < 0.2:
        cells.append([text_cell("聊城市托育机构一览表（2026年）")])
    cells.append([text_cell(TITLES[column], random) for column in columns])
    lines = []
    for row in rows:
        if random.random() < 0.05:
            cells.append([])
        cells.append([shown.cell for shown in row])
        lines.append((len(cells), row))
    sheet = XSheet(name, cells)
    if random.random() < 0.3:
        written = by_openpyxl(random, sheet, since_1904=since_1904)
        if written is not None:
            return written, lines
    gone = _odd_sheet(random, sheet, lines)
    sheets = [sheet]
    if random.random() < 0.1:
        sheets.append(XSheet("说明", [[text_cell("填表说明")]] if random.random() < 0.5 else []))
    data = workbook(sheets, since_1904=since_1904)
    return data, None if gone is None else [line for line in lines if line[0] not in gone]


def _odd_sheet(random: Random, sheet: XSheet, lines: list[Line]) -> set[int] | None:
    """Writes the sheet as other programs do; the numbers of lines that nobody sees any more, None
    where it is not known what is seen.
    """
    match random.randrange(24):
        case 0:
            sheet.places = False
        case 1:
            sheet.prefix = "x"
        case 2:
            sheet.encoding = random.choice(("utf-16", "utf-16-le", "gb2312", "latin-1"))
        case 3 | 4:
            number = random.choice(lines)[0]
            sheet.row_attributes[number] = random.choice(
                (' hidden="1"', " hidden='true'", ' ht="0" customHeight="1"', ' hidden="&#49;"',
                 ' hidden = "1"', ' spans="1:7" hidden="1"')
            )  # fmt: skip
            if random.random() < 0.3:
                sheet.encoding = random.choice(("utf-16", "utf-16-be", "utf-16-le"))
            return {number}
        case 6:
            sheet.before = f'<dimension ref="{random.choice(("A1", "A1:A1", "XFD1048576", "?"))}"/>'
        case 7:
            ref = random.choice(("A1:XFD1048576", "B2:A1", "A0:B2", "ZZZZ1:ZZZZ9", "A1", "A1:B"))
            sheet.extra = f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>'
            return set() if ref == "A1" else None
        case 8:
            sheet.cells.append([XCell("", "", "0")] * random.choice((1, 200)))
        case 9:
            odd = random.choice(("99999999", "0", "-1", "x", "1048577", "3000000000"))
            sheet.row_attributes[len(sheet.cells)] = f' r2="{odd}"'
        case 10:
            sheet.extra = "<!-- <row hidden='1'> --><extLst><ext uri='x'/></extLst>"
        case 11:
            sheet.state = ' state="hidden"'
            return {number for number, _ in lines}
        case 12:
            sheet.before = '<cols><col min="2" max="2" hidden="1"/></cols>'
            return {number for number, _ in lines}
    return set()


def _with_damage(random: Random, files: dict[str, bytes | None]) -> dict[str, bytes | None]:
    """The folder with settings, tables or texts damaged."""
    changed = dict(files)
    for _ in range(random.choice((1, 1, 2))):
        name = random.choice(list(changed))
        data = changed[name] or b""
        match random.randrange(12):
            case 0:
                changed["pack.toml"] = (changed.get("pack.toml") or b"") + random.choice(
                    MORE_SETTINGS
                ).encode()
            case 1:
                changed[random.choice(("机构.xlsx", "备案.xlsx", "机构.xls"))] = OLE
            case 2:
                changed[random.choice(("机构.csv", "documents/x.md", "收费.xlsx"))] = (
                    b"link:" + random.choice((b".", b"..", "机构.csv".encode(), b"/dev/null"))
                )
            case 3:
                changed[random.choice(("机构.csv", "reasons.csv", "评级.csv"))] = odd_text(
                    random
                ).encode("utf-8", "surrogatepass")
            case 4:
                changed["documents/fee-rules.md"] = damaged(random, "x.md", DOCUMENT.encode())
            case 5:
                changed["pack.toml"] = damaged(random, "pack.toml", SETTINGS.encode())
            case _:
                changed[name] = damaged(random, name, data)
    return changed


def _compare(table: TableShown, found: list[dict[str, str]], packed: PackedRelease) -> None:
    """Disagreement where a row or a cell is another than shown, and no message names its line."""
    notes = (*packed.report.repairs, *packed.report.warnings)
    named = {(note.file.partition("[")[0], note.line, note.field) for note in notes}
    lines = {(file, line) for file, line, _ in named}
    by_key = {tuple(row[name] for name in table.row_type.key): row for row in found}
    for number, cells in table.rows:
        shown = dict(zip(table.columns, cells, strict=True))
        key = tuple(shown[name].canonical for name in table.row_type.key)
        row = by_key.pop(key, None)
        if row is None and (table.file, number) not in lines:
            raise Disagreement(f"a row is gone: {table.file}:{number} {key}")
        for name, each in shown.items():
            if row is None or (table.file.endswith(".csv") and not each.csv):
                continue
            told = {(table.file, number, None), (table.file, number, TITLES[name])} & named
            if not told and not _agree(row[name], each.canonical):
                why = f"{table.file}:{number} {name} {each!r} became {row[name]!r}"
                raise Disagreement(f"a cell of {name} is another: {why}")
    if by_key:
        raise Disagreement(f"rows that nobody sees: {table.file} {sorted(map(str, by_key))}")


def _agree(written: str, canonical: str | None) -> bool:
    if canonical is None:
        return False
    if written == canonical:
        return True
    try:
        return Decimal(written) == Decimal(canonical)
    except InvalidOperation:
        return False
