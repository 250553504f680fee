"""What commands print: progress on a terminal, plain lines elsewhere, problems in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from generator.model.problems import Problem, Severity

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

STEPS = {
    "verify": "Verifying signatures and digests",
    "load": "Loading exports",
    "log": "Planning what the log will say",
    "index": "Updating the search index",
    "pages": "Making pages",
    "remake": "The store is damaged: making it again from the archive",
    "audit": "Auditing what was made",
    "data": "Writing demonstration exports",
    "sign": "Signing",
    "receive": "Receiving",
    "placards": "Making notices for doors",
}
"""What each step of a command is called."""


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
        text = STEPS[name]
        if not err.is_terminal:
            err.print(f"{text} …")
            return
        columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(*columns, console=err, auto_refresh=False)
        self._task = self._bar.add_task(text, total=None)
        self._bar.refresh()

    def count(self, done: int, total: int) -> None:
        """How far the present step is."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, refresh=True)

    def close(self) -> None:
        """End the present step's line."""
        if self._bar is not None and self._task is not None:
            task = self._bar.tasks[0]
            total = task.total or 1
            self._bar.update(self._task, completed=total, total=total)
            self._bar.refresh()
            self._bar.stop()
            self._bar = None


def say(text: str) -> None:
    """A line of result."""
    out.print(text, markup=False)


def complain(text: str) -> None:
    """A line on standard error."""
    err.print(text, markup=False)


def show_problems(problems: Sequence[Problem], *, most: int = 200) -> None:
    """Problems one a line, errors last so that they stand nearest to the prompt."""
    order = (Severity.REPAIRED, Severity.WARNING, Severity.ERROR)
    for severity in order:
        found = [problem for problem in problems if problem.severity is severity]
        for problem in found[:most]:
            complain(f"{severity.value:>8}  {problem}")
        if len(found) > most:
            complain(f"{severity.value:>8}  … and {len(found) - most} more")


def summary(problems: Iterable[Problem]) -> str:
    """How many problems of each severity, in words."""
    counts = Counter(problem.severity for problem in problems)
    words = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.REPAIRED: "repairs"}
    parts = (
        f"{counts[s]} {word if counts[s] > 1 else word.removesuffix('s')}"
        for s, word in words.items()
        if counts[s]
    )
    return ", ".join(parts) or "nothing to report"


def warn_suspended(suspended: tuple[str, ...]) -> None:
    """Say loudly which roles are suspended."""
    for words in suspended:
        complain(f"SUSPENDED  {words}. Its data stay on the site, marked so.")
