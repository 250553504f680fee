"""Whatever an agency may leave empty comes and goes: each column of each table, on every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields, replace

from generator.exports.schema import Column, columns
from generator.model.tables import (
    AgeGroup,
    Attachment,
    Demonstration,
    DemonstrationStage,
    Fee,
    Indicator,
    Notice,
    NoticeRow,
    PublishedTotal,
    Row,
    SchemeGrade,
    Succession,
)
from generator.model.vocabulary import (
    AgeClass,
    DemonstrationLevel,
    NoticeKind,
    Stage,
    SubjectKind,
    TotalIndicator,
)
from generator.pages.shared import urls
from tests.factory_portal import Tables, TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow

CITY = "371500000000"
SAMPLES: dict[str, Any] = {
    "uscc": "52371502YY000001X6",
    "telephone": "0635-5550100",
    "lon": 115.98, "lat": 36.45, "crs": "CGCS2000",
    "web_page": "https://example.gov.cn/a", "basis_url": "https://example.gov.cn/b",
    "paired": ("F2",),
    "date": date(2026, 8, 20), "number": 3.0, "integer": 3, "boolean": True, "string": "说明",
}  # fmt: skip
"""A value for each column that is not free, else for each type."""
KEPT = frozenset(["parent", "uscc_override", "starts", "published", "supersedes"])
"""Columns that hang together with others, and those of the tree of regions."""
SEPARATE: dict[str, tuple[str, ...]] = {
    "published_totals": ("scheme_id", "grade", "level"),
    "notices": ("field", "before", "after", "concerns_table", "concerns_id"),
}
"""Columns whose meaning hangs on the kind of the row."""


def whole_tables() -> Tables:
    """A row of every table but those that say what became of others."""
    rows: list[Row] = [
        AgeGroup(facility_id="F1", age_class=AgeClass.MIXED, classes=1),
        Demonstration(
            demonstration_id="D1", subject_kind=SubjectKind.FACILITY, subject_id="F1",
            level=DemonstrationLevel.MUNICIPAL, title="示范托育机构",
        ),
        DemonstrationStage(
            demonstration_id="D1", stage=Stage.NAMING, starts=date(2025, 7, 20)
        ),
        Fee(facility_id="F2", item="膳食费", amount=15, unit=small_fee_unit()),
        Indicator(
            region_code=CITY, indicator="每千人口托位数", period="2025", unit="个", source="年报"
        ),
        PublishedTotal(
            total_id="T1", region_code=CITY, indicator=TotalIndicator.OPERATING, value=3,
            as_of=date(2026, 8, 31), source="通告",
        ),
        Notice(
            notice_id="N1", kind=NoticeKind.PUBLICITY, concerns_table="grades", concerns_id="G1",
            title="公示", text="予以公示", published=date(2026, 8, 1),
        ),
    ]  # fmt: skip
    tables = small_tables()
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    return tables


def small_fee_unit() -> Any:
    """That of the fee which is there."""
    (fee,) = small_tables()["fees"]
    assert isinstance(fee, Fee)
    return fee.unit


def optional(row: Row) -> list[Column]:
    """The columns of a row that may be empty, by themselves."""
    own = KEPT | set(SEPARATE.get(row.table, ()))
    return [each for each in columns(type(row)) if not each.required and each.name not in own]


def defaults_of(row: Row) -> dict[str, Any]:
    """What a row says in a column that is empty."""
    return {each.name: each.default for each in fields(type(row))}


def sample(row: Row, column: Column) -> object:
    """Something that a column of a row may say."""
    if isinstance(row, SchemeGrade) and column.name == "aliases":
        return (f"{row.label}等",)
    if column.name in SAMPLES:
        found = SAMPLES[column.name]
        return column.enum(found) if column.enum else found
    if column.type == "list":
        return (next(iter(column.item_enum)),) if column.item_enum else ("另一个名称",)
    if column.enum:
        return next(iter(column.enum))
    return SAMPLES[column.type]


@dataclass(frozen=True)
class Variants:
    """The same rows with everything that may be empty empty, and with all of it there."""

    bare: Tables
    full: Tables

    @classmethod
    def made(cls) -> Variants:
        bare: Tables = {}
        full: Tables = {}
        for table, rows in whole_tables().items():
            bare[table] = [
                replace(row, **{c.name: defaults_of(row)[c.name] for c in optional(row)})
                for row in rows
            ]
            full[table] = [
                replace(row, **{c.name: sample(row, c) for c in optional(row)}) for row in rows
            ]
        return cls(bare, full)


def test_all_tables_are_tried() -> None:
    """A new table has to be put here, or told why not."""
    from generator.model.tables import TABLES

    left_out = {NoticeRow.table, Succession.table, Attachment.table}
    assert {each.table for each in TABLES} - left_out == whole_tables().keys()


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """An empty portal."""
    return make_portal(tmp_path / "portal")


def test_every_column_comes_and_goes(portal: TestPortal) -> None:
    """Empty, filled, empty again: each release has its page, its tables and its sentences."""
    variants = Variants.made()
    for number, tables in enumerate((variants.bare, variants.full, variants.bare), start=1):
        portal.publish(tables, release_info(number, day=number))
        portal.build()
    filled = portal.page(urls.file_of(urls.release("371500", 2)))
    emptied = portal.page(urls.file_of(urls.release("371500", 3)))
    facility = portal.page(urls.file_of(urls.facility("F1")))
    for said in ("另一个名称", "0635-5550100"):
        assert said in filled and said in emptied and said in facility
    for path in portal.public.rglob("*.html"):
        page = path.read_text("utf-8")
        (found := re.search(r".{40}(?:None|“”).{40}", page, re.DOTALL))
        assert not found, (path, found)
