"""How officials lay a list out: where its headings stand, and which lines are no rows.

Above the headings stand titles and dates; the headings may take two rows; between the rows stand
districts, totals and the headings again; below stand notes. What is passed over is said, with its
line and never with its words: a note may name a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.exports.lists.heading_rows import HeadingRow, find_heading_row
from generator.exports.reading.cell_values import Cell, Repeated, blank, filled_places, plain_text
from generator.model.messages import Message, msg, nmsg
from generator.model.problems import Problem, Severity

MAX_COLUMNS = 100
SERIAL = frozenset(["序号", "序", "序列", "序列号", "行号", "顺序号", "no.", "no", "№", "#"])
"""Headings of a column that only counts the lines."""

Line = tuple[int, tuple[Cell, ...]]

_TOTAL = re.compile(
    r"(?P<of>(?:全|本|各|以上|上述|\S{1,20}?(?:省|市|区|县|旗|镇|乡|街道|园区))\S{0,2}|)\s*"
    r"(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|汇\s*总)(?:[:：(（\d].*)?"
)
"""Totals of all or of a place; with other words before (托位数合计) it is what a row is about."""
_NOTE = re.compile(
    r"(?:[*※]?\s*(?:备?注|附注|说明|填表说明|填报说明|填写说明|备注说明|注意|提示)\s*\d?\s*[:：、.]"
    r"|(?:填报|填表|制表|审核|复核|经办|报送|统计|联系|负责|单位负责|分管)(?:人|人员|领导|单位|部门|日期|时间|电话)"
    r"(?=\s*(?:[:：(（签]|$))"
    r"|(?:联系电话|数据来源|资料来源|数据截至|截至|截止|以上|制表|第\s*\d+\s*页|共\s*\d+\s*[页家所])"
    r"|(?:填报|报送|单位)\S{0,4}[(（]?(?:盖章|公章)).*",
    re.DOTALL,
)
_ASIDE = re.compile(r"[(（][^()（）]{4,}[)）]")
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?\s*[、.．,，:：)）]?\s*\S.{0,40}")
_PLACE = re.compile(r"\S{1,20}?(?:省|市|区|县|旗|镇|乡|街道|新区|开发区|园区)")
_COUNTED = re.compile(r"[(（\[【]?\s*(?:共|计|合计)?\s*\d+\s*[家所个处][)）\]】]?$")
_NUMBERING = re.compile(r"^[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．\s]+")


@dataclass(frozen=True)
class Sheet:
    """One table as it was found: `file` is the name the user knows, `lines` count from 1.

    `separated` says that its cells are separated by commas, as in a CSV.
    """

    file: str
    name: str
    lines: tuple[Line, ...]
    separated: bool = False

    @cached_property
    def filled(self) -> tuple[tuple[int, ...], ...]:
        """Of each line the places in which something stands; worked out once for all tables that
        the sheet feeds.
        """
        return tuple([tuple(filled_places(cells)) for _, cells in self.lines])


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of which it is known where the headings and where the rows are.

    `groups` are the words of the line above a row that stands for several rows, a district say.
    """

    file: str
    name: str
    heading_line: int
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    found: int
    """How many rows stand in the sheet, with those that could not be fitted to the headings."""
    groups: dict[int, str] = field(default_factory=dict)
    two_rows: bool = False
    """Whether a heading is the words of two rows, one below the other."""


def lay_out(
    sheet: Sheet,
    known: Callable[[str], str | None],
    problems: list[Problem],
    heading_line: int | None = None,
) -> Table | None:
    """The table of a sheet; None where it has none, and then a problem says why.

    `known` gives the column that a heading means, or something else where pack.toml names it;
    `heading_line` is where pack.toml says that the headings stand.
    """
    numbers = [number for number, _ in sheet.lines]
    if heading_line is not None and heading_line not in numbers:
        why = msg("pack.toml says that the headings stand here, but nothing does")
        problems.append(Problem(sheet.file, heading_line, None, why))
        return None
    at = None if heading_line is None else numbers.index(heading_line)
    row = find_heading_row([cells for _, cells in sheet.lines], known, at)
    first = sheet.lines[row.at][0]
    headings = row.headings
    if len(headings) > MAX_COLUMNS:
        why = msg(
            "%(count)s columns; a table has at most %(max_columns)s",
            count=len(headings),
            max_columns=MAX_COLUMNS,
        )
        problems.append(Problem(sheet.file, first, None, why))
        return None
    if len(headings) == 1 and re.search("[\t;，]", headings[0]):
        why = msg("columns are separated by commas in a CSV")
        problems.append(Problem(sheet.file, first, None, why))
        return None
    if row.at:
        numbers = [number for number, _ in sheet.lines[: row.at]]
        _pass_over(sheet, numbers[0], _above(numbers), problems)
    for number, cells in sheet.lines[: row.at + row.height - 1]:
        if any(_LARGE_UNIT.search(plain_text(cell)) for cell in cells if isinstance(cell, str)):
            problems.append(Problem(sheet.file, number, None, _UNIT_ELSEWHERE))
    remaining, groups, found = _rows(sheet, row, problems)
    line = sheet.lines[row.at + row.height - 1][0]
    width = len(headings)
    columns = _columns(sheet, line, headings, remaining, known, problems)
    fitted: list[Line] = []
    whole = columns == list(range(width))
    for number, cells in remaining:
        if whole and len(cells) == width:
            fitted.append((number, cells))
            continue
        if fault := _misfit(sheet, cells, headings):
            problems.append(Problem(sheet.file, number, None, fault))
            if sheet.separated and len(cells) < width:
                continue
        padded = (*cells, *(None,) * (width - len(cells)))
        fitted.append((number, tuple(padded[at] for at in columns)))
    shown = tuple(headings[at] for at in columns)
    return Table(sheet.file, sheet.name, line, shown, tuple(fitted), found, groups, row.height > 1)


def _misfit(sheet: Sheet, cells: Sequence[Cell], headings: Sequence[str]) -> Message | None:
    """Why the cells of a row do not go under the headings."""
    if len(cells) == len(headings):
        return None
    width = _width(cells)
    if width > len(headings):
        return msg(
            "%(width)s cells where the heading row has %(count)s", width=width, count=len(headings)
        )
    if not sheet.separated or len(cells) >= len(headings):
        return None
    if any("，" in plain_text(cell) for cell in cells):
        return msg(
            "%(count)s cells where the heading row has %(count_2)s, and one of them holds a "
            "full-width comma (，): cells are separated by the comma , of a CSV",
            count=len(cells),
            count_2=len(headings),
        )
    return None


def _columns(
    sheet: Sheet,
    line: int,
    headings: Sequence[str],
    rows: Sequence[Line],
    known: Callable[[str], str | None],
    problems: list[Problem],
) -> list[int]:
    """The columns that may mean something: not blank ones, not those that count the lines."""
    columns = []
    for at, heading in enumerate(headings):
        if not heading:
            cells = [cells[at] for _, cells in rows if at < len(cells) and not blank(cells[at])]
            if not cells:
                continue
            if _counts(cells):
                _pass_over(
                    sheet, line, msg("a column without a heading that counts the lines"), problems
                )
                continue
        elif heading.casefold() in SERIAL and known(heading) is None:
            _pass_over(
                sheet,
                line,
                msg("the column %(heading)s, which counts the lines", heading=heading),
                problems,
            )
            continue
        columns.append(at)
    return columns


def _counts(cells: Sequence[Cell]) -> bool:
    numbers = [plain_text(cell) for cell in cells]
    return len(numbers) > 1 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def _rows(
    sheet: Sheet, row: HeadingRow, problems: list[Problem]
) -> tuple[list[Line], dict[int, str], int]:
    remaining: list[Line] = []
    groups: dict[int, str] = {}
    group, noted, unclear = "", False, 0
    told: _Told | None = None
    below = slice(row.at + row.height, None)
    for (number, cells), own in zip(sheet.lines[below], sheet.filled[below], strict=True):
        what = _no_row(row, cells, own, noted=noted)
        if what is None:
            remaining.append((number, cells))
            if told is not None and (told.column is None or blank(_at(cells, told.column))):
                why = msg(
                    'this line says "%(said)s" of the rows below it, and no column does: give them '
                    "such a column, and delete the line",
                    said=told.words,
                )
                problems.append(Problem(sheet.file, told.line, None, why))
                unclear, told = unclear + 1, None
            if group:
                groups[number] = group
            continue
        if what in _REFUSED:
            problems.append(Problem(sheet.file, number, None, what))
            unclear += 1
            continue
        if what is _GROUP:
            words = district_words(plain_text(cells[own[0]]))
            told = _told_of_rows(number, words, row.headings)
            group, noted = group if told else words, False
        elif what is _A_TOTAL and group:
            # Where districts head their rows, one that stands with a total heads those below.
            of = _TOTAL.fullmatch(plain_text(cells[own[0]]))
            place = district_words(of["of"]) if of else ""
            group = place if _PLACE.fullmatch(place) else group
        noted = noted or what is _A_NOTE
        _pass_over(sheet, number, what, problems)
    return remaining, groups, len(remaining) + unclear


_GROUP = msg("a line that heads the rows below it")
_A_NOTE = msg("a note")
_A_TOTAL = msg("a line of totals")
_AGAIN = msg("the headings again")
_OTHER_HEADINGS = msg(
    "headings again, but not the same ones: what stands below them would be read under the first;"
    " put it on a sheet of its own"
)
_UNIT_ALONE = msg(
    "a unit in a line of its own: write it into the heading of its column, such as 罚款金额（万元）"
)
_UNIT_ELSEWHERE = msg(
    "a unit of thousands or more stands outside the headings: write it into the heading of its "
    "column, such as 罚款金额（万元）"
)
_UNCLEAR = msg(
    "only one cell of this line holds something: fill the row, or delete it if it is "
    "a heading or a note"
)
_REFUSED = frozenset([_UNCLEAR, _OTHER_HEADINGS, _UNIT_ALONE, _UNIT_ELSEWHERE])
"""What is no row and may not be passed over either."""

_LARGE_UNIT = re.compile(
    r"单\s*位\s*[:：为]?\s*[(（]?\s*(?:人民币)?\s*[亿万千百]+\s*(?:元|圆|人|名|个|张|平方|㎡|m)|"
    r"[(（]\s*[亿万千百]+元\s*[)）]"
)
_UNIT_LINE = re.compile(r"[(（]?\s*(?:[亿万千百]*元|%|％|人|个|名|㎡|平方米|元/\S{1,6})\s*[)）]?")
_SAYING = (
    (re.compile(r"停业|歇业|停办|注销|终止|关闭|关停|撤销|暂停|在营|正常运营"),
     re.compile("状态|运营|经营|营业")),
    (re.compile(r"公办|民办|营利"), re.compile("性质|类型|类别")),
    (re.compile(r"普惠"), re.compile("普惠")),
    (re.compile(r"[A-E]\s*级|不予评级|优秀|良好|不合格"), re.compile("等级|级别|结果|评定|评级")),
    (re.compile(r"(?:国家|省|市|县)级"), re.compile("级")),
)  # fmt: skip
"""What a line that heads others may say of them, and the headings that say the same of each row."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line says of the rows below it, and the column that says the same of each, if any."""

    line: int
    words: str
    column: int | None


def _told_of_rows(line: int, words: str, headings: Sequence[str]) -> _Told | None:
    """What a line says of the rows below it beside their place; None where that is nothing."""
    if _PLACE.fullmatch(words):
        return None
    for pattern, heading in _SAYING:
        if found := pattern.search(words):
            columns = (at for at, each in enumerate(headings) if heading.search(each))
            return _Told(line, found[0], next(columns, None))
    return None


def _at(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _no_row(
    row: HeadingRow, cells: Sequence[Cell], filled: Sequence[int], *, noted: bool
) -> Message | None:
    """What a line is that is no row; None where it is one."""
    if not filled:
        return msg("a blank line")
    if len(filled) == len(row.headings):
        again = plain_text(cells[filled[0]]) == row.headings_at(filled[0])
        return _headings_again(row, cells, filled) if again else None
    texts = [plain_text(cells[at]) for at in filled]
    if any(map(_TOTAL.fullmatch, texts[:2])):
        return _A_TOTAL
    text = texts[0]
    if len(filled) == 1 and _UNIT_LINE.fullmatch(text):
        return _UNIT_ALONE
    if _NOTE.fullmatch(text) and (
        len(filled) * 2 <= len(row.filled) or all(_NOTE.fullmatch(each) for each in texts)
    ):
        return _UNIT_ELSEWHERE if any(map(_LARGE_UNIT.search, texts)) else _A_NOTE
    if len(filled) > 1:
        return _headings_again(row, cells, filled)
    if len(row.filled) < 3 or any(isinstance(c, Repeated) and not blank(c.value) for c in cells):
        return None
    if _LARGE_UNIT.search(text):
        return _UNIT_ELSEWHERE
    if _PLACE.fullmatch(district_words(text)):
        return _GROUP
    if noted or len(text) > 40 or text.endswith(("。", "；")) or _ASIDE.fullmatch(text):
        return _A_NOTE
    heads = _NUMBERED.fullmatch(text) or _COUNTED.search(text)
    return _GROUP if heads or _PLACE.fullmatch(district_words(text)) else _UNCLEAR


def _headings_again(
    row: HeadingRow, cells: Sequence[Cell], filled: Sequence[int]
) -> Message | None:
    """What a line is in which headings stand once more; None for any other."""
    same = 0
    for checked, at in enumerate(filled):
        same += plain_text(cells[at]) == row.headings_at(at)
        if checked == 2 and not same:
            return None
    if same < 2 or same * 2 <= len(filled):
        return None
    return _AGAIN if same == len(filled) else _OTHER_HEADINGS


def district_words(text: str) -> str:
    """What a line such as 一、东昌府区（1家） is about."""
    return _COUNTED.sub("", _NUMBERING.sub("", text.strip())).strip(" \u3000:：")


def _pass_over(sheet: Sheet, line: int, what: Message, problems: list[Problem]) -> None:
    said = Problem(
        sheet.file, line, None, msg("passed over: %(what)s", what=what), Severity.REPAIRED
    )
    if said not in problems[-1000:]:
        problems.append(said)


def _above(numbers: Sequence[int]) -> Message:
    return nmsg(
        "a line above the headings (%(first)s)",
        "%(n)s lines above the headings (%(first)s–%(last)s)",
        len(numbers),
        first=numbers[0],
        last=numbers[-1],
    )


def _width(cells: Sequence[Cell]) -> int:
    """How many cells there are, without empty ones at the end."""
    return max((n for n, cell in enumerate(cells, start=1) if not blank(cell)), default=0)
