"""Open data: every table of an agency, of a province, of the whole site as files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from generator.model.tables import Facility, Penalty, Row
from generator.pages.data.datapackage import write_datapackage
from generator.pages.data.scopes import DataScope
from generator.pages.data.table_files import (
    Writer,
    write_csv,
    write_geojson,
    write_jsonl,
    write_parquet,
)
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.store.open_data import (
    PARTLY_VISIBLE,
    count_and_newest,
    hidden_penalties,
    visible_count,
)
from generator.store.queries import Release

FORMAT = 2
"""Raised when the form of a table's files changes, so that they are written again."""
WRITERS: dict[str, Writer] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
}


def scope_files(context: Context, scope: DataScope, output: Path) -> Iterator[File]:
    """The tables of a scope, its places, and last what describes them as they stand in `output`."""
    keys = []
    for row_type in scope.tables:
        key = fingerprint(FORMAT, [_stamp(context, each, row_type) for each in scope.agencies])
        keys.append(key)
        for ending in scope.endings:
            path = scope.file(row_type.table, ending)
            yield File(path, key, partial(WRITERS[ending], context, scope, row_type))
        if row_type is Facility and scope.places:
            path = scope.file("places", "geojson")
            yield File(path, key, partial(write_geojson, context, scope, row_type))
    key = fingerprint(
        scope.name, scope.title, context.shared_digest, keys, [r.sha256 for r in scope.releases]
    )
    yield File(scope.package, key, partial(write_datapackage, context, scope, output))


def _stamp(context: Context, agency: str, row_type: type[Row]) -> bytes:
    """What changes whenever the public rows of an agency's table do.

    With as many rows as before and none of a newer release they are the same rows, as long as the
    exports up to that release are the same.
    """
    if row_type.table not in PARTLY_VISIBLE:
        return fingerprint(_rows(context, agency, row_type))
    # What may be seen of it hangs on the penalties, and on the day.
    known = [_rows(context, agency, each) for each in (row_type, Penalty)]
    return fingerprint(known, _hidden(context, agency))


def _rows(context: Context, agency: str, row_type: type[Row]) -> tuple[int, list[str]]:
    """How many rows a table has, and the digests of the exports that they can come from."""
    count, newest = count_and_newest(context.connection, row_type.table, agency)
    numbers = range(1, newest + 1)
    found = [context.released[agency, n].sha256 for n in numbers if (agency, n) in context.released]
    return count, found


def _hidden(context: Context, agency: str) -> list[str]:
    """The penalties of an agency that are out of publicity."""
    return hidden_penalties(context.connection, agency, on=context.today)


def copy_path(context: Context, release: Release) -> str | None:
    """Where the public copy of an agency's export is; None before format 2, and where it holds
    what the operator removed.

    Its name changes with the export and with what may not be shown of it any more.
    """
    if release.format < 2 or release.region in context.withheld:
        return None
    digest = fingerprint(release.sha256, _hidden(context, release.region)).hex()[:16]
    return urls.public_copy(release.region, f"{release.region}-{release.number:04d}", digest)


def publishable(context: Context, agency: str) -> bool:
    """Whether the agency's newest signed export may be offered whole."""
    return agency not in context.withheld and not _hidden(context, agency)


def row_count(context: Context, scope: DataScope, row_type: type[Row]) -> int:
    """How many rows of a table of a scope may be seen."""
    if row_type.table not in PARTLY_VISIBLE:
        return sum(release.rows.get(row_type.table, 0) for release in scope.releases)
    connection, day = context.connection, context.today
    return sum(visible_count(connection, row_type.table, each, on=day) for each in scope.agencies)
