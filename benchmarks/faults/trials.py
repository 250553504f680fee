"""One command, stopped at one step, and the same command again."""

from __future__ import annotations

import contextlib
import io
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.faults.disk import Disk
from benchmarks.faults.processes import (
    Fault,
    Started,
    Steps,
    import_everything,
    run,
    start,
    templates_compiled_once,
)
from benchmarks.faults.stages import STAGES, Stage, begin
from benchmarks.faults.trees import Tree, difference, tree
from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import FolderSource
from generator.commands.main import main as gongshi
from generator.io.atomic import remove
from generator.model.problems import GongshiError

FULL = ("No space left on device", "database or disk is full")
"""How the system and SQLite say that nothing more goes onto a disk."""


@dataclass(frozen=True, slots=True)
class End:
    """The exit status of a command that nothing disturbed, and what it left."""

    status: int
    left: Tree


@dataclass(slots=True)
class Known:
    """What is known of a stage: its ends when it is run once and twice, its time and its steps."""

    ends: tuple[End, End]
    length: float
    steps: list[str]
    growth: int
    site: dict[str, str] = field(default_factory=dict)


class Trials:
    """The folder before each stage, and what the stage does when nothing disturbs it."""

    def __init__(self, root: Path, stages: tuple[Stage, ...] = STAGES) -> None:
        import_everything()
        self._open = contextlib.ExitStack()
        self._open.enter_context(templates_compiled_once())
        self.root, self.stages = root, stages
        self.disk = Disk(root / "disk")
        self.work = self.disk.folder / "work"
        self.known: dict[str, Known] = {}
        folder = root / "story"
        begin(folder)
        for stage in stages:
            if stage.alone:
                begin(self._before(stage))
            else:
                if stage.before is not None:
                    stage.before(folder)
                _copy(folder, self._before(stage))
            self._know(stage)
            if not stage.alone:
                remove(folder)
                _copy(self.root / "once", folder)

    def close(self) -> None:
        """Nothing of it is needed any more."""
        self.disk.close()
        self._open.close()

    def _before(self, stage: Stage) -> Path:
        return self.root / "before" / stage.name.replace(" ", "-")

    def _renew(self, stage: Stage) -> None:
        """The folder as it is before the stage."""
        remove(self.work)
        _copy(self._before(stage), self.work)

    def _know(self, stage: Stage) -> None:
        arguments, said = stage.arguments(self.work), self.root / "said"
        # Once here, so that what is read and compiled for it is at hand in every process.
        self._renew(stage)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            gongshi(arguments)
        self._renew(stage)
        used = self.disk.used()
        most, began = used, time.monotonic()
        process = start(arguments, said)
        while not process.ended():
            most = max(most, self.disk.used())
            time.sleep(0.001)
        length = time.monotonic() - began
        statuses = [process.wait()]
        left = [tree(self.work, exact=stage.exact)]
        remove(self.root / "once")
        _copy(self.work, self.root / "once")
        statuses.append(run(arguments, said))
        left.append(tree(self.work, exact=stage.exact))
        self._renew(stage)
        steps = self._steps(arguments, said)
        ends = End(statuses[0], left[0]), End(statuses[1], left[1])
        if statuses[0] != 0 and "without" not in stage.name:
            words = said.read_text("utf-8", "replace")
            raise RuntimeError(f"{stage.name}: exit status {statuses[0]} undisturbed: {words}")
        self.known[stage.name] = Known(ends, length, steps, max(most - used, 1 << 16))

    def _steps(self, arguments: list[str], said: Path) -> list[str]:
        """Where the stage writes, step by step."""
        record = self.root / "steps"
        with record.open("wb", buffering=0) as target:
            run(arguments, said, Steps(self.work, record=target.fileno()))
        return record.read_text("utf-8", "replace").splitlines()

    def kill(self, stage: Stage, random: Random) -> tuple[bool, str | None]:
        """Whether the command was killed before its end, and what is wrong when it is run again."""
        known, said = self.known[stage.name], self.root / "said"
        self._renew(stage)
        arguments = stage.arguments(self.work)
        if random.random() < 0.5:
            process = start(arguments, said)
            _wait_until_killed(process, random.uniform(0, 1.05) * known.length)
        else:
            at = a_step(known.steps, random)
            process = start(arguments, said, Steps(self.work, at, Fault.KILL))
        killed = process.wait() < 0
        process.wait_for_workers()
        return killed, self._again(stage)

    def fill(self, stage: Stage, random: Random) -> tuple[bool, str | None]:
        """Whether there was no room for the command, and what is wrong then and afterwards."""
        known, said = self.known[stage.name], self.root / "said"
        self._renew(stage)
        arguments, before = stage.arguments(self.work), _live(self.work)
        if self.disk.mounted and random.random() < 0.5:
            self.disk.leave_room(int(random.uniform(0, 1) * known.growth))
            try:
                status = run(arguments, said)
            finally:
                self.disk.make_room()
        else:
            at = a_step(known.steps, random)
            status = run(arguments, said, Steps(self.work, at, Fault.FULL))
        words = said.read_text("utf-8", "replace")
        if not any(each in words for each in FULL):
            fault = None if status == known.ends[0].status else f"exit status {status}: {words}"
            return False, fault or self._again(stage)
        if fault := _fault_of_words(words, status, self.work):
            return True, fault
        now = _live(self.work)
        if now != before and status != 0:
            return True, f"another site is live: {words}"
        return True, self._again(stage)

    def _again(self, stage: Stage) -> str | None:
        """What is wrong when the same command is run again; None where nothing is."""
        said = self.root / "said"
        status = run(stage.arguments(self.work), said)
        found = End(status, tree(self.work, exact=stage.exact))
        ends = self.known[stage.name].ends
        if found not in ends:
            words = said.read_text("utf-8", "replace")[-300:]
            if status not in {end.status for end in ends}:
                return f"exit status {status} when run again: {words}"
            least = min((difference(found.left, end.left) for end in ends), key=len)
            return f"exit status {status}, leaves something else: {least}"
        if stage.name.startswith("build") or "--build" in stage.name:
            try:
                audit(FolderSource(self.work / "portal" / "site" / "current"), AuditOptions())
            except GongshiError as error:
                return f"the site does not hold: {error}"
        return None

    def keep(self, stage: Stage, folder: Path) -> None:
        """What the last trial left, and beside it what the stage leaves undisturbed."""
        remove(folder)
        _copy(self.work, folder / "left")
        self._renew(stage)
        run(stage.arguments(self.work), self.root / "said")
        _copy(self.work, folder / "wanted")


def a_step(steps: list[str], random: Random) -> int:
    """The number of a step: each place as often as any other, be it one of many steps or one."""
    places: dict[str, list[int]] = {}
    for number, where in enumerate(steps, start=1):
        places.setdefault(where, []).append(number)
    return random.choice(places[random.choice(sorted(places))])


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True)


def _wait_until_killed(process: Started, seconds: float) -> None:
    time.sleep(seconds)
    process.kill()


def _live(folder: Path) -> tuple[Path | None, Tree]:
    """The release that visitors see, and its files."""
    current = folder / "portal" / "site" / "current"
    if not current.exists():
        return None, Counter()
    return current.readlink(), tree(current.resolve(), exact=True)


def _fault_of_words(words: str, status: int, folder: Path) -> str | None:
    """What is wrong with how it is said that there is no room: in one line that names a file."""
    if "Traceback" in words:
        return f"a traceback: {words[-1500:]}"
    lines = [line for line in words.splitlines() if any(each in line for each in FULL)]
    if status == 0:
        return f"exit status 0: {words[-600:]}"
    for line in lines:
        if str(folder) not in line:
            return f"names no file: {line}"
    return None
