"""The ledger: by district and street, with what was found, when it was put right, what is due."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from generator.commands.main import main
from generator.desk.lists.ledger import make_ledger
from generator.exports.archive import parse_export, write_export
from generator.exports.spreadsheets.new_workbook import new_workbook
from generator.model.vocabulary import FindingResult
from tests.factory_portal import ROW_SECRET, release_info, small_tables

ON = date(2026, 9, 2)


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """A small release."""
    return write_export(release_info(), small_tables(), (), tmp_path, secret=ROW_SECRET)


def test_institutions_stand_by_district_and_street(packed: Path) -> None:
    """With filing, grade, the last inspection and its faults."""
    export = parse_export(packed.read_bytes(), packed.name)
    ledger = make_ledger(export, on=ON)
    (district,) = ledger.districts
    assert district.name == "东昌府区"
    assert [(s.name, [row.name for row in s.rows]) for s in district.streets] == [
        ("古楼街道", ["小脚丫托育园", "阳光宝贝托育中心"]), ("柳园街道", ["启明星托育中心"]),
    ]  # fmt: skip
    first = district.streets[1].rows[0]
    assert (first.filing_number, first.grades[0].label) == ("备371502001", "A")
    assert ledger.domains == ("消防安全",) and first.domains == (FindingResult.FAIL,)
    assert first.faults[0].rectified == date(2026, 4, 10) and first.open == ()
    silent = district.streets[0].rows[1]
    assert (silent.inspected, silent.domains, silent.filing) == (None, (None,), None)
    assert make_ledger(export, on=ON, region="371502002").rows == (first,)


def test_the_workbook_opens_and_holds_no_formula(packed: Path, tmp_path: Path) -> None:
    """What a list says stays text, whatever it begins with."""
    out = tmp_path / "台账.xlsx"
    assert main(["ledger", "--export", str(packed), "--out", str(out)]) == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["东昌府区", "Rectifications"]
    lines = list(book["东昌府区"].iter_rows(values_only=True))
    assert lines[1][:3] == ("No.", "Street", "Institution") and lines[1][-2] == "消防安全"
    assert [line[2] for line in lines[2:]] == ["小脚丫托育园", "阳光宝贝托育中心", "启明星托育中心"]
    assert book["Rectifications"]["E3"].value == "应急照明不亮"
    data = new_workbook([("a/b", "t", ["h"], [["=1+1"], ["+x"]]), ("a/b", "t", ["h"], [])])
    again = openpyxl.load_workbook(io.BytesIO(data))
    assert again.sheetnames == ["ab", "ab2"]
    assert [again["ab"][f"A{n}"].data_type for n in (3, 4)] == ["s", "s"]


def test_a_region_without_institutions_is_said(packed: Path, tmp_path: Path) -> None:
    """No empty workbook is written."""
    out = tmp_path / "x.xlsx"
    assert main(["ledger", "--export", str(packed), "--region", "110000", "--out", str(out)]) == 2
    assert not out.exists()
