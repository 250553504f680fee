"""A small portal for tests: real exports, real keys, real signatures, through the real line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from generator.build.pipeline import Report, build
from generator.build.receive_handover import Receipt, receive_handover
from generator.build.site_log import newest_signed_of
from generator.exports.archive import stated_row_tree, write_export
from generator.exports.contents import DocumentSource
from generator.model.release import ReleaseInfo
from generator.model.tables import (
    Facility,
    Fee,
    Filing,
    Finding,
    Grade,
    Inspection,
    Penalty,
    Region,
    Row,
    Scheme,
    SchemeGrade,
)
from generator.model.vocabulary import (
    FeeUnit,
    FilingStatus,
    FindingResult,
    GradeStatus,
    InspectionKind,
    OperatingStatus,
    PenaltyTier,
    RegionLevel,
    SchemeKind,
)
from generator.portal.folder import DEMONSTRATION, Deployment
from generator.portal.init_portal import init_log
from generator.trust.keys import PortalKeys, load_portal_keys, load_signer, load_signers
from generator.trust.repository import init_archive
from generator.trust.scope import role_of
from generator.trust.signing import sign_export
from tests.built_once import built_once, own_copy

ROW_SECRET = bytes(range(32))
PASSPHRASE = b"seven swans a-swimming"
START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
REGION = "371500"
SETTINGS = 'name = "试验公示"\naddress = "http://localhost:8000"\n'

Tables = dict[str, list[Row]]

RULE = """---
标题: 关于托育机构备案的通知
文件类别: 政策
发布机构: 市卫生健康部门
成文日期: 2026-02-27
发布日期: 2026-03-01
---
托育机构应当备案。
"""
"""A policy that an agency may sign along."""


def row_secret(region: str) -> bytes:
    """The secret of a region's rows, for `pack`."""
    return ROW_SECRET


def release_info(release: int = 1, region: str = REGION, *, day: int = 1) -> ReleaseInfo:
    """The description of a release issued on a day of September 2026."""
    issued = datetime(2026, 9, day, 1, 0, tzinfo=UTC)
    return ReleaseInfo(
        region=region,
        release=release,
        issued=issued,
        agency=f"{region} 卫生健康委员会",
        reviewed_by="王审核",
        reviewed_on=issued.date(),
    )


def small_tables() -> Tables:
    """Three facilities of two townships with one scheme: A, not rated, never assessed."""
    rows: list[Row] = [
        _region("370000000000", "山东省", None, RegionLevel.PROVINCE),
        _region("371500000000", "聊城市", "370000000000", RegionLevel.CITY),
        _region("371502000000", "东昌府区", "371500000000", RegionLevel.COUNTY),
        _region("371502001000", "古楼街道", "371502000000", RegionLevel.TOWNSHIP),
        _region("371502002000", "柳园街道", "371502000000", RegionLevel.TOWNSHIP),
        Scheme(
            scheme_id="hygiene",
            name="卫生量化分级",
            kind=SchemeKind.HYGIENE,
            issuer="市卫生健康委员会",
            basis="试托发〔2025〕1号",
        ),
        _grade_of_scheme("A", 1, GradeStatus.RATED),
        _grade_of_scheme("B", 2, GradeStatus.RATED),
        _grade_of_scheme("不予评级", 9, GradeStatus.NOT_RATED),
        _facility("F1", "启明星托育中心", "371502002000"),
        _facility("F2", "小脚丫托育园", "371502001000"),
        _facility("F3", "阳光宝贝托育中心", "371502001000"),
        Filing(
            filing_id="B1",
            facility_id="F1",
            status=FilingStatus.FILED,
            number="备371502001",
            authority="区卫生健康局",
            submitted=date(2025, 1, 2),
            decided=date(2025, 1, 6),
        ),
        _grade("G1", "F1", "A"),
        _grade("G2", "F2", "不予评级"),
        Fee(facility_id="F1", item="保育费", amount=1880, unit=FeeUnit.MONTH, prepayment_months=6),
        Inspection(
            inspection_id="I1",
            facility_id="F1",
            inspected=date(2026, 4, 1),
            kind=InspectionKind.ROUTINE,
            authority="区卫生监督所",
        ),
        Finding(
            finding_id="I1-1",
            inspection_id="I1",
            domain="消防安全",
            result=FindingResult.FAIL,
            text="应急照明不亮",
            rectification_due=date(2026, 4, 15),
            rectified=date(2026, 4, 10),
        ),
        Penalty(
            penalty_id="P1",
            facility_id="F2",
            decision_number="试罚〔2026〕7号",
            decided=date(2026, 2, 1),
            authority="区卫生健康局",
            tier=PenaltyTier.ORDINARY,
            what="未按规定公示收费标准",
            amount=500,
            publicity_ends=date(2026, 8, 1),
        ),
    ]
    tables: Tables = {}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    return tables


def _region(code: str, name: str, parent: str | None, level: RegionLevel) -> Region:
    return Region(region_code=code, name=name, parent=parent, level=level, edition=2026)


def _grade_of_scheme(label: str, rank: int, standing: GradeStatus) -> SchemeGrade:
    return SchemeGrade(
        scheme_id="hygiene", label=label, rank=rank, standing=standing, meaning=f"{label}的含义"
    )


def _facility(identifier: str, name: str, region: str) -> Facility:
    return Facility(
        facility_id=identifier,
        name=name,
        region_code=region,
        address=f"{name}门牌1号",
        status=OperatingStatus.OPERATING,
    )


def _grade(identifier: str, facility: str, label: str) -> Grade:
    return Grade(
        grade_id=identifier,
        facility_id=facility,
        scheme_id="hygiene",
        grade=label,
        assessed=date(2026, 3, 12),
        valid_until=date(2027, 3, 11),
        authority="市卫生监督所",
    )


def replaced(tables: Tables, table: str, key: str, **values: object) -> Tables:
    """The tables with one row altered; `key` is the value of its first key column."""
    changed = [
        msgspec.structs.replace(row, **values) if getattr(row, row.key[0]) == key else row
        for row in tables[table]
    ]
    assert changed != tables[table], f"no {key} in {table}, or nothing changed"
    return {**tables, table: changed}


def without(tables: Tables, table: str, key: str) -> Tables:
    """The tables without one row."""
    left = [row for row in tables[table] if getattr(row, row.key[0]) != key]
    assert len(left) == len(tables[table]) - 1
    return {**tables, table: left}


@dataclass
class TestPortal:
    """A portal in a temporary folder."""

    __test__ = False

    deployment: Deployment
    clock: datetime = START

    @property
    def portal_keys(self) -> PortalKeys:
        """The portal's own keys."""
        return load_portal_keys(self.deployment.keys, PASSPHRASE)

    def pack(
        self, tables: Tables, info: ReleaseInfo, documents: dict[str, str] | None = None
    ) -> Path:
        """The canonical zip of a release, on the day of its issue or later."""
        self.clock = max(self.clock, info.issued)
        folder = self.deployment.folder / "packed"
        folder.mkdir(exist_ok=True)
        sources = [DocumentSource(path, text) for path, text in (documents or {}).items()]
        return write_export(info, tables, sources, folder, secret=ROW_SECRET)

    def sign(
        self,
        export: Path,
        at: datetime | None = None,
        *,
        valid_days: int = 90,
        handover_dir: Path | None = None,
    ) -> Path:
        """A hand-over with one export, or `stick` with one more."""
        region = export.name[:6]
        handover_dir = handover_dir or self.deployment.folder / "sticks" / export.stem
        keys = load_signers(self.deployment.keys, [role_of(region)], PASSPHRASE)
        base = self.deployment.archive if self.deployment.state() else None
        row_tree = stated_row_tree(export.read_bytes(), export.name)
        sign_export(
            export,
            keys,
            handover_dir,
            base,
            at=at or self.clock,
            row_tree=row_tree,
            valid_days=valid_days,
        )
        return handover_dir

    def receive(self, handover_dir: Path, at: datetime | None = None) -> Receipt:
        """Take a hand-over in."""
        return receive_handover(
            self.deployment, handover_dir, portal_keys=self.portal_keys, at=at or self.clock
        )

    def publish(
        self, tables: Tables, info: ReleaseInfo, documents: dict[str, str] | None = None
    ) -> Receipt:
        """Pack, sign and receive a release."""
        return self.receive(self.sign(self.pack(tables, info, documents)))

    def build(self, **chosen: Any) -> Report:
        """Bring the site up to date, at the clock or when a command signed last."""
        chosen.setdefault("at", max(self.clock, newest_signed_of(self.deployment) or self.clock))
        return build(self.deployment, lambda path: load_signer(path, PASSPHRASE), **chosen)

    @property
    def public(self) -> Path:
        """The live site."""
        return self.deployment.site / "current"

    def page(self, path: str) -> str:
        """The text of a live file."""
        return (self.public / path).read_text(encoding="utf-8")


def make_portal(
    folder: Path, regions: tuple[str, ...] = (REGION,), *, content: bool = False
) -> TestPortal:
    """An empty portal with an agency for each region; with the demonstration's content on demand,
    which takes a third of each build.
    """
    deployment = Deployment(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if content:
        (folder / DEMONSTRATION).write_text("{}", encoding="utf-8")
    log_key = init_log(deployment, "http://localhost:8000", PASSPHRASE)
    init_archive(
        deployment.archive,
        deployment.keys,
        agencies=[(region, f"{region} 卫生健康委员会") for region in regions],
        passphrase=PASSPHRASE,
        at=START,
        log_key=log_key,
    )
    (deployment.keys / "passphrase").write_bytes(PASSPHRASE)
    deployment.settings.write_text(SETTINGS, encoding="utf-8")
    return TestPortal(deployment)


def rebuilt(portal: TestPortal, folder: Path) -> TestPortal:
    """The same portal on another machine, with nothing but archive, keys and settings."""
    other = Deployment(folder)
    shutil.copytree(portal.deployment.archive, other.archive)
    shutil.copytree(portal.deployment.keys, other.keys)
    marker = portal.deployment.folder / DEMONSTRATION
    for path in (portal.deployment.settings, portal.deployment.state_file, marker):
        if path.exists():
            shutil.copy(path, folder)
    return TestPortal(other, portal.clock)


def tree_digest(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder by its name."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shared_portal(
    run_folder: Path, name: str, make: Callable[[Path], TestPortal], own: Path
) -> TestPortal:
    """A copy, at `own`, of a portal that is made once for all workers of a run."""
    clock = run_folder / f"{name}.clock"

    def build(folder: Path) -> None:
        clock.write_text(make(folder).clock.isoformat(), encoding="ascii")

    built = built_once(run_folder / name, build)
    now = datetime.fromisoformat(clock.read_text("ascii"))
    return TestPortal(Deployment(own_copy(built, own)), now)


def first_release(folder: Path, *, content: bool = False) -> TestPortal:
    """A portal with one release of the small tables, built."""
    made = make_portal(folder, content=content)
    made.publish(small_tables(), release_info())
    made.build()
    return made
