"""Takes the pictures of the guides from a built demonstration, in Debian's Chromium.

    .venv/bin/gongshi demo --portal demo
    .venv/bin/python docs/images/take_pictures.py demo

Each picture shows a page on a phone and on a desk, beside each other.
"""

from __future__ import annotations

import io
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser

from generator.commands.main import main as main_command
from generator.desk.releases.workspace import Office, Workspace
from tests.browser.chromium import chromium
from tests.browser.test_desk_screens import entered, furnish
from tests.desk.conftest import AGENCY, REGION, Clock, opened
from tests.desk.test_release_screens import with_keys
from tests.serving import served

FOLDER = Path(__file__).resolve().parent
PAGES = {
    "policy": "/policy/xingtai-2020-infant-care/",
    "notices": "/notice/",
    "graph": "/documents/graph/",
    "release": "/release/371500-0003/",
    "verify": "/verify/",
}
"""Name of a picture → the page that it shows."""
SCREENS = {
    "desk-today": "/",
    "desk-text": "/text/policy",
    "desk-columns": "/columns",
    "desk-check": "/check",
}
"""Name of a picture → the screen of the desk that it shows, of the first draft that has it."""
PHONE, DESK, HEIGHT, GAP = 360, 1180, 800, 24


def picture(browser: Browser, address: str, width: int) -> Image.Image:
    """The first screen of a page."""
    page = browser.new_page(viewport={"width": width, "height": HEIGHT})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    taken = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return taken


def side_by_side(name: str, phone: Image.Image, desk: Image.Image) -> None:
    """One picture of both."""
    both = Image.new("RGB", (PHONE + GAP + DESK, HEIGHT), "#d9dee0")
    both.paste(phone, (0, 0))
    both.paste(desk, (PHONE + GAP, 0))
    both.quantize(64).save(FOLDER / f"{name}.png", optimize=True)


def desk_pictures(browser: Browser) -> None:
    """The officials' desk with drafts at several stages."""
    with TemporaryDirectory() as folder, chdir(folder):
        space = Workspace(Path(folder) / "desk", None)
        space.folder.mkdir()
        space.set_office(Office(agency=AGENCY, region=REGION))
        with_keys(space.folder / "keys", "r-3715")
        with opened(space, Clock()) as desk:
            paths = furnish(desk)
            for name, ending in SCREENS.items():
                path = next(each for each in paths if each.endswith(ending))
                taken = []
                for width in (PHONE, DESK):
                    size = {"width": width, "height": HEIGHT}
                    page = entered(browser, desk, viewport=size)
                    page.goto(desk.root + path)
                    taken.append(Image.open(io.BytesIO(page.screenshot())))
                    page.context.close()
                side_by_side(name, *taken)


def key_card(browser: Browser) -> None:
    """The card that an agency prints of its key."""
    with TemporaryDirectory() as folder:
        with_keys(Path(folder), "r-3715")
        card = Path(folder) / "card.html"
        words = ["keys", "card", f"{folder}/r-3715.pub.pem", "--role", "r-3715"]
        main_command([*words, "--holder", AGENCY, "--out", str(card)])
        page = browser.new_page(viewport={"width": 760, "height": 560})
        page.goto(card.as_uri())
        taken = Image.open(io.BytesIO(page.screenshot()))
        taken.quantize(64).save(FOLDER / "key-card.png", optimize=True)
        page.close()


def main(portal: Path) -> None:
    """Take every picture."""
    with served(portal / "site") as address, chromium() as browser:
        for name, path in PAGES.items():
            phone, desk = (picture(browser, address + path, width) for width in (PHONE, DESK))
            side_by_side(name, phone, desk)
        desk_pictures(browser)
        key_card(browser)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
