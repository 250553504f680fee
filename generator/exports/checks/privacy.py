"""Personal data in tables, documents and names of files: each hit names its place and its kind.

One scanner for exports, `content/`, the settings, and the names of files and sheets. The value is
never part of a message. What the kinds are, and which of them stop, is in `privacy_settings`; what
cannot be told by form remains with the secrecy review that every release records.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from generator.exports.checks.personal_columns import find_in_columns
from generator.exports.checks.personal_marks import find_marks
from generator.exports.checks.personal_names import find_names
from generator.exports.checks.personal_numbers import find_numbers
from generator.exports.checks.plain_text import PlainText, plain, shown, source
from generator.exports.checks.privacy_hints import suspects
from generator.exports.checks.privacy_settings import WHY, Finding, Kind, severity_of
from generator.exports.schema import Column, columns
from generator.model.messages import msg
from generator.model.problems import Problem, Severity
from generator.model.release import NEWEST_FORMAT
from generator.model.tables import Facility, Row
from generator.model.vocabulary import FacilityKind

NOT_REPEATED = msg(
    "is not what this field takes (the text looks like personal data and is not repeated)"
)

HIDDEN = "…"
"""Stands in a message for what it may not repeat."""

_TELEPHONE = ("facilities", "telephone")
_ADDRESS = ("facilities", "address")
_ISSUED_NUMBERS = frozenset(
    {
        ("filings", "number"),
        ("penalties", "decision_number"),
        ("notices", "concerns_id"),
        ("demonstrations", "subject_id"),
    }
)
"""Numbers that authorities issue: one in ten satisfies Luhn's check by chance."""

_SAID_BEFORE = frozenset({Kind.PAPERS, Kind.ACCOUNT, Kind.RESIDENCE})
"""Kinds that a word before a number decides."""

_BY_CHANCE = frozenset({Kind.BANK_CARD, Kind.PAPERS, Kind.PLATE, Kind.RESIDENCE, Kind.REDACTED})
"""Kinds that a code or an issued number may look like."""


def scan_table(
    row_type: type[Row], file: str, text: str, format: int = NEWEST_FORMAT
) -> list[Problem]:
    """Personal data in a canonical CSV, in which one row is one line."""
    head, *rows = csv.reader(text.removesuffix("\n").split("\n"))
    homes = _homes(row_type, head, rows)
    found: dict[tuple[int, int], dict[Kind, None]] = {}
    for number, column in enumerate(columns(row_type, format)):
        if not _is_text(column):
            continue
        place = (row_type.table, column.name)
        is_address = place == _ADDRESS
        cells = [row[number] for row in rows]
        worth = set(suspects(cells, code=_is_code(place, column), flats=not is_address))
        for at in sorted(worth | homes if is_address else worth):
            for each in _findings(plain(cells[at]), home=at in homes, free=not is_address):
                kind = _in_column(each, place, column)
                if kind:
                    found.setdefault((at, number), {})[kind] = None
    return [
        _problem(file, at + 2, head[number], kind)
        for (at, number), kinds in sorted(found.items())
        for kind in kinds
    ]


def _is_text(column: Column) -> bool:
    """Whether people write what they want; a reference is looked at where its row stands."""
    words = column.enum or column.item_enum or column.references
    return column.type in ("string", "list") and not words


def _homes(row_type: type[Row], head: list[str], rows: list[list[str]]) -> set[int]:
    """The rows of facilities that are somebody's home."""
    if row_type is not Facility:
        return set()
    kind = head.index("kind")
    return {at for at, row in enumerate(rows) if row[kind] == FacilityKind.HOME_CARE_POINT}


def scan_document(file: str, text: str) -> list[Problem]:
    """Personal data in a document: as it is written, comments included, and as it is shown."""
    return [_problem(file, line, None, kind) for line, kind in _places(text)]


@lru_cache(maxsize=1 << 10)
def _places(text: str) -> tuple[tuple[int, Kind], ...]:
    """Line and kind of what a document holds; a receipt that builds, and a field, ask again."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    places = {
        (bisect_right(starts, finding.start), finding.kind)
        for view in (source(text), shown(text))
        for finding in _findings(view)
    }
    return tuple(sorted(places))


def scan_names(names: Iterable[str]) -> list[Problem]:
    """Personal data in names of files and sheets, as warnings: they reach no export.

    So no comments and properties of workbooks are looked at: nothing of them is even read.
    """
    return [replace(each, severity=Severity.WARNING) for each in scan_paths(names)]


def scan_paths(paths: Iterable[str]) -> list[Problem]:
    """Personal data in names under which documents and attachments are published."""
    return [
        _problem(hide_values(path), None, "name", kind)
        for path in paths
        for kind in dict.fromkeys(finding.kind for finding in _findings(plain(path)))
    ]


def without_values(problems: Iterable[Problem]) -> list[Problem]:
    """The same problems; where a message or a name would repeat personal data, it says less."""
    return [_without_value(each) for each in problems]


def _without_value(problem: Problem) -> Problem:
    why = problem.why.hiding(hide_values) if is_personal(problem.why) else problem.why
    why = NOT_REPEATED if is_personal(why) else why
    stretches = _stretches(problem.file)
    of_field = _stretches(problem.field) if problem.field else ()
    if why is problem.why and not stretches and not of_field:
        return problem
    if stretches:
        why = why.hiding(lambda text: _hide(text, stretches))
    field = hide_values(problem.field) if problem.field else problem.field
    return replace(problem, file=hide_values(problem.file), field=field, why=why)


@lru_cache(maxsize=1 << 12)
def is_personal(text: str) -> bool:
    """Whether a message must not repeat this text."""
    return any(True for _ in _findings(plain(text)))


def hide_values(text: str, put: str = HIDDEN) -> str:
    """The text with a … for each stretch that is personal data, or with what is to be `put`."""
    return _hide(text, _stretches(text), put)


def _hide(text: str, stretches: Iterable[str], put: str = HIDDEN) -> str:
    for stretch in stretches:
        text = text.replace(stretch, put)
    return text


@lru_cache(maxsize=1 << 12)
def _stretches(text: str) -> tuple[str, ...]:
    """What of a text is personal data, the longest first."""
    stretches = {text[each.start : each.end] for each in _findings(plain(text))}
    return tuple(sorted(stretches, key=lambda each: (-len(each), each)))


def _findings(view: PlainText, *, home: bool = False, free: bool = True) -> Iterator[Finding]:
    """Everything that one view of a text holds, by the positions of the text as written."""
    closed = view.closed_up()
    numbers = list(find_numbers(view))
    for each in numbers:
        yield _as_written(each, view)
    for each in find_marks(view, home=home, written_freely=free):
        # Behind 证件 or 微信 may stand a number that is known for what it is.
        if each.kind not in _SAID_BEFORE or not any(_overlap(each, number) for number in numbers):
            yield _as_written(each, view)
    for named in (view,) if closed is view else (view, closed):
        for each in find_names(named):
            yield _as_written(each, named)
    for each in find_in_columns(view):
        yield _as_written(each, view)


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _as_written(finding: Finding, view: PlainText) -> Finding:
    end = view.at[finding.end - 1] + 1
    return replace(finding, start=view.at[finding.start], end=end)


def _is_code(place: tuple[str, str], column: Column) -> bool:
    return bool(column.pattern) or place in _ISSUED_NUMBERS


def _in_column(finding: Finding, place: tuple[str, str], column: Column) -> Kind | None:
    """What a finding means in a column, None if nothing."""
    kind = finding.kind
    if place == _TELEPHONE and kind in (Kind.MOBILE, Kind.REDACTED):
        return Kind.PUBLIC_MOBILE if kind is Kind.MOBILE else None
    if _is_code(place, column) and (finding.glued or kind in _BY_CHANCE):
        return None
    return kind


def _problem(file: str, line: int | None, field: str | None, kind: Kind) -> Problem:
    return Problem(file, line, field, WHY[kind], severity_of(kind))
