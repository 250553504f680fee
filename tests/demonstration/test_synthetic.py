"""Demonstration data of any size."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.demonstration.data import (
    DemonstrationExport,
    changed_exports,
    demonstration_exports,
)
from generator.demonstration.synthetic import allot, shares, synthetic_export
from generator.exports.checks.consistency import check
from generator.exports.contents import Export
from generator.exports.rows import sort
from generator.model.problems import UsageError
from generator.model.tables import Facility
from tests.tables import rows_of


def problems(export: DemonstrationExport) -> list[str]:
    tables = {table: tuple(sort(rows)) for table, rows in export.tables.items()}
    return [str(problem) for problem in check(Export(export.info, tables))]


def digest(export: DemonstrationExport) -> dict[str, set[str]]:
    """Every facility with all that is said about it, to compare two releases."""
    said: dict[str, set[str]] = {}
    for rows in export.tables.values():
        for row in rows:
            facility_id = getattr(row, "facility_id", None)
            if facility_id is not None:
                said.setdefault(facility_id, set()).add(repr(row))
    return said


@pytest.mark.parametrize("facilities", [1, 50, 2345])
def test_so_many_facilities_as_asked_for(facilities: int) -> None:
    """Neither one more nor one less, each with its own identifier, in the order of regions."""
    exports = list(demonstration_exports(facilities))
    ids = [row.facility_id for export in exports for row in rows_of(export.tables, Facility)]
    assert len(ids) == len(set(ids)) == facilities
    regions = [export.info.region for export in exports]
    assert regions == sorted(set(regions))
    assert all(export.info.fictitious for export in exports)


@pytest.mark.slow
def test_synthetic_exports_pass_every_check() -> None:
    """Every fortieth export of a country of twenty thousand, without a warning."""
    for export in islice(demonstration_exports(20_000), 0, None, 40):
        assert problems(export) == []


def test_a_country_of_a_million_is_spread_over_its_prefectures() -> None:
    """Some 450 exports of a few thousand each: the largest one fits into memory."""
    spread = shares(1_000_000)
    assert sum(share.facilities for share in spread) == 1_000_000
    assert len(spread) > 400
    assert max(share.facilities for share in spread) < 10_000


def test_one_export_does_not_depend_on_the_others() -> None:
    """An export made alone is the one that comes out of the stream."""
    streamed = list(islice(demonstration_exports(2000), 5))
    assert synthetic_export(shares(2000)[4]) == streamed[4]


@pytest.mark.slow
@pytest.mark.parametrize(("share", "within"), [(0.01, None), (0.01, 20), (0.02, 5)])
def test_second_releases_change_the_share_asked_for(share: float, within: int | None) -> None:
    """So many facilities and no others differ, in one export of `within`; all checks pass."""
    before = {export.info.region: export for export in demonstration_exports(5000)}
    after = list(changed_exports(5000, share, within))
    changed = 0
    for export in after:
        assert export.info.release == 2
        assert export.info.issued > before[export.info.region].info.issued
        old, new = digest(before[export.info.region]), digest(export)
        assert set(old) == set(new)
        changed += sum(old[facility_id] != new[facility_id] for facility_id in old)
    assert changed == round(5000 * share)
    if within:
        assert len(after) <= -(-len(before) // within)
    assert problems(after[0]) == []


def test_more_changes_than_fit_are_misuse() -> None:
    """Half of all facilities cannot change within a twentieth of the exports."""
    with pytest.raises(UsageError, match="do not fit"):
        next(changed_exports(5000, 0.5, 20))


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=40))
@settings(deadline=None, max_examples=60)
def test_parts_add_up_and_keep_to_their_weights(whole: int, weights: list[int]) -> None:
    """Largest remainders: each part is its exact share, rounded down or up."""
    if not sum(weights):
        weights[0] = 1
    parts = allot(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        exact = whole * weight / sum(weights)
        assert exact - 1 < part < exact + 1
