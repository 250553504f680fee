"""How results look."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

from generator.search.index.document import SearchDocument
from generator.search.query.engine import search
from generator.search.query.output import as_json, plain_lines, show
from generator.search.query.query import Query

Make = Callable[..., SearchDocument]
DAY = date(2026, 9, 10)
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
    console = Console(file=stream, force_terminal=False, width=40)
    show(search(folder, Query(text="阳光")), console, day=DAY)
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
    show(
        results,
        Console(file=stream, force_terminal=True, width=80, color_system="standard"),
        day=DAY,
    )
    assert "新\x1b[1m阳光\x1b[0m[bold]园" in stream.getvalue()
    assert json.loads(as_json(results))["hits"][0]["title"] == "新阳光[bold]园"
    assert "阳光" in as_json(results)


def test_nothing_found_is_said(document: Make, indexed: Indexed) -> None:
    """With what to try instead."""
    folder = indexed([document(1, "阳光托育园")])
    stream = io.StringIO()
    show(search(folder, Query(text="洋光")), Console(file=stream, width=80), day=DAY)
    assert stream.getvalue() == "nothing found; try 阳光 in all regions (1)\n"


def test_what_speaks_against_one_is_said_on_its_days(document: Make, indexed: Indexed) -> None:
    """In words, and only from the day after it began to its last."""
    lines = "penalties||2026-09-10|fined\ngrades|2026-09-10||overdue"
    folder = indexed([document(1, "阳光托育园", summary={"concerns": lines})])
    results = search(folder, Query(text="阳光"))
    today, tomorrow = plain_lines(results, day=DAY), plain_lines(results, day=date(2026, 9, 11))
    assert "fined" in today and "overdue" not in today
    assert "overdue" in tomorrow and "fined" not in tomorrow
    assert "|" not in today + tomorrow
