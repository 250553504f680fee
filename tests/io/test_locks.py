"""One command at a time, and no longer than it runs."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from generator.io.locks import exclusive
from generator.model.messages import msg
from generator.model.problems import UsageError


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_second_holder_is_refused(tmp_path: Path, kind: str) -> None:
    """With the caller's words; afterwards it is free."""
    path = tmp_path / "lock" if kind == "file" else tmp_path
    with exclusive(path, msg("busy")):
        with pytest.raises(UsageError, match="busy"), exclusive(path, msg("busy")):
            raise AssertionError("two at once")
        with pytest.raises(UsageError, match="busy"), exclusive(path, msg("busy")):
            raise AssertionError("the refused one has set it free")
    with exclusive(path, msg("busy")):
        pass


def test_a_failure_inside_sets_it_free_and_is_passed_on(tmp_path: Path) -> None:
    """Also a BlockingIOError that is not about this lock."""
    with pytest.raises(BlockingIOError), exclusive(tmp_path, msg("busy")):
        raise BlockingIOError("another matter")
    with exclusive(tmp_path, msg("busy")):
        pass


def test_a_killed_holder_holds_no_more(tmp_path: Path) -> None:
    """The lock ends with the process."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with exclusive(tmp_path / "lock", msg("busy")):
            os.write(writing, b"x")
            signal.pause()
    os.read(reading, 1)
    with pytest.raises(UsageError), exclusive(tmp_path / "lock", msg("busy")):
        raise AssertionError("two at once")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with exclusive(tmp_path / "lock", msg("busy")):
        pass
