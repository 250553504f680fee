"""The site cut into pieces of work: batches of files that are made or taken over together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from generator.pages.data.downloads import data_files, database_file
from generator.pages.facility.pages import FacilityPiece, facility_batch, facility_pieces
from generator.pages.region.inputs import RegionDigest
from generator.pages.region.pages import RegionPiece, region_batch, region_pieces
from generator.pages.release.lasting_addresses import (
    UnpublishedPiece,
    unpublished_batch,
    unpublished_pieces,
)
from generator.pages.shared.context import Context
from generator.pages.shared.page import Batch, File, fingerprint
from generator.store.queries import Release


@dataclass(frozen=True, slots=True)
class DataPiece:
    """The open data of an agency."""

    release: Release


@dataclass(frozen=True, slots=True)
class DatabasePiece:
    """The SQLite file of all agencies; the longest piece, so it comes first."""


WorkUnit: TypeAlias = FacilityPiece | UnpublishedPiece | RegionPiece | DataPiece | DatabasePiece


def work_units(context: Context, regions: Mapping[str, RegionDigest]) -> Iterator[WorkUnit]:
    """All work on the pages and files that grow with the number of facilities and agencies."""
    yield DatabasePiece()
    yield from facility_pieces(context)
    yield from unpublished_pieces(context)
    yield from region_pieces(regions)
    yield from (DataPiece(release) for release in context.newest.values())


def batch_of(context: Context, unit: WorkUnit) -> Batch:
    """What a piece stands for."""
    if isinstance(unit, FacilityPiece):
        return facility_batch(context, unit)
    if isinstance(unit, UnpublishedPiece):
        return unpublished_batch(context, unit)
    if isinstance(unit, RegionPiece):
        return region_batch(context, unit)
    if isinstance(unit, DataPiece):
        return _of_files(*data_files(context, unit.release))
    return _of_files(database_file(context))


def _of_files(*files: File) -> Batch:
    return Batch(files[0].path, fingerprint([file.key for file in files]), lambda: iter(files))
