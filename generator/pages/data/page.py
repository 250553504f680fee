"""The view of the open-data page; its sizes are known once the files are written."""

from __future__ import annotations

from pathlib import Path

from generator.model.tables import TABLES
from generator.pages.data.downloads import copy_path, publishable, row_counts
from generator.pages.release.views import DataView, Download
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.store.queries import Release


def data_view(context: Context, output: Path) -> DataView:
    """What can be downloaded, with sizes taken from the files in `output`."""
    agencies = tuple(context.newest.values())
    copies = [(release, copy_path(context, release)) for release in agencies]
    offered = [(release, path or urls.export(release.path)) for release, path in copies
               if path or publishable(context, release.region)]  # fmt: skip
    held_back = [release for release, path in copies
                 if not path and not publishable(context, release.region)]  # fmt: skip
    whole = _download(context, output, "SQLite", urls.DATABASE, None)
    return DataView(
        tables=tuple((release.agency, _tables(context, output, release)) for release in agencies),
        whole=(whole,),
        exports=tuple(
            _download(
                context,
                output,
                path.rpartition("/")[2],
                path,
                None,
                release.sha256 if path == urls.export(release.path) else None,
            )
            for release, path in offered
        ),
        withheld=tuple(release.path for release in held_back),
    )


def _tables(context: Context, output: Path, release: Release) -> tuple[Download, ...]:
    """The files of one agency: each table twice, places, and the description."""
    found = []
    counts = row_counts(context, release)
    for row_type in TABLES:
        if not release.rows.get(row_type.table):
            continue
        rows = counts[row_type.table]
        title = context.term("Table", row_type.table)
        for ending in ("csv", "jsonl"):
            path = urls.table(release.region, row_type.table, ending)
            found.append(_download(context, output, f"{title} {ending.upper()}", path, rows))
    if release.rows.get("facilities"):
        path = urls.table(release.region, "places", "geojson")
        found.append(_download(context, output, "GeoJSON", path, None))
    path = urls.datapackage(release.region)
    found.append(_download(context, output, "datapackage.json", path, None))
    return tuple(found)


def _download(
    context: Context,
    output: Path,
    title: str,
    path: str,
    rows: int | None,
    note: str | None = None,
) -> Download:
    size = (output / urls.file_of(path)).stat().st_size
    return Download(title, context.href(path), size, rows, note)
