"""The canonical archive: the same bytes, strict reading, nothing half written."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import system, validate
from msgspec.structs import replace as replace_struct

from generator.exports.archive import DOCUMENT_PATH, Checked, parse_export, write_export
from generator.exports.checks.consistency import render_tables
from generator.exports.contents import DocumentSource, Export
from generator.exports.package import describe, understand
from generator.exports.row_tree import seed_of
from generator.model.problems import DataError, GongshiError
from generator.model.release import ReleaseInfo
from generator.model.tables import TABLES, Facility, Row
from tests.factory_portal import ROW_SECRET

Rows = dict[str, tuple[Row, ...]]


@pytest.fixture
def archive(info: ReleaseInfo, rows: Rows, tmp_path: Path) -> Path:
    """A written export."""
    return write_export(
        info, rows, [DocumentSource("documents/通知.md", "# 通知\n")], tmp_path, secret=ROW_SECRET
    )


def rewritten(archive: Path, change: Callable[[str, bytes], Iterator[tuple[str, bytes]]]) -> bytes:
    """The archive with each member replaced by what `change` yields for it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            for path, content in change(name, old.read(name)):
                new.writestr(path, content)
    return buffer.getvalue()


def replacing(
    member: str, before: bytes, after: bytes
) -> Callable[..., Iterator[tuple[str, bytes]]]:
    """A change of one member; datapackage.json loses its say about lengths."""

    def change(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
        yield name, content.replace(before, after) if name == member else content

    return change


def messages(data: bytes) -> list[str]:
    """Why an archive is refused."""
    with pytest.raises(DataError) as refused:
        parse_export(data, "x.zip")
    return [str(problem) for problem in refused.value.problems]


def test_the_same_content_gives_the_same_bytes(
    info: ReleaseInfo, rows: Rows, archive: Path, tmp_path: Path
) -> None:
    """Whatever the order in which rows come, and wherever it is written."""
    shuffled: Rows = {table: (*reversed(rows[table]),) for table in reversed(rows)}
    documents = [DocumentSource("documents/通知.md", "# 通知\n")]
    again = write_export(info, shuffled, documents, tmp_path / "elsewhere", secret=ROW_SECRET)
    assert archive.name == "371500-0001.zip"
    assert again.read_bytes() == archive.read_bytes()


def test_what_is_written_is_read_back(
    archive: Path, rows: Rows, export_of: Callable[..., Export]
) -> None:
    """Every table is there, rows sorted, documents and release with it."""
    document = DocumentSource("documents/通知.md", "# 通知\n")
    read = parse_export(archive.read_bytes(), "x.zip")
    assert replace(read, seed=None, row_tree=None) == export_of(rows, document)
    assert read.seed == seed_of(ROW_SECRET, "371500-0001")
    with zipfile.ZipFile(archive) as members:
        tables = [f"{row_type.table}.csv" for row_type in TABLES]
        assert members.namelist() == ["datapackage.json", *tables, "documents/通知.md", "rows.json"]


@pytest.mark.slow
def test_frictionless_accepts_an_export(archive: Path, tmp_path: Path) -> None:
    """A foreign validator finds nothing, schemas, hashes and references included."""
    folder = tmp_path / "package"
    with zipfile.ZipFile(archive) as members:
        members.extractall(folder)
    with system.use_context(trusted=True):
        report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len(TABLES)


def test_rows_that_break_a_rule_are_not_written(
    info: ReleaseInfo, rows: Rows, tmp_path: Path
) -> None:
    """Made by a program or not: every problem, and no file."""
    facility = Facility(facility_id="f 1", name="", region_code="371502000000", address="柳园路")
    with pytest.raises(DataError, match=r"facilities.csv:2 facility_id.*\n.*:2 name: empty"):
        write_export(
            info, rows | {"facilities": (facility,)}, [], tmp_path / "out", secret=ROW_SECRET
        )
    with pytest.raises(DataError, match="no table of an export"):
        write_export(info, {"people": ()}, [], tmp_path / "out", secret=ROW_SECRET)
    with pytest.raises(DataError, match="the export is empty"):
        write_export(info, {}, [], tmp_path / "out", secret=ROW_SECRET)
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_the_old_file(
    info: ReleaseInfo, rows: Rows, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clear message, the old archive untouched and no remains beside it."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = archive.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GongshiError, match="not written: No space left on device"):
        write_export(info, rows, [], archive.parent, secret=ROW_SECRET)
    assert archive.read_bytes() == before
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


@pytest.mark.parametrize(
    ("member", "before", "after", "why"),
    [
        ("facilities.csv", b"facility_id,name", b"id,name", "facilities.csv:1: wrong header"),
        ("facilities.csv", b"f-1,", b"f-9,", "facilities.csv:3: not in canonical form"),
        ("facilities.csv", b",115.99,", b",115.990,", "facilities.csv:2: not in canonical form"),
        ("facilities.csv", b"f-2,", b'"f-2",', "facilities.csv:3: not in canonical form"),
        ("filings.csv", b",filed,", b",field,", "filings.csv:2 status: not one of not_filed"),
        (
            "filings.csv",
            b"f-1,",
            b"f-7,",
            'filings.csv:2 facility_id: "f-7" is in no row of facilities',
        ),
    ],
)
def test_tables_that_are_not_canonical_are_refused(
    archive: Path, member: str, before: bytes, after: bytes, why: str
) -> None:
    """Tables are judged on their own, here behind a description that fits them."""
    data = rewritten(archive, replacing(member, before, after))
    described = rewritten(archive, described_again(data))
    assert any(message.startswith(f"x.zip/{why}") for message in messages(described))


def described_again(data: bytes) -> Callable[..., Iterator[tuple[str, bytes]]]:
    """The members of `data`, with lengths and hashes of datapackage.json made right."""
    with zipfile.ZipFile(io.BytesIO(data)) as changed:
        contents = {name: changed.read(name) for name in changed.namelist()}
    tables = {row_type.table: contents[f"{row_type.table}.csv"] for row_type in TABLES}
    info, _ = understand(contents["datapackage.json"], tables)
    assert info is not None
    contents["datapackage.json"] = describe(info, tables)

    def change(name: str, _: bytes) -> Iterator[tuple[str, bytes]]:
        yield name, contents[name]

    return change


@pytest.mark.parametrize(
    ("member", "before", "after", "why"),
    [
        ("grades.csv", b"\n", b"\r\n", "grades.csv:1: holds a carriage return"),
        ("grades.csv", b"grade_id", b"\xef\xbb\xbfgrade_id", "grades.csv:1: starts with a byte"),
        ("grades.csv", "东昌府区".encode(), b"\xff\xfe", "grades.csv:2: not valid UTF-8"),
        ("documents/通知.md", "通知".encode(), b"\xff", "documents/通知.md:1: not valid UTF-8"),
        ("grades.csv", b",A,", b",B,", "datapackage.json resources: names, lengths or hashes"),
        (
            "datapackage.json",
            b'"format": 2,',
            b'"format": 3,',
            "datapackage.json format: format 3; this",
        ),
        (
            "datapackage.json",
            b'"gongshi"',
            b'"x"',
            "datapackage.json: not understood: Object missing",
        ),
        ("datapackage.json", b"{", b"[", "datapackage.json: not understood"),
        ("datapackage.json", b'"agency"', b'"who"', "datapackage.json: not understood"),
    ],
)
def test_damaged_members_are_refused(
    archive: Path, member: str, before: bytes, after: bytes, why: str
) -> None:
    """File and line are named."""
    found = messages(rewritten(archive, replacing(member, before, after)))
    assert any(message.startswith(f"x.zip/{why}") for message in found), found


def test_missing_and_foreign_members_are_refused(archive: Path) -> None:
    """All tables, documents, and nothing else."""

    def change(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
        if name != "fees.csv":
            yield name, content
        if name == "datapackage.json":
            yield "run.sh", b"#!/bin/sh\n"

    found = messages(rewritten(archive, change))
    assert "x.zip/fees.csv: is missing; an export has all" in found
    assert "x.zip/run.sh: neither a table nor a document (documents/….md)" in found


def test_document_names() -> None:
    """Slugs and document numbers are names; paths and hidden files are not."""
    assert DOCUMENT_PATH.fullmatch("documents/邢政办发〔2020〕3号.md")
    for bad in ("documents/.x.md", "documents/a/b.md", "documents/a.html", "x/a.md"):
        assert not DOCUMENT_PATH.fullmatch(bad)


def test_the_description_is_what_json_writes(info: ReleaseInfo) -> None:
    """Byte for byte, so that older exports and newer ones are the same."""
    info = replace_struct(
        info, agency='聊城市"卫\\健委 /\u2028😀', privacy_reasons=(("手机号", "é"),)
    )
    written = describe(info, {row_type.table: b"" for row_type in TABLES})
    again = json.dumps(json.loads(written), ensure_ascii=False, indent=2) + "\n"
    assert written == again.encode()


def test_what_was_checked_is_checked_again_where_it_changed(
    info: ReleaseInfo, rows: Rows, tmp_path: Path
) -> None:
    """A row that came afterwards, or documents that did, are looked at like any other."""
    tables = {row_type.table: rows.get(row_type.table, ()) for row_type in TABLES}
    export = Export(info, tables)
    checked = Checked(export, render_tables(export))
    write_export(info, tables, (), tmp_path, secret=ROW_SECRET, checked=checked)
    lost = {**tables, "facilities": ()}
    with pytest.raises(DataError, match=r"filings\.csv"):
        write_export(info, lost, (), tmp_path / "x", secret=ROW_SECRET, checked=checked)
    personal = [DocumentSource("documents/通知.md", "电话 13800138000\n")]
    with pytest.raises(DataError, match=r"documents/通知\.md"):
        write_export(info, tables, personal, tmp_path / "x", secret=ROW_SECRET, checked=checked)


def test_rows_of_a_program_are_read_before_they_are_written(
    info: ReleaseInfo, rows: Rows, tmp_path: Path
) -> None:
    """Also after a check: a value that its column does not take is refused."""
    wrong = tuple(replace_struct(row, lon=500.0) for row in rows["facilities"])
    tables = {row_type.table: rows.get(row_type.table, ()) for row_type in TABLES}
    export = Export(info, {**tables, "facilities": wrong})
    checked = Checked(export, render_tables(export))
    with pytest.raises(DataError, match=r"facilities\.csv:2 lon"):
        write_export(info, export.tables, (), tmp_path, secret=ROW_SECRET, checked=checked)
