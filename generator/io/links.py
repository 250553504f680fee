"""The same content under a second name."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from generator.io.atomic import staging_path


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """`target` becomes the same file as `source` where the file system can, elsewhere a whole copy.

    FileExistsError if it is there, FileNotFoundError if there is no source or no folder for it.
    """
    try:
        os.link(source, target)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:
        # No hard links here, or too many of this file already. A killed copy has another name.
        target = Path(target)
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        staged = staging_path(target)
        shutil.copyfile(source, staged)
        staged.replace(target)
