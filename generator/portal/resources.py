"""What comes with the program: theme, content, lists of words, Pelican's settings, the lock.

In a checkout it lies at the top level, where it is edited; in an installed package below
`generator/_data`, where building the wheel has put it (`.ci/wheel.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

PACKAGE = Path(str(files("generator")))
"""The code."""

_DATA = PACKAGE / "_data"
_TOP = _DATA if _DATA.is_dir() else PACKAGE.parent

THEME = _TOP / "theme"
"""Templates, styles, scripts and the words of the interface."""

CONTENT = _TOP / "content"
"""The pages that every portal begins with, and the demonstration's policies."""

WORD_LISTS = _TOP / "search_index"
"""Synonyms and characters that look alike, until an operator changes them."""

PELICANCONF = _TOP / "pelicanconf.py"
"""How Pelican runs."""

LOCK = _TOP / "requirements" / "run.txt"
"""The versions of the libraries that pages are made with."""

NPM = _TOP / "node_modules"
"""Leaflet and Ed25519 from npm, where they were fetched; the site is complete without, but has
no map."""


def code_files(*rooms: str) -> Sequence[Path]:
    """The files of the package, or of some rooms of it, in a fixed order."""
    folders = [PACKAGE / room for room in rooms] or [PACKAGE]
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and _DATA not in path.parents
    ]
