"""What one demonstration export is made of, and how its rows are gathered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from generator.model.release import ReleaseInfo
from generator.model.tables import TABLES, Row

Tables = dict[str, list[Row]]
Documents = tuple[tuple[str, str], ...]
"""Path below the export (`documents/….md`) and text of each document."""

BEIJING_TIME = timezone(timedelta(hours=8))


class DemonstrationExport(NamedTuple):
    """One export before it is packed."""

    info: ReleaseInfo
    tables: Tables
    documents: Documents


def gather_tables(rows: Iterable[Row]) -> Tables:
    """The rows by table; every table is there, in the order of TABLES."""
    tables: Tables = {row_type.table: [] for row_type in TABLES}
    for row in rows:
        tables[row.table].append(row)
    return tables


def release_info(
    region: str, agency: str, issued: date, *, number: int = 1, hour: int = 9
) -> ReleaseInfo:
    """A release of a fictitious agency, reviewed for secrecy on the day before."""
    return ReleaseInfo(
        region=region,
        release=number,
        issued=datetime(issued.year, issued.month, issued.day, hour, tzinfo=BEIJING_TIME),
        agency=agency,
        reviewed_by="政务公开审查岗（示例）",
        reviewed_on=issued - timedelta(days=1),
        fictitious=True,
    )
