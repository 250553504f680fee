"""What a command says while it runs as lines of JSON, for whoever collects logs.

One object a line on standard error, with `time` (RFC 3339, UTC), `command`, `level` (`info`,
`warning`, `error`) and `message`; `template` and `values` where the message is made of them, so
that a script need not read a sentence; `file`, `line`, `field` of a problem; `step` where a step
begins, `seconds` beside it where one has ended. The last line has `status`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from generator.commands.shared.words import say_problem, translate
from generator.model.messages import Message
from generator.model.problems import Problem, Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.REPAIRED: "info"}


class JsonLog:
    """The log of one command."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._began = self._step_began = time.monotonic()
        self._step = ""

    def say(self, level: str, message: str) -> None:
        """A sentence."""
        self._write(level, translate(message), _parts(message))

    def problem(self, problem: Problem) -> None:
        """Something wrong at a place."""
        place = {"file": problem.file, "line": problem.line, "field": problem.field}
        known = {name: value for name, value in place.items() if value is not None}
        self._write(LEVELS[problem.severity], say_problem(problem), known | _parts(problem.why))

    def begin_step(self, name: str, message: Message) -> None:
        """A step begins, so the one before has ended."""
        self.end_step()
        self._step, self._step_began = name, time.monotonic()
        self._write("info", translate(message), {"step": name})

    def end_step(self) -> None:
        """The present step has ended; nothing where there is none."""
        if self._step:
            seconds = round(time.monotonic() - self._step_began, 3)
            self._write("info", "", {"step": self._step, "seconds": seconds})
            self._step = ""

    def end(self, status: int) -> None:
        """The command has ended."""
        seconds = round(time.monotonic() - self._began, 3)
        level = "error" if status else "info"
        self._write(level, "", {"status": status, "seconds": seconds})

    def _write(self, level: str, message: str, more: Mapping[str, object]) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"time": now, "command": self._command, "level": level}
        told = {"message": message} if message else {}
        print(json.dumps({**line, **told, **more}, ensure_ascii=False), file=sys.stderr, flush=True)


def _parts(message: str) -> dict[str, object]:
    """What a message is made of, the English template and its values as text."""
    if not isinstance(message, Message) or not message.values:
        return {}
    values = {name: _plain(value) for name, value in message.values.items()}
    return {"template": message.template, "values": values}


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, int | float) else str(value)
