"""The same content under a second name."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """`target` becomes the same file as `source` where the file system can, a copy elsewhere.

    FileExistsError if it is there, FileNotFoundError if there is no source or no folder for it.
    """
    try:
        os.link(source, target)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:
        # No hard links here, or too many of this file already.
        shutil.copyfile(source, target)
