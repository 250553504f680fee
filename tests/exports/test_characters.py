"""Characters that are not what they look like."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exports.archive import parse_export
from generator.exports.pack_folder import pack
from generator.exports.reading import cells
from generator.model.characters import MEANT, Odd, as_meant, odd_characters
from generator.model.problems import DataError
from generator.model.tables import Facility
from tests.factory_portal import row_secret


def test_radicals_are_the_characters_they_stand_for() -> None:
    """Of both blocks; what has no character of its own is named."""
    assert as_meant("⼩⾦⽜⺠⻘") == "小金牛民青"
    assert odd_characters("\u2e80小") == {Odd.RADICAL: "\u2e80"}


def test_what_gb18030_of_before_2022_keeps_private() -> None:
    """The bytes mean the characters of the standard of 2022; the areas of users stay private."""
    assert as_meant(b"\xfe\x59\xa6\xd9\xfe\x51".decode("gb18030")) == "\u9fb4\ufe10\U00020087"
    assert odd_characters("\ue000\ufffd") == {Odd.PRIVATE: "\ue000", Odd.DAMAGED: "\ufffd"}


@given(st.text(max_size=20))
@settings(deadline=None, max_examples=100)
def test_once_is_enough(text: str) -> None:
    """And ordinary text is left alone."""
    assert as_meant(as_meant(text)) == as_meant(text)


def test_nothing_is_exchanged_for_something_odd() -> None:
    """Every character of the table becomes a unified ideograph or a letter or mark."""
    assert not any(odd_characters(meant) for meant in MEANT.values())
    assert all(unicodedata.category(meant) != "Co" for meant in MEANT.values())


def test_cells_and_documents_are_put_right_and_listed(folder_of: Callable[..., Path]) -> None:
    """What a character stands for, the apostrophe of a spreadsheet, what it writes for a break."""
    table = (
        "机构编号,机构名称,区划代码,地址,电话\n"
        "'001,'阳光⼩⾦⽜托育_x000D_,'371502,柳园路1号_x005F_x000D_,'0635-8212345\n"
        "002,晨曦\ue000托育,371502,柳园路2号,\n"
    )
    folder = folder_of({"机构.csv": table, "documents/a.md": "---\n标题: ⺠生\n---\n甲\ue000\n"})
    report = pack(folder, folder / "out", row_secret)
    first, second = parse_export(report.path.read_bytes(), "x.zip").rows(Facility)
    assert (first.facility_id, first.name, first.address) == ("001", "阳光小金牛托育", "柳园路1号")
    assert (first.telephone, second.name) == ("0635-8212345", "晨曦\ue000托育")
    listed = {(each.file, each.line, each.field, each.why) for each in report.repairs}
    assert ("机构.csv", 2, "机构名称", cells.MEANT) in listed
    assert ("机构.csv", 2, "机构名称", cells.ESCAPE) in listed
    assert ("机构.csv", 2, "电话", cells.APOSTROPHE) in listed
    assert ("documents/a.md", 2, None, cells.MEANT) in listed
    assert {(each.file, each.line) for each in report.warnings} == {
        ("documents/a.md", 4),
        ("机构.csv", 3),
    }


def test_what_a_program_could_not_read_is_refused(folder_of: Callable[..., Path]) -> None:
    """In cells and documents, with the line."""
    table = "机构编号,机构名称,区划代码,地址\n001,阳光\ufffd托育,371502,柳园路1号\n"
    folder = folder_of({"机构.csv": table, "documents/a.md": "a\n\ufffd\x07\n"})
    with pytest.raises(DataError) as refused:
        pack(folder, folder / "out", row_secret)
    places = [(each.file, each.line) for each in refused.value.problems]
    assert places == [("机构.csv", 2), ("documents/a.md", 2), ("documents/a.md", 2)]
