"""What a command left: every file, link and folder below one, so that two of them compare."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

Tree = Counter[tuple[str, str]]
"""Names with what is in them, and how many have the same: by chance named ones are alike."""

_LOCKS = frozenset({".lock", "LOCK", "MAIN_WRITELOCK"})
"""Names of files that say nothing; they may be there or not."""
_BY_CHANCE = re.compile(
    r"(?<=MAIN_)[a-z0-9]{16}|(?<=whoosh/)[0-9]{6}|(?<=browser/)[0-9a-f]{64}(?=\.sqlite)"
)
"""How Whoosh names its files, how often an index was begun, and what follows from both."""
_KEYS = re.compile(r"[0-9a-f]{6,}")
"""What names say of keys that are new each time."""


_NOTES = tuple(f'INSERT INTO "{table}"' for table in ("log_read", "published", "planned"))
"""What a build knew of the log when it began, and meant to enter: the log itself is compared."""


def tree(folder: Path, *, exact: bool) -> Tree:
    """Everything below a folder; without what is in the files where they are never the same."""
    found: Tree = Counter()
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            if name not in _LOCKS:
                shown = _BY_CHANCE.sub("*", path.relative_to(folder).as_posix())
                shown = shown if exact else _KEYS.sub("*", shown)
                found[shown, _content(path, shown, exact=exact)] += 1
                if exact and path.suffix == ".sqlite" and "whoosh/" not in shown:
                    found.update((f"{shown} {table}", digest) for table, digest in _tables(path))
    return found


def _content(path: Path, shown: str, *, exact: bool) -> str:
    """What is compared: kind and rights, and where it says something the digest."""
    if path.is_symlink():
        return f"-> {path.readlink()}"
    mode = f"{path.stat().st_mode:o}"
    by_chance = not exact or "whoosh/" in shown or path.name == "state.json"
    if by_chance or not stat.S_ISREG(path.stat().st_mode):
        return mode
    # A database may lay out the same rows otherwise; its tables are compared.
    digest = "" if path.suffix in (".sqlite", ".sha256") else sha256(path.read_bytes()).hexdigest()
    return f"{mode} {digest}"


def _tables(path: Path) -> Iterator[tuple[str, str]]:
    """The tables of a database with the digests of what they hold."""
    tables: dict[str, list[str]] = {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        for line in database.iterdump():
            if not line.startswith(_NOTES):
                tables.setdefault(" ".join(line.split(" ", 3)[:3]), []).append(line)
    for name, lines in tables.items():
        yield name, sha256("\n".join(sorted(lines)).encode()).hexdigest()


def difference(found: Tree, wanted: Tree) -> str:
    """What is too much and what is missing, a few of each."""
    more, less = sorted((found - wanted).elements()), sorted((wanted - found).elements())
    names = [f"+{name}" for name, _ in more[:4]] + [f"-{name}" for name, _ in less[:4]]
    return f"{len(more)} more, {len(less)} less: {' '.join(names)}"
