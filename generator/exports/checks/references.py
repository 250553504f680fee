"""Keys and references: every key once, every reference resolves."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator

from generator.exports.contents import ATTACHMENTS, Export, error
from generator.exports.schema import Column, columns, header, row_key
from generator.exports.subjects import DOCUMENTS, RowRef, document_name
from generator.model.messages import Message, msg, word
from generator.model.problems import Problem
from generator.model.release import CHINA
from generator.model.tables import (
    TABLES,
    Attachment,
    Demonstration,
    Facility,
    Grade,
    Notice,
    NoticeRow,
    PublishedTotal,
    Region,
    Row,
    SchemeGrade,
    Succession,
)
from generator.model.vocabulary import NoticeKind, SubjectKind, TotalIndicator


def _taken_away(export: Export) -> frozenset[RowRef]:
    """The rows of which a notice says that they are published no longer, or were taken back."""
    taking = (NoticeKind.REMOVAL, NoticeKind.WITHDRAWAL)
    notices = [row for row in export.rows(Notice) if row.kind in taking]
    names = {row.notice_id for row in notices}
    refs = {(row.concerns_table, row.concerns_id) for row in notices}
    more = (row for row in export.rows(NoticeRow) if row.notice_id in names)
    return frozenset(refs | {(row.concerns_table, row.concerns_id) for row in more})


class References:
    """The keys of an export, and the checks on them.

    `incomplete` names tables of which rows are missing because they could not be read: a
    reference into one of them is not judged, so that one mistake is not reported twice. `gone`
    are rows of the last release that are to be explained still: earlier notices may concern them.
    `told` are the notices of the last release, None where it is not known.
    """

    def __init__(
        self,
        export: Export,
        incomplete: Collection[str] = (),
        gone: Collection[RowRef] = (),
        told: Collection[str] | None = None,
    ) -> None:
        self._told = told
        self._export = export
        # A notice goes on speaking of a row that a later one has taken away.
        self._gone = frozenset(gone) | _taken_away(export)
        self._incomplete = frozenset(incomplete)
        self._keys = {
            row_type.table: frozenset(map(row_key, export.rows(row_type))) for row_type in TABLES
        }
        self._keys[DOCUMENTS] = frozenset(
            name
            for document in export.documents
            for name in (document.path, document_name(document.path))
        )

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with keys and references."""
        for row_type in TABLES:
            yield from self._duplicates(row_type)
            for column in columns(row_type):
                if column.references:
                    yield from self._dangling(row_type, column)
        yield from self._grades()
        yield from self._totals()
        yield from self._subjects()
        yield from self._notices()
        yield from self._notice_rows()
        yield from self._successions()
        yield from self._attachments()

    def _duplicates(self, row_type: type[Row]) -> Iterator[Problem]:
        rows = self._export.rows(row_type)
        if len(self._keys[row_type.table]) == len(rows):
            return
        counts = Counter(map(row_key, rows))
        for line, row in enumerate(rows, start=2):
            if (times := counts[row_key(row)]) > 1:
                why = msg("%(times)s rows have this key; a key stands once", times=times)
                yield error(row_type, line, row_type.key[-1], why)

    def _dangling(self, row_type: type[Row], column: Column) -> Iterator[Problem]:
        target = column.references or ""
        if target in self._incomplete:
            return
        known = self._keys[target]
        for line, row in self._export.numbered(row_type):
            value = getattr(row, column.name)
            if value is None or value in known:
                continue
            for part in value if column.type == "list" else (value,):
                if part not in known:
                    yield error(
                        row_type,
                        line,
                        column.name,
                        msg(
                            '"%(part)s" is in no row of %(target)s',
                            part=part,
                            target=word("Table", target),
                        ),
                    )

    def _has(self, table: str, key: str) -> bool:
        return table in self._incomplete or key in self._keys[table]

    def _grades(self) -> Iterator[Problem]:
        labels = self._labels()
        for line, grade in self._export.numbered(Grade):
            if grade.grade not in labels.get(grade.scheme_id, {}) and self._judged(grade.scheme_id):
                why = self._no_label(grade.grade, grade.scheme_id, labels)
                yield error(Grade, line, "grade", why)

    def _totals(self) -> Iterator[Problem]:
        labels = self._labels()
        for line, total in self._export.numbered(PublishedTotal):
            if total.indicator is TotalIndicator.GRADED and total.scheme_id is None:
                yield error(
                    PublishedTotal, line, "scheme_id", msg("a total of grades needs a scheme")
                )
            elif total.indicator is not TotalIndicator.GRADED and total.scheme_id is not None:
                why = msg("a total of %(indicator)s has no scheme", indicator=total.indicator)
                yield error(PublishedTotal, line, "scheme_id", why)
            if total.level and total.indicator is not TotalIndicator.DEMONSTRATION:
                why = msg("only a total of demonstration facilities has a level")
                yield error(PublishedTotal, line, "level", why)
            if total.grade is None:
                continue
            scheme = total.scheme_id
            if scheme is None:
                yield error(PublishedTotal, line, "grade", msg("a grade without a scheme"))
            elif total.grade not in labels.get(scheme, {}) and self._judged(scheme):
                why = self._no_label(total.grade, scheme, labels)
                yield error(PublishedTotal, line, "grade", why)

    def _labels(self) -> dict[str, dict[str, None]]:
        labels: dict[str, dict[str, None]] = {}
        for grade in self._export.rows(SchemeGrade):
            labels.setdefault(grade.scheme_id, {})[grade.label] = None
        return labels

    def _judged(self, scheme: str) -> bool:
        return self._has("schemes", scheme) and SchemeGrade.table not in self._incomplete

    def _no_label(self, grade: str, scheme: str, labels: dict[str, dict[str, None]]) -> Message:
        known = ", ".join(labels.get(scheme, {})) or msg("it has none")
        why = msg("not a grade of %(scheme)s (%(known)s)", scheme=scheme, known=known)
        # A label is a few characters; anything longer may be a value in the wrong column.
        return msg('"%(grade)s": %(why)s', grade=grade, why=why) if len(grade) <= 6 else why

    def _subjects(self) -> Iterator[Problem]:
        tables = {SubjectKind.FACILITY: Facility.table, SubjectKind.REGION: Region.table}
        for line, title in self._export.numbered(Demonstration):
            table = tables[title.subject_kind]
            if not self._has(table, title.subject_id):
                yield error(
                    Demonstration,
                    line,
                    "subject_id",
                    msg("no such row in %(table)s", table=word("Table", table)),
                )

    def _notices(self) -> Iterator[Problem]:
        types = {row_type.table: row_type for row_type in TABLES}
        for line, notice in self._export.numbered(Notice):
            table = notice.concerns_table
            if table not in self._keys:
                known = ", ".join((*types, DOCUMENTS))
                yield error(
                    Notice,
                    line,
                    "concerns_table",
                    msg("no table of an export (%(known)s)", known=known),
                )
                continue
            withdrawn = notice.kind is NoticeKind.WITHDRAWAL
            corrected = notice.kind is NoticeKind.CORRECTION
            if why := self._concern_fault(notice, table, notice.concerns_id):
                yield error(Notice, line, "concerns_id", why)
            silent = notice.before is None and notice.after is None
            if withdrawn and notice.before is not None:
                yield error(
                    Notice, line, "before", msg("a withdrawal says again what it takes back")
                )
            elif corrected and (notice.field is None or silent):
                why = msg(
                    "a correction says which column it changes, what stood before and stands now"
                )
                yield error(Notice, line, "field", why)
            elif not (corrected or withdrawn) or notice.field is None or table not in types:
                continue
            elif notice.field not in header(types[table]):
                yield error(
                    Notice,
                    line,
                    "field",
                    msg("%(table)s.csv has no such column", table=word("Table", table)),
                )

    def _concern_fault(self, notice: Notice, table: str, key: str) -> Message | None:
        """Why a notice cannot concern a row; None if it can."""
        if notice.kind is NoticeKind.REMOVAL:
            # What could not be read may be there; what went on an earlier day may have come back.
            new = notice.published >= self._export.info.issued.astimezone(CHINA).date()
            new = new or (self._told is not None and notice.notice_id not in self._told)
            still = new and table not in self._incomplete and key in self._keys[table]
            return (
                msg(
                    "a removal says that a row is gone; %(table)s still has it",
                    table=word("Table", table),
                )
                if still
                else None
            )
        if (
            notice.kind is NoticeKind.WITHDRAWAL
            or self._has(table, key)
            or (table, key) in self._gone
        ):
            return None
        return msg("no such row in %(table)s", table=word("Table", table))

    def _notice_rows(self) -> Iterator[Problem]:
        notices = {notice.notice_id: notice for notice in self._export.rows(Notice)}
        for line, row in self._export.numbered(NoticeRow):
            notice, table = notices.get(row.notice_id), row.concerns_table
            if table not in self._keys:
                yield error(NoticeRow, line, "concerns_table", msg("no table of an export"))
            elif notice and (why := self._concern_fault(notice, table, row.concerns_id)):
                yield error(NoticeRow, line, "concerns_id", why)

    def _successions(self) -> Iterator[Problem]:
        own = self._keys[Facility.table]
        heirs: dict[str, set[str]] = {}
        for succession in self._export.rows(Succession):
            heirs.setdefault(succession.old_id, set()).add(succession.new_id)
        for line, row in self._export.numbered(Succession):
            if row.old_id in own and Facility.table not in self._incomplete:
                why = msg(
                    "is still an identifier of facilities.csv; one that ended is used no more"
                )
                yield error(Succession, line, "old_id", why)
            if _leads_to(heirs, row.new_id, row.old_id):
                yield error(
                    Succession, line, "new_id", msg("the successions lead round in a circle")
                )

    def _attachments(self) -> Iterator[Problem]:
        files = self._export.attachments
        documents = self._keys[DOCUMENTS]
        named = set()
        for line, row in self._export.numbered(Attachment):
            path = f"{ATTACHMENTS}{row.file}"
            named.add(path)
            if row.document not in documents:
                why = msg('"%(document)s" is no document of this export', document=row.document)
                yield error(Attachment, line, "document", why)
            content = files.get(path)
            if content is None:
                yield error(Attachment, line, "file", msg("%(path)s is missing", path=path))
            elif len(content) != row.bytes:
                yield error(
                    Attachment,
                    line,
                    "bytes",
                    msg("%(path)s has %(count)s", path=path, count=len(content)),
                )
            elif hashlib.sha256(content).hexdigest() != row.sha256:
                yield error(
                    Attachment, line, "sha256", msg("is not the digest of %(path)s", path=path)
                )
        for path in sorted(files.keys() - named):
            yield Problem(path, None, None, msg("stands in no row of attachments"))


def _leads_to(heirs: dict[str, set[str]], start: str, wanted: str) -> bool:
    """Whether one identifier goes on, over however many steps, under another."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if one == wanted:
            return True
        if one not in seen:
            seen.add(one)
            waiting += heirs.get(one, ())
    return False
