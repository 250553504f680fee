"""The real register: 2,273 institutions of five regions, none dropped."""

from __future__ import annotations

import csv
import shutil
import tomllib
from pathlib import Path

import pytest

from generator.exports.archive import parse_export
from generator.exports.contents import Export
from generator.exports.pack_folder import PackReport, grouped_problems, pack
from generator.model.identifiers import is_uscc
from generator.model.tables import Facility, Filing, Grade, Region
from generator.model.vocabulary import FilingStatus, RegionLevel
from tests.factory_portal import row_secret

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples" / "register"
REGISTER = ROOT.parent / "shared" / "data" / "register"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not REGISTER.is_dir(), reason="the real register is not here (../shared/data/register)"
    ),
]

Packed = dict[str, tuple[PackReport, Export, list[dict[str, str]]]]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """Report, export and source rows by region."""
    result: Packed = {}
    for example in sorted(EXAMPLES.iterdir()):
        folder = tmp_path_factory.mktemp(example.name)
        settings = shutil.copy(example / "pack.toml", folder)
        file = tomllib.loads(Path(settings).read_text(encoding="utf-8"))["source"][0]["file"]
        shutil.copy(REGISTER / file, folder)
        report = pack(folder, folder / "out", row_secret)
        export = parse_export(report.path.read_bytes(), report.path.name)
        with (REGISTER / file).open(encoding="utf-8", newline="") as source:
            result[example.name] = report, export, list(csv.DictReader(source))
    return result


def test_all_institutions_come_through(packed: Packed) -> None:
    """Each row is a facility and its filing, with its own identifier."""
    counts = {region: len(source) for region, (_, _, source) in packed.items()}
    assert sum(counts.values()) == 2273
    identifiers = set()
    for _, export, source in packed.values():
        facilities = export.rows(Facility)
        names = sorted("".join(row["institution_name"].split()) for row in source)
        assert sorted("".join(row.name.split()) for row in facilities) == names
        assert {row.facility_id for row in export.rows(Filing)} == {
            row.facility_id for row in facilities
        }
        identifiers |= {row.facility_id for row in facilities}
    assert len(identifiers) == 2273


def test_nothing_is_invented(packed: Packed) -> None:
    """No grade, no coordinates; a filing has the date of the register."""
    for _, export, source in packed.values():
        assert export.rows(Grade) == ()
        assert all(row.lon is None for row in export.rows(Facility))
        assert all(row.status is FilingStatus.FILED for row in export.rows(Filing))
        dates = sorted(str(row.decided) for row in export.rows(Filing))
        assert dates == sorted(row["finished_time"][:10] for row in source)


def test_codes_that_fail_keep_their_reason(packed: Packed) -> None:
    """A failing code says why it stands; a right one does not."""
    for _, export, _ in packed.values():
        for facility in export.rows(Facility):
            right = facility.uscc is None or is_uscc(facility.uscc)
            assert (facility.uscc_override is None) is right


def test_zones_appear_as_what_they_are(packed: Packed) -> None:
    """Zones that no civil-affairs list knows carry the name of their addresses."""
    zones = {
        row.region_code[:6]: row.name
        for _, export, _ in packed.values()
        for row in export.rows(Region)
        if row.level is RegionLevel.ZONE
    }
    assert zones == {
        "110191": "北京经济技术开发区",
        "130504": "邢台市高新区",
        "130591": "邢台市经开区",
        "371509": "聊城经济技术开发区",
        "371591": "聊城高新技术产业开发区",
        "371592": "江北水城旅游度假区",
        "410190": "郑州市开发区",
        "410191": "郑州市高新区",
        "410192": "郑州市航空港区",
        "410193": "郑东新区",
        "620140": "兰州新区",
        "620201": "嘉峪关市市辖区",
    }


def test_every_repair_is_listed(packed: Packed) -> None:
    """For Liaocheng, down to the number of lines of each kind."""
    report, _, _ = packed["371500"]
    repairs = {(g.first.field, g.first.why): g.count for g in grouped_problems(report.repairs)}
    assert repairs == {
        ("credit_code", "the check digit fails: kept, with the reason from pack.toml"): 20,
        ("credit_code", "full-width characters or inner spaces put right"): 2,
        ("credit_code", "small letters made capitals"): 1,
        ("institution_other_name", "space at the ends removed"): 1,
        ("institution_other_name", "a further name that is the name itself left out"): 276,
        ("finished_time", "time of day left out"): 397,
    }
    assert {problem.field for problem in report.warnings} == {"institution_type"}
