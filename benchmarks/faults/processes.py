"""Commands as processes that may be killed, or find no room, at a chosen step.

They are forked from a process that has imported everything, so that the time of a trial is the
time in which something is written.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import mmap
import os
import pkgutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from jinja2 import Environment

import generator
from generator.commands.main import main as gongshi

_CREATE = os.O_CREAT
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PLACE_AT = {
    "open": 0, "os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1, "os.remove": 0,
    "os.rmdir": 0, "os.chmod": 0, "os.truncate": 0, "shutil.rmtree": 0, "sqlite3.connect": 0,
}  # fmt: skip
"""Steps that change a folder, by the names of Python's audit events, and which argument is where.
"""
_NEEDS_ROOM = frozenset({"open", "os.mkdir", "os.rename", "os.link", "os.symlink"})


class Fault(Enum):
    """What happens at a step."""

    KILL = "kill"
    FULL = "full"


@dataclass(slots=True)
class Steps:
    """Counts the steps that write below a folder, in all processes of one command.

    At step number `at` the fault happens; a disk that is full stays so.
    """

    folder: Path
    at: int = 0
    fault: Fault | None = None
    record: int = -1
    """An open file into which each step is written, with where it happens."""
    counter: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 8))

    @property
    def count(self) -> int:
        """The steps so far."""
        return int.from_bytes(self.counter[:8], "little")

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit hook."""
        if event not in _PLACE_AT or (place := self._place(event, arguments)) is None:
            return
        number = self.count + 1
        self.counter[:8] = number.to_bytes(8, "little")
        if self.record >= 0:
            where = f"{event} {Path(place).parent}\n"
            os.write(self.record, where.encode("utf-8", "replace"))
        if self.fault is None or number < self.at:
            return
        if self.fault is Fault.KILL:
            os.killpg(0, signal.SIGKILL)
        elif event in _NEEDS_ROOM and not (event == "open" and Path(place).exists()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), place)

    def _place(self, event: str, arguments: tuple[Any, ...]) -> str | None:
        """Where a step writes; None where it does not, or outside."""
        if event == "open" and not arguments[2] & _WRITING:
            return None
        place = arguments[_PLACE_AT[event]]
        if isinstance(place, int):
            return None
        place = os.fsdecode(place)
        return place if place.startswith(f"{self.folder}/") else None


def import_everything() -> None:
    """All of the program and what it needs: no trial pays for it again."""
    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@contextlib.contextmanager
def templates_compiled_once() -> Iterator[None]:
    """For portals of one language: what a template became for one build serves the next."""
    real = Environment.compile
    Environment.compile = _once(real)  # type: ignore[method-assign]
    try:
        yield
    finally:
        Environment.compile = real  # type: ignore[method-assign]


def _once(compile_template: Callable[..., Any]) -> Callable[..., Any]:
    """Compiles a template of one text once, as it stays compiled in a process that serves."""
    known: dict[tuple[object, ...], Any] = {}

    def compiled(environment: Environment, source: object, *rest: object, **named: object) -> Any:
        key = (type(environment), source, rest, tuple(sorted(named.items())))
        if not isinstance(source, str):
            return compile_template(environment, source, *rest, **named)
        if key not in known:
            known[key] = compile_template(environment, source, *rest, **named)
        return known[key]

    return compiled


@dataclass(slots=True)
class Started:
    """A command that runs; its process leads a group that can be killed as one."""

    process: int

    def wait(self) -> int:
        """The exit status, negative where a signal ended it."""
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def kill(self) -> None:
        """The command and its workers, at once; nothing where it ended already."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)

    def ended(self) -> bool:
        """Whether it has ended, so that `wait` returns at once."""
        return os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def wait_for_workers(self) -> None:
        """Until the system has ended every process of a killed command."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                os.killpg(self.process, 0)
            except ProcessLookupError:
                return
            time.sleep(0.002)


def start(arguments: list[str], said: Path, steps: Steps | None = None) -> Started:
    """A command as a process of its own; what it says goes into a file."""
    process = os.fork()
    if process:
        # By both sides, since either may be the first.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpgid(process, process)
        return Started(process)
    status = 70
    try:
        os.setpgid(0, 0)
        quiet = os.open(os.devnull, os.O_RDWR)
        words = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for handle, target in enumerate((quiet, quiet, words)):
            os.dup2(target, handle)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        if steps is not None:
            sys.addaudithook(steps)
        status = gongshi(arguments)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def run(arguments: list[str], said: Path, steps: Steps | None = None) -> int:
    """The exit status of a command."""
    return start(arguments, said, steps).wait()
