"""The house of DESIGN.md: what may import what, and which module touches which library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import generator

PACKAGE = Path(generator.__file__).parent

FLOORS = {
    "model": 0,
    "trust": 1,
    "exports": 2,
    "store": 3,
    "derive": 4,
    "documents": 4,
    "pages": 5,
    "search": 5,
    "log": 5,
    "publish": 6,
    "pelican_plugin": 6,
    "demonstration": 6,
    "deployment": 6,
    "findable": 6,
    "written": 6,
    "turning": 6,
    "document_versions": 6,
    "logbook": 6,
    "public_log": 6,
    "public_trust": 6,
    "loading": 6,
    "workers": 6,
    "service": 6,
    "serving": 6,
    "console": 6,
    "audit": 6,
    "receiving": 7,
    "founding": 7,
    "build": 7,
    "opened": 7,
    "printing": 6,
    "comparing": 8,
    "placards": 8,
    "demo": 8,
    "arguments": 9,
    "cli_keys": 9,
    "cli_audit": 9,
    "cli_log": 9,
    "cli_placard": 9,
    "cli_diff": 9,
    "cli": 10,
}
"""Which floor a package or module of `generator` is on."""

SHARED_FLOORS = {6, 7, 9}
"""Floors above the pipeline, where modules may use a neighbour as long as there is no circle."""

ONLY_HERE = {
    "pelican": {"pelican_plugin"},
    "whoosh": {"search.grams"},
    "tuf": {"trust"},
    "openpyxl": {"exports"},
    "starlette": {"service", "serving"},
    "uvicorn": {"serving"},
    "sqlite3": {
        "store",
        "pages",
        "search",
        "publish",
        "build",
        "receiving",
        "written",
        "loading",
        "opened",
        "placards",
        "turning",
        "document_versions",
        "logbook",
        "cli",
    },
    "nh3": {"documents"},
    "markdown": {"documents"},
}
"""Libraries that one part keeps to itself."""


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def room(dotted: str) -> str:
    """The package or module right below `generator`."""
    return dotted.split(".")[1]


def dotted(path: Path) -> str:
    """The dotted name of a module file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "generator":
                yield from (f"generator.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_point_downwards(path: Path) -> None:
    """A module imports from floors below its own, and never from a neighbour's package."""
    own = dotted(path)
    if own == "generator":
        return
    for name in imports(path):
        if not name.startswith("generator.") or name == "generator.__version__":
            continue
        here, there = room(own), room(name)
        if here == there:
            continue
        shared = FLOORS[here] == FLOORS[there] and FLOORS[here] in SHARED_FLOORS
        assert FLOORS[there] < FLOORS[here] or shared, f"{own} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_libraries_keep_to_their_room(path: Path) -> None:
    """Pelican, Whoosh, TUF and the like are each known to one part only."""
    own = dotted(path).removeprefix("generator.")
    for name in imports(path):
        allowed = ONLY_HERE.get(name.split(".")[0])
        if allowed:
            assert any(own == room or own.startswith(f"{room}.") for room in allowed), (
                f"{own} imports {name}"
            )


def test_every_room_has_a_floor() -> None:
    """A new package or module is put on a floor before it is used."""
    rooms = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    assert rooms - {"__init__", "__pycache__"} == set(FLOORS)


def test_top_level_is_what_design_says() -> None:
    """The top level of the repository holds the fixed folders."""
    top = {path.name for path in PACKAGE.parent.iterdir()}
    assert {
        "content", "theme", "generator", "search_index", "tests", "pelicanconf.py",
        "pyproject.toml",
    } <= top  # fmt: skip
