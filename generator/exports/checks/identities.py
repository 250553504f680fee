"""What rows say about themselves: credit codes, natures, grading schemes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from generator.exports.contents import Export, error, warning
from generator.model.identifiers import is_uscc
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.tables import Facility, Indicator, Scheme, SchemeGrade
from generator.model.vocabulary import Nature

NATURE_OF_PREFIX = {
    "12": Nature.PUBLIC,
    "52": Nature.NON_PROFIT,
    "91": Nature.FOR_PROFIT,
    "92": Nature.FOR_PROFIT,
}
"""What the first two characters of a credit code say about the nature of its holder."""


def check_identities(export: Export) -> Iterator[Problem]:
    """Everything that is wrong with credit codes, natures, schemes and indicators."""
    yield from _codes(export)
    yield from _schemes(export)
    yield from _indicators(export)


def _codes(export: Export) -> Iterator[Problem]:
    for line, facility in export.numbered(Facility):
        code = facility.uscc
        if code is None:
            if facility.uscc_override is not None:
                yield error(Facility, line, "uscc_override", msg("an override without a code"))
            continue
        if is_uscc(code):
            if facility.uscc_override is not None:
                yield warning(Facility, line, "uscc_override", msg("the code is right without it"))
        elif facility.uscc_override is None:
            why = msg("the check digit fails; if the code was issued so, say why in uscc_override")
            yield error(Facility, line, "uscc", why)
        expected = NATURE_OF_PREFIX.get(code[:2]) if len(code) == 18 else None
        if expected and facility.nature and facility.nature is not expected:
            why = msg(
                "%(nature)s, but a code that starts with %(code)s says %(expected)s",
                nature=facility.nature,
                code=code[:2],
                expected=expected,
            )
            yield warning(Facility, line, "nature", why)


def _schemes(export: Export) -> Iterator[Problem]:
    grades: dict[str, list[tuple[int, SchemeGrade]]] = defaultdict(list)
    for line, grade in export.numbered(SchemeGrade):
        grades[grade.scheme_id].append((line, grade))
    for line, scheme in export.numbered(Scheme):
        if scheme.scheme_id not in grades:
            yield error(
                Scheme, line, "scheme_id", msg("the scheme has no row in scheme_grades.csv")
            )
    for numbered in grades.values():
        yield from _ranks(numbered)
        yield from _spellings(numbered)


def _ranks(numbered: list[tuple[int, SchemeGrade]]) -> Iterator[Problem]:
    counts = Counter(grade.rank for _, grade in numbered)
    for line, grade in numbered:
        if counts[grade.rank] > 1:
            why = msg(
                "%(counts)s grades of the scheme have rank %(rank)s",
                counts=counts[grade.rank],
                rank=grade.rank,
            )
            yield error(SchemeGrade, line, "rank", why)


def _spellings(numbered: list[tuple[int, SchemeGrade]]) -> Iterator[Problem]:
    counts = Counter(spelling for _, g in numbered for spelling in (g.label, *g.aliases))
    for line, grade in numbered:
        if any(counts[alias] > 1 for alias in grade.aliases):
            yield error(
                SchemeGrade, line, "aliases", msg("an alias that stands for another grade too")
            )


def _indicators(export: Export) -> Iterator[Problem]:
    for line, indicator in export.numbered(Indicator):
        if indicator.value is None and indicator.target is None:
            yield warning(Indicator, line, "value", msg("neither a value nor a target"))
