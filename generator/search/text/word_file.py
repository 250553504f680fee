"""The files of words that operators edit: UTF-8, `#` starts a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from generator.model.messages import msg
from generator.model.problems import DataError, Problem


def written_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each line without its comment; none if there is no file.

    DataError for a file that is no UTF-8.
    """
    if not file.is_file():
        return
    try:
        lines = file.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise DataError([Problem(file.name, None, None, msg("is not UTF-8"))]) from None
    for number, line in enumerate(lines, start=1):
        yield number, line.partition("#")[0].strip()


def words_of(line: str) -> list[str]:
    """The words of a line, separated by spaces or commas."""
    return [word for word in re.split(r"[\s,，、]+", line) if word]
