"""What a target of the fuzzer is, and what becomes of one input."""

from __future__ import annotations

import signal
import sqlite3
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Protocol

from generator.model.problems import GongshiError

PATIENCE_S = 20
"""Seconds after which an input counts as one that hangs."""

REFUSED = (GongshiError, OSError, sqlite3.OperationalError)
"""What `generator.commands.main` says in words."""


class Hang(BaseException):
    """An input took too long."""


class Disagreement(Exception):
    """What was accepted is not what the input shows, and nothing said so."""


@dataclass(frozen=True, slots=True)
class Given:
    """One input: files by their path, None for one that is taken away.

    `shown` is what the maker of the input knows about it.
    """

    files: Mapping[str, bytes | None]
    shown: Any = None


class Target(Protocol):
    """A part of the program that reads what others wrote."""

    name: str

    def prepare(self, folder: Path) -> None:
        """Make what every input needs, once."""

    def make(self, random: Random) -> Given:
        """An input; the same for the same state of `random`."""

    def run(self, given: Given) -> None:
        """Give it to the program; raises what the program raises, and Disagreement."""


class Verdict(StrEnum):
    """How an input ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FIND = "finds"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on an input; of a find its kind and the whole story."""

    verdict: Verdict
    kind: str = ""
    story: str = field(default="", repr=False)
    """The traceback, or what disagrees."""


def outcome_of(target: Target, given: Given, *, patience: float = PATIENCE_S) -> Outcome:
    """What becomes of one input."""
    try:
        with _alarm(patience):
            target.run(given)
    except REFUSED:
        return Outcome(Verdict.REFUSED)
    except Disagreement as silent:
        return Outcome(Verdict.FIND, f"silent: {str(silent).partition(':')[0]}", str(silent))
    except (Exception, Hang, SystemExit) as fault:
        return Outcome(Verdict.FIND, _kind(fault), "".join(traceback.format_exception(fault)))
    return Outcome(Verdict.ACCEPTED)


def _kind(fault: BaseException) -> str:
    """The exception and the innermost place of our code: finds of one kind have one cause."""
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if "/generator/" in frame.filename]
    place = (own or frames)[-1] if frames else None
    where = f"{Path(place.filename).stem}.{place.name}" if place else "?"
    return f"{type(fault).__name__} in {where}"


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang(f"took more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def shrunk(given: Given, fails: Callable[[Given], bool], *, tries: int = 60) -> Given:
    """The input with as few files, and as few lines in them, as still fail in the same way."""
    left = tries
    for path in sorted(given.files):
        smaller = Given({p: d for p, d in given.files.items() if p != path}, given.shown)
        if left and smaller.files and fails(smaller):
            given = smaller
        left = max(0, left - 1)
    for path, data in sorted(given.files.items()):
        if data is None or b"\n" not in data or data.startswith(b"PK"):
            continue
        lines, step = data.split(b"\n"), data.count(b"\n") // 2 + 1
        while step and left:
            for at in range(0, len(lines), step):
                shorter = lines[:at] + lines[at + step :]
                smaller = Given({**given.files, path: b"\n".join(shorter)}, given.shown)
                left -= 1
                if fails(smaller):
                    given, lines = smaller, shorter
                    break
                if not left:
                    break
            else:
                step //= 2
    return given
