"""What one export holds, as rows and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from generator.model.messages import Message
from generator.model.problems import Problem, Severity
from generator.model.release import ReleaseInfo, RowTreeRoot
from generator.model.tables import Row

R = TypeVar("R", bound=Row)

ATTACHMENTS = "attachments/"
"""Where the attachments of documents lie in the archive."""


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """A document of an export: `path` as in the archive (`documents/….md`), and its Markdown."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Export:
    """One export: every table of TABLES by name (possibly empty, sorted by key), and documents.

    `attachments` are the bytes of files by their path (`attachments/….pdf`). From format 2 on,
    `seed` is what the salts of its row tree are made with, `row_tree` the root that belongs to it
    and `subject_roots` those of the subjects, (kind, identifier), in the order of the tree.
    """

    info: ReleaseInfo
    tables: Mapping[str, tuple[Row, ...]]
    documents: tuple[DocumentSource, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    seed: bytes | None = None
    row_tree: RowTreeRoot | None = None
    subject_roots: Mapping[tuple[str, str], bytes] = field(default_factory=dict, compare=False)

    def rows(self, row_type: type[R]) -> tuple[R, ...]:
        """The rows of a table."""
        return cast(tuple[R, ...], self.tables[row_type.table])

    def numbered(self, row_type: type[R]) -> Iterator[tuple[int, R]]:
        """The rows of a table with their line numbers; the heading is line 1."""
        return enumerate(self.rows(row_type), start=2)


def table_file(row_type: type[Row]) -> str:
    """The name of a table's file in the archive."""
    return f"{row_type.table}.csv"


def error(row_type: type[Row], line: int | None, field: str | None, why: Message) -> Problem:
    """An error in a row of an export."""
    return Problem(table_file(row_type), line, field, why)


def warning(row_type: type[Row], line: int | None, field: str | None, why: Message) -> Problem:
    """Something in a row of an export that someone should look at."""
    return Problem(table_file(row_type), line, field, why, Severity.WARNING)
