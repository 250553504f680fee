"""Which grade a facility has now, which filing step it is at: the rules, without I/O."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.exports.checks.timelines import filing_order
from generator.model.tables import Demonstration, DemonstrationStage, Filing, Grade
from generator.model.vocabulary import FilingStatus, Stage


def grades_by_scheme(grades: Iterable[Grade]) -> dict[str, tuple[Grade, ...]]:
    """Grades of one facility for each scheme, the present one first, then newest first.

    The present grade is the newest that no other supersedes.
    """
    rows = tuple(grades)
    superseded = {row.supersedes for row in rows if row.supersedes}
    ordered = sorted(
        rows, key=lambda g: (g.grade_id not in superseded, g.assessed, g.grade_id), reverse=True
    )
    schemes = sorted({row.scheme_id for row in rows})
    return {scheme: tuple(g for g in ordered if g.scheme_id == scheme) for scheme in schemes}


def filing_status(filings: Iterable[Filing]) -> FilingStatus:
    """The step that a facility's filing is at; NOT_FILED where nothing was published."""
    steps = sorted(filings, key=filing_order)
    return steps[-1].status if steps else FilingStatus.NOT_FILED


def is_filed(status: FilingStatus) -> bool:
    """Whether a filing stands: filed, also after a change of its particulars."""
    return status in (FilingStatus.FILED, FilingStatus.CHANGED)


def named_on(stages: Iterable[DemonstrationStage]) -> date | None:
    """When a title was given."""
    return next((s.starts for s in stages if s.stage is Stage.NAMING), None)


def revoked_on(stages: Iterable[DemonstrationStage], *, on: date) -> date | None:
    """When a title was taken away, if that was by the given day."""
    days = (s.starts for s in stages if s.stage is Stage.REVOCATION and s.starts <= on)
    return min(days, default=None)


def holds_title(title: Demonstration, stages: Iterable[DemonstrationStage], *, on: date) -> bool:
    """Whether a demonstration title stands: given (or recorded without stages), not revoked."""
    own = [s for s in stages if s.demonstration_id == title.demonstration_id]
    if revoked_on(own, on=on):
        return False
    given = named_on(own)
    return not own or (given is not None and given <= on)
