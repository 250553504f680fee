"""An export is read by the header and the words of its own format."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from msgspec import structs

import tests.factory_trust
from generator.exports.archive import parse_export, read_export, write_export
from generator.exports.rows import parse, render
from generator.exports.schema import header, tables_of
from generator.model.problems import DataError
from generator.model.release import FORMATS, ReleaseInfo, RowTreeRoot
from generator.model.tables import TABLES, Facility, Notice, Row
from generator.model.vocabulary import NoticeKind, OperatingStatus
from generator.pages.shared.row_changes import TELLING
from tests.factory_portal import ROW_SECRET
from tests.factory_trust import make_archive

Rows = dict[str, tuple[Row, ...]]

REMOVAL = Notice(
    notice_id="n-1",
    kind=NoticeKind.REMOVAL,
    concerns_table="grades",
    concerns_id="gone",
    title="停止公布",
    text="机构迁出本市",
    published=date(2026, 2, 1),
)


def facility(status: OperatingStatus | None) -> Facility:
    """A facility that says, or does not say, whether it is open."""
    return Facility(
        facility_id="f-1",
        name="阳光",
        region_code="371502000000",
        address="柳园路",
        status=status,
    )


def test_a_word_of_a_later_format_is_refused_in_an_earlier() -> None:
    """With the words that this format has; in its own format it is read."""
    text = render(Notice, [REMOVAL], 1)
    _, (problem,) = parse(Notice, "notices.csv", text, 1)
    assert str(problem) == (
        "notices.csv:2 kind: not one of publicity, correction, withdrawal, reply"
    )
    assert parse(Notice, "notices.csv", render(Notice, [REMOVAL], 2), 2) == ((REMOVAL,), [])


def test_silence_about_being_open_is_of_format_2() -> None:
    """Before, the status was required; since, it stays empty and is filled in by nobody."""
    silent = facility(None)
    _, (problem,) = parse(Facility, "facilities.csv", render(Facility, [silent], 1), 1)
    assert str(problem) == "facilities.csv:2 status: empty, but it is required"
    assert parse(Facility, "facilities.csv", render(Facility, [silent], 2), 2) == ((silent,), [])


@pytest.mark.parametrize("row_type", tables_of(1))
def test_a_column_of_a_later_format_is_refused_in_an_earlier(row_type: type[Row]) -> None:
    """Each format has exactly its own header, and a later one begins with the earlier."""
    assert header(row_type, 2)[: len(header(row_type, 1))] == header(row_type, 1)
    if header(row_type, 1) != header(row_type, 2):
        _, (problem,) = parse(row_type, "x.csv", render(row_type, [], 2), 1)
        assert problem.why.startswith("wrong header")


def test_an_export_of_format_1_has_its_own_tables(
    info: ReleaseInfo, rows: Rows, tmp_path: Path
) -> None:
    """No table, row tree or attachment of later formats; what they brought is empty, not wrong."""
    older = structs.replace(info, format=1)
    known = {**rows, "facilities": tuple(_open(each) for each in rows["facilities"])}
    path = write_export(older, known, [], tmp_path, secret=ROW_SECRET)
    names = zipfile.ZipFile(path).namelist()
    assert names == ["datapackage.json", *(f"{each.table}.csv" for each in tables_of(1))]
    export = parse_export(path.read_bytes(), path.name)
    assert (export.info.format, export.row_tree, export.tables["successions"]) == (1, None, ())


def _open(row: Row) -> Row:
    return structs.replace(row, status=OperatingStatus.OPERATING)


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        (None, "was not signed"),
        (RowTreeRoot(root="0" * 64, subjects=1, count=4), "is not the one that was signed"),
    ],
)
def test_rows_are_those_whose_root_was_signed(
    info: ReleaseInfo,
    rows: Rows,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    signed: RowTreeRoot | None,
    why: str,
) -> None:
    """A good signature over the file is not enough."""
    data = write_export(info, rows, [], tmp_path, secret=ROW_SECRET).read_bytes()
    monkeypatch.setattr(tests.factory_trust, "row_tree_in", lambda _: signed)
    verified = make_archive(tmp_path / "archive", ["371500"]).add_export("371500", 1, data)
    with pytest.raises(DataError, match=why):
        read_export(verified)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (b'"seed": "', b'"seed": "0', "not understood"),
        (b'"count": ', b'"count": 1', "is not the root of these rows"),
        (b'"rows"', b'"row"', "not understood"),
    ],
)
def test_a_row_tree_that_does_not_fit_is_refused(
    info: ReleaseInfo, rows: Rows, tmp_path: Path, before: bytes, after: bytes, why: str
) -> None:
    """The member is named, and what is wrong with it."""
    path = write_export(info, rows, [], tmp_path, secret=ROW_SECRET)
    buffer = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(before, after) if name == "rows.json" else data)
    with pytest.raises(DataError, match=rf"x\.zip/rows\.json.*{why}"):
        parse_export(buffer.getvalue(), "x.zip")


def test_every_table_can_be_told() -> None:
    """A change of its rows has words; the newest format is the one that is written."""
    assert set(TELLING) == {row_type.table for row_type in TABLES}
    assert tables_of(FORMATS[-1]) == TABLES
