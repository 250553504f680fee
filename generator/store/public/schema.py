"""What the public SQLite file holds: every table, view and column with its meaning, each once.

The tables of an export come from `model.tables`; here stand those that the site adds. The file
itself, its dictionary, `metadata.json` and the page of the dictionary are made from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from generator.exports.schema import Column, Vocabulary, columns
from generator.model.tables import TABLES, Facility, Penalty, Row
from generator.rules.findings import FindingState

FORMAT = 2
"""Raised whenever a table, a view or the meaning of a column changes: the file is written again."""


@dataclass(frozen=True, slots=True)
class PublicColumn:
    """One column: Chinese title, English meaning, SQLite type and, where it has one, a unit.

    `references` is "table.column", `vocabulary` what its words are taken from, `made_by` the
    expression of SQL that fills it where no export has it.
    """

    name: str
    title: str
    about: str
    type: str = "TEXT"
    unit: str = ""
    references: str = ""
    required: bool = False
    vocabulary: Vocabulary | None = None
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table, or a view where `select` is given; `key` is empty for views."""

    name: str
    title: str
    english: str
    about: str
    columns: tuple[PublicColumn, ...]
    key: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    select: str = ""

    @property
    def is_view(self) -> bool:
        """Whether it is a question that SQLite answers anew each time."""
        return bool(self.select)


def text(
    name: str,
    title: str,
    about: str,
    *,
    unit: str = "",
    references: str = "",
    vocabulary: Vocabulary | None = None,
) -> PublicColumn:
    """A column of texts, or of days as ISO texts."""
    return PublicColumn(name, title, about, unit=unit, references=references, vocabulary=vocabulary)


def whole(name: str, title: str, about: str, unit: str = "") -> PublicColumn:
    """A column of whole numbers, or of 1 and 0 for yes and no."""
    return PublicColumn(name, title, about, "INTEGER", unit)


def real(name: str, title: str, about: str, unit: str = "") -> PublicColumn:
    """A column of numbers that may have a fraction."""
    return PublicColumn(name, title, about, "REAL", unit)


_SQLITE = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}

AGENCY = PublicColumn(
    "agency",
    "发布机构代码",
    "Region code of the agency that signed the row, six digits",
    required=True,
)
SINCE = PublicColumn(
    "since",
    "所据发布",
    "Number of the agency's release since which the row reads so",
    "INTEGER",
    required=True,
)
FACILITY = text("facility_id", "机构编号", "Facility", references="facilities.facility_id")
FACILITY_NAME = text("name", "机构名称", "Registered name of the facility")
FACILITY_REGION = text("region_code", "行政区划代码", "Region of the facility, twelve digits")
FACILITY_PAGE = text("page", "页面", "Page of the facility, below the site's address")
_EXTRA: dict[str, tuple[PublicColumn, ...]] = {
    Facility.table: (
        PublicColumn(
            "uscc_holds",
            "代码校验是否通过",
            "Whether the check digit of the credit code is right: 1 yes, 0 no, empty: no code",
            "INTEGER",
            made_by="uscc_holds(uscc)",
        ),
        PublicColumn(
            "number",
            "序号",
            "Row in facilities_text; no identifier",
            "INTEGER",
            required=True,
            made_by="row_number() OVER (ORDER BY facilities.agency, facilities.facility_id)",
        ),
    ),
    Penalty.table: (
        PublicColumn(
            "shown_until",
            "公示至",
            "Last day on which it may be shown: the last day of "
            "publicity, or the day before credit was repaired",
            required=True,
            made_by="shown_until",
        ),
    ),
    "findings": (
        PublicColumn(
            "state",
            "整改状态",
            "pass, not_applicable, or of a fault fail_open, "
            "fail_rectified, fail_unstated: nothing said of being put right",
            required=True,
            vocabulary=FindingState,
            made_by="finding_state(result, rectification_due, rectified)",
        ),
    ),
    "age_groups": (
        PublicColumn(
            "within_standard",
            "是否符合设置标准",
            "Whether class size and staff keep the "
            "national standard: 1 yes, 0 no, empty: not stated",
            "INTEGER",
            made_by="within_standard(age_class, children, carers)",
        ),
    ),
}
"""What follows the columns of an export, by table: what a rule makes of the row. The rules are
functions of SQL while the file is written (`public.database`).
"""

_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "facilities": (("region_code",), ("name",), ("uscc",)),
    "filings": (("facility_id",),),
    "grades": (("facility_id",), ("scheme_id", "grade")),
    "inspections": (("facility_id",),),
    "findings": (("inspection_id",),),
    "penalties": (("facility_id",),),
    "notices": (("concerns_table", "concerns_id"),),
    "demonstrations": (("subject_id",),),
}
"""Indexes of the tables of an export."""


def _column(column: Column) -> PublicColumn:
    return PublicColumn(
        column.name,
        column.title,
        column.description,
        _SQLITE.get(column.type, "TEXT"),
        column.unit,
        _reference(column),
        column.required,
        column.enum or column.item_enum,
    )


def _reference(column: Column) -> str:
    if not column.references or column.type == "list":
        return ""
    target = next(row for row in TABLES if row.table == column.references)
    return f"{target.table}.{target.key[0]}"


def _row_table(row_type: type[Row]) -> PublicTable:
    own = tuple(map(_column, columns(row_type)))
    key = row_type.key if row_type is Facility else ("agency", *row_type.key)
    return PublicTable(
        row_type.table,
        "",
        "",
        row_type.about,
        (*own, *extra_columns(row_type.table), AGENCY, SINCE),
        key,
        _INDEXES.get(row_type.table, ()),
    )


def extra_columns(table: str) -> tuple[PublicColumn, ...]:
    """The columns that follow those of an export in one of its tables."""
    return _EXTRA.get(table, ())


@cache
def row_tables() -> tuple[PublicTable, ...]:
    """The tables of the exports; their titles stand in the catalogue."""
    return tuple(map(_row_table, TABLES))
