"""A small county in an export, and folders as officials have them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from generator.exports.contents import DocumentSource, Export
from generator.exports.rows import sort
from generator.model.release import ReleaseInfo
from generator.model.tables import (
    TABLES,
    Facility,
    Filing,
    Grade,
    Region,
    Row,
    Scheme,
    SchemeGrade,
)
from generator.model.vocabulary import (
    Crs,
    FilingStatus,
    GradeStatus,
    Nature,
    RegionLevel,
    SchemeKind,
)

PACK_TOML = """
[export]
region = "371500"
release = 1
issued = 2026-03-02T09:00:00+08:00
agency = "聊城市卫生健康委员会"
reviewed_by = "办公室"
reviewed_on = 2026-03-01
regions = "civil-affairs"
"""


def region(code: str, name: str, level: RegionLevel, parent: str | None, **more: float) -> Region:
    """A region of the year 2026."""
    values = {"region_code": code, "name": name, "level": level, "parent": parent, "edition": 2026}
    return Region(**values, **more)  # type: ignore[arg-type]


@pytest.fixture
def info() -> ReleaseInfo:
    """The first release of a city."""
    return ReleaseInfo(
        region="371500",
        release=1,
        issued=datetime(2026, 3, 2, 1, tzinfo=UTC),
        agency="聊城市卫生健康委员会",
        reviewed_by="办公室",
        reviewed_on=date(2026, 3, 1),
    )


@pytest.fixture
def rows() -> dict[str, tuple[Row, ...]]:
    """Two regions, a scheme with two grades, two facilities with filing and grade."""
    facilities = tuple(
        Facility(
            facility_id=f"f-{number}",
            name=f"阳光托育{number}",
            uscc="91350100M000100Y43",
            nature=Nature.FOR_PROFIT,
            region_code="371502000000",
            address="柳园路1号",
            lon=115.99,
            lat=36.44,
            crs=Crs.WGS84,
            telephone="0635-8212345",
        )
        for number in (1, 2)
    )
    county = region(
        "371502000000", "东昌府区", RegionLevel.COUNTY, "371500000000", lon=115.93, lat=36.44
    )
    grades = [
        SchemeGrade(
            scheme_id="hygiene", label=label, rank=rank, standing=GradeStatus.RATED, meaning="好"
        )
        for rank, label in enumerate("AB", start=1)
    ]
    return {
        "regions": (region("371500000000", "聊城市", RegionLevel.CITY, None), county),
        "schemes": (
            Scheme(
                scheme_id="hygiene",
                name="量化分级",
                kind=SchemeKind.HYGIENE,
                issuer="聊城市卫生健康委员会",
                basis="聊卫发〔2025〕1号",
            ),
        ),
        "scheme_grades": tuple(grades),
        "facilities": facilities,
        "filings": (
            Filing(
                filing_id="fi-1",
                facility_id="f-1",
                status=FilingStatus.FILED,
                authority="东昌府区卫生健康局",
                decided=date(2025, 5, 1),
            ),
        ),
        "grades": (
            Grade(
                grade_id="g-1",
                facility_id="f-1",
                scheme_id="hygiene",
                grade="A",
                assessed=date(2025, 6, 1),
                authority="东昌府区卫生健康局",
            ),
        ),
    }


@pytest.fixture
def export_of(info: ReleaseInfo) -> Callable[..., Export]:
    """Makes an export of rows by table; tables not given are empty."""

    def make(rows: dict[str, tuple[Row, ...]], *documents: DocumentSource) -> Export:
        tables = {row_type.table: sort(rows.get(row_type.table, ())) for row_type in TABLES}
        return Export(info, tables, documents)

    return make


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of files by name, with a pack.toml unless one is given."""

    def make(files: dict[str, str | bytes], *, settings: str = PACK_TOML, name: str = "x") -> Path:
        folder = tmp_path / name
        for path, content in {"pack.toml": settings, **files}.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return make
