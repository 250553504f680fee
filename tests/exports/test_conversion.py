"""Spreadsheets of other programs are read through LibreOffice, or it is said how to save them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from generator.exports.archive import parse_export
from generator.exports.pack_folder import pack
from generator.model.problems import DataError
from generator.model.tables import Facility
from tests.factory_portal import row_secret

FolderOf = Callable[..., Path]


def office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that stands for LibreOffice; its arguments end with --outdir, folder, file."""
    folder.mkdir()
    command = folder / "soffice"
    command.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize("ending", ["xls", "et", "ods"])
def test_another_program_s_file_is_read_as_a_workbook(
    folder_of: FolderOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """And that is listed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["机构编号", "机构名称", "区划代码", "地址"], ["f-1", "阳光", "371502", "路"]):
        sheet.append(line)
    book.save(tmp_path / "made.xlsx")
    script = f'while [ "$1" != --outdir ]; do shift; done; cp "{tmp_path}/made.xlsx" "$2/机构.xlsx"'
    office(tmp_path / "bin", script, monkeypatch)
    folder = folder_of({f"机构.{ending}": b"x"})
    report = pack(folder, folder / "out", row_secret)
    assert len(parse_export(report.path.read_bytes(), "x").rows(Facility)) == 1
    assert report.repairs[0].why.startswith("read through LibreOffice")


@pytest.mark.parametrize("script", [None, "exit 1", "exit 0"])
def test_without_it_one_line_says_what_to_do(
    folder_of: FolderOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None
) -> None:
    """Where LibreOffice is missing, fails, or makes nothing."""
    monkeypatch.setenv("PATH", "/nowhere")
    if script:
        office(tmp_path / "bin", script, monkeypatch)
    folder = folder_of({"机构.xls": b"x"})
    with pytest.raises(DataError) as refused:
        pack(folder, folder / "out", row_secret)
    assert "save it as .xlsx" in str(refused.value.problems[0])
