"""What commands print: progress on a terminal, plain lines elsewhere, problems in order; or lines
of JSON for a collector of logs, where they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from generator.commands.shared.json_log import JsonLog
from generator.commands.shared.words import say_problem, say_severity, translate
from generator.model.messages import Message, msg, nmsg
from generator.model.problems import Problem, Severity

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

STEPS = {
    "verify": msg("Verifying signatures and digests"),
    "load": msg("Loading exports"),
    "log": msg("Planning what the log will say"),
    "index": msg("Updating the search index"),
    "pages": msg("Making pages"),
    "remake": msg("The store is damaged: making it again from the archive"),
    "audit": msg("Auditing what was made"),
    "witness": msg("Asking witnesses"),
    "data": msg("Writing demonstration exports"),
    "sign": msg("Signing"),
    "receive": msg("Receiving"),
    "deploy": msg("Sending"),
    "placards": msg("Making notices for doors"),
}
"""What each step of a command is called."""

_log: list[JsonLog] = []
"""The log of this command, where it is to be written as JSON."""


def log_as_json(command: str | None) -> None:
    """Write what is said from now on as the log of this command; with None, as text."""
    _log[:] = [JsonLog(command)] if command else []


def end_log(status: int) -> None:
    """The command has ended with an exit status."""
    for log in _log:
        log.end(status)


class Steps:
    """Progress of a command: a bar on a terminal, one line a step elsewhere.

    The bar is drawn by hand, without a thread: pages are made in forked processes.
    """

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def step(self, name: str) -> None:
        """A step begins."""
        self.close()
        if _log:
            _log[0].begin_step(name, STEPS[name])
            return
        said = translate(STEPS[name])
        if not err.is_terminal:
            err.print(f"{said} …")
            return
        columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(*columns, console=err, auto_refresh=False)
        self._task = self._bar.add_task(said, total=None)
        self._bar.refresh()

    def count(self, done: int, total: int) -> None:
        """How far the present step is."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, refresh=True)

    def close(self) -> None:
        """End the present step's line."""
        for log in _log:
            log.end_step()
        if self._bar is not None and self._task is not None:
            task = self._bar.tasks[0]
            total = task.total or 1
            self._bar.update(self._task, completed=total, total=total)
            self._bar.refresh()
            self._bar.stop()
            self._bar = None


def say(message: Message) -> None:
    """A line of result, in the language spoken."""
    if _log:
        _log[0].say("info", message)
    else:
        show(translate(message))


def show(line: str) -> None:
    """A line of result as it is: data, or what was translated already."""
    out.print(line, markup=False)


def complain(message: Message, level: str = "warning") -> None:
    """A line on standard error, in the language spoken; `level` is that of a log."""
    if _log:
        _log[0].say(level, message)
    else:
        warn(translate(message))


def warn(line: str) -> None:
    """A line on standard error as it is."""
    if _log:
        _log[0].say("info", line)
    else:
        err.print(line, markup=False)


def show_problems(problems: Sequence[Problem], *, most: int = 200) -> None:
    """Problems one a line, errors last so that they stand nearest to the prompt; a log has all."""
    if _log:
        for problem in problems:
            _log[0].problem(problem)
        return
    order = (Severity.REPAIRED, Severity.WARNING, Severity.ERROR)
    for severity in order:
        found = [problem for problem in problems if problem.severity is severity]
        for problem in found[:most]:
            warn(f"{say_severity(severity)}  {say_problem(problem)}")
        if len(found) > most:
            more = translate(msg("… and %(count)s more", count=len(found) - most))
            warn(f"{say_severity(severity)}  {more}")


def summary(problems: Iterable[Problem]) -> Message:
    """How many problems of each severity, in words."""
    counts = Counter(problem.severity for problem in problems)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    parts = (
        nmsg("%(n)s error", "%(n)s errors", errors),
        nmsg("%(n)s warning", "%(n)s warnings", warnings),
        nmsg("%(n)s repair", "%(n)s repairs", counts[Severity.REPAIRED]),
    )
    said = [part for part in parts if part.values["n"]]
    return msg("%(parts)s", parts=said) if said else msg("nothing to report")


def warn_suspended(suspended: tuple[Message, ...]) -> None:
    """Say loudly which roles are suspended."""
    for which in suspended:
        complain(msg("SUSPENDED  %(which)s. Its data stay on the site, marked so.", which=which))
