"""Takes the pictures of the guides from a built demonstration, in Debian's Chromium.

    .venv/bin/gongshi demo --portal demo
    .venv/bin/python docs/images/take_pictures.py demo

Each picture shows a page on a phone and on a desk, beside each other.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.serving import served

FOLDER = Path(__file__).parent
PAGES = {
    "policy": "/policy/xingtai-2020-infant-care/",
    "notices": "/notice/",
    "graph": "/documents/graph/",
}
"""Name of a picture → the page that it shows."""
PHONE, DESK, HEIGHT, GAP = 360, 1180, 800, 24


def picture(browser: Browser, address: str, width: int) -> Image.Image:
    """The first screen of a page."""
    page = browser.new_page(viewport={"width": width, "height": HEIGHT})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    taken = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return taken


def main(portal: Path) -> None:
    """Take every picture."""
    with served(portal / "site") as address, chromium() as browser:
        for name, path in PAGES.items():
            phone, desk = (picture(browser, address + path, width) for width in (PHONE, DESK))
            both = Image.new("RGB", (PHONE + GAP + DESK, HEIGHT), "#d9dee0")
            both.paste(phone, (0, 0))
            both.paste(desk, (PHONE + GAP, 0))
            both.quantize(64).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
