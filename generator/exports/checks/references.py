"""Keys and references: every key once, every reference resolves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from generator.exports.contents import Export, error
from generator.exports.schema import Column, columns, header, row_key
from generator.model.problems import Problem
from generator.model.tables import (
    TABLES,
    Demonstration,
    Facility,
    Grade,
    Notice,
    PublishedTotal,
    Region,
    Row,
    SchemeGrade,
)
from generator.model.vocabulary import NoticeKind, SubjectKind, TotalIndicator

DOCUMENTS = "documents"
"""What a notice names as its table when it concerns a document."""


class References:
    """The keys of an export, and the checks on them.

    `incomplete` names tables of which rows are missing because they could not be read: a
    reference into one of them is not judged, so that one mistake is not reported twice.
    """

    def __init__(self, export: Export, incomplete: Collection[str] = ()) -> None:
        self._export = export
        self._incomplete = frozenset(incomplete)
        self._keys = {
            row_type.table: frozenset(map(row_key, export.rows(row_type))) for row_type in TABLES
        }
        self._keys[DOCUMENTS] = frozenset(
            name
            for document in export.documents
            for name in (document.path, document.path[len("documents/") : -len(".md")])
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

    def _duplicates(self, row_type: type[Row]) -> Iterator[Problem]:
        rows = self._export.rows(row_type)
        if len(self._keys[row_type.table]) == len(rows):
            return
        counts = Counter(map(row_key, rows))
        for line, row in enumerate(rows, start=2):
            if (times := counts[row_key(row)]) > 1:
                why = f"{times} rows have this key; a key stands once"
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
                    yield error(row_type, line, column.name, f'"{part}" is not in {target}.csv')

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
                yield error(PublishedTotal, line, "scheme_id", "a total of grades needs a scheme")
            elif total.indicator is not TotalIndicator.GRADED and total.scheme_id is not None:
                why = f"a total of {total.indicator} has no scheme"
                yield error(PublishedTotal, line, "scheme_id", why)
            if total.level and total.indicator is not TotalIndicator.DEMONSTRATION:
                why = "only a total of demonstration facilities has a level"
                yield error(PublishedTotal, line, "level", why)
            if total.grade is None:
                continue
            scheme = total.scheme_id
            if scheme is None:
                yield error(PublishedTotal, line, "grade", "a grade without a scheme")
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

    def _no_label(self, grade: str, scheme: str, labels: dict[str, dict[str, None]]) -> str:
        known = ", ".join(labels.get(scheme, {})) or "it has none"
        # A label is a few characters; anything longer may be a value in the wrong column.
        shown = f'"{grade}": ' if len(grade) <= 6 else ""
        return f"{shown}not a grade of {scheme} ({known})"

    def _subjects(self) -> Iterator[Problem]:
        tables = {SubjectKind.FACILITY: Facility.table, SubjectKind.REGION: Region.table}
        for line, title in self._export.numbered(Demonstration):
            table = tables[title.subject_kind]
            if not self._has(table, title.subject_id):
                yield error(Demonstration, line, "subject_id", f"no such row in {table}.csv")

    def _notices(self) -> Iterator[Problem]:
        types = {row_type.table: row_type for row_type in TABLES}
        for line, notice in self._export.numbered(Notice):
            table = notice.concerns_table
            if table not in self._keys:
                known = ", ".join((*types, DOCUMENTS))
                yield error(Notice, line, "concerns_table", f"no table of an export ({known})")
                continue
            withdrawn = notice.kind is NoticeKind.WITHDRAWAL
            corrected = notice.kind is NoticeKind.CORRECTION
            if not withdrawn and not self._has(table, notice.concerns_id):
                yield error(Notice, line, "concerns_id", f"no such row in {table}")
            silent = notice.before is None and notice.after is None
            if withdrawn and notice.before is not None:
                yield error(Notice, line, "before", "a withdrawal says again what it takes back")
            elif corrected and (notice.field is None or silent):
                why = "a correction says which column it changes, what stood before and stands now"
                yield error(Notice, line, "field", why)
            elif not (corrected or withdrawn) or notice.field is None or table not in types:
                continue
            elif notice.field not in header(types[table]):
                yield error(Notice, line, "field", f"{table}.csv has no such column")
