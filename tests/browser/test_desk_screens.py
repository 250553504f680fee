"""Every screen of the desk in Chromium: what is typed stays, nothing is too wide, axe is still."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from generator.desk.releases.workspace import Workspace
from generator.desk.writing.draft import Draft
from tests.browser.chromium import FULL
from tests.browser.test_desk_document import interpretation, notice
from tests.browser.test_desk_list import grade_list
from tests.desk.conftest import Clock, OpenDesk, Visitor, opened
from tests.desk.conftest import space as space  # a fixture
from tests.desk.test_release_screens import reviewed, with_keys, written
from tests.factory_portal import PASSPHRASE

WIDTHS = (360, 768, 1440)
AUTOSAVE_S = 2
"""Within this time what is typed is on the disk."""


@pytest.fixture
def desk(space: Workspace) -> Iterator[OpenDesk]:
    """An open desk of an office without the portal, with a key."""
    with_keys(space.folder / "keys", "r-3715")
    with opened(space, Clock()) as it:
        yield it


def furnish(desk: OpenDesk) -> list[str]:
    """Drafts at every stage, and the address of every screen that they have."""
    visitor = Visitor(desk)
    published = written(visitor, desk)
    reviewed(visitor, published)
    visitor.post(f"/draft/{published.id}/sign", key="r-3715", passphrase=PASSPHRASE.decode())
    visitor.post(f"/draft/{published.id}/publish", handed="1")
    visitor.send("/new/policy", {}, {"file": [("通知.docx", notice())]})
    (draft,) = (each for each in desk.desk.drafts.all() if not each.info.closed)
    there = f"/draft/{draft.id}"
    visitor.send(
        f"{there}/interpretation", {"do": "file"}, {"file": [("解读.docx", interpretation())]}
    )
    visitor.send("/new/list", {}, {"file": [("评级.xlsx", grade_list())]})
    listed = visitor.path.rpartition("/")[0]
    visitor.post("/new/notice")
    put = visitor.path.rpartition("/")[0]
    return [
        "/", "/name", "/office", "/new/policy", "/new/interpretation", "/new/list", "/nowhere",
        *(f"{there}/{each}" for each in (
            "text/policy", "text/policy?raw=1", "text/interpretation", "fields/policy",
            "fields/interpretation", "interpretation", "check", "review", "sign", "publish",
            "versions/policy.body",
        )),
        f"{listed}/columns", f"{listed}/publicity", f"{listed}/check", f"{put}/publicity",
        f"/draft/{published.id}/sign", f"/draft/{published.id}/publish",
        f"/draft/{published.id}/review",
    ]  # fmt: skip


def entered(browser: Browser, desk: OpenDesk, **how: object) -> Page:
    """A page of the desk in a new window of somebody who gave a name."""
    page = browser.new_context(**how).new_page()  # type: ignore[arg-type]
    page.goto(desk.address)
    page.get_by_label("您的姓名").fill("李文")
    page.get_by_role("button", name="开始").click()
    return page


COLOURS: dict[str, object] = FULL | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}


def axe_rules(scheme: str, width: int) -> dict[str, object] | None:
    """All rules on a phone in the light scheme; else those about colours, on the desk in the light
    one only. None where nothing but width is new.
    """
    if width == 768 or (scheme, width) == ("dark", 1440):
        return None
    return FULL if (scheme, width) == ("light", 360) else COLOURS


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_fits_and_axe_finds_nothing(
    browser: Browser, desk: OpenDesk, scheme: str
) -> None:
    """On a phone, a tablet and a desk, in light and dark; nothing to read is below 16 px."""
    paths = furnish(desk)
    page = entered(browser, desk, color_scheme=scheme)
    wrong = []
    for path in paths:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(desk.root + path)
            page.evaluate(
                "for (const each of document.querySelectorAll('details')) each.open = true"
            )
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{path} scrolls sideways at {width}")
            rules = axe_rules(scheme, width)
            if rules is None:
                continue
            found = Axe().run(page, options=rules).response["violations"]
            wrong += [
                f"{path} {width}: {each['id']} {each['nodes'][0]['html'][:90]}" for each in found
            ]
        small = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter((e) =>
              [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
              && e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 16)
              .map((e) => e.outerHTML.slice(0, 80))"""
        )
        wrong += [f"{path} small: {each}" for each in small]
    page.context.close()
    assert wrong == []


def begun(desk: OpenDesk) -> Draft:
    """A draft that was begun with an empty sheet."""
    Visitor(desk).post("/new/policy")
    return desk.desk.drafts.all()[0]


def test_what_is_typed_is_saved_and_previewed(browser: Browser, desk: OpenDesk) -> None:
    """Two seconds after the last key, without a button; the page beside it follows."""
    draft = begun(desk)
    page = entered(browser, desk)
    page.goto(f"{desk.root}/draft/{draft.id}/text/policy?raw=1")
    page.locator("#body").press_sequentially("## 总则\n\n托育机构应当备案。联系张三13812345678")
    expect(page.locator("[data-preview] h3, [data-preview] h2")).to_have_text("总则")
    expect(page.locator("[data-notes]")).to_contain_text("手机")
    expect(page.locator("[data-saved]")).to_contain_text("已保存 ")
    assert "托育机构应当备案" in draft.text("policy.body")
    page.locator("#body").press_sequentially("。")
    expect(page.locator("[data-preview]")).to_contain_text("13812345678。")
    page.context.close()


def test_two_windows_lose_nothing(browser: Browser, desk: OpenDesk) -> None:
    """Who comes second sees both texts beside each other, and makes one of them."""
    draft = begun(desk)
    one = entered(browser, desk)
    other = one.context.new_page()
    for page in (one, other):
        page.goto(f"{desk.root}/draft/{draft.id}/text/policy?raw=1")
    one.locator("#body").fill("第一个窗口写的。")
    expect(one.locator("[data-saved]")).to_contain_text("已保存 ")
    other.locator("#body").fill("第二个窗口写的。")
    expect(other.locator("h1")).to_have_text("另一个窗口先保存了")
    expect(other.locator("main")).to_contain_text("第一个窗口写的。")
    assert other.locator("#mine").input_value() == "第二个窗口写的。"
    assert draft.text("policy.body") == "第一个窗口写的。"
    refused = [v for v in draft.versions("policy.body") if v.refused]
    assert {draft.version_text("policy.body", v.name) for v in refused} == {"第二个窗口写的。"}
    other.locator("#mine").fill("第一个窗口写的。第二个窗口写的。")
    other.get_by_role("button", name="保存这一份").click()
    expect(other.locator("#body, .block")).not_to_have_count(0)
    assert draft.text("policy.body") == "第一个窗口写的。第二个窗口写的。"
    one.context.close()


def start(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """`gongshi desk` in a process of its own, and the address that it printed."""
    command = [sys.executable, "-m", "generator", "--language", "zh-CN", "desk", str(folder)]
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder.parent,
    )
    assert process.stdout
    found = re.search(r"http://\S+token=[\w-]+", process.stdout.readline())
    assert found
    return process, found[0]


def test_killed_at_any_instant_what_was_typed_is_there(browser: Browser, space: Workspace) -> None:
    """SIGKILL while somebody types: at most the last two seconds are lost, in a paragraph too."""
    process, address = start(space.folder)
    page = browser.new_context().new_page()
    page.goto(address)
    page.get_by_label("您的姓名").fill("李文")
    page.get_by_role("button", name="开始").click()
    page.goto(f"{address.partition('/?')[0]}/new/policy")
    page.get_by_role("button", name="从空白开始").click()
    path = page.url.partition("/draft/")[2].partition("?")[0]
    stamps: list[tuple[float, str]] = []
    body = page.locator("#body")
    for number in range(60):
        body.press_sequentially(f"第{number}句。", delay=20)
        stamps.append((time.monotonic(), f"第{number}句。"))
    os.kill(process.pid, signal.SIGKILL)
    killed = time.monotonic()
    process.wait()
    again, address = start(space.folder)
    try:
        visitor = page.context.new_page()
        visitor.goto(address)
        visitor.goto(f"{address.partition('/?')[0]}/draft/{path}?raw=1")
        kept = visitor.locator("#body").input_value()
    finally:
        again.kill()
        again.wait()
    page.context.close()
    # What was typed longer ago than a save takes, and one more for a busy machine.
    old = [words for at, words in stamps if killed - at > 2 * AUTOSAVE_S]
    assert all(words in kept for words in old), (len(old), kept[-40:])
    assert len(old) > 5


def test_a_paragraph_that_was_typed_and_not_saved_is_offered(
    browser: Browser, desk: OpenDesk
) -> None:
    """After a crash it is open where it was, with the words that were typed."""
    draft = begun(desk)
    draft.write("policy.body", "第一段。\n\n第二段。\n", None, desk.clock())
    page = entered(browser, desk)
    page.goto(f"{desk.root}/draft/{draft.id}/text/policy")
    page.locator("#b1 summary").click()
    page.locator("#w-1").fill("第二段改到一半")
    expect(page.locator("[data-saved]")).to_contain_text("已留底")
    again = page.context.new_page()
    again.goto(f"{desk.root}/draft/{draft.id}/text/policy")
    assert again.locator("#w-1").input_value() == "第二段改到一半"
    assert draft.text("policy.body") == "第一段。\n\n第二段。\n"
    again.locator("#b1").get_by_role("button", name="保存这一段").click()
    expect(again.locator("#b1")).to_contain_text("第二段改到一半")
    assert draft.text("policy.body") == "第一段。\n\n第二段改到一半\n"
    page.context.close()


def test_it_works_without_scripts(browser: Browser, desk: OpenDesk) -> None:
    """From an empty sheet to the signature by forms alone."""
    page = entered(browser, desk, java_script_enabled=False)
    page.get_by_role("link", name="发文件").click()
    page.get_by_role("button", name="从空白开始").click()
    page.locator("#body").fill("各单位：照办。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="下一步：填表").click()
    for name, value in {
        "标题": "关于托育收费的通知", "文号": "聊卫发〔2026〕9号", "成文日期": "2026-10-30",
        "发布日期": "2026-11-02",
    }.items():  # fmt: skip
        page.get_by_label(name).first.fill(value)
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_role("button", name="稍后").click()
    page.get_by_role("button", name="交审查").click()
    page.get_by_label("审查人姓名").fill("王审")
    page.get_by_label("保密审查：没有涉密内容，可以公开。").check()
    page.get_by_label("个人信息审查：没有不得公开的个人信息。").check()
    page.get_by_role("button", name="审查通过").click()
    page.get_by_label("密钥的口令").fill(PASSPHRASE.decode())
    page.get_by_role("button", name="签名", exact=True).click()
    expect(page.locator("main")).to_contain_text("把这个文件夹交给门户")
    page.context.close()


def test_the_keyboard_is_enough(browser: Browser, desk: OpenDesk) -> None:
    """Every field and button is reached in the order of reading, and shows that it is."""
    draft = begun(desk)
    page = entered(browser, desk)
    page.goto(f"{desk.root}/draft/{draft.id}/fields/policy")
    wanted = page.locator(
        "main :is(input:not([type=hidden]), textarea, select, button, summary):visible"
    ).count()
    reached = set()
    for _ in range(wanted + 30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(
            """() => { const e = document.activeElement;
              const { outlineStyle } = getComputedStyle(e);
              if (!e.closest("main")) return "";
              return `${e.id || e.name || e.textContent}${outlineStyle}`; }"""
        ))  # fmt: skip
    assert len(reached - {""}) >= wanted
    assert all(each.endswith("solid") or each.endswith("auto") for each in reached - {""})
    page.context.close()
