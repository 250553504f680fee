"""Counts of regions: what was not published is counted apart, not filled in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from generator.model.facility_record import FacilityRecord
from generator.model.facts import FacilityFacts
from generator.model.regions import RegionTree
from generator.model.tables import Facility, Region
from generator.model.vocabulary import FilingStatus, OperatingStatus, RegionLevel
from generator.rules.facility_facts import facility_facts
from generator.rules.filed import is_filed
from generator.rules.operating import is_open
from generator.store.database import open_store
from generator.store.facility_facts import put_facts
from generator.store.figures.counts import RegionCounts, region_counts
from generator.store.figures.region_history import note_regions, regions_then
from tests.factory_portal import START

TOWNSHIP = "371502001000"


def facts(
    number: int, status: OperatingStatus | None, filing: FilingStatus | None
) -> FacilityFacts:
    """The facts of a facility with ten places."""
    row = Facility(
        facility_id=f"F{number}", name="园", region_code=TOWNSHIP, address="路", places=10
    )
    found = facility_facts(FacilityRecord(facility=row), on=START.date())
    said = {"status": status, "open": is_open(status), "filing": filing, "filed": is_filed(filing)}
    return FacilityFacts(**{name: getattr(found, name) for name in found.__struct_fields__} | said)


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    """A store with a facility for each pair of statuses."""
    statuses = (*OperatingStatus, None)
    filings = (FilingStatus.CHANGED, FilingStatus.CANCELLED, None)
    pairs = [(status, filing) for status in statuses for filing in filings]
    rows = [(facts(number, *pair), str(number)) for number, pair in enumerate(pairs)]
    made = open_store(tmp_path / "store.sqlite")
    put_facts(made, "371500", 1, rows)
    return made


def test_silence_is_counted_apart(connection: sqlite3.Connection) -> None:
    """Six are open: three said to operate, three of which nothing was said; two of them filed."""
    region = Region(region_code=TOWNSHIP, name="街道", level=RegionLevel.TOWNSHIP, edition=2026)
    with closing(connection):
        counts = region_counts(connection, RegionTree.of([region]))[""]
    assert counts == RegionCounts(
        operating=3, status_unknown=3, suspended=3, closed=3, filed=2, filing_unknown=2,
        places=60, places_known=6, inclusive_unknown=6,
    )  # fmt: skip
    assert counts.open == 6


def test_the_figures_of_a_release_keep_silence_apart(connection: sqlite3.Connection) -> None:
    """Those of unknown status are no operating ones there either."""
    with closing(connection):
        note_regions(connection, "371500", 1, on=date(2026, 9, 1))
        (county,) = regions_then(connection, "371500", 1)
    assert (county.operating, county.status_unknown) == (3, 3)
    assert (county.filed, county.filing_unknown) == (2, 2)
