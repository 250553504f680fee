"""The site cut into pieces of work: batches of files that are made or taken over together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from generator.pages.data.api_files import api_files
from generator.pages.data.database import database_file
from generator.pages.data.downloads import scope_files
from generator.pages.data.pages import scope_pages
from generator.pages.data.scopes import DataScope, agency_scope, province_scopes, whole_scope
from generator.pages.data.separate_files import change_files, separate_files
from generator.pages.facility.pages import FacilityPiece, facility_batch, facility_pieces
from generator.pages.region.inputs import RegionDigest
from generator.pages.region.pages import RegionPiece, region_batch, region_pieces
from generator.pages.release.lasting_addresses import (
    UnpublishedPiece,
    unpublished_batch,
    unpublished_pieces,
)
from generator.pages.shared.context import Context
from generator.pages.shared.page import Batch, File, Page, fingerprint


@dataclass(frozen=True, slots=True)
class DataPiece:
    """The open data of an agency, of a province, or of the whole site."""

    scope: DataScope


@dataclass(frozen=True, slots=True)
class DatabasePiece:
    """The SQLite file of all agencies and what is read from it; the longest piece, so it comes
    first.
    """


@dataclass(frozen=True, slots=True)
class SinglePiece:
    """All pages that there are one of; whoever hands the work out knows them."""


WorkUnit: TypeAlias = (
    FacilityPiece | UnpublishedPiece | RegionPiece | DataPiece | DatabasePiece | SinglePiece
)


def work_units(context: Context, regions: Mapping[str, RegionDigest]) -> Iterator[WorkUnit]:
    """All work on pages and files, the longest pieces first."""
    # At hand before the work is handed out, or every worker would read them for itself.
    assert context.catalogues
    yield DatabasePiece()
    yield SinglePiece()
    yield DataPiece(whole_scope(context))
    yield from map(DataPiece, province_scopes(context))
    yield from facility_pieces(context)
    yield from unpublished_pieces(context)
    yield from region_pieces(regions)
    yield from (DataPiece(agency_scope(release)) for release in context.newest.values())


def batch_of(context: Context, unit: WorkUnit, output: Path) -> Batch:
    """What a piece but the single pages stands for; its files are written below `output`."""
    assert not isinstance(unit, SinglePiece)
    if isinstance(unit, FacilityPiece):
        return facility_batch(context, unit)
    if isinstance(unit, UnpublishedPiece):
        return unpublished_batch(context, unit)
    if isinstance(unit, RegionPiece):
        return region_batch(context, unit)
    if isinstance(unit, DataPiece):
        files = tuple(scope_files(context, unit.scope, output))
        return _of_files(*files, *scope_pages(context, unit.scope, output, files))
    database = database_file(context)
    return Batch(database.path, database.key, partial(_with_database, context, database, output))


def _with_database(context: Context, database: File, output: Path) -> Iterator[File]:
    """The SQLite file, then what is read from it once it stands in `output`."""
    yield database
    yield from change_files(context, output)
    yield from api_files(context, output)
    yield from separate_files(output)


def _of_files(*items: Page | File) -> Batch:
    return Batch(items[0].path, fingerprint([item.key for item in items]), lambda: iter(items))
