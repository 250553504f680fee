"""Workers end with the process that started them, whenever it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ORPHAN = """
import os, sys, time
from generator.io import workers

parent = os.getpid()
if os.fork() == 0:
    while os.getppid() == parent:
        time.sleep(0.001)
    workers._begin(parent, lambda: open(sys.argv[1], "w").close(), ())
    os._exit(0)
print("started", flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the signal of a parent's death is Linux's own")
def test_a_worker_that_starts_after_its_parent_died_ends(tmp_path: Path) -> None:
    """The signal that is asked for too late never comes: the worker looks for itself."""
    begun = tmp_path / "begun"
    reader, writer = os.pipe()
    subprocess.run(
        [sys.executable, "-c", ORPHAN, str(begun)], pass_fds=[writer], check=True, timeout=60
    )
    os.close(writer)
    assert os.read(reader, 1) == b"", "the pipe ends when the worker does"
    assert not begun.exists()
