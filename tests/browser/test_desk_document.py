"""The walk of an official: a Word file becomes a signed policy with its interpretation."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from generator.desk.releases.workspace import Workspace
from tests.desk.conftest import AGENCY, REGION, Clock, new_portal, opened
from tests.factory_portal import PASSPHRASE
from tests.word_files import ONE_LIST, deleted, level, lists, numbered, p, r, text_box, word_file

NUMBERING = lists(level(0, "chineseCountingThousand", "%1、"), numbers=ONE_LIST)


def notice() -> bytes:
    """A notice with a text box, automatic numbers, tracked changes and two attachments."""
    red = p(r("聊城市卫生健康委员会文件"))
    insertion = f'<w:ins w:author="张三">{r("并每季度公布一次")}</w:ins>'
    body = [
        p(text_box(red)),
        p(r("聊卫发〔2026〕9号"), properties='<w:jc w:val="center"/>'),
        p(r("关于规范托育机构收费公示的通知"), properties='<w:jc w:val="center"/>'),
        p(r("各县（市、区）卫生健康局，各托育机构：")),
        p(r("为规范托育服务收费，根据有关规定，现就收费公示有关事项通知如下。")),
        numbered("公示内容"),
        p(r("托育机构应当在入口处公示收费项目、标准和退费办法"), insertion, r("。"),
          deleted("由园长张三负责。")),
        numbered("监督管理"),
        p(r("各县（市、区）卫生健康局应当将收费公示情况纳入日常检查。咨询电话：13812345678。")),
        p(r("附件：1. 收费公示表")),
        p(r("2. 退费申请书")),
        p(r(AGENCY), properties='<w:jc w:val="right"/>'),
        p(r("2026年10月30日"), properties='<w:jc w:val="right"/>'),
    ]  # fmt: skip
    return word_file("".join(body), {"numbering": NUMBERING})


def interpretation() -> bytes:
    """What a parent should know of it."""
    lines = [
        "《关于规范托育机构收费公示的通知》解读", "一、背景", "不少家长反映看不懂收费。",
        "二、目的", "让家长一眼看明白要交多少钱。", "三、主要内容", "门口要贴出每一项收费。",
        "四、适用范围", "全市的托育机构。", "五、注意事项", "没有贴出来的项目可以不交。",
    ]  # fmt: skip
    return word_file("".join(p(r(line)) for line in lines))


def as_file(name: str, content: bytes) -> FilePayload:
    """A file that is chosen in a form."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


class Walker:
    """An official before the desk, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def press(self, name: str) -> None:
        """A button or a link, by its words."""
        found = self.page.get_by_role("button", name=name, exact=True)
        if found.count() == 0:
            found = self.page.get_by_role("link", name=name, exact=True)
        self.clicks += 1
        found.first.click()

    def tick(self, words: str) -> None:
        """A box, by its words."""
        self.clicks += 1
        self.page.get_by_label(words).check()

    def publish(self) -> None:
        """From what would change over another person's review and the signature to the site."""
        self.press("交审查")
        self.page.get_by_label("审查人姓名").fill("王审")
        self.tick("保密审查：没有涉密内容，可以公开。")
        self.tick("个人信息审查：没有不得公开的个人信息。")
        self.press("审查通过")
        self.page.get_by_label("密钥的口令").fill(PASSPHRASE.decode())
        self.press("签名")
        self.page.get_by_label("门户密钥的口令").fill(PASSPHRASE.decode())
        self.press("现在发布")


@pytest.fixture
def clock_of_portal(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the desk, and of the commands that it starts."""
    clock = Clock()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(clock.now.timestamp())))
    return clock


def exported(folder: Path, name: str) -> dict[str, bytes]:
    """The members of a packed release."""
    (path,) = folder.glob(f"drafts/*/handover/exports/*/{name}.zip")
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


@pytest.mark.slow
def test_a_word_file_becomes_a_signed_policy_with_its_interpretation(
    tmp_path: Path, browser: Browser, clock_of_portal: Clock
) -> None:
    """From a fresh portal, without a command; what was deleted and hidden reaches nobody."""
    portal = new_portal(tmp_path / "portal")
    space = Workspace(portal.folder / "desk", portal)
    began = time.monotonic()
    with opened(space, clock_of_portal) as desk:
        page = browser.new_page()
        walker = Walker(page)
        page.goto(desk.address)
        page.get_by_label("您的姓名").fill("李文")
        walker.press("开始")
        page.get_by_label("部门全称").fill(AGENCY)
        page.get_by_label("行政区划代码，六位").fill(REGION)
        walker.press("下一步")
        walker.press("发文件")
        page.get_by_label("文件：Word、PDF、OFD、网页或文本").set_input_files(
            as_file("通知.docx", notice())
        )
        page.get_by_label("它的附件").set_input_files([
            as_file("收费公示表.docx", word_file(p(r("项目 标准 单位")))),
            as_file("退费申请书.docx", word_file(p(r("机构名称 申请日期")))),
        ])  # fmt: skip
        walker.press("读取")
        expect(page.locator(".report")).to_contain_text("少 0")
        expect(page.locator(".document")).to_contain_text("一、公示内容")
        expect(page.locator("main")).not_to_contain_text("由园长张三负责")
        expect(page.locator("#personal")).to_contain_text("手机")
        page.get_by_label("办公电话").fill("0635-8242216")
        walker.press("改成办公电话")
        expect(page.locator("#personal")).to_contain_text("没有发现")
        walker.press("下一步：填表")
        assert page.get_by_label("文号").input_value() == "聊卫发〔2026〕9号"
        page.get_by_label("发布日期").fill("2026-11-02")
        walker.press("保存，下一步")
        page.get_by_label("解读的文件").set_input_files(as_file("解读.docx", interpretation()))
        walker.press("读取")
        walker.press("下一步：填表")
        page.get_by_label("发布日期").fill("2026-11-02")
        walker.press("保存，下一步")
        walker.press("变化")
        expect(page.locator("main")).to_contain_text("没有发现问题")
        expect(page.locator("main")).to_contain_text("关于规范托育机构收费公示的通知")
        walker.publish()
        expect(page.locator("main")).to_contain_text("371500-0001 已经发布")
        address = page.get_by_role("link", name="/policy/").get_attribute("href")
        page.close()
    minutes = (time.monotonic() - began) / 60
    print(f"{walker.clicks} clicks, {minutes:.1f} minutes of the machine")
    assert address is not None
    site = portal.site / "current"
    shown = (site / address.removeprefix("http://localhost:8000/") / "index.html").read_text(
        "utf-8"
    )
    assert "一、公示内容" in shown and "并每季度公布一次" in shown and "0635-8242216" in shown
    assert "由园长张三负责" not in shown and "13812345678" not in shown
    assert "收费公示表" in shown and "解读" in shown
    members = exported(space.folder, "371500-0001")
    assert sum(name.startswith("attachments/") for name in members) == 2
    secrets = [PASSPHRASE, "张三".encode(), b"13812345678"]
    assert not any(secret in data for data in members.values() for secret in secrets)
    journal = [json.loads(line) for line in (space.folder / "journal.jsonl").open(encoding="utf-8")]
    assert {each["who"] for each in journal} == {"李文"}
    kept = [path for path in space.folder.rglob("*") if path.is_file()]
    assert not any(PASSPHRASE in path.read_bytes() for path in kept)
