"""A notice as it is printed and hung, and what its code shows to whoever scans it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from generator.build.placards import Form, Size, facility_placards
from generator.demonstration.liaocheng import cases
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.render.printing import fonts_in, has_chinese

LONG_NAME, A_GRADE, NOT_RATED = "371503T00008", "371502T00001", "371502T00017"
TWO_SCHEMES, NO_SCHEME = "110105T00003", "410193T00001"
POINTS = {Size.A4: (595, 842), Size.A3: (842, 1191)}


def made(demo: Deployment, out: Path, facility: str, form: Form) -> tuple[Path, ...]:
    """The files of one notice."""
    return facility_placards(demo, [facility], out, form, lambda done, total: None).files


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone without JavaScript, as the built-in browser of a scanner may be."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("size", Size)
def test_the_pdf_is_one_sheet_with_its_fonts_inside(
    demo: Deployment, tmp_path: Path, size: Size
) -> None:
    """The printer needs neither a font of ours nor a choice of paper.

    Chromium puts the glyphs of Noto CJK into the file as procedures (Type 3), others as font files.
    """
    _, pdf = made(demo, tmp_path, A_GRADE, Form(size=size, pdf=True))
    content = pdf.read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert [tuple(round(float(side)) for side in box) for box in boxes] == [POINTS[size]]
    fonts = re.findall(rb"/Type /Font\s*/Subtype /(\w+)(.*?)endobj", content, re.DOTALL)
    assert has_chinese(fonts_in(content))
    for kind, font in fonts:
        inside = b"/CharProcs" in font if kind == b"Type3" else b"/FontFile" in content
        assert inside, font[:200]


@pytest.mark.parametrize("facility", [A_GRADE, LONG_NAME, TWO_SCHEMES, NO_SCHEME])
def test_everything_stands_on_the_sheet(
    demo: Deployment, tmp_path: Path, browser: Browser, facility: str
) -> None:
    """Nothing is cut off or runs into the frame, and a letter is a hand's breadth high."""
    html, *_ = made(demo, tmp_path, facility, Form())
    page = browser.new_page(viewport={"width": 900, "height": 1300})
    page.goto(html.as_uri())
    sheet = page.locator("article").bounding_box()
    foot = page.locator("footer").bounding_box()
    assert sheet and foot
    unit = sheet["width"] / 210
    assert foot["y"] + foot["height"] <= sheet["y"] + sheet["height"] - 10 * unit
    parts = page.locator("article > *").evaluate_all(
        "all => all.map(e => e.scrollHeight - e.clientHeight)"
    )
    assert all(over <= 4 for over in parts)  # the quiet zone of the code reaches out
    if facility == A_GRADE:
        mark = page.locator(".mark").bounding_box()
        assert mark and mark["height"] >= 70 * unit
    page.close()


def test_the_code_leads_to_what_the_notice_should_say(
    demo: Deployment, tmp_path: Path, browser: Browser, address: str, phone: Page
) -> None:
    """An independent decoder reads the printed code; the page answers with the same grade first."""
    html, *_ = made(demo, tmp_path, NOT_RATED, Form())
    paper = browser.new_page(viewport={"width": 900, "height": 1300})
    paper.goto(html.as_uri())
    printed = paper.locator(".label").inner_text().strip()
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(paper.screenshot())))
    paper.close()
    assert code.text == f"http://localhost:8000{urls.door(NOT_RATED)}"
    phone.goto(code.text.replace("http://localhost:8000", address))
    door = phone.locator("#door")
    box = door.bounding_box()
    assert box and 0 <= box["y"] < 60
    assert door.locator(".says").first.inner_text().strip() == printed == "不予评级"
    assert "2026-02-13 评定" in door.inner_text()


@pytest.mark.parametrize(
    ("facility", "says"),
    [
        (cases.CLOSED, "已停办，门口不应再挂公示牌"),
        (cases.SUSPENDED, "这家机构停业中"),
        (NO_SCHEME, "没有等级"),
        (cases.WITHHELD_GRADE, "暂不公开"),
    ],
)
def test_the_door_says_what_is_not_a_grade(
    facility: str, says: str, phone: Page, address: str
) -> None:
    """Closed, suspended, no scheme, withheld: in words, and how to report another notice."""
    phone.goto(address + urls.door(facility))
    door = phone.locator("#door")
    assert says in door.inner_text()
    assert door.locator("a[href='#complaints']").is_visible()


def test_the_door_stands_aside_for_other_readers(phone: Page, address: str) -> None:
    """Who did not scan sees the page as ever, and may ask for the door by a link."""
    phone.goto(address + urls.facility(A_GRADE))
    assert not phone.locator("#door").is_visible()
    phone.locator("a[href='#door']").click()
    assert phone.locator("#door").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("mode", ["", "elder", "contrast"])
def test_the_door_in_every_mode(
    browser: Browser, address: str, scheme: Literal["light", "dark"], mode: str
) -> None:
    """No violation by axe and nothing wider than a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address + urls.door(TWO_SCHEMES))
    if mode:
        name, value = ("mode", "elder") if mode == "elder" else ("contrast", "more")
        page.evaluate(f"document.documentElement.dataset.{name} = '{value}'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Axe().run(page, context="#door").response["violations"] == []
    context.close()
