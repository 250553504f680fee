"""What the leaves of a subject may look like: which of them may be bare.

Lasting rows come first, and all of them are shown; what may go stands behind them in a block of
four leaves or a higher power of two (`exports.row_tree`). From the cells of a notice alone it does
not always follow where it stands, since what it concerns may be a row of another subject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.exports.row_tree import MIN_BLOCK
from generator.model.messages import Message, msg
from generator.model.tables import Notice, NoticeRow, Penalty

Shown = tuple[str, Mapping[str, str]]
"""Table and cells of a leaf that is not bare."""


def goes(table: str, cells: Mapping[str, str]) -> bool | None:
    """Whether a row may have to go one day; None where that does not follow from its cells."""
    if table == Penalty.table:
        return True
    if table not in (Notice.table, NoticeRow.table):
        return False
    if cells.get("ends") or cells.get("concerns_table") == Penalty.table:
        return True
    return None


def block_fault(leaves: Sequence[Shown | None]) -> Message | None:
    """What is wrong with the order of a subject's leaves, None for a bare one; None if nothing is.

    A bare leaf before a lasting row stands for a lasting row; and so does one too many behind.
    """
    kinds = [True if leaf is None else goes(*leaf) for leaf in leaves]
    last = max((at for at, kind in enumerate(kinds) if kind is False), default=-1)
    first = next((at for at, kind in enumerate(kinds) if kind), len(kinds))
    bare = next((at for at in range(last) if leaves[at] is None), None)
    if bare is not None:
        return msg(
            "leaf %(number)s is bare, and rows that do not expire stand behind it", number=bare + 1
        )
    starts = range(last + 1, max(first, last + 1) + 1)
    if not any(_is_block(len(leaves) - start) for start in starts):
        return msg(
            "%(count)s leaves stand behind the rows that do not expire, which is no block of what"
            " may go: a row is hidden",
            count=len(leaves) - last - 1,
        )
    return None


def _is_block(size: int) -> bool:
    return size >= MIN_BLOCK and size & (size - 1) == 0
