"""How far a build is, for whoever watches."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What a build tells while it runs."""

    def step(self, name: str) -> None:
        """A step begins."""

    def count(self, done: int, total: int) -> None:
        """How far the present step is."""


class Silence:
    """The progress that nobody watches."""

    def step(self, name: str) -> None:
        """Say nothing."""

    def count(self, done: int, total: int) -> None:
        """Say nothing."""
