"""Compiled templates, kept from one build to the next as Python keeps its own `__pycache__`.

To compile the theme takes longer than to make the pages of a small change. The files lie in the
cache folder of the user who builds (`XDG_CACHE_HOME`, else `~/.cache`), for nobody else to write;
without such a folder every build compiles anew.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemBytecodeCache

_KEPT = 3
"""Versions of code and words whose templates are kept."""


def compiled_templates(code: bytes, language: str) -> BytecodeCache | None:
    """The compiled templates that this code makes in this language; None where none can be kept.

    `code` is a digest of everything but a template's source that its compiled form depends on.
    """
    try:
        folder = _own_folder()
        chosen = folder / sha256(code + language.encode()).hexdigest()[:32]
        chosen.mkdir(mode=0o700, exist_ok=True)
        os.utime(chosen)
        _forget_old(folder)
    except (OSError, RuntimeError):
        return None
    return FileSystemBytecodeCache(str(chosen))


def _own_folder() -> Path:
    """The folder, which belongs to us and to which nobody else may write; OSError otherwise."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    folder = (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "gongshi"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise PermissionError(folder)
    return folder


def _forget_old(folder: Path) -> None:
    versions = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for version in versions[_KEPT:]:
        for file in version.iterdir():
            file.unlink(missing_ok=True)
        version.rmdir()
