"""Handing a signed release to the portal on this machine: received, built, verified, with progress.

It runs the same command that an operator would type, in a process of its own: the desk goes on
answering, and a build that is ended leaves the site that stood before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.model.messages import msg
from generator.model.problems import UsageError

KEPT_LINES: Final = 400


@dataclass(slots=True)
class Job:
    """One run of a command: what it said so far; `status` is None while it runs."""

    lines: list[str] = field(default_factory=list)
    status: int | None = None


class Publisher:
    """Runs one command at a time; each draft has its last run."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def job(self, draft: str) -> Job | None:
        """The run of a draft; None where there was none since the desk was opened."""
        return self._jobs.get(draft)

    @property
    def is_at_work(self) -> bool:
        """Whether a run goes on."""
        return any(job.status is None for job in self._jobs.values())

    def start(
        self, draft: str, handover: Path, portal: Path, passphrases: Sequence[str], language: str
    ) -> None:
        """Begin to receive and to build; UsageError while another run goes on.

        Pass phrases go to the process through its standard input and nowhere else.
        """
        with self._lock:
            if self.is_at_work:
                raise UsageError(msg("The portal is at work: wait until it has ended."))
            job = self._jobs[draft] = Job()
        command = [
            sys.executable, "-m", "generator", "--language", language, "receive", str(handover),
            "--portal", str(portal), "--build", "--passphrase-file", "-",
        ]  # fmt: skip
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        )
        threading.Thread(target=_follow, args=(process, job, passphrases), daemon=True).start()


def _follow(process: subprocess.Popen[bytes], job: Job, passphrases: Sequence[str]) -> None:
    assert process.stdin and process.stdout, "both are pipes"
    try:
        process.stdin.write("".join(f"{each}\n" for each in passphrases).encode())
        process.stdin.close()
    except BrokenPipeError:
        pass
    for line in process.stdout:
        job.lines.append(line.decode("utf-8", "replace").rstrip())
        del job.lines[:-KEPT_LINES]
    job.status = process.wait()
