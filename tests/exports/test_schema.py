"""What follows from the row types: schemas, SQL, cells, the page about the format."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exports.checks.wording import CONTROL
from generator.exports.format_page import export_format_page
from generator.exports.headings import TITLES, plain_heading, table_named
from generator.exports.rows import parse, render
from generator.exports.schema import as_cells, columns, header, row_key, sqlite_ddl, table_schema
from generator.model.tables import TABLES, Facility, Fee, Finding, Row, SchemeGrade
from generator.model.vocabulary import FeeUnit, FindingResult, GradeStatus, ServiceMode

ROOT = Path(__file__).parents[2]


def test_the_page_about_the_format_is_up_to_date() -> None:
    """docs/export-format.md is what the schema says."""
    page = (ROOT / "docs" / "export-format.md").read_text(encoding="utf-8")
    assert page == export_format_page(), "write export_format_page() to docs/export-format.md"


@pytest.mark.parametrize("row_type", TABLES)
def test_every_table_becomes_sql(row_type: type[Row]) -> None:
    """SQLite accepts each table, with its key and what the store adds."""
    database = sqlite3.connect(":memory:")
    key = ("agency", *row_type.key)
    database.execute(sqlite_ddl(row_type, (("agency", "TEXT NOT NULL"),), key))
    found = database.execute(f"PRAGMA table_info({row_type.table})").fetchall()
    assert [column[1] for column in found] == [*header(row_type), "agency"]
    database.close()


@pytest.mark.parametrize("row_type", TABLES)
def test_headings_of_a_table_do_not_contradict(row_type: type[Row]) -> None:
    """A heading means one column, a Chinese name one table."""
    spellings = [
        (plain_heading(spelling), column.name)
        for column in columns(row_type)
        for spelling in {column.name, column.title, *column.headings}
    ]
    assert len({spelling for spelling, _ in spellings}) == len(set(spellings))
    assert all(table_named(name) is row_type for name in TITLES[row_type.table])


def test_constraints_stand_in_the_table_schema() -> None:
    """Limits, vocabularies and references are there for any validator."""
    schema = table_schema(Facility)
    fields: dict[str, Any] = {field["name"]: field for field in schema["fields"]}
    assert fields["lon"]["constraints"] == {"minimum": -180, "maximum": 180}
    assert fields["nature"]["constraints"]["enum"] == ["for_profit", "non_profit", "public"]
    assert fields["name"]["constraints"] == {"required": True, "minLength": 1, "maxLength": 200}
    assert schema["primaryKey"] == ["facility_id"]
    assert schema["foreignKeys"][0]["reference"] == {
        "resource": "regions",
        "fields": ["region_code"],
    }


def test_cells_are_canonical() -> None:
    """Nothing for None, true and false, whole amounts without a fraction, lists joined."""
    facility = Facility(
        facility_id="f-1",
        name="阳光",
        region_code="371502000000",
        address="柳园路",
        lon=115.5,
        inclusive=False,
        service_modes=(ServiceMode.FULL_DAY, ServiceMode.HOURLY),
    )
    cells = dict(zip(header(Facility), as_cells(facility), strict=True))
    assert (cells["uscc"], cells["inclusive"], cells["lon"]) == ("", "false", "115.5")
    assert cells["service_modes"] == "full_day|hourly"
    fee = Fee(facility_id="f-1", item="保育费", amount=1880.0, unit=FeeUnit.MONTH)
    assert as_cells(fee)[2] == "1880"
    assert row_key(fee) == "f-1/保育费"


TEXT = st.text(
    st.characters(exclude_categories=["Cs"]).filter(lambda c: not CONTROL.match(c)),
    min_size=1,
    max_size=40,
)


@given(TEXT, st.none() | TEXT)
@settings(deadline=None, max_examples=200)
def test_any_text_comes_back_from_a_table(domain: str, text: str | None) -> None:
    """Quotes, commas, bars, any script: what is written is read again, byte for byte."""
    finding = Finding(
        finding_id="x", inspection_id="i", domain=domain, result=FindingResult.FAIL, text=text
    )
    written = render(Finding, [finding])
    assert parse(Finding, "findings.csv", written) == ((finding,), [])


@given(st.lists(TEXT.filter(lambda text: "|" not in text), max_size=3))
@settings(deadline=None, max_examples=50)
def test_lists_come_back_from_a_table(aliases: list[str]) -> None:
    """The parts of a list keep their order."""
    grade = SchemeGrade(
        scheme_id="h",
        label="A",
        aliases=(*aliases,),
        rank=1,
        standing=GradeStatus.RATED,
        meaning="好",
    )
    assert parse(SchemeGrade, "x", render(SchemeGrade, [grade])) == ((grade,), [])


def test_every_fault_of_a_table_is_named_with_its_place() -> None:
    """File, line, field and rule; the value itself is not repeated."""
    text = f"{','.join(header(Fee))}\nf-1,保育费,很多,month,,,,,,,\n f,,-1,week,,,,,,,\n"
    _, problems = parse(Fee, "fees.csv", text)
    assert [str(problem) for problem in problems] == [
        "fees.csv:2 amount: not a number from 0 to 1000000000",
        "fees.csv:3 facility_id: an identifier is 1 to 64 letters, digits, dots, dashes or "
        "underscores",
        "fees.csv:3 item: empty, but it is required",
        "fees.csv:3 amount: not a number from 0 to 1000000000",
        "fees.csv:3 unit: not one of hour, half_day, day, month, term, year, once",
    ]
