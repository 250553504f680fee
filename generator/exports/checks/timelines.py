"""Dates: in order, not in the future, and filings step by step."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from generator.exports.contents import Export, error, warning
from generator.model.messages import msg
from generator.model.problems import Problem
from generator.model.tables import (
    DemonstrationStage,
    Facility,
    Filing,
    Finding,
    Grade,
    Inspection,
    Notice,
    Penalty,
    PublishedTotal,
    Row,
)
from generator.model.vocabulary import (
    FILING_STEPS,
    FilingStatus,
    OperatingStatus,
    PenaltyTier,
    Stage,
)

PUBLICITY_MONTHS = {PenaltyTier.MINOR: 3, PenaltyTier.ORDINARY: 12, PenaltyTier.SERIOUS: 36}
"""How long a penalty may be published at most, by tier; 信用修复管理办法, in force 2026-04-01."""

HAPPENED: tuple[tuple[type[Row], tuple[str, ...]], ...] = (
    (Facility, ("opened", "status_date")),
    (Filing, ("submitted", "decided")),
    (Grade, ("assessed",)),
    (Inspection, ("inspected",)),
    (Finding, ("rectified",)),
    (Penalty, ("decided", "repaired")),
    (PublishedTotal, ("as_of",)),
    (Notice, ("published",)),
)
"""Columns that say when something happened: none may be later than the release."""

ORDERED: tuple[tuple[type[Row], str, str], ...] = (
    (Filing, "submitted", "decided"),
    (Grade, "assessed", "valid_until"),
    (Penalty, "decided", "publicity_ends"),
    (Penalty, "decided", "repaired"),
    (DemonstrationStage, "starts", "ends"),
    (Notice, "published", "ends"),
)
"""Pairs of columns of one row of which the first is not later than the second."""

_STATUS_ORDER = {status: position for position, status in enumerate(FilingStatus)}


def check_timelines(export: Export) -> Iterator[Problem]:
    """Everything that is wrong with the dates of an export."""
    issued = export.info.issued.date()
    if export.info.reviewed_on > issued:
        why = msg(
            "the review of %(reviewed_on)s is later than the release of %(issued)s",
            reviewed_on=export.info.reviewed_on,
            issued=issued,
        )
        yield Problem("datapackage.json", None, "reviewed_on", why)
    for row_type, names in HAPPENED:
        for name in names:
            yield from _future(export, row_type, name, issued)
    for row_type, earlier, later in ORDERED:
        yield from _disordered(export, row_type, earlier, later)
    yield from _stages(export, issued)
    yield from _findings(export)
    yield from _publicity(export)
    yield from _closures(export)
    yield from _supersessions(export)
    yield from _filings(export)


def filing_order(filing: Filing) -> tuple[date, int, str]:
    """Sorts the filings of a facility by when they happened; without any date comes first."""
    if filing.status is FilingStatus.SUBMITTED:
        when = filing.submitted or filing.decided
    else:
        when = filing.decided or filing.submitted
    return when or date.min, _STATUS_ORDER[filing.status], filing.filing_id


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _future(export: Export, row_type: type[Row], name: str, issued: date) -> Iterator[Problem]:
    for line, row in export.numbered(row_type):
        when = getattr(row, name)
        if when is not None and when > issued:
            yield error(
                row_type,
                line,
                name,
                msg("%(when)s is later than the release of %(issued)s", when=when, issued=issued),
            )


def _disordered(export: Export, row_type: type[Row], earlier: str, later: str) -> Iterator[Problem]:
    for line, row in export.numbered(row_type):
        first, second = getattr(row, earlier), getattr(row, later)
        if first is not None and second is not None and second < first:
            yield error(
                row_type,
                line,
                later,
                msg(
                    "%(second)s is earlier than %(earlier)s %(first)s",
                    second=second,
                    earlier=earlier,
                    first=first,
                ),
            )


def _stages(export: Export, issued: date) -> Iterator[Problem]:
    # A stage may be planned ahead; only one with a result has happened.
    for line, stage in export.numbered(DemonstrationStage):
        if stage.result is not None and stage.starts > issued:
            why = msg(
                "has a result but starts %(starts)s, after the release of %(issued)s",
                starts=stage.starts,
                issued=issued,
            )
            yield error(DemonstrationStage, line, "result", why)
    revoked: dict[str, date] = {}
    for stage in export.rows(DemonstrationStage):
        if stage.stage is Stage.REVOCATION:
            day = revoked.setdefault(stage.demonstration_id, stage.starts)
            revoked[stage.demonstration_id] = min(day, stage.starts)
    for line, stage in export.numbered(DemonstrationStage):
        day = revoked.get(stage.demonstration_id, stage.starts)
        if stage.stage is Stage.NAMING and stage.starts > day:
            why = msg(
                "was revoked on %(day)s; what is given again is a title of its own, with an"
                " identifier of its own",
                day=day,
            )
            yield error(DemonstrationStage, line, "stage", why)


def _findings(export: Export) -> Iterator[Problem]:
    inspected = {row.inspection_id: row.inspected for row in export.rows(Inspection)}
    for line, finding in export.numbered(Finding):
        first = inspected.get(finding.inspection_id)
        for name in ("rectification_due", "rectified"):
            when = getattr(finding, name)
            if first is not None and when is not None and when < first:
                yield error(
                    Finding,
                    line,
                    name,
                    msg(
                        "%(when)s is earlier than the inspection of %(first)s",
                        when=when,
                        first=first,
                    ),
                )


def _publicity(export: Export) -> Iterator[Problem]:
    for line, penalty in export.numbered(Penalty):
        months = PUBLICITY_MONTHS[penalty.tier]
        last = months_after(penalty.decided, months)
        if penalty.publicity_ends > last:
            why = msg(
                "%(publicity_ends)s is later than %(last)s, the %(months)s months of its tier",
                publicity_ends=penalty.publicity_ends,
                last=last,
                months=months,
            )
            yield error(Penalty, line, "publicity_ends", why)


def _closures(export: Export) -> Iterator[Problem]:
    for line, facility in export.numbered(Facility):
        ended = facility.status not in (None, OperatingStatus.OPERATING)
        if ended and facility.status_date is None:
            why = msg("%(status)s, but since when is not said", status=facility.status)
            yield warning(Facility, line, "status_date", why)


def _supersessions(export: Export) -> Iterator[Problem]:
    grades = {grade.grade_id: grade for grade in export.rows(Grade)}
    for line, grade in export.numbered(Grade):
        old = grades.get(grade.supersedes or "")
        if old is None:
            continue
        if (old.facility_id, old.scheme_id) != (grade.facility_id, grade.scheme_id):
            why = msg("replaces a grade of another facility or scheme")
            yield error(Grade, line, "supersedes", why)
        elif old.assessed > grade.assessed or old is grade:
            yield error(Grade, line, "supersedes", msg("replaces a grade that is not older"))


def _filings(export: Export) -> Iterator[Problem]:
    numbered = sorted(
        export.numbered(Filing), key=lambda pair: (pair[1].facility_id, filing_order(pair[1]))
    )
    for _, steps in groupby(numbered, key=lambda pair: pair[1].facility_id):
        before: FilingStatus | None = None
        for line, filing in steps:
            if filing.status not in FILING_STEPS[before]:
                why = msg(
                    "%(status)s cannot follow %(before)s",
                    status=filing.status,
                    before=before or msg("nothing"),
                )
                yield error(Filing, line, "status", why)
            before = filing.status
            yield from _undated(line, filing)


def _undated(line: int, filing: Filing) -> Iterator[Problem]:
    if filing.status is FilingStatus.NOT_FILED:
        return
    name = "submitted" if filing.status is FilingStatus.SUBMITTED else "decided"
    if getattr(filing, name) is None:
        yield warning(
            Filing, line, name, msg("%(status)s, but without its date", status=filing.status)
        )
