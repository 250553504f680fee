"""Inside WeChat's browser, told by its User-Agent: no press without an answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.pages.shared import urls
from tests.browser.chromium import watched

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2304A Build/UP1A) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Version/4.0 Chrome/130.0.6723.103 Mobile Safari/537.36 XWEB/1300 MMWEBSDK/20250201"
    " MicroMessenger/8.0.58.2840(0x28003A3C) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN"
)


def opened(browser: Browser, agent: str | None) -> Page:
    """A page of a phone whose browser names itself so."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, user_agent=agent, accept_downloads=True
    )
    return context.new_page()


def test_a_file_that_cannot_be_kept_says_what_to_do(browser: Browser, address: str) -> None:
    """Nothing is fetched before it is pressed; the words stand beside what was pressed."""
    faults: list[str] = []
    page = watched(opened(browser, WECHAT), faults)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + urls.DATA)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "labels.json" in url]
    link = page.locator("a[download]").first
    link.click()
    said = page.get_by_role("status").filter(has_text="微信里不能下载文件")
    expect(said).to_contain_text("在浏览器打开")
    expect(said).to_be_in_viewport()
    assert page.url == address + urls.DATA
    page.locator("a[download]").nth(1).click()
    expect(said).to_have_count(1)
    page.context.close()
    assert faults == []


def test_elsewhere_the_file_comes(browser: Browser, address: str) -> None:
    """No other browser loads the script for it."""
    page = opened(browser, None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + urls.DATA)
    with page.expect_download():
        page.locator("a[download]").first.click()
    assert not [url for url in asked if "wechat" in url]
    page.context.close()


@pytest.mark.parametrize("path", [urls.NEAR, f"{urls.SEARCH}?q=%E9%98%B3%E5%85%89"])
def test_search_and_near_me_work_there(browser: Browser, address: str, path: str) -> None:
    """They need nothing that WeChat's browser lacks."""
    page = opened(browser, WECHAT)
    page.goto(address + path + ("?from=371502" if path == urls.NEAR else ""))
    expect(page.locator("#hits li:not(.worst *)").first).to_be_visible()
    page.context.close()
