"""The fuzzer finds what is planted; and a short run of it finds nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from benchmarks.fuzz.__main__ import run_inputs
from benchmarks.fuzz.audited import AuditTarget
from benchmarks.fuzz.built import BuildTarget
from benchmarks.fuzz.packed import PackTarget
from benchmarks.fuzz.received import ReceiveTarget
from benchmarks.fuzz.served import ServiceTarget
from benchmarks.fuzz.target import Given, Target, Verdict, outcome_of, shrunk
from generator.exports.lists import line_reader
from generator.exports.reading.cell_values import Cell
from generator.exports.reading.repair import canonical_cell
from generator.exports.schema import Column
from generator.model.messages import Message, msg
from generator.model.problems import DataError
from generator.service import app

pytestmark = pytest.mark.slow

SEED = 1


def prepared(target: Target, folder: Path) -> Target:
    """A target with what all its inputs need."""
    target.prepare(folder)
    return target


@pytest.mark.parametrize(
    ("make", "count"),
    [(PackTarget, 100), (ServiceTarget, 150), (ReceiveTarget, 15), (BuildTarget, 10),
     (AuditTarget, 15)],
)  # fmt: skip
def test_a_short_run_finds_nothing(make: Callable[[], Target], count: int, tmp_path: Path) -> None:
    """Every input ends in words, or in a result that agrees with it."""
    verdicts, finds = run_inputs(prepared(make(), tmp_path), SEED, 0, count)
    assert [(number, outcome.kind, outcome.story) for number, _, outcome in finds] == []
    assert verdicts[Verdict.ACCEPTED] + verdicts[Verdict.REFUSED] == count


def test_the_same_number_makes_the_same_input() -> None:
    """So that a find can be looked at again."""
    first, again = (PackTarget().make(Random("7:pack:3")) for _ in range(2))
    assert first == again
    assert first != PackTarget().make(Random("7:pack:4"))


def test_a_cell_that_is_lost_in_silence_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing fails: the export is compared with what the workbook shows."""

    def forgetful(column: Column, cell: Cell, repairs: list[Message]) -> str:
        return "" if column.name == "telephone" else canonical_cell(column, cell, repairs)

    monkeypatch.setattr(line_reader, "canonical_cell", forgetful)
    _, finds = run_inputs(prepared(PackTarget(), tmp_path), SEED, 0, 40)
    assert "silent: a cell of telephone is another" in {outcome.kind for _, _, outcome in finds}


def test_a_traceback_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its exception and the place in our code."""

    def broken(address: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app, "query_of", broken)
    _, finds = run_inputs(prepared(ServiceTarget(), tmp_path), SEED, 0, 10)
    assert {outcome.kind for _, _, outcome in finds} == {"ZeroDivisionError in app.search"}


class Planted:
    """A target that goes wrong in the way that an input says."""

    name = "planted"

    def prepare(self, folder: Path) -> None:
        """Nothing is needed."""

    def make(self, random: Random) -> Given:
        """Never asked."""
        raise NotImplementedError

    def run(self, given: Given) -> None:
        """Goes wrong."""
        text = given.files["a"] or b""
        if b"hang" in text:
            time.sleep(60)
        if b"refuse" in text:
            raise DataError(msg("no"))
        if b"break" in text:
            raise IndexError


@pytest.mark.parametrize(
    ("text", "verdict"),
    [(b"", "accepted"), (b"refuse", "refused"), (b"break", "finds"), (b"hang", "finds")],
)
def test_each_end_has_its_verdict(text: bytes, verdict: str) -> None:
    """What hangs is ended."""
    assert outcome_of(Planted(), Given({"a": text}), patience=0.2).verdict == verdict


def test_a_find_is_made_smaller() -> None:
    """By files and by lines, while the same goes wrong."""
    given = Given({"a": b"1\n2\nbreak\n4\n5\n6", "b": b"x"})
    small = shrunk(given, lambda each: "a" in each.files and b"break" in (each.files["a"] or b""))
    assert small.files == {"a": b"break"}
