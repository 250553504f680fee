"""How long applications for filing took, or wait, over the whole store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from generator.model.tables import Filing
from generator.model.working_days import Overrides
from generator.rules.filing_clock import FilingClock, filing_clocks
from generator.store.queries import rows


def filing_days(
    connection: sqlite3.Connection, *, on: date, overrides: Overrides
) -> Iterator[tuple[str, FilingClock]]:
    """(agency, application) of all that have days, agency by agency, facility by facility."""
    agencies = connection.execute(
        "SELECT DISTINCT agency FROM filings WHERE submitted IS NOT NULL ORDER BY 1"
    ).fetchall()
    for (agency,) in agencies:
        filings = [filing for _, filing in rows(connection, Filing, "agency = ?", (agency,))]
        filings.sort(key=lambda filing: filing.facility_id)
        for _, own in groupby(filings, key=lambda filing: filing.facility_id):
            for clock in filing_clocks(own, on=on, overrides=overrides):
                yield agency, clock
