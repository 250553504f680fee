"""What `docs/developing.md` shows is what the code is."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_drawing_is_that_of_the_imports() -> None:
    """Rooms and arrows; lengths of rooms may lag behind by what rounds away."""
    spec = importlib.util.spec_from_file_location("draw_house", DOCS / "images" / "draw_house.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    without_lengths = re.compile(r"[\d,]+ lines")
    drawn = without_lengths.sub("", (DOCS / "images" / "house.svg").read_text("utf-8"))
    assert drawn == without_lengths.sub("", module.draw()), "run docs/images/draw_house.py"


def test_files_that_the_guide_names_are_there() -> None:
    """Every path of the guides for developers leads to a file or folder."""
    root = DOCS.parent
    for guide in (DOCS / "developing.md", root / "CONTRIBUTING.md"):
        text = guide.read_text("utf-8")
        for path in re.findall(r"`((?:generator|tests|theme|docs|\.ci)/[\w./-]+)`", text):
            assert (root / path).exists(), f"{guide.name} names {path}"
