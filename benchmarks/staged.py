"""`gongshi build` as a process of its own that says what each of its steps took.

    python -m benchmarks.staged PORTAL [SECONDS]

SECONDS is the time at which it is said to run, since 1970. Prints JSON: {step: [seconds by the
clock, processor seconds with those of its children]}.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

Taken = tuple[float, float]


class Stages:
    """A progress that notes when a step begins."""

    def __init__(self) -> None:
        self.taken: dict[str, Taken] = {}
        self._name = ""
        self._began = _now()

    def step(self, name: str) -> None:
        """A step begins, so another has ended."""
        now = _now()
        if self._name:
            self.taken[self._name] = (now[0] - self._began[0], now[1] - self._began[1])
        self._name, self._began = name, now

    def count(self, done: int, total: int) -> None:
        """Nobody watches."""


def main() -> None:
    """Build one portal."""
    # Not above: whatever begins a process of its own would read this module once more.
    from generator.build.pipeline import build
    from generator.demonstration.portal import open_demonstration_key
    from generator.portal.folder import Deployment
    from generator.trust.signed_day import day_at

    folder, *rest = sys.argv[1:]
    at = datetime.fromtimestamp(int(rest[0]) if rest else int(time.time()), UTC)
    stages = Stages()
    build(Deployment(Path(folder)), open_demonstration_key, stages, at=at, day=day_at(at))
    stages.step("")
    print(json.dumps(stages.taken))


def _now() -> Taken:
    times = os.times()
    own, children = times.user + times.system, times.children_user + times.children_system
    return time.monotonic(), own + children


if __name__ == "__main__":
    main()
