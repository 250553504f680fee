"""Who may read a file: keys, pass phrases and what is not public are for their owner alone."""

from __future__ import annotations

import stat
from pathlib import Path


def readable_by_all(path: Path) -> bool:
    """Whether everybody on the machine may read a file or list a folder; False where it is not."""
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def keep_private(path: Path) -> None:
    """Take from everybody but owner and group what they may do with a file or folder of ours.

    One that belongs to somebody else stays as it is: `gongshi status --check` names it.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & stat.S_IRWXO:
            path.chmod(mode & ~stat.S_IRWXO)
    except OSError:
        return
