"""Worker processes: forked, so that they inherit what was read; none outlives its parent."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

COUNT = 2
"""Processes of a pool: the budgets are set for two cores."""
_PR_SET_PDEATHSIG = 1


def _nothing() -> None:
    """A worker that opens what it needs with each piece of work."""


def pool(begin: Callable[..., None] = _nothing, *arguments: object) -> ProcessPoolExecutor:
    """A pool whose processes start with `begin(*arguments)`, handed over by the fork itself."""
    fork = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(
        COUNT, mp_context=fork, initializer=_begin, initargs=(os.getpid(), begin, arguments)
    )


def _begin(parent: int, begin: Callable[..., None], arguments: tuple[object, ...]) -> None:
    if sys.platform == "linux":
        # A worker whose parent was killed would hold the portal's lock for ever.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # killed before the signal was asked for: it never comes
            os.kill(os.getpid(), signal.SIGKILL)
    begin(*arguments)
