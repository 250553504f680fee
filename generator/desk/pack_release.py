"""`gongshi pack`: a folder becomes the next release of an agency, from the last one on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.desk.last_release import carry_over
from generator.desk.reasons import (
    Place,
    Reason,
    Silence,
    notices,
    read_reasons,
    silences,
    write_reasons,
)
from generator.desk.release_changes import ReleaseChanges, release_changes
from generator.exports.contents import Export
from generator.exports.pack_folder import REASONS, FolderContent, PackReport, pack
from generator.exports.rows import sort
from generator.io.atomic import replace_file
from generator.model.problems import DataError, Problem
from generator.model.tables import Notice, NoticeRow

Ask = Callable[[Sequence[Silence]], Mapping[Place, Reason]]
"""Asks whoever packs for the reasons of changes; what has none is left out."""


@dataclass(frozen=True, slots=True)
class PackedRelease:
    """What was written, and what it changes against the last release."""

    report: PackReport
    changes: ReleaseChanges


def pack_release(
    folder: Path,
    out: Path,
    secret: Callable[[str], bytes],
    last: Callable[[FolderContent], Export | None],
    *,
    whole: bool = False,
    ask: Ask | None = None,
) -> PackedRelease:
    """Pack a folder into `out` as the release after `last`.

    With `whole` the folder holds all that the agency publishes, and nothing is carried over. Every
    change that needs a reason and has none is written into `reasons.csv` in the folder, or asked
    for; DataError while one is missing, and no export is written.
    """
    step = _Step(folder, last, whole=whole, ask=ask)
    report = pack(folder, out, secret, step)
    assert step.changes is not None, "compared before anything is written"
    return PackedRelease(report, step.changes)


class _Step:
    """From the last release to this one."""

    def __init__(
        self,
        folder: Path,
        last: Callable[[FolderContent], Export | None],
        *,
        whole: bool,
        ask: Ask | None,
    ) -> None:
        self._folder, self._find, self._whole, self._ask = folder, last, whole, ask
        self._last: Export | None = None
        self.changes: ReleaseChanges | None = None

    def carry_over(self, content: FolderContent) -> FolderContent:
        """The folder's content with what it does not mention."""
        self._last = self._find(content)
        if self._last is None or self._whole:
            return content
        return carry_over(self._last, content)

    def explain(self, export: Export) -> Export:
        """The export with a notice for every reason; DataError where a reason is missing."""
        changes = release_changes(self._last, export)
        if self._last is not None:
            open_ones = silences(changes, self._last)
            export = self._with_reasons(export, open_ones)
            changes = release_changes(self._last, export)
        self.changes = changes
        return export

    def _with_reasons(self, export: Export, open_ones: Sequence[Silence]) -> Export:
        problems: list[Problem] = []
        given = read_reasons(self._folder, problems)
        missing = [one for one in open_ones if one.place not in given]
        if missing and self._ask is not None and not problems:
            given |= self._ask(missing)
            missing = [one for one in open_ones if one.place not in given]
        if missing and not problems:
            replace_file(self._folder / REASONS, write_reasons(open_ones, given))
        problems += map(_lacking, missing)
        if problems:
            raise DataError(problems)
        made, rows = notices(export, open_ones, given)
        tables = dict(export.tables)
        tables[Notice.table] = tuple(sort((*export.rows(Notice), *made)))
        tables[NoticeRow.table] = tuple(sort((*export.rows(NoticeRow), *rows)))
        return replace(export, tables=tables)


def _lacking(silence: Silence) -> Problem:
    table, key, column = silence.place
    what = "is no longer there" if not column else "is not what was published"
    why = f"{silence.name}: {what}, and no reason is given; write it into {REASONS}"
    return Problem(f"{table}.csv", None, f"{key} {column}".strip(), why)
