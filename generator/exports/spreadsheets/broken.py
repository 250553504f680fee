"""Workbooks of others that a library fails at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class BrokenWorkbook(Exception):
    """A workbook that cannot be read; the text says why."""


@contextmanager
def told_as_broken() -> Iterator[None]:
    """Whatever openpyxl or a zip of others' bytes raises, as BrokenWorkbook.

    openpyxl looks at what it takes from a file only where it uses it, so that may be anything.
    """
    try:
        yield
    except (OSError, BrokenWorkbook):
        raise
    except Exception as error:
        why = str(error) or type(error).__name__
        raise BrokenWorkbook(why.replace("<class '", "").replace("'>", "")) from error
