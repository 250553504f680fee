"""One folder with the tables of many agencies becomes a folder for each of them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.exports.archive import parse_export
from generator.exports.civil_affairs import known_regions
from generator.exports.lists.abolished import abolished
from generator.exports.reading.pack_settings import read_settings
from generator.exports.rows import render, sort
from generator.model.release import FORMATS
from generator.model.tables import TABLES, Facility, Grade, Region, Row
from generator.model.vocabulary import RegionLevel
from tests.factory_portal import small_tables

PACK_TOML = """[export]
region = "370000"
release = 1
issued = 2026-09-01T09:00:00+08:00
agency = "国家"
reviewed_by = "办公室 \\"甲\\""
reviewed_on = 2026-09-01
regions = "civil-affairs"

[[region]]
code = "371572000000"
name = "聊城高新技术产业开发区"
parent = "371500000000"
"""
FACILITIES = """机构编号,机构名称,行政区划代码,地址
a-1,阳光托育,371502001000,柳园路1号
a-2,月光托育,371502001000,柳园路2号
b-1,星光托育,371572000000,长江路3号
c-1,晨光托育,110101001000,东华门大街4号
"""
GRADES = """grade_id,facility_id,scheme_id,grade,assessed,authority
g-1,a-1,hygiene,A,2026-05-06,市卫生监督所
g-2,c-1,hygiene,B,2026-05-07,市卫生监督所
"""
SCHEMES = "scheme_id,name,kind,issuer,basis\nhygiene,量化分级,hygiene,卫健委,卫发〔2025〕1号\n"
SCHEME_GRADES = (
    "scheme_id,label,rank,standing,meaning\nhygiene,A,1,rated,好\nhygiene,B,2,rated,中\n"
)
LIST = """区划代码,机关名称
371500,聊城市卫生健康委员会
371502,东昌府区卫生健康局
110000,北京市卫生健康委员会
120000,天津市卫生健康委员会
"""


@pytest.fixture
def national(tmp_path: Path) -> Path:
    """A folder of a register of several provinces, and a list of agencies beside it."""
    folder = tmp_path / "national"
    folder.mkdir()
    (folder / "pack.toml").write_text(PACK_TOML, encoding="utf-8")
    (folder / "机构.csv").write_text(FACILITIES, encoding="utf-8")
    (tmp_path / "agencies.csv").write_text(LIST, encoding="utf-8")
    return folder


def split(folder: Path) -> int:
    """`gongshi pack --split` into a folder beside."""
    beside = folder.parent
    words = ["--split", str(beside / "agencies.csv"), "--out", str(beside / "split")]
    return main(["pack", str(folder), *words])


def test_each_agency_gets_its_rows(
    national: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The narrowest one that is in charge; its folder packs as any other."""
    assert split(national) == 0
    said = capsys.readouterr().out
    assert "4 institutions in 3 folders" in said and "1 agencies have none" in said
    folders = sorted((tmp_path / "split").iterdir())
    assert [each.name for each in folders] == ["110000", "371500", "371502"]

    out, keys = str(tmp_path / "exports"), str(tmp_path / "keys")
    assert main(["pack", *map(str, folders), "--out", out, "--keys", keys]) == 0
    assert "Packed 3 of 3 folders." in capsys.readouterr().out
    names, found = set(), {}
    for path in sorted((tmp_path / "exports").glob("*.zip")):
        export = parse_export(path.read_bytes(), path.name)
        found[export.info.region] = [each.facility_id for each in export.rows(Facility)]
        names |= {(each.region_code, each.name) for each in export.rows(Region)}
        assert export.info.agency in LIST and export.info.reviewed_by == '办公室 "甲"'
    assert found == {"110000": ["c-1"], "371500": ["b-1"], "371502": ["a-1", "a-2"]}
    assert ("371572000000", "聊城高新技术产业开发区") in names


def test_rows_of_institutions_follow_them(national: Path, tmp_path: Path) -> None:
    """And whatever they refer to is there."""
    tables = {"grades": GRADES, "schemes": SCHEMES, "scheme_grades": SCHEME_GRADES}
    for name, text in tables.items():
        (national / f"{name}.csv").write_text(text, encoding="utf-8")
    assert split(national) == 0
    grades = {
        path.parent.name: path.read_text("utf-8").splitlines()[1:]
        for path in (tmp_path / "split").glob(f"*/{Grade.table}.csv")
    }
    assert {region: len(rows) for region, rows in grades.items()} == {"110000": 1, "371502": 1}
    assert grades["110000"][0].startswith("g-2,c-1,")
    assert (tmp_path / "split" / "371500" / "schemes.csv").exists()


def test_every_table_comes_through(tmp_path: Path) -> None:
    """What an agency packs of its share is what was in the folder before."""
    folder = tmp_path / "national"
    folder.mkdir()
    (tmp_path / "agencies.csv").write_text("区划代码,机关名称\n371500,甲\n371502,乙\n", "utf-8")
    settings = PACK_TOML[: PACK_TOML.index("regions =")].replace("370000", "371500")
    (folder / "pack.toml").write_text(settings, encoding="utf-8")
    tables = small_tables()
    for row_type in TABLES:
        if rows := tables.get(row_type.table):
            text = render(row_type, sort(rows), FORMATS[-1])
            (folder / f"{row_type.table}.csv").write_text(text, encoding="utf-8")
    assert split(folder) == 0
    folders = sorted((tmp_path / "split").iterdir())
    assert [each.name for each in folders] == ["371502"]
    assert main(["pack", *map(str, folders), "--out", str(tmp_path), "--keys", str(tmp_path)]) == 0
    found: dict[str, set[Row]] = defaultdict(set)
    for path in tmp_path.glob("*.zip"):
        export = parse_export(path.read_bytes(), path.name)
        for table, packed in export.tables.items():
            found[table] |= set(packed)
    assert {table: rows for table, rows in found.items() if rows} == {
        table: set(rows) for table, rows in tables.items() if rows
    }


def test_a_list_of_what_is_new_stays_one(national: Path, tmp_path: Path) -> None:
    """Else what it does not name would be gone with the second release."""
    source = '[[source]]\nfile = "机构.csv"\ntable = "facilities"\nextent = "additions"\n'
    settings = national / "pack.toml"
    settings.write_text(f"{PACK_TOML}\n{source}", encoding="utf-8")
    assert split(national) == 0
    read = read_settings(tmp_path / "split" / "371502")
    assert [(each.file, each.table, each.extent) for each in read.source] == [
        ("facilities.csv", "facilities", "additions")
    ]


def test_rows_of_nobody_are_named_and_nothing_is_written(
    national: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (national / "机构.csv").open("a", encoding="utf-8") as table:
        table.write("d-1,远方托育,440103001000,中山路5号\nd-2,近处托育,440103001000,中山路6号\n")
    (national / "documents").mkdir()
    (national / "documents" / "a.md").write_text("---\n标题: 通知\n---\n正文\n", "utf-8")
    (national / "documents" / "b.md").write_bytes(b"\xff\xfe1")
    assert split(national) == 1
    said = capsys.readouterr().err
    assert "机构.csv:6 行政区划代码: no agency of the list is in charge of 440103 (2 rows)" in said
    assert "documents/a.md: cannot be split" in said
    assert "documents/b.md" in said
    assert not (tmp_path / "split").exists()


def test_folders_that_are_there_stay(
    national: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "split" / "371502").mkdir(parents=True)
    assert split(national) == 2
    assert "split is there already" in capsys.readouterr().err
    assert [each.name for each in (tmp_path / "split").iterdir()] == ["371502"]


def test_one_refused_folder_does_not_keep_the_others(
    national: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert split(national) == 0
    (tmp_path / "split" / "371500" / "facilities.csv").write_text("x\n", "utf-8")
    folders = [str(each) for each in sorted((tmp_path / "split").iterdir())]
    keys = str(tmp_path / "keys")
    words = ["--out", str(tmp_path / "exports"), "--keys", keys]
    assert main(["pack", *folders, str(tmp_path / "none"), *words]) == 2
    said = capsys.readouterr()
    assert "Packed 2 of 4 folders." in said.out
    assert "none: " in said.err and "no such folder" in said.err
    refused = said.err.index("facilities.csv:1")
    assert said.err.index(f"{folders[1]}:") < refused < said.err.index(f"{folders[2]}:")


def test_a_national_file_needs_no_region_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every county and city of today, every one that went over into another, every zone that
    registers write: with six digits, as the national register has them.
    """
    folder = tmp_path / "national"
    folder.mkdir()
    settings = PACK_TOML.partition("\n[[region]]")[0]
    (folder / "pack.toml").write_text(settings, encoding="utf-8")
    regions = known_regions()
    places = [code for code in regions if code.endswith("000000")]
    ended = [code for code, each in abolished().items() if each.successor and code not in regions]
    rows = [
        f"n-{at},第{at}托育园,{code[:6]},人民路{at}号\n"
        for at, code in enumerate(sorted({*places, *ended}))
    ]
    text = "机构编号,机构名称,行政区划代码,地址\n" + "".join(rows)
    (folder / "机构.csv").write_text(text, encoding="utf-8")
    provinces = [code for code, each in regions.items() if each.level is RegionLevel.PROVINCE]
    agencies = "".join(f"{code[:6]},{regions[code].name}卫生健康委员会\n" for code in provinces)
    (tmp_path / "agencies.csv").write_text(f"区划代码,机关名称\n{agencies}", encoding="utf-8")

    assert split(folder) == 0, capsys.readouterr()
    folders = sorted((tmp_path / "split").iterdir())
    out, keys = str(tmp_path / "exports"), str(tmp_path / "keys")
    assert main(["pack", *map(str, folders), "--out", out, "--keys", keys]) == 0, (
        capsys.readouterr()
    )
    found: set[str] = set()
    for path in (tmp_path / "exports").glob("*.zip"):
        export = parse_export(path.read_bytes(), path.name)
        found |= {row.region_code for row in export.rows(Facility)}
        assert all(row.region_code in regions for row in export.rows(Region))
    assert found == set(places)
    assert len(ended) > 2600
