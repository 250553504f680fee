"""Whether an application for filing (备案) was answered in time.

Source: 托育机构登记和备案办法（试行）: a receipt within 5 working days, a refusal with its reasons
within 15. Of an application that waits nobody can say which of the two it will be: it is late once
the longer term is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator.model.tables import Filing
from generator.model.vocabulary import FilingStatus
from generator.model.working_days import Overrides, add_working_days, working_days_in
from generator.rules.filed import newest_filings_first

RECEIPT_WORKING_DAYS = 5
REFUSAL_WORKING_DAYS = 15
_LIMITS = {
    FilingStatus.FILED: RECEIPT_WORKING_DAYS,
    FilingStatus.REFUSED: REFUSAL_WORKING_DAYS,
    FilingStatus.SUBMITTED: REFUSAL_WORKING_DAYS,
}


@dataclass(frozen=True, slots=True)
class FilingClock:
    """One application: `due` is the last day for the answer, `limit` the term in working days.

    `taken` is how many working days the answer took, None where it is still waited for; `missed`
    whether the term was over when it came, or is over now.
    """

    filing_id: str
    facility_id: str
    limit: int
    due: date
    taken: int | None
    missed: bool


def filing_clocks(
    filings: Iterable[Filing], *, on: date, overrides: Overrides
) -> Iterator[FilingClock]:
    """The applications of one facility that were answered, or still wait on a day.

    A step that says that papers were submitted waits only while no later step follows. Nothing is
    said of changes and cancellations, for which the rule names no term, nor where the day of
    submission or of the answer was not published.
    """
    for position, filing in enumerate(newest_filings_first(filings)):
        limit = _LIMITS.get(filing.status)
        waits = filing.status is FilingStatus.SUBMITTED
        if limit is None or filing.submitted is None:
            continue
        if (position and waits) or (not waits and filing.decided is None):
            continue
        due = add_working_days(filing.submitted, limit, overrides)
        answered = None if waits else filing.decided
        yield FilingClock(
            filing.filing_id,
            filing.facility_id,
            limit,
            due,
            None if answered is None else _taken(filing.submitted, answered, overrides),
            (answered or on) > due,
        )


def _taken(submitted: date, answered: date, overrides: Overrides) -> int:
    """Working days after the one of submission, up to the one of the answer."""
    days = working_days_in(submitted, answered, overrides)
    return len(days) - (submitted in days)
