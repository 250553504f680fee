"""The pictures of shared addresses: one for each drawing, PNG, the same on every machine."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from generator.pages.shared.picture import SIZE, corners, picture_path, pictures
from generator.pages.shared.scheme_info import SHAPES
from generator.pages.shared.views import OUTLINES, Mark
from generator.portal.folder import Deployment
from generator.portal.settings import Portal

MARKS = (*(Mark(shape, "A") for shape in SHAPES), Mark("plain", "J"), Mark("bar", "不予评级"),
         Mark("lock", "不公开"))  # fmt: skip


@pytest.fixture
def portal() -> Portal:
    """The least that an operator says."""
    return Portal(name="公示", address="https://example.cn")


def test_every_mark_has_a_picture_of_its_own(portal: Portal, tmp_path: Path) -> None:
    """Told apart by what is drawn; that of pages about no grade comes first."""
    made = list(pictures(MARKS, portal))
    assert [file.path for file in made[1:]] == [picture_path(mark, portal) for mark in MARKS]
    contents = set()
    for file in made:
        digest = file.write(tmp_path / "picture.png")
        content = (tmp_path / "picture.png").read_bytes()
        assert digest == hashlib.sha256(content).digest()
        with Image.open(io.BytesIO(content)) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", SIZE)
        assert len(content) < 20_000
        contents.add(content)
    assert len(contents) == len(made) == len(MARKS) + 1


def test_what_is_drawn_alike_is_one_picture(portal: Portal) -> None:
    """Chinese labels are told by the title, so shape and colour alone make their picture."""
    words = [Mark("disc", "优秀"), Mark("disc", "示范"), Mark("disc", None)]
    assert len(list(pictures(words, portal))) == 2


@pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES.keys())
def test_outlines_stay_in_their_box(outline: str) -> None:
    """The corners of a path, as SVG reads it."""
    found = corners(outline)
    assert len(found) >= 4
    assert all(0 <= x <= 24 and 0 <= y <= 24 for x, y in found)


def test_corners_of_a_path() -> None:
    """Small letters are steps, capitals places; one number moves along one axis."""
    assert corners("M6 1.5h12L24 12l-6 10.5H6L0 12z") == [
        (6, 1.5), (18, 1.5), (24, 12), (18, 22.5), (6, 22.5), (0, 12),
    ]  # fmt: skip


def test_the_pages_of_the_demonstration_name_pictures_that_stand(demo: Deployment) -> None:
    """Pages about facilities that of the grade in their title, all others that of the site."""
    site = demo.site / "current"
    found: dict[str, set[str]] = {}
    for page in (*(site / "f").rglob("*.html"), site / "index.html", *site.glob("policy/*.html")):
        text = page.read_text(encoding="utf-8")
        title = re.search(r'og:title" content="([^"]*)"', text)
        image = re.search(r'og:image" content="https?://[^/"]*(/assets/[^"]*\.png)"', text)
        assert title and image, page
        assert (site / image[1].lstrip("/")).is_file()
        if grade := re.search(r"· 卫生 ([A-C]|不予评级)（", title[1]):
            found.setdefault(grade[1], set()).add(image[1])
    assert {grade: len(images) for grade, images in found.items()} == dict.fromkeys(
        ("A", "B", "C", "不予评级"), 1
    )
    assert len(set().union(*found.values())) == len(found)
