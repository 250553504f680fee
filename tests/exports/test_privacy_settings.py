"""[privacy] in pack.toml, names of files and sheets, and that no message repeats a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from generator.commands.main import main
from generator.exports.archive import parse_export
from generator.exports.checks.privacy import hide_values, is_personal, scan_names
from generator.exports.checks.privacy_settings import WHY, Kind, Rule, severity_of
from generator.exports.pack_folder import PackReport, pack
from generator.model.problems import DataError
from tests.exports.conftest import PACK_TOML
from tests.exports.planted_cases import PLANTED, Case
from tests.factory_portal import row_secret

FolderOf = Callable[..., Path]

MOBILE = "13812345678"
HEADINGS = "机构编号,机构名称,行政区划代码,地址\n"
EVERYTHING_PASSES = PACK_TOML + "[privacy]\n" + "".join(
    f'"{kind}" = {{ do = "pass", reason = "试验 {kind.name}" }}\n' for kind in Kind
)  # fmt: skip


def rules(*lines: str) -> str:
    """A pack.toml with these lines below [privacy]."""
    return PACK_TOML + "[privacy]\n" + "\n".join(lines) + "\n"


def facilities(addresses: Iterable[str]) -> str:
    """A table with a facility for each address."""
    quoted = (address.replace('"', '""') for address in addresses)
    rows = (f'f-{n},阳光托育{n},371502,"{address}"\n' for n, address in enumerate(quoted, 1))
    return HEADINGS + "".join(rows)


def packed(folder: Path) -> PackReport:
    return pack(folder, folder / "out", row_secret)


def refused(folder: Path) -> list[str]:
    with pytest.raises(DataError) as bad:
        packed(folder)
    return [str(problem) for problem in bad.value.problems]


def test_no_message_about_a_kind_looks_like_personal_data() -> None:
    """Else it would be hidden itself."""
    assert not [why for why in WHY.values() if is_personal(why)]
    assert {severity_of(kind).value for kind in Kind} == {"error", "warning"}


def test_a_kind_passes_for_a_reason_that_is_shown_and_counted(folder_of: FolderOf) -> None:
    """The note comes each time, and whoever reads the export goes by the same reason."""
    settings = rules('"手机号" = { do = "pass", reason = "值班电话，办公室核对" }')
    addresses = (f"柳园路1号 {MOBILE}", f"柳园路2号 {MOBILE}")
    folder = folder_of({"机构.csv": facilities(addresses)}, settings=settings)
    for _ in range(2):
        report = packed(folder)
        (note,) = report.warnings
        assert str(note) == "pack.toml privacy 手机号: 2 let pass, because: 值班电话，办公室核对"
    export = parse_export(report.path.read_bytes(), "x.zip")
    assert export.info.privacy_reasons == (("手机号", "值班电话，办公室核对"),)


def test_an_export_without_reasons_says_nothing_of_them(folder_of: FolderOf) -> None:
    """Its description is the one that exports always had."""
    report = packed(folder_of({"机构.csv": facilities(["柳园路1号"])}))
    assert parse_export(report.path.read_bytes(), "x.zip").info.privacy_reasons == ()
    assert b"privacy" not in report.path.read_bytes()


def test_a_kind_that_passes_takes_no_other_along(folder_of: FolderOf) -> None:
    """A reason for numbers of cars is none for mobile numbers."""
    settings = rules('"车牌号" = { do = "pass", reason = "校车" }')
    folder = folder_of({"机构.csv": facilities([f"鲁P12345 {MOBILE}"])}, settings=settings)
    assert refused(folder) == ["机构.csv:2 地址: looks like a mobile number (手机号)"]


def test_a_warning_can_be_made_to_stop(folder_of: FolderOf) -> None:
    """That needs no reason."""
    table = {"机构.csv": facilities(["柳园路1号，校车鲁P12345"])}
    assert [each.severity for each in packed(folder_of(table)).warnings] == ["warning"]
    settings = rules('"车牌号" = { do = "stop" }')
    (line,) = refused(folder_of(table, settings=settings, name="strict"))
    assert "车牌号" in line


@pytest.mark.parametrize(
    "line",
    [
        '"手机号" = { do = "pass" }',
        '"手机号" = { do = "warn", reason = " " }',
        '"手机" = { do = "stop" }',
        '"手机号" = "pass"',
    ],
)
def test_settings_that_are_none(folder_of: FolderOf, line: str) -> None:
    """A pass without a reason, a kind that is not known, another form."""
    folder = folder_of({"机构.csv": facilities(["柳园路1号"])}, settings=rules(line))
    (said,) = refused(folder)
    assert said.startswith("pack.toml:")
    assert "privacy" in said
    assert "not understood" in said


def test_a_reason_holds_no_personal_data_itself(folder_of: FolderOf) -> None:
    """It travels in the export."""
    settings = rules(f'"手机号" = {{ do = "pass", reason = "{MOBILE}" }}')
    folder = folder_of({"机构.csv": facilities([f"柳园路1号 {MOBILE}"])}, settings=settings)
    said = refused(folder)
    assert any("privacy" in line for line in said)
    assert MOBILE not in "".join(said)


def test_names_of_files_are_warned_of_without_repeating_them() -> None:
    """They reach no export, so they do not stop it."""
    (problem,) = scan_names([f"张伟{MOBILE}.csv", "机构.csv"])
    assert (problem.file, problem.severity) == ("张伟….csv", "warning")
    for case in PLANTED:
        if case.where == "name":
            assert not any(value in hide_values(case.text) for value in case.values)


def test_the_name_of_a_document_stops(folder_of: FolderOf) -> None:
    """It becomes an address of the site."""
    files = {"机构.csv": facilities(["柳园路1号"]), f"documents/{MOBILE}.md": "# 通知\n"}
    (line,) = refused(folder_of(files))
    assert line == "documents/….md name: looks like a mobile number (手机号)"


def test_comments_and_properties_of_a_workbook_reach_no_export(folder_of: FolderOf) -> None:
    """Nothing of them is read, so nothing of them has to be looked at."""
    book = Workbook()
    sheet = book.active
    sheet.title = "机构"
    for line in facilities(["柳园路1号"]).replace('"', "").splitlines():
        sheet.append(line.split(","))
    sheet["D2"].comment = Comment(f"王小明小朋友 {MOBILE}", "李雷")
    book.properties.creator, book.properties.title = f"李雷{MOBILE}", "王小明小朋友"
    book.properties.description = book.properties.keywords = MOBILE
    folder = folder_of({})
    book.save(folder / "机构.xlsx")
    report = packed(folder)
    assert report.warnings == ()
    export = parse_export(report.path.read_bytes(), "x.zip")
    written = "".join(map(str, export.tables.values())) + str(export.info)
    assert "柳园路1号" in written
    assert not any(value in written for value in (MOBILE, "王小明", "李雷"))


FIELDS = """---
标题: 关于托育的通知
发文机关: 聊城市卫生健康委员会
成文日期: 2026-01-01
发布日期: 2026-01-02 09:00
有效性: 有效
---
"""


def planted_folder(folder_of: FolderOf, settings: str, name: str) -> Path:
    """Every planted case as an address and as a line of a document."""
    texts = [case.text.replace("\n", " ") for case in PLANTED if "<" not in case.text]
    # A file that a text leads to has to lie beside it.
    lines = "\n\n".join(case.text.replace("](", "] (") for case in PLANTED)
    files = {"机构.csv": facilities(texts), "documents/通知.md": f"{FIELDS}{lines}\n"}
    return folder_of(files, settings=settings, name=name)


def repeated(text: str, cases: Iterable[Case] = PLANTED) -> list[str]:
    """Planted values in what was said."""
    return [value for case in cases for value in case.values if value in text]


def test_a_refusal_repeats_no_value(
    folder_of: FolderOf, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the terminal, for all planted cases at once."""
    folder = planted_folder(folder_of, PACK_TOML, "stop")
    assert main(["pack", str(folder), "--out", str(folder / "out")]) == 1
    said = capsys.readouterr()
    (listing,) = (folder / "out").glob("*.problems.txt")
    text = listing.read_text("utf-8")
    assert text.count("looks like") > 100
    assert repeated(said.out + said.err + text) == []


def test_a_pass_repeats_no_value(folder_of: FolderOf, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither on the terminal nor in the listing beside the export; every reason is shown."""
    folder = planted_folder(folder_of, EVERYTHING_PASSES, "pass")
    keys = folder.parent / "keys"
    keys.mkdir()
    out = folder.parent / "out"
    status = main(["pack", str(folder), "--out", str(out), "--keys", str(keys)])
    said = capsys.readouterr()
    assert status == 0, said.err
    (listing,) = out.glob("*.txt")
    assert repeated(said.out + said.err + listing.read_text("utf-8")) == []
    assert all(f"试验 {kind.name}" in said.err for kind in (Kind.MOBILE, Kind.CHILD, Kind.HOME))


def test_names_of_refused_files_are_not_repeated(folder_of: FolderOf) -> None:
    """A file that nobody reads is named without the personal data in its name."""
    cases = [case for case in PLANTED if case.where == "name"]
    others = dict.fromkeys((case.text for case in cases), "x\n")
    folder = folder_of({"机构.csv": facilities(["柳园路1号"]), **others})
    assert repeated("\n".join(refused(folder)), cases) == []


def test_a_rule_that_lets_more_through_needs_a_reason() -> None:
    """Whoever decides it answers for it."""
    assert Rule(do="stop").reason == ""
    with pytest.raises(ValueError, match="say why"):
        Rule(do="warn")
