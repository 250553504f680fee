#!/bin/sh
# Playwright 1.65.2 with Chromium 150: inner_text() of a section with content-visibility: auto is
# empty as long as the section lies outside the view, and that of its parent leaves it out.
#
# One would guess: the words, since the section is in the document, takes its height, is found by
# the search of the browser and counts as visible: is_visible() of it is true.
# Seen: '' before it was scrolled to, the words after. So a test of a long page that says that
# something is not there by inner_text() holds whatever the page says. text_content() has it all.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check playwright==1.65.2 2>/dev/null
cd "$folder"
venv/bin/python - <<'PYTHON'
import shutil

from playwright.sync_api import sync_playwright

PAGE = """<main><p style="height:4000px">first</p>
<section style="content-visibility:auto;contain-intrinsic-size:auto 10rem"><p>second</p></section></main>"""

with sync_playwright() as playwright:
    place = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))))
    browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 360, "height": 600})
    page.set_content(PAGE)
    section, main = page.locator("section"), page.locator("main")
    print("chromium", browser.version, "visible", section.is_visible())
    print("before", repr(section.inner_text()), repr(main.inner_text()))
    assert section.is_visible(), "changed: it counts as hidden"
    assert section.inner_text() == "" and main.inner_text() == "first", "changed: it has its words"
    assert section.text_content() == "second", "changed"
    section.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('main').innerText.includes('second')")
    print("after", repr(section.inner_text()))
    assert section.inner_text() == "second", "changed"
    browser.close()
PYTHON
