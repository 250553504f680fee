"""At which step the filing (备案) of a facility is, and whether that means that it is filed.

Source: 托育机构登记和备案办法（试行）. A change of particulars leaves the filing in force. Where an
export has no step for a facility, nothing was published about it: that is not the same as a
published `not_filed`, and is never filled in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.exports.checks.timelines import filing_order
from generator.model.tables import Filing
from generator.model.vocabulary import FilingStatus

IN_FORCE = (FilingStatus.FILED, FilingStatus.CHANGED)
"""Steps after which a filing stands."""


def newest_filings_first(filings: Iterable[Filing]) -> tuple[Filing, ...]:
    """The steps of a filing, the one that it is at first."""
    return tuple(sorted(filings, key=filing_order, reverse=True))


def filing_status(filings: Iterable[Filing]) -> FilingStatus | None:
    """The step that a facility's filing is at; None where nothing was published."""
    steps = newest_filings_first(filings)
    return steps[0].status if steps else None


def is_filed(status: FilingStatus | None) -> bool | None:
    """Whether a filing stands: filed, also after a change. None where nothing was published."""
    return None if status is None else status in IN_FORCE


def day_column(filing: Filing) -> str | None:
    """The column with the day of a step: of a submission its own, else that of the decision."""
    first, second = "decided", "submitted"
    if filing.status is FilingStatus.SUBMITTED:
        first, second = second, first
    return next((name for name in (first, second) if getattr(filing, name)), None)


def step_day(filing: Filing) -> date | None:
    """The day of a step; None where none is stated."""
    column = day_column(filing)
    day: date | None = getattr(filing, column) if column else None
    return day
