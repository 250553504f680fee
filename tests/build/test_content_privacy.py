"""Personal data in `content/` and in the settings stop a build; no message repeats them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.build.content_privacy import scan_content
from generator.model.problems import DataError
from tests.factory_portal import TestPortal, make_portal, release_info, small_tables, tree_digest

pytestmark = pytest.mark.slow

MOBILE = "13812345678"
CITIZEN = "11010519491231002X"
CARD = "6222021234567890128"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A portal with content of its own, built once."""
    portal = make_portal(tmp_path_factory.mktemp("privacy") / "portal", content=True)
    shutil.copytree(portal.deployment.content, portal.deployment.folder / "content")
    portal.publish(small_tables(), release_info())
    portal.build()
    return portal


@pytest.fixture
def portal(built: TestPortal, tmp_path: Path) -> TestPortal:
    """A copy to write in."""
    shutil.copytree(built.deployment.folder, tmp_path / "portal", symlinks=True)
    return TestPortal(type(built.deployment)(tmp_path / "portal"), built.clock)


def append(portal: TestPortal, name: str, text: str) -> int:
    """Write at the end of a file of content/; the line that it then stands on."""
    file = portal.deployment.folder / "content" / name
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n{text}\n", encoding="utf-8")
    return before.count("\n") + 2


def in_front(portal: TestPortal, name: str, line: str) -> None:
    """Write a field below the first fence."""
    file = portal.deployment.folder / "content" / name
    file.write_text(file.read_text("utf-8").replace("---\n", f"---\n{line}\n", 1), encoding="utf-8")


def refused(portal: TestPortal) -> list[str]:
    """Why the build stops, with the site as it was and no value in any message."""
    before = tree_digest(portal.public), tree_digest(portal.deployment.log)
    with pytest.raises(DataError) as bad:
        portal.build()
    assert (tree_digest(portal.public), tree_digest(portal.deployment.log)) == before
    assert not any(value in str(bad.value) for value in (MOBILE, CITIZEN, CARD, "王小明"))
    return [str(problem) for problem in bad.value.problems]


def test_every_hit_of_every_folder_at_once(portal: TestPortal) -> None:
    """Policies, interpretations and pages; the text and the fields."""
    about = append(portal, "pages/about.md", f"联系人 {MOBILE}")
    policy = append(portal, "policies/xingtai-2020-3.md", f"证件 {CITIZEN}，卡号 {CARD}")
    child = append(portal, "interpretations/filing-explained.md", "患儿姓名：王小明")
    in_front(portal, "pages/methods.md", f"来源: 电话 {MOBILE}")
    assert sorted(refused(portal)) == sorted([
        f"content/pages/about.md:{about}: looks like a mobile number (手机号)",
        f"content/policies/xingtai-2020-3.md:{policy}: looks like a bank card number (银行卡号)",
        f"content/policies/xingtai-2020-3.md:{policy}: looks like a citizen ID number (身份证号)",
        f"content/interpretations/filing-explained.md:{child}: seems to name a child (儿童姓名)",
        "content/pages/methods.md:2 来源: looks like a mobile number (手机号)",
    ])  # fmt: skip


@pytest.mark.parametrize(
    "text", ["138**1234**5678", "138&#49;2345678", "138<b>1234</b>5678", "138`1234`5678"]
)
def test_a_number_that_marks_split(portal: TestPortal, text: str) -> None:
    """Readers see it as one number."""
    append(portal, "pages/about.md", f"电话 {text}。")
    assert any("about.md" in line and "手机号" in line for line in refused(portal))


def test_a_file_that_is_refused_is_scanned_too(portal: TestPortal) -> None:
    """A fault of form and personal data are said at once, and the message repeats no value."""
    file = portal.deployment.folder / "content/interpretations/filing-explained.md"
    text = file.read_text("utf-8").replace("形式: 问答", f"形式: 问{MOBILE}")
    assert MOBILE in text
    file.write_text(text, encoding="utf-8")
    found = refused(portal)
    assert any('形式: "问…" is none of' in line for line in found)
    assert any("形式: looks like a mobile number" in line for line in found)


def test_offices_and_sentences_about_data_pass(portal: TestPortal) -> None:
    """A landline, a service number, an office's mail, a rule about names."""
    append(
        portal,
        "pages/about.md",
        "办公电话 0635-8212345、12345，wjw@liaocheng.gov.cn。儿童姓名和照片不得公开。",
    )
    assert portal.build().release


def test_a_reason_lets_one_kind_pass(portal: TestPortal) -> None:
    """It is recorded in the file and published nowhere; other kinds still stop."""
    append(portal, "pages/about.md", f"值班 {MOBILE}")
    in_front(portal, "pages/about.md", "隐私说明:\n  手机号: 公用值班手机甲")
    portal.build()
    assert MOBILE in portal.page("about/index.html")
    assert not any("公用值班手机甲" in p.read_text("utf-8") for p in portal.public.rglob("*.html"))
    append(portal, "pages/about.md", f"证件 {CITIZEN}")
    (only,) = refused(portal)
    assert "身份证号" in only


@pytest.mark.parametrize("reason", [" 没问题", "\n  手机号:", "\n  电话: 公用", "\n  - 手机号"])
def test_a_reason_that_is_none(reason: str) -> None:
    """A kind without a reason, a reason without a kind, a kind that is not known."""
    text = f"---\n标题: 页面\n隐私说明:{reason}\n---\n电话 {MOBILE}\n"
    found = [str(problem) for problem in scan_content("content/pages/x.md", text, None)]
    assert any(":3 隐私说明: write one kind a line with its reason" in line for line in found)
    assert any("looks like a mobile number" in line for line in found)


def test_a_reason_that_is_not_needed_any_more() -> None:
    """A warning, so that it does not wait for the next number."""
    text = "---\n标题: 页面\n隐私说明:\n  手机号: 公用\n---\n正文\n"
    (only,) = scan_content("content/pages/x.md", text, None)
    assert only.severity == "warning" and only.line == 3


def test_the_settings_are_looked_at(portal: TestPortal) -> None:
    """What portal.toml puts on every page: a mobile number is a warning, an ID number stops."""
    settings = portal.deployment.settings
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}contact = "值班 {MOBILE}"\n', encoding="utf-8")
    warned = [str(each) for each in portal.build().warnings]
    assert any(line.startswith("portal.toml contact: a mobile number") for line in warned)
    settings.write_text(f'{text}organiser = "{CITIZEN}"\n', encoding="utf-8")
    (only,) = refused(portal)
    assert only == "portal.toml organiser: looks like a citizen ID number (身份证号)"
