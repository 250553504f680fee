"""The step of a build that makes the search index, run for itself: `python -m benchmarks.indexing`.

Prints how many seconds it took as JSON. The build is given up before its pages.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.demonstration.portal import open_demonstration_key
from generator.portal.folder import Deployment


class Enough(Exception):
    """The step that is measured is over."""


class Watch(Silence):
    """Notes when each step of a build began."""

    def __init__(self) -> None:
        self.began: dict[str, float] = {}

    def step(self, name: str) -> None:
        """A step begins; with the pages enough was built."""
        self.began[name] = time.monotonic()
        if name == "pages":
            raise Enough


def main() -> None:
    """Build a portal as far as its index, and say how long the index took."""
    watch = Watch()
    try:
        deployment = Deployment(Path(sys.argv[1]))
        at = deployment.required_state().at
        build(deployment, open_demonstration_key, watch, at=at)
    except Enough:
        print(json.dumps(watch.began["pages"] - watch.began["index"]))


if __name__ == "__main__":
    main()
