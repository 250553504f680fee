"""A grading scheme with its grades, and how each grade is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.model.tables import Scheme, SchemeGrade
from generator.model.vocabulary import GradeStatus
from generator.pages.shared.views import OUTLINES, Mark

SHAPES = ("disc", "square", "diamond", *OUTLINES)
"""How the ranks of a scheme are drawn, best first."""
NEVER_ASSESSED = Mark("dashed", None)


@dataclass(frozen=True, slots=True)
class SchemeInfo:
    """A scheme with its grades, best first, and the agencies that publish it, widest first.

    No agency stands for a region inside that of another one here.
    """

    scheme: Scheme
    grades: tuple[SchemeGrade, ...]
    agencies: tuple[str, ...]
    marks: dict[str, Mark] = field(default_factory=dict, compare=False)

    @property
    def agency(self) -> str:
        """The first agency that publishes the scheme."""
        return self.agencies[0]

    @property
    def never(self) -> Mark:
        """How a facility that was never assessed in this scheme is drawn."""
        return Mark(NEVER_ASSESSED.shape, None, self.scheme.kind)

    def grade(self, label: str) -> SchemeGrade:
        """The grade of that label; the export's checks hold that it exists."""
        return next(grade for grade in self.grades if grade.label == label)

    def mark(self, label: str) -> Mark:
        """How a grade of this scheme is drawn."""
        if label not in self.marks:
            self.marks[label] = self._mark(label)
        return self.marks[label]

    def _mark(self, label: str) -> Mark:
        kind, standing = self.scheme.kind, self.grade(label).standing
        if standing is GradeStatus.WITHHELD:
            return Mark("lock", label, kind)
        if standing is GradeStatus.NOT_RATED:
            return Mark("bar", label, kind)
        rated = [g.label for g in self.grades if g.standing is GradeStatus.RATED]
        place = rated.index(label)
        return Mark(SHAPES[place] if place < len(SHAPES) else "plain", label, kind)
