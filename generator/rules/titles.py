"""When a demonstration title stands: from its naming to its revocation.

Source: the stages of EXPORTS.md, from 申报 over 命名 to 撤销. A title that is recorded without any
stage was named before stages were published, so it stands; one without naming is a candidate.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.model.facts import TitleSpan
from generator.model.tables import Demonstration, DemonstrationStage
from generator.model.vocabulary import DemonstrationLevel, Stage


def named_on(stages: Iterable[DemonstrationStage]) -> date | None:
    """When a title was given, or will be."""
    return min((s.starts for s in stages if s.stage is Stage.NAMING), default=None)


def revoked_on(stages: Iterable[DemonstrationStage], *, on: date) -> date | None:
    """When a title was taken away, if that was by the given day."""
    day = _revocation(stages)
    return day if day is not None and day <= on else None


def title_span(title: Demonstration, stages: Iterable[DemonstrationStage]) -> TitleSpan | None:
    """From when a title stands, and from when no more; None for a candidate that was not named."""
    own = [s for s in stages if s.demonstration_id == title.demonstration_id]
    given = named_on(own)
    if own and given is None:
        return None
    return TitleSpan(level=title.level, starts=given, revoked=_revocation(own))


def stands(span: TitleSpan, *, on: date) -> bool:
    """Whether a title stands on a day: given by then, and not revoked by then."""
    given = span.starts is None or span.starts <= on
    return given and (span.revoked is None or on < span.revoked)


def subsidy_given(
    title: Demonstration, stages: Iterable[DemonstrationStage], *, on: date
) -> float | None:
    """The subsidy of a title in yuan once it was named, which it stays after a revocation; None
    for a candidate, who was promised none.
    """
    span = title_span(title, stages)
    given = span is not None and (span.starts is None or span.starts <= on)
    return title.subsidy if given else None


def highest_level(spans: Iterable[TitleSpan], *, on: date) -> DemonstrationLevel | None:
    """The highest level of the titles that stand on a day: national first, county last."""
    held = {span.level for span in spans if stands(span, on=on)}
    return next((level for level in DemonstrationLevel if level in held), None)


def _revocation(stages: Iterable[DemonstrationStage]) -> date | None:
    return min((s.starts for s in stages if s.stage is Stage.REVOCATION), default=None)
