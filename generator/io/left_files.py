"""Files that programs leave in a folder by themselves, and that are nobody's data."""

from __future__ import annotations

_DESKTOP = frozenset({"Thumbs.db", "desktop.ini"})


def is_left_by_a_program(name: str) -> bool:
    """Whether a file is hidden, the lock of an office program, or a desktop's view of a folder."""
    return name.startswith((".", "~$")) or name in _DESKTOP
