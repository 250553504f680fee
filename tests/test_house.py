"""The house of DESIGN.md: what may import what, and which module touches which library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import generator

PACKAGE = Path(generator.__file__).parent

FLOORS = {
    "model": 0,
    "io": 1,
    "render": 2,
    "trust": 2,
    "exports": 3,
    "documents": 3,
    "log": 3,
    "rules": 4,
    "portal": 4,
    "search": 4,
    "store": 5,
    "preparation": 6,
    "desk": 9,
    "history": 6,
    "pages": 6,
    "audit": 7,
    "build": 8,
    "service": 8,
    "demonstration": 9,
    "deploy": 9,
    "commands": 10,
    "__main__": 11,
}
"""Which floor a room of `generator` is on; rooms on one floor do not import each other."""

ONLY_HERE = {
    "pelican": {"build.pelican_adapter"},
    "whoosh": {"search.index.grams"},
    "tuf": {"trust"},
    "openpyxl": {"exports"},
    "pyarrow": {"pages.data.table_files"},
    "boto3": {"deploy.object_store"},
    "botocore": {"deploy.object_store"},
    "starlette": {"desk", "service"},
    "uvicorn": {"service.connections", "service.server"},
    "nh3": {"documents"},
    "markdown": {"documents"},
}
"""Libraries that one part keeps to itself."""

ONE_HOME = {
    r"""["']filed["'],\s*["']changed["']|\bFILED,\s*\w*\.?CHANGED""": {
        "generator/rules/filed.py",
        "generator/demonstration/liaocheng/filings.py",
    },
    r"\brepaired\s*(<|>|IS (NOT )?NULL)|(?<!-)[<>]=?\s*[\w.]*\brepaired\b": {
        "generator/rules/publicity.py"
    },
    r"\bpublicity_ends\s*[<>]|[<>]=?\s*[\w.]*\bpublicity_ends\b": {
        "generator/exports/checks/timelines.py"
    },
    r"\bchildren\)?\s*//?\s*|/\s*\(?[\w.* ]*\bcarers\b": {"generator/rules/ratios.py"},
    r"""\bunit\b["']?\s*(is|==+|,\s*["']eq)\s*["'\w.]*month""": {"generator/rules/fee.py"},
    r"\bprepayment_months\s*[<>]": set(),
    r"\bvalid_until\s*[<>]": {"generator/rules/grade_status.py"},
    r"\b(rectification_)?due\s*[<>]=?\s*(on|today)\b": set(),
    r"""status["']?\s*(<>|!==?|IS NOT)\s*["']operating""": set(),
}
"""What a rule looks like where it is written down → the files that may: there it has its home.

Invented data are drawn by rules of their own, and exports are checked against the law's limits.
"""


SQL = re.compile(
    r"\b(?:SELECT|INSERT|DELETE|UPDATE|CREATE|PRAGMA|BEGIN(?!:)|COMMIT|ROLLBACK|ATTACH|VACUUM)\b"
    r"|\b(?:ORDER|GROUP) BY\b|\bIS (?:NOT )?NULL\b"
)
"""What no text outside of the store and the search holds; prose writes it in small letters."""

KEYED = {
    "generator.pages.facility": {"inputs", "pages"},
    "generator.pages.region": {"inputs", "pages", "home", "index", "past_figures"},
}
"""Families whose views read their inputs only → the modules that see more: they make the inputs, or
pages whose key is the finished view."""

ONLY_IO = {"fsync", "fdatasync", "flock", "lockf", "mkstemp", "hardlink_to"}
"""What only `generator.io` calls, together with `os.link`."""


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


@cache
def text(path: Path) -> str:
    """What stands in a file."""
    return path.read_text(encoding="utf-8")


@cache
def nodes(path: Path) -> tuple[ast.Import | ast.ImportFrom | ast.Attribute, ...]:
    """What a module imports and which attributes it asks for, wherever that stands."""
    every = ast.walk(ast.parse(text(path)))
    return tuple(
        node for node in every if isinstance(node, ast.Import | ast.ImportFrom | ast.Attribute)
    )


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, wherever the statement stands."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "generator":
                yield from (f"generator.{alias.name}" for alias in node.names)


def imported() -> Iterator[tuple[str, str]]:
    """(module, what it imports) of every module but the package itself."""
    for path in modules():
        if dotted(path) != "generator":
            yield from ((dotted(path), name) for name in imports(path))


def test_imports_point_downwards() -> None:
    """A module imports from floors below its own, and never from a neighbour's package."""
    wrong = [
        f"{own} imports {name}"
        for own, name in imported()
        if name.startswith("generator.") and name != "generator.__version__"
        if room(own) != room(name) and FLOORS[room(name)] >= FLOORS[room(own)]
    ]
    assert wrong == []


def test_libraries_keep_to_their_room() -> None:
    """Pelican, Whoosh, TUF and the like are each known to one part only."""
    wrong = [
        f"{own} imports {name}"
        for own, name in imported()
        if (allowed := ONLY_HERE.get(name.split(".")[0]))
        and not any(f"{own}.".startswith(f"generator.{place}.") for place in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("pattern", ONE_HOME)
def test_a_rule_has_one_home(pattern: str) -> None:
    """Pages, templates, scripts and SQL read facts and columns; none works a rule out again."""
    root = PACKAGE.parent
    files = [*modules(), *(root / "theme/templates").rglob("*.html")]
    files += (root / "theme/static/js").rglob("*.js")
    found = {
        file.relative_to(root).as_posix()
        for file in files
        if re.search(pattern, text(file), re.IGNORECASE)
    }
    assert found == ONE_HOME[pattern]


def test_only_io_replaces_locks_and_links() -> None:
    """Whole files, locks and second names have one home each: `generator.io`."""
    wrong = [
        f"{dotted(path)}: {name}"
        for path in modules()
        if room(f"{dotted(path)}.") != "io"
        for node in nodes(path)
        for name in _work_of_io(node)
    ]
    assert wrong == []


def _work_of_io(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        linked = node.attr == "link" and ast.unparse(node) == "os.link"
        if node.attr in ONLY_IO or linked:
            yield ast.unparse(node)
    elif isinstance(node, ast.ImportFrom):
        yield from ONLY_IO & {alias.name for alias in node.names}


def test_sql_stands_in_the_store_and_in_the_search() -> None:
    """Others call functions that say what they read; the DDL of open data follows the schema."""
    wrong = [
        f"{dotted(path)}:{node.lineno}"
        for path in modules()
        if room(f"{dotted(path)}.") not in ("store", "search")
        if dotted(path) != "generator.exports.schema"
        for node in ast.walk(ast.parse(text(path)))
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and SQL.search(node.value)
        )
        or (isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany"))
    ]
    assert wrong == []


def test_views_reach_no_further_than_their_inputs() -> None:
    """What is hashed is all that there is to read: neither the context nor a connection."""
    wrong = []
    for path in modules():
        family, _, name = dotted(path).rpartition(".")
        if name in KEYED.get(family, {name}):
            continue
        private = (isinstance(n, ast.Attribute) and n.attr == "_context" for n in nodes(path))
        if "Context" in text(path) or "connection" in text(path) or any(private):
            wrong.append(dotted(path))
    assert wrong == []


def test_every_room_has_a_floor() -> None:
    """A new package or module is put on a floor before it is used."""
    rooms = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    assert rooms - {"__init__", "__pycache__", Path("py.typed").stem} == set(FLOORS)


def test_top_level_is_what_design_says() -> None:
    """The top level of the repository holds the fixed folders."""
    top = {path.name for path in PACKAGE.parent.iterdir()}
    assert {
        "content", "theme", "generator", "search_index", "tests", "pelicanconf.py",
        "pyproject.toml",
    } <= top  # fmt: skip
