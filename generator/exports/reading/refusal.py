"""Why a cell is refused."""

from __future__ import annotations


class Refused(Exception):
    """A cell that cannot be repaired; the text says what it has to be, never what it is."""
