"""How results look."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

from generator.search.index.document import SearchDocument
from generator.search.query.engine import search
from generator.search.query.output import as_json, show
from generator.search.query.query import Query

Make = Callable[..., SearchDocument]
Indexed = Callable[[Iterable[SearchDocument]], Path]


def test_columns_stay_aligned_with_wide_characters(document: Make, indexed: Indexed) -> None:
    """Plain lines: one a hit, columns begin at the same cell, nothing steers the terminal."""
    folder = indexed(
        [
            document(1, "阳光", regions=("甲市", "乙区"), summary={"grade": "A"}),
            document(2, "sun阳光园\x1b[31m", regions=("甲市", "丙丁县"), closed=True),
        ]
    )
    stream = io.StringIO()
    show(search(folder, Query(text="阳光")), Console(file=stream, force_terminal=False, width=40))
    count, *lines = stream.getvalue().splitlines()
    assert count == "2 found"
    assert (
        len(
            {
                cell_len(line[: line.index(word)])
                for line, word in zip(lines, ("region", "甲市", "甲市"), strict=True)
            }
        )
        == 1
    )
    assert "closed" in lines[2]
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_gets_a_table_and_a_script_json(document: Make, indexed: Indexed) -> None:
    """What was found is set bold; JSON keeps Chinese as it is."""
    folder = indexed([document(1, "新阳光[bold]园")])
    results = search(folder, Query(text="阳光"))
    stream = io.StringIO()
    show(results, Console(file=stream, force_terminal=True, width=80, color_system="standard"))
    assert "新\x1b[1m阳光\x1b[0m[bold]园" in stream.getvalue()
    assert json.loads(as_json(results))["hits"][0]["title"] == "新阳光[bold]园"
    assert "阳光" in as_json(results)


def test_nothing_found_is_said(document: Make, indexed: Indexed) -> None:
    """With what to try instead."""
    folder = indexed([document(1, "阳光托育园")])
    stream = io.StringIO()
    show(search(folder, Query(text="洋光")), Console(file=stream, width=80))
    assert stream.getvalue() == "nothing found; try 阳光 in all regions (1)\n"
