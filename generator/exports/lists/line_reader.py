"""One line of a table as the canonical cells of a row, with every repair and fault."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from generator.exports.lists.districts import BY_NAME, Districts
from generator.exports.lists.layout import Table
from generator.exports.lists.named_institutions import Institutions
from generator.exports.lists.plan import Field, Plan, institution_column
from generator.exports.lists.points import point_fault
from generator.exports.lists.row_units import UNIT_TAKEN, fill_unit, in_unit
from generator.exports.reading.cell_values import Cell, Repeated, blank, plain_text
from generator.exports.reading.cells import DOUBTS, MERGED, as_text, clean
from generator.exports.reading.dates import in_form
from generator.exports.reading.refusal import Refused
from generator.exports.reading.repair import canonical_cell
from generator.exports.reading.units import Unit
from generator.exports.rows import Cells
from generator.exports.schema import LIST_SEPARATOR, Column, columns
from generator.model.identifiers import is_uscc
from generator.model.messages import Message, message_of, msg
from generator.model.problems import Problem, Severity
from generator.model.vocabulary import SubjectKind

REPLACED = msg("replaced by the value that pack.toml gives for it")
OVERRIDE = msg("the check digit fails: kept, with the reason from pack.toml")
DITTO = msg("the same as above, as the cell says")
FROM_GROUP = msg("the region of the line above these rows, or of the sheet, taken for each of them")
OTHER_GROUP = msg("another region than the line above these rows, or the sheet, names")
CHOSEN = msg("the institution that pack.toml names for it")
NO_POINT = msg("a coordinate reference without a point left out")

_SEVERITIES = dict.fromkeys([*DOUBTS, OTHER_GROUP], Severity.WARNING)
MAX_SEEN = 4096
"""Texts of a column of which it is remembered how they were read."""
NOBODY = "-"
"""Whom a name means whose rows pack.toml leaves out."""
UNNAMED = "row-"
"""How the identifier of a row begins that is made of the row once it is read."""
DIGEST_LENGTH = 12
"""Hexadecimal digits of an identifier made from other columns."""

_DITTO = re.compile(
    r"[(（\[【\-—_–\s]*(?:同\s*上(?:行|栏|列)?|上同|同\s*前|〃|″|\"|''|””|“|”|〞|‖)[)）\]】\-—_–。.\s]*"
)
_PARTLY_DITTO = re.compile(r"[(（]?同\s*(?:[左右下]\s*[)）]?|上\s*[\d０-９].*)", re.DOTALL)
_DITTO_SIGNS = frozenset("同〃″\"'”“〞‖")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class LineReader:
    """Reads the lines of one table, one after the other."""

    def __init__(
        self,
        table: Table,
        plan: Plan,
        districts: Districts,
        institutions: Callable[[], Institutions | None],
        problems: list[Problem],
    ) -> None:
        self._table = table
        self._plan = plan
        self._districts = districts
        self._institutions = institutions
        self._problems = problems
        self._above: dict[int, Cell] = {}
        self._headings = plan.headings
        self._names = [column.name for column in columns(plan.row_type)]
        self._blanks = [""] * len(self._names)
        # What stands with a number may fill the column of units: that is read last.
        self._fields = sorted(plan.fields, key=lambda each: each.column.name == "unit")
        self._seen: dict[str, dict[str, tuple[str, tuple[Message, ...]]]] = {
            each.column.name: {} for each in plan.fields if _by_text_alone(each)
        }
        self._unit = next((c for c in columns(plan.row_type) if c.name == "unit"), None)
        self.left_out = 0

    def takes(self, cells: Sequence[Cell]) -> bool:
        """Whether pack.toml wants this row; those that it does not want are counted."""
        at = self._plan.institution.get("name")
        if at is not None and self._plan.source.institutions:
            name = clean(plain_text(cells[at]), [])
            if self._plan.source.institutions.get(name) == NOBODY:
                self.left_out += 1
                return False
        for at, wanted in self._plan.filters:
            if not any(fnmatchcase(plain_text(cells[at]), each) for each in wanted):
                self.left_out += 1
                return False
        return True

    def read(self, number: int, cells: Sequence[Cell]) -> Cells | None:
        """The cells of the row; None where one of them is refused."""
        values = dict(self._plan.constants)
        made: dict[tuple[int, ...], str] = {}
        for name, parts in self._plan.identifiers.items():
            if parts not in made:
                made[parts] = _digest(tuple([str(cells[at] or "") for at in parts]))
            values[name] = f"{name[:2]}-{made[parts]}"
        if self._plan.made_key:
            # Until the row is read: what it is called follows from what it says.
            values[self._plan.made_key] = f"{UNNAMED}{number}-{_digest((self._table.file,))}"
        units: list[Unit] = []
        complete = True
        for each in self._fields:
            complete &= self._field(number, each, cells, values, units)
        complete &= self._region(number, values) and self._facility(number, cells, values)
        complete &= self._settled(number, values, units)
        return list(map(values.get, self._names, self._blanks)) if complete else None

    def _field(
        self,
        number: int,
        field: Field,
        cells: Sequence[Cell],
        values: dict[str, str],
        units: list[Unit],
    ) -> bool:
        repairs: list[Message] = []
        column = field.column
        seen = self._seen.get(column.name)
        only = cells[field.at[0]] if seen is not None else None
        if seen is not None and isinstance(only, str) and only in seen:
            self._above[field.at[0]] = only
            values[column.name], kinds = seen[only]
            if kinds:
                self._list(number, field.heading, kinds)
            return True
        try:
            cell = self._cell(field, cells, repairs)
            if units and column.name == "unit" and blank(cell):
                return True
            text = self._text(column, cell, repairs)
            if text and (repairs or field.unit):
                text = in_unit(field, text, repairs, units)
            values[column.name] = text
        except Refused as error:
            self._problem(number, field.heading, message_of(error))
            return False
        finally:
            if repairs:
                self._list(number, field.heading, repairs)
        # What says that it is the same as above is not the same everywhere.
        if (
            seen is not None
            and isinstance(only, str)
            and len(seen) < MAX_SEEN
            and not _is_ditto(only)
        ):
            seen[only] = text, tuple(repairs)
        return True

    def _cell(self, field: Field, cells: Sequence[Cell], repairs: list[Message]) -> Cell:
        if len(field.at) == 1:
            own = self._own(field.at[0], cells[field.at[0]], repairs)
            return self._replaced(field.column, own, repairs)
        parts = [self._own(at, cells[at], repairs) for at in field.at]
        joint = LIST_SEPARATOR if field.column.type == "list" else ""
        texts = (clean(as_text(field.column, part, repairs), repairs) for part in parts)
        return self._replaced(field.column, joint.join(filter(None, texts)), repairs)

    def _own(self, at: int, cell: Cell, repairs: list[Message]) -> Cell:
        """A cell, or the one above it where it says that it is the same."""
        if isinstance(cell, Repeated):
            repairs.append(MERGED)
            cell = cell.value
        if isinstance(cell, str) and _is_ditto(cell):
            above = self._above.get(at)
            if blank(above):
                raise Refused(msg("says that it is the same as above, but nothing stands above it"))
            repairs.append(DITTO)
            return above
        self._above[at] = cell
        return cell

    def _replaced(self, column: Column, cell: Cell, repairs: list[Message]) -> Cell:
        values = self._plan.source.values.get(column.name)
        if not values:
            return cell
        # As it is shown, or as it is stored.
        keys = ("",) if cell is None else (plain_text(cell), str(cell).strip())
        key = next((each for each in keys if each in values), None)
        if key is None:
            return cell
        repairs.append(REPLACED)
        return values[key]

    def _text(self, column: Column, cell: Cell, repairs: list[Message]) -> str:
        source = self._plan.source
        region = column.name == "region_code" or column.references == "regions"
        if isinstance(cell, str):
            if source.dates and (form := source.dates.get(column.name)):
                cell = in_form(cell, form, repairs)
            elif region and _CHINESE.search(cell):
                code = self._districts.code(clean(cell, repairs))
                repairs.append(BY_NAME)
                return code
        text = canonical_cell(column, cell, repairs)
        if region and source.values and text in source.values.get(column.name, ()):
            repairs.append(REPLACED)
            return source.values[column.name][text]
        return text

    def _region(self, number: int, values: dict[str, str]) -> bool:
        """The region that the lines between the rows or the sheet give."""
        if not self._plan.grouped:
            self._doubt_group(number, values)
            return True
        try:
            values["region_code"] = self._districts.code(self._table.groups.get(number, ""))
        except Refused as error:
            self._problem(
                number,
                "region_code",
                msg("no column of regions, and above it: %(error)s", error=error),
            )
            return False
        self._list(number, "region_code", [FROM_GROUP])
        return True

    def _doubt_group(self, number: int, values: Mapping[str, str]) -> None:
        """A line between the rows that names another region than the rows below it."""
        said, given = self._table.groups.get(number, ""), values.get("region_code", "")
        if not given or not self._districts.knows(said):
            return
        if not given.startswith(self._districts.code(said).rstrip("0")):
            heading = self._headings.get("region_code", "region_code")
            self._list(number, heading, [OTHER_GROUP])

    def _facility(self, number: int, cells: Sequence[Cell], values: dict[str, str]) -> bool:
        """The institution that a list names."""
        if not self._plan.institution:
            return True
        repairs: list[Message] = []
        said = {}
        heading = self._table.headings[next(iter(self._plan.institution.values()))]
        institutions = self._institutions()
        if institutions is None:
            return False
        try:
            group = self._table.groups.get(number, "")
            if group and self._districts.knows(group):
                said["region_code"] = self._districts.code(group)
            for part, at in self._plan.institution.items():
                text = clean(plain_text(self._own(at, cells[at], [])), [])
                if part == "region_code" and _CHINESE.search(text):
                    text = self._districts.code(text)
                said[part] = text
            identifier = self._named(said, institutions, repairs)
        except Refused as error:
            self._problem(number, heading, message_of(error))
            return False
        column = institution_column(self._plan.row_type)
        assert column is not None
        values[column] = identifier
        if column == "subject_id":
            values.setdefault("subject_kind", SubjectKind.FACILITY)
        self._list(number, heading, repairs)
        return True

    def _named(
        self, said: Mapping[str, str], institutions: Institutions, repairs: list[Message]
    ) -> str:
        chosen = self._plan.source.institutions.get(said.get("name", ""))
        if chosen is None:
            return institutions.identifier(said, repairs)
        repairs.append(CHOSEN)
        return chosen

    def _settled(self, number: int, values: dict[str, str], units: list[Unit]) -> bool:
        """What follows from several cells of a row: unit, reason of a code, point."""
        try:
            if self._unit and fill_unit(self._unit, values, units):
                self._list(number, "unit", [UNIT_TAKEN])
        except Refused as error:
            self._problem(number, self._headings.get("unit", "unit"), message_of(error))
            return False
        if self._plan.source.uscc_override and _needs_reason(values):
            values["uscc_override"] = self._plan.source.uscc_override
            self._list(number, self._headings.get("uscc", "uscc"), [OVERRIDE])
        if "crs" in values and not values.get("lon") and not values.get("lat"):
            if values.pop("crs") and "crs" not in self._plan.constants:
                self._list(number, self._headings["crs"], [NO_POINT])
        elif why := point_fault(values.get("lon", ""), values.get("lat", "")):
            self._problem(number, self._headings.get("lon", "lon"), why)
            return False
        return True

    def _problem(self, number: int, heading: str, why: Message) -> None:
        self._problems.append(Problem(self._table.file, number, heading, why))

    def _list(self, number: int, heading: str, repairs: Sequence[Message]) -> None:
        file = self._table.file
        self._problems += [
            Problem(file, number, heading, kind, _SEVERITIES.get(kind, Severity.REPAIRED))
            for kind in repairs
        ]


@lru_cache(maxsize=MAX_SEEN)
def _is_ditto(text: str) -> bool:
    """Whether a cell says that it is the same as the one above; Refused where it says more."""
    if _DITTO_SIGNS.isdisjoint(text):
        return False
    if _PARTLY_DITTO.fullmatch(text.strip()):
        raise Refused(msg("says that something is as elsewhere: write it out"))
    return _DITTO.fullmatch(text) is not None


def _by_text_alone(field: Field) -> bool:
    """Whether equal texts under a heading are always read alike: with numbers stand units."""
    numbers = field.column.type in ("integer", "number") or field.column.name == "unit"
    return len(field.at) == 1 and not numbers and field.unit is None


def _needs_reason(values: Mapping[str, str]) -> bool:
    code = values.get("uscc")
    return bool(code) and not values.get("uscc_override") and not is_uscc(code or "")


@lru_cache(maxsize=MAX_SEEN)
def _digest(cells: tuple[str, ...]) -> str:
    """What identifies other cells: neither their width nor their spaces count.

    The tables that one sheet feeds ask for the same ones.
    """
    parts = [_without_width(cell) for cell in cells]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:DIGEST_LENGTH]


@lru_cache(maxsize=MAX_SEEN)
def _without_width(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
