"""A list of agencies, as CSV or .xlsx: whose key speaks for which region.

    行政区划代码,机关名称,公钥,签名人数,上级
    371500,聊城市卫生健康委员会,,,
    371502,东昌府区卫生健康局,keys/区-1.pub.pem;keys/区-2.pub.pem,2,r-3715

Files of public keys are named as they lie from the list; where none is named it is `r-….pub.pem` in
the folder of keys. Without a number one person signs; without a superior it is `targets`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.exports.reading.cell_values import Cell, Unreadable, blank, plain_text
from generator.exports.reading.sources import read_sheets
from generator.model.messages import Message, message_of, msg
from generator.model.problems import DataError, Problem, Severity, UsageError
from generator.trust.amendments import NewRole, require_keys
from generator.trust.keys import load_public
from generator.trust.scope import TARGETS, is_below, role_of

HEADINGS = {
    "region": ("region", "行政区划代码", "区划代码", "地区代码"),
    "agency": ("agency", "机关名称", "机构名称", "单位名称"),
    "public": ("public", "公钥"),
    "threshold": ("threshold", "签名人数"),
    "parent": ("parent", "上级"),
}
"""Column → what may stand above it."""

_REGION = re.compile(r"[1-9]\d{5}", re.ASCII)
_SEVERAL = re.compile(r"[;；]")


@dataclass(frozen=True, slots=True)
class Agency:
    """A line of the list: `public` are files of public keys, which need not be there yet."""

    line: int
    region: str
    name: str
    public: tuple[Path, ...]
    threshold: int
    parent: str

    @property
    def role(self) -> str:
        """The role that speaks for its region."""
        return role_of(self.region)


def read_agencies(path: Path, keys: Path) -> tuple[Agency, ...]:
    """The agencies of a list, `keys` being the folder of keys; DataError with every fault."""
    problems: list[Problem] = []
    sheets = read_sheets(path, path.name, problems)
    agencies: list[Agency] = []
    for sheet in sheets[1:]:
        why = msg("only the first sheet is read: remove the others")
        problems.append(Problem(sheet.file, None, None, why))
    for sheet in sheets[:1]:
        (heading_line, heading_cells), *rows = sheet.lines or ((1, ()),)
        headings = [plain_text(cell).strip() for cell in heading_cells]
        columns = _columns(path.name, heading_line, headings, problems)
        for line, cells in rows:
            said = [plain_text(cell).strip() for cell in cells]
            problems += _unread(path.name, line, cells, columns)
            values = {name: said[at] for name, at in columns.items() if at < len(said)}
            if any(values.values()):
                agency = _agency(path.name, line, values, path.parent, keys, problems)
                if agency is not None:
                    agencies.append(agency)
        problems += _said_twice(path.name, agencies)
    faults = [each for each in problems if each.severity is Severity.ERROR]
    if not faults and not agencies:
        faults = [Problem(path.name, None, None, msg("no agency is listed"))]
    if faults:
        raise DataError(faults)
    return tuple(agencies)


def new_roles(path: Path, agencies: Sequence[Agency]) -> dict[str, list[NewRole]]:
    """What each superior role is to delegate, with the keys read; the widest role comes first.

    DataError with every key that is missing or cannot be used.
    """
    problems: list[Problem] = []
    found: dict[str, list[NewRole]] = {}
    for agency in agencies:
        try:
            keys = [load_public(file) for file in agency.public]
            require_keys(keys, agency.threshold, agency.role)
        except UsageError as error:
            problems.append(
                Problem(path.name, agency.line, HEADINGS["public"][1], message_of(error))
            )
            continue
        role = NewRole(agency.role, keys, agency.threshold, agency.name)
        found.setdefault(agency.parent, []).append(role)
    if problems:
        raise DataError(problems)
    return dict(sorted(found.items(), key=lambda each: (each[0] != TARGETS, len(each[0]), each[0])))


def _unread(
    file: str, line: int, cells: Sequence[Cell], columns: Mapping[str, int]
) -> Iterator[Problem]:
    """What stands in a row and is not taken: outside the columns, or in a form that is not read."""
    for at, cell in enumerate(cells):
        column = next((HEADINGS[name][1] for name, place in columns.items() if place == at), None)
        if isinstance(cell, Unreadable):
            yield Problem(file, line, column, cell.why)
        elif column is None and not blank(cell):
            yield Problem(file, line, None, msg('"%(value)s" has no heading', value=str(cell)))


def _columns(
    file: str, line: int, headings: Sequence[str], problems: list[Problem]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        named = [name for name, known in HEADINGS.items() if heading.lower() in known]
        for name in named:
            if name in found:
                problems.append(Problem(file, line, heading, msg("stands above two columns")))
            found[name] = at
        if heading and not named:
            why = msg(
                "is not known; the columns are %(columns)s",
                columns=[each[1] for each in HEADINGS.values()],
            )
            problems.append(Problem(file, line, heading, why))
    for name in ("region", "agency"):
        if name not in found:
            why = msg("the column %(column)s is missing", column=HEADINGS[name][1])
            problems.append(Problem(file, line, None, why))
    return found


def _agency(
    file: str,
    line: int,
    values: dict[str, str],
    folder: Path,
    keys: Path,
    problems: list[Problem],
) -> Agency | None:
    def wrong(column: str, why: Message) -> None:
        problems.append(Problem(file, line, HEADINGS[column][1], why))

    before = len(problems)
    region, name = values.get("region", ""), values.get("agency", "")
    if not _REGION.fullmatch(region):
        wrong("region", msg('"%(value)s" is no code of six digits', value=region))
        return None
    role = role_of(region)
    if not name:
        wrong("agency", msg("is missing"))
    files = [each.strip() for each in _SEVERAL.split(values.get("public", "")) if each.strip()]
    public = tuple(folder / each for each in files) or (keys / f"{role}.pub.pem",)
    threshold = values.get("threshold", "") or "1"
    if not threshold.isascii() or not threshold.isdigit():
        wrong("threshold", msg('"%(value)s" is no number', value=threshold))
        threshold = "1"
    parent = values.get("parent", "") or TARGETS
    try:
        if not is_below(role, parent):
            wrong(
                "parent",
                msg("%(role)s lies outside the scope of %(parent)s", role=role, parent=parent),
            )
    except UsageError as error:
        wrong("parent", message_of(error))
    if len(problems) > before:
        return None
    return Agency(line, region, name, public, int(threshold), parent)


def _said_twice(file: str, agencies: Sequence[Agency]) -> list[Problem]:
    first: dict[str, int] = {}
    found = []
    for agency in agencies:
        line = first.setdefault(agency.role, agency.line)
        if line != agency.line:
            why = msg("%(role)s is in line %(line)s already", role=agency.role, line=line)
            found.append(Problem(file, agency.line, HEADINGS["region"][1], why))
    return found
