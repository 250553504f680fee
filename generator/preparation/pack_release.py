"""`gongshi pack`: a folder becomes the next release of an agency, from the last one on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.exports.contents import Export
from generator.exports.pack_folder import REASONS, FolderContent, PackReport, pack
from generator.exports.reading.pack_settings import PublicityTable
from generator.exports.rows import sort
from generator.exports.subjects import RowRef
from generator.io.atomic import replace_file
from generator.model.documents import Document
from generator.model.problems import Problem, Severity
from generator.model.release import ReleaseInfo
from generator.model.tables import Notice, NoticeRow
from generator.preparation.attach_files import attach_files
from generator.preparation.carried_identifiers import carry_identities
from generator.preparation.inspect_documents import inspect_documents
from generator.preparation.last_release import carry_over
from generator.preparation.merged_lists import merge_lists
from generator.preparation.publicity import put_to_publicity
from generator.preparation.reasons import (
    Place,
    Reason,
    Silence,
    gone_concerns,
    lacking,
    notices,
    read_reasons,
    silences,
    with_gone_concerns,
    write_reasons,
)
from generator.preparation.release_changes import ReleaseChanges, release_changes

Ask = Callable[[Sequence[Silence]], Mapping[Place, Reason]]
"""Asks whoever packs for the reasons of changes; what has none is left out."""


@dataclass(frozen=True, slots=True)
class PackedRelease:
    """What was written, and what it changes against the last release."""

    report: PackReport
    changes: ReleaseChanges
    needless: tuple[tuple[Place, Reason], ...]
    """Reasons for what did not change."""


def pack_release(
    folder: Path,
    out: Path,
    secret: Callable[[str], bytes],
    last: Callable[[ReleaseInfo], Export | None],
    *,
    known: Sequence[Document] = (),
    whole: bool = False,
    ask: Ask | None = None,
) -> PackedRelease:
    """Pack a folder into `out` as the release after `last`.

    `known` are documents that stand on the portal beside those of this agency's exports. With
    `whole` the folder holds all that the agency publishes, and nothing is carried over. Every
    change that needs a reason is written into `reasons.csv` in the folder, with the answers where
    `ask` gives any; DataError while one has none, and no export is written.
    """
    step = _Step(folder, last, known, whole=whole, ask=ask)
    report = pack(folder, out, secret, step)
    assert step.changes is not None, "compared before anything is written"
    return PackedRelease(report, step.changes, step.needless)


class _Step:
    """From the last release to this one."""

    def __init__(
        self,
        folder: Path,
        last: Callable[[ReleaseInfo], Export | None],
        known: Sequence[Document],
        *,
        whole: bool,
        ask: Ask | None,
    ) -> None:
        self._folder, self._find, self._whole, self._ask = folder, last, whole, ask
        self._known = known
        self._publicity: tuple[PublicityTable, ...] = ()
        self._last: Export | None = None
        self._own: frozenset[str] = frozenset()
        self.changes: ReleaseChanges | None = None
        self.needless: tuple[tuple[Place, Reason], ...] = ()

    def last_release(self, info: ReleaseInfo) -> Export | None:
        """The release from which this one starts."""
        self._last = self._find(info)
        return self._last

    def carry_over(self, content: FolderContent, problems: list[Problem]) -> FolderContent:
        """The folder's content with what it does not mention, under the identifiers of before."""
        self._publicity = content.publicity
        self._own = frozenset(source.path for source in content.documents)
        content = merge_lists(self._last, content)
        if self._last is None:
            return content
        content = carry_identities(self._last, content, problems)
        return content if self._whole else carry_over(self._last, content, problems)

    def attach(self, content: FolderContent, problems: list[Problem]) -> FolderContent:
        """The content with the files that its documents name, those of before included."""
        before = None if self._whole else self._last
        return attach_files(content, self._own, before.attachments if before else {}, problems)

    def gone(self, export: Export) -> Collection[RowRef]:
        """What the last release had, notices concern, and this one has not."""
        return gone_concerns(self._last, export) if self._last is not None else ()

    def inspect(self, export: Export) -> list[Problem]:
        """What the portal would find wrong with the documents."""
        return inspect_documents(export, self._known)

    def explain(self, export: Export, problems: list[Problem]) -> Export:
        """The export with a notice for every reason, and for what is put to publicity; what has
        none is a problem.
        """
        if self._last is not None:
            changes = release_changes(self._last, export)
            export = self._with_reasons(export, silences(changes, self._last, export), problems)
            export = with_gone_concerns(self._last, export)
        self.changes = release_changes(self._last, export)
        if self._publicity:
            export = put_to_publicity(export, self.changes, self._publicity, problems)
            self.changes = release_changes(self._last, export)
        return export

    def _with_reasons(
        self, export: Export, open_ones: Sequence[Silence], problems: list[Problem]
    ) -> Export:
        before = len(problems)
        given = read_reasons(self._folder, problems)
        readable = not any(each.severity is Severity.ERROR for each in problems[before:])
        wanted = {one.place for one in open_ones}
        self.needless = tuple(each for each in given.items() if each[0] not in wanted)
        missing = [one for one in open_ones if not _is_given(one, given)]
        refused = any(problem.severity is Severity.ERROR for problem in problems)
        if missing and self._ask is not None and not refused:
            given |= self._ask(missing)
        if missing and readable:
            # What was answered is not asked again, and the same folder gives the same release.
            replace_file(self._folder / REASONS, write_reasons(open_ones, given))
        explained = [one for one in open_ones if _is_given(one, given)]
        for line, one in enumerate(open_ones, start=2):
            if one not in explained:
                # A file with faults is left as it is: its lines are others.
                problems.append(lacking(line if readable else None, one))
        made, rows = notices(export, explained, given)
        tables = dict(export.tables)
        tables[Notice.table] = tuple(sort((*export.rows(Notice), *made)))
        tables[NoticeRow.table] = tuple(sort((*export.rows(NoticeRow), *rows)))
        return replace(export, tables=tables)


def _is_given(silence: Silence, given: Mapping[Place, Reason]) -> bool:
    reason = given.get(silence.place)
    return reason is not None and reason.fits(silence)
