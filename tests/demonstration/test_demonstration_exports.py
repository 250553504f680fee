"""What holds for every export of the demonstration."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from generator.demonstration.data import DemonstrationExport, demonstration_exports
from generator.documents.read_document import read_document
from generator.exports.archive import parse_export, write_export
from generator.exports.checks.consistency import check
from generator.exports.contents import DocumentSource
from generator.model.problems import UsageError
from generator.model.tables import TABLES, Facility
from tests.factory_portal import ROW_SECRET
from tests.tables import rows_of

Exports = dict[str, DemonstrationExport]
REGISTER = Path(__file__).parents[3] / "shared" / "data" / "register"


def test_exports_come_by_region_and_release_and_say_that_they_are_fictitious(
    exports: Exports,
) -> None:
    """Seven releases of five agencies, in order, each marked and with every table."""
    infos = [export.info for export in exports.values()]
    assert [info.name for info in infos] == [
        "110105-0001",
        "130500-0001",
        "371500-0001",
        "371500-0002",
        "371500-0003",
        "410193-0001",
        "620000-0001",
    ]
    assert all(info.fictitious for info in infos)
    tables = [row_type.table for row_type in TABLES]
    assert all(list(export.tables) == tables for export in exports.values())


def test_liaocheng_is_the_newest(exports: Exports) -> None:
    """The reference time of the site is that of Liaocheng's release 3."""
    newest = max(exports.values(), key=lambda export: export.info.issued)
    assert newest.info.name == "371500-0003"


def test_two_runs_give_the_same_rows(exports: Exports) -> None:
    """No clock, no shared generator, no order of a set."""
    assert list(demonstration_exports()) == list(exports.values())


@pytest.mark.slow
def test_every_export_passes_every_check_without_a_warning(
    exports: Exports, tmp_path: Path
) -> None:
    """What is written can be read again, and nobody has to look at anything."""
    for name, export in exports.items():
        documents = [DocumentSource(path, text) for path, text in export.documents]
        path = write_export(export.info, export.tables, documents, tmp_path, secret=ROW_SECRET)
        read = parse_export(path.read_bytes(), name)
        assert check(read) == []
        assert sum(map(len, read.tables.values())) == sum(map(len, export.tables.values()))


def test_documents_of_exports_can_be_read(liaocheng: DemonstrationExport) -> None:
    """The announcement and its interpretation keep to the conventions and know each other."""
    read = {path: read_document(path, text) for path, text in liaocheng.documents}
    policy = read["documents/liaocheng-grades-2026-q3.md"]
    interpretation = read["documents/liaocheng-grades-2026-q3-explained.md"]
    assert policy.kind == "policy"
    assert interpretation.kind == "interpretation"
    assert interpretation.interprets == (policy.number,)


def test_no_identifier_stands_in_two_regions(exports: Exports) -> None:
    """A facility's identifier is unique in the whole demonstration."""
    by_region: dict[str, set[str]] = {}
    for export in exports.values():
        ids = {row.facility_id for row in rows_of(export.tables, Facility)}
        by_region.setdefault(export.info.region, set()).update(ids)
    assert sum(map(len, by_region.values())) == len(set().union(*by_region.values()))


@pytest.mark.skipif(not REGISTER.is_dir(), reason="../shared/data/register is not there")
def test_no_real_institution_bears_a_name_of_the_demonstration(exports: Exports) -> None:
    """An invented grade never lands on a real institution of the register."""
    real: set[str] = set()
    for path in sorted(REGISTER.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                real |= {row["institution_name"].strip(), row["institution_other_name"].strip()}
    for export in exports.values():
        for facility in rows_of(export.tables, Facility):
            assert not {facility.name, *facility.other_names} & real


@pytest.mark.parametrize("facilities", [0, -1, 1_000_001])
def test_sizes_that_cannot_be_made_are_misuse(facilities: int) -> None:
    """Nothing is yielded for a size out of bounds."""
    with pytest.raises(UsageError, match="is not between 1 and 1000000"):
        next(demonstration_exports(facilities))
