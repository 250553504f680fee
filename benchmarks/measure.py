"""Running a command as a whole process and reading what the system says of it."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.5
"""Seconds between two looks at the memory of all processes."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds by the clock, the largest memory of any of its processes in MB, the seconds
    that processors worked for all of them, the largest memory of all of them together in MB (each
    page of memory counted once), and what it printed.
    """

    seconds: float
    megabytes: float
    processor: float = 0.0
    together: float = 0.0
    output: bytes = b""


def measure(
    command: Sequence[str], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Run:
    """Run a command to its end; CalledProcessError with its output where it fails."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    memory = _Memory(process.pid)
    memory.start()
    output = process.stdout.read()
    # wait4 counts the process with all children that it waited for.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    memory.end()
    if process.returncode:
        failed = subprocess.CalledProcessError(process.returncode, command, output)
        failed.add_note(output.decode(errors="replace")[-2000:])
        raise failed
    seconds = time.monotonic() - began
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds, usage.ru_maxrss / 1024, processor, memory.megabytes, output)


class _Memory(threading.Thread):
    """Looks at a process and its children from time to time."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.megabytes = 0.0
        self._process = process
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(EVERY):
            total = sum(map(_proportional, _family(self._process)))
            self.megabytes = max(self.megabytes, total / 1024)

    def end(self) -> None:
        self._ended.set()
        self.join()


def _family(process: int) -> Iterator[int]:
    """A process and all that descend from it, as far as they are there."""
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))
    except OSError:
        return


def _proportional(process: int) -> int:
    """Kilobytes of a process, what it shares with others in shares; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def size_of(folder: Path) -> float:
    """Megabytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
