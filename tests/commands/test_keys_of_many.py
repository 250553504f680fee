"""Many agencies in one step: from a list to keys, cards, roles, signatures and renewals."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from generator.commands.main import main
from generator.commands.shared.clock import now
from generator.portal.folder import Deployment
from generator.trust.drafts import surveyed
from tests.conftest import NOW
from tests.factory_portal import (
    PASSPHRASE,
    Tables,
    TestPortal,
    make_portal,
    release_info,
    small_tables,
)

LIST = """行政区划代码,机关名称,公钥,签名人数,上级
370100,济南市卫生健康委员会,,,
371502,东昌府区卫生健康局,,,r-3715
371600,滨州市卫生健康委员会,,,
"""


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """A portal with one agency, 371500, which has published."""
    made = make_portal(tmp_path / "portal")
    made.publish(small_tables(), release_info())
    (tmp_path / "agencies.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "phrase").write_bytes(PASSPHRASE)
    (tmp_path / "phrase").chmod(0o600)
    return made


def keys(portal: TestPortal, *words: str) -> int:
    """`gongshi keys` beside the portal, with what opens all of its keys."""
    folder = portal.deployment.folder.parent
    filled = [word.format(folder) for word in words]
    return main(["keys", *filled, "--passphrase-file", str(folder / "phrase")])


NEW = ("new", "{}/keys", "--list", "{}/agencies.csv")
DELEGATE = (
    "delegate", "--list", "{}/agencies.csv", "--keys", "{}/keys", "--portal", "{}/portal",
    "--signer", "{}/portal/keys/targets-1.pem", "--signer", "{}/portal/keys/targets-2.pem",
    "--signer", "{}/portal/keys/r-3715.pem",
)  # fmt: skip


def test_a_list_becomes_keys_and_roles(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One new version of each superior; what is there already is passed over."""
    assert keys(portal, *NEW) == 0
    assert "r-3701  " in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [
        f"r-{code}{end}" for code in ("3701", "371502", "3716") for end in (".pem", ".pub.pem")
    ]
    assert keys(portal, *DELEGATE) == 0
    said = capsys.readouterr().out
    assert "2 roles: version 2 of targets is in force." in said
    assert "1 roles: version 2 of r-3715 is in force." in said
    found = surveyed(portal.deployment.archive, NOW)
    assert found.order["targets"].keys() == {"r-3701", "r-3715", "r-3716"}
    assert found.order["r-3715"].keys() == {"r-371502"}

    assert keys(portal, *NEW) == 0
    assert "0 keys made" in capsys.readouterr().out
    assert keys(portal, *DELEGATE) == 0
    assert "3 were delegated already." in capsys.readouterr().out
    assert surveyed(portal.deployment.archive, NOW).versions == found.versions


def test_a_portal_may_begin_without_an_agency(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first ones come from a list; one half of an agency is asked about."""
    (tmp_path / "phrase").write_bytes(PASSPHRASE)
    (tmp_path / "phrase").chmod(0o600)
    (tmp_path / "agencies.csv").write_text(LIST.replace(",r-3715", ","), encoding="utf-8")
    phrase = ("--passphrase-file", str(tmp_path / "phrase"))
    words = ["init", str(tmp_path / "portal"), "--name", "公示", "--address", "https://ty.example"]
    assert main([*words, "--region", "371500", *phrase]) == 2
    assert "--region and --agency belong together" in capsys.readouterr().err
    assert main([*words, *phrase]) == 0
    made = TestPortal(Deployment(tmp_path / "portal"))
    assert keys(made, *NEW) == 0
    assert keys(made, *DELEGATE[:-2]) == 0
    found = surveyed(made.deployment.archive, now())
    assert found.order["targets"].keys() == {"r-3701", "r-371502", "r-3716"}


def test_cards_of_a_list_are_one_file(portal: TestPortal, tmp_path: Path) -> None:
    assert keys(portal, *NEW) == 0
    arguments = ["keys", "card", "--list", str(tmp_path / "agencies.csv")]
    place = tmp_path / "cards.html"
    assert main([*arguments, "--keys", str(tmp_path / "keys"), "--out", str(place)]) == 0
    text = place.read_text("utf-8")
    assert text.count("<section>") == text.count("<svg") == 3
    assert "持有人：东昌府区卫生健康局" in text


def test_cards_have_one_of_two_forms(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["keys", "card", "--list", str(tmp_path / "agencies.csv")]
    assert main([*arguments, "--out", str(tmp_path / "cards.doc")]) == 2
    assert "cards are written as .html or .pdf" in capsys.readouterr().err


def test_what_a_list_says_beside_its_columns_is_told(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second sheet, a cell without a heading, one that a formula has not filled."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["区划代码", "机关名称", "签名人数"],
        [370100, "济南", 2, "暂缓"],
        [370200, "青岛"],
    ):
        sheet.append(row)
    sheet["C3"] = "=1+1"
    book.create_sheet("其他").append(["370300"])
    book.save(tmp_path / "agencies.xlsx")
    assert keys(portal, "new", "{}/keys", "--list", "{}/agencies.xlsx") == 1
    said = capsys.readouterr().err
    assert "only the first sheet is read" in said
    assert 'agencies.xlsx:2: "暂缓" has no heading' in said
    assert "agencies.xlsx:3 签名人数: " in said
    assert not (tmp_path / "keys").exists()


def test_every_fault_of_a_list_is_told_at_once(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file, line and column; nothing is made."""
    (tmp_path / "agencies.csv").write_text(
        "区划代码,机关名称,签名人数,上级,电话\n"
        "37,甲,,,\n370100,,,,\n370100,乙,两,,\n370200,丙,,r-3715,\n370300,丁,,省里,\n370400,戊,,,\n"
        "370400,己,,,\n",
        encoding="utf-8",
    )
    assert keys(portal, *NEW) == 1
    said = capsys.readouterr().err
    for words in (
        "agencies.csv:1 电话: is not known; the columns are 行政区划代码, 机关名称",
        'agencies.csv:2 行政区划代码: "37" is no code of six digits',
        "agencies.csv:3 机关名称: is missing",
        'agencies.csv:4 签名人数: "两" is no number',
        "agencies.csv:5 上级: r-3702 lies outside the scope of r-3715",
        "agencies.csv:6 上级: '省里' is no role",
        "agencies.csv:8 行政区划代码: r-3704 is in line 7 already",
    ):
        assert words in said
    assert not (tmp_path / "keys").exists()


def test_a_missing_key_and_another_one_are_refused(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is delegated as long as a line cannot be."""
    before = surveyed(portal.deployment.archive, NOW).versions
    assert keys(portal, *NEW) == 0
    (tmp_path / "keys" / "r-3716.pub.pem").unlink()
    assert keys(portal, *DELEGATE) == 1
    assert "agencies.csv:4 公钥: " in capsys.readouterr().err
    assert surveyed(portal.deployment.archive, NOW).versions == before

    (tmp_path / "agencies.csv").write_text("区划代码,机关名称\n371500,聊城\n", "utf-8")
    assert keys(portal, "new", "{}/keys", "--list", "{}/agencies.csv") == 0
    assert keys(portal, *DELEGATE) == 2
    assert "r-3715 is delegated already, to other keys" in capsys.readouterr().err
    for words in (("new", "{}/keys"), ("delegate", "--signer", "x")):
        assert keys(portal, *words) == 2
        assert "name a role, or a list of agencies with --list" in capsys.readouterr().err


def test_exports_of_many_are_signed_and_received_at_once(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with the key of its own role; one folder holds all of them."""
    assert keys(portal, *NEW) == keys(portal, *DELEGATE) == 0
    shared = ("schemes", "scheme_grades")
    empty: Tables = {n: rows if n in shared else [] for n, rows in small_tables().items()}
    exports = [str(portal.pack(empty, release_info(1, region))) for region in ("370100", "371600")]
    stick, folder = tmp_path / "stick", portal.deployment.folder
    sign = [
        "sign", *exports, "--keys", str(tmp_path / "keys"), "--to", str(stick),
        "--archive", str(portal.deployment.archive),
        "--passphrase-file", str(tmp_path / "phrase"),
    ]  # fmt: skip
    capsys.readouterr()
    assert main(sign) == 0
    assert "Signed 2 of 2 exports; 0 need another person." in capsys.readouterr().out
    receive = ["receive", str(stick), "--portal", str(folder), "--clock-is-right"]
    assert main(receive) == 0
    assert "2 new, 3 exports in the archive." in capsys.readouterr().out

    (tmp_path / "keys" / "r-3716.pem").unlink()
    other = [str(portal.pack(empty, release_info(2, region))) for region in ("370100", "371600")]
    assert main([*sign[:1], *other, *sign[3:]]) == 1
    said = capsys.readouterr()
    assert "371600-0002.zip: no key of it lies in" in said.err
    other[1] = str(tmp_path / "371600-0003.zip")
    Path(other[1]).write_bytes(b"no zip")
    assert main([*sign[:1], *other, *sign[3:]]) == 1
    assert "371600-0003.zip" in capsys.readouterr().err
    assert "Signed 1 of 2 exports" in said.out


def test_what_ends_is_listed_and_signed_again(
    portal: TestPortal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next one first; who has no key here is named."""
    folder = str(portal.deployment.folder)
    assert main(["keys", "due", "--within", "400d", "--portal", folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[:-1]][:2] == ["timestamp", "snapshot"]
    assert lines[-1] == "5 of 5 signatures end within 400 days."

    renew = ("renew", "--due", "200d", "--keys", "{}/portal/keys", "--to", "{}/again",
             "--portal", "{}/portal")  # fmt: skip
    assert keys(portal, *renew) == 0
    assert "1 role signed again" in capsys.readouterr().out
    receive = ["receive", str(tmp_path / "again"), "--portal", folder, "--clock-is-right"]
    assert main(receive) == 0
    assert surveyed(portal.deployment.archive, NOW).versions["r-3715"] == 2

    (tmp_path / "empty").mkdir()
    none = ("renew", "--due", "200d", "--keys", "{}/empty", "--to", "{}/x", "--portal", "{}/portal")
    assert keys(portal, *none) == 0
    assert "r-3715: its key is not in" in capsys.readouterr().err
    assert keys(portal, *renew[:3]) == 2
    assert "--due asks for --keys FOLDER and --to FOLDER" in capsys.readouterr().err
