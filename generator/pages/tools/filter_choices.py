"""What the search page offers to filter by, in the site's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.model.vocabulary import GradeStatus
from generator.pages.shared.context import Context
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.views import Mark
from generator.rules.facets import (
    AGE_CLASS,
    CLEAR,
    DEMONSTRATION,
    INCLUSIVE,
    KIND,
    OFFERED,
    SERVICE_MODE,
    YES,
    grade_facet,
)

LABELLED = ("grade.", "demonstration", "inclusive", "clear")
"""The groups whose values are also found as words."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter: how it stands in an address, what it is called, which words mean it.

    `title` says with its group what it is, for where it stands alone; `mark` draws a grade.
    """

    value: str
    name: str
    title: str
    words: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """The values of one filter. `parameter` is its name in an address, `facet` that in the index.

    A scheme of grades is a group of its own and can be ordered by; `leading` where lists show its
    grades first. `never` draws what was never assessed in it.
    """

    parameter: str
    facet: str
    name: str
    choices: tuple[Choice, ...]
    scheme: str | None = None
    leading: bool = False
    never: Mark | None = None


def choice_groups(context: Context) -> tuple[ChoiceGroup, ...]:
    """Every filter with fixed values, each scheme of grades for itself."""
    schemes = (_scheme_group(context, info) for info in context.schemes.values())
    # Those that lists show first stand first here too.
    return (*sorted(schemes, key=lambda group: not group.leading), *_vocabularies(context))


def _scheme_group(context: Context, info: SchemeInfo) -> ChoiceGroup:
    scheme = info.scheme
    choices = []
    for grade in info.grades:
        ranked = grade.standing is GradeStatus.RATED
        name = context.text("grade %(label)s") % {"label": grade.label} if ranked else grade.label
        words = (name, grade.label, *grade.aliases)
        choices.append(
            Choice(
                value=grade.label,
                name=grade.label,
                title=f"{name} · {scheme.name}",
                words=tuple(dict.fromkeys(word for word in words if len(word) > 1)),
                mark=info.mark(grade.label),
            )
        )
    return ChoiceGroup(
        parameter=f"grade.{scheme.scheme_id}",
        facet=grade_facet(scheme.scheme_id),
        name=scheme.name,
        choices=tuple(choices),
        scheme=scheme.scheme_id,
        leading=scheme.scheme_id in context.leading.values(),
        never=info.never,
    )


def _vocabularies(context: Context) -> Iterator[ChoiceGroup]:
    clear = context.text("No penalty, nothing overdue")
    asked = (clear, context.text("no penalty"), context.text("nothing overdue"))
    yield ChoiceGroup(
        "clear", CLEAR, context.text("Penalties and delays"), (Choice(YES, clear, clear, asked),)
    )
    yield _group(context, "demonstration", DEMONSTRATION, "Demonstration")
    inclusive = context.text("Inclusive")
    yield ChoiceGroup(
        "inclusive",
        INCLUSIVE,
        context.text("Inclusive or not"),
        (Choice(YES, inclusive, inclusive, (inclusive,)),),
    )
    yield _group(context, "form", KIND, "Kind of institution")
    yield _group(context, "mode", SERVICE_MODE, "Service mode")
    yield _group(context, "age", AGE_CLASS, "Age class")


def _group(context: Context, parameter: str, facet: str, name: str) -> ChoiceGroup:
    words = {value.value: context.word(value) for value in OFFERED[facet]}
    choices = (Choice(value, word, word, (word,)) for value, word in words.items())
    return ChoiceGroup(parameter, facet, context.text(name), tuple(choices))
