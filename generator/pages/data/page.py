"""The pages of open data: what can be taken, its dictionary, its figures.

Sizes and digests are known once the files are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from generator.pages.data.dictionary import described_tables, titles, vocabulary_context
from generator.pages.data.downloads import copy_path, publishable, row_count
from generator.pages.data.numbers import Number, all_numbers
from generator.pages.data.scopes import DataScope, agency_scope, province_scopes, whole_scope
from generator.pages.data.views import (
    DataView,
    DictionaryColumn,
    DictionaryTable,
    DictionaryView,
    Download,
    NumberRow,
    NumbersView,
    ReleaseOffer,
    ScopeItem,
    ScopeView,
    TableRow,
)
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.views import Link
from generator.store.public.reading import open_public, row_total, separate_tables
from generator.store.public.schema import PublicColumn
from generator.store.queries import Release

CHINESE_TERM = re.compile(r" \([\u4e00-\u9fff]+\)")
"""The Chinese word that an English meaning names beside its translation."""


def data_view(context: Context, output: Path, digests: Mapping[str, str]) -> DataView:
    """What can be downloaded, from the files in `output`; `digests` are theirs by path."""
    whole = whole_scope(context)
    return DataView(
        day=context.today,
        database=_file(context, output, "SQLite", urls.DATABASE, digests[urls.DATABASE]),
        metadata=_file(context, output, "metadata.json", urls.DATASETTE),
        tables=(*_tables(context, output, whole), *_separate(context, output)),
        package=_file(context, output, "datapackage.json", whole.package),
        provinces=tuple(_item(context, scope) for scope in province_scopes(context)),
        agencies=tuple(
            _item(context, agency_scope(release)) for release in context.newest.values()
        ),
        licence=_licence(context),
        dictionary=context.href(urls.DICTIONARY),
        numbers=context.href(urls.NUMBERS),
        sums=_file(context, output, "SHA256SUMS", urls.DATA_SUMS),
        releases=context.href(urls.RELEASES),
        api=context.href(urls.api("index")),
    )


def scope_view(context: Context, scope: DataScope, output: Path) -> ScopeView:
    """What can be downloaded of an agency or a province."""
    agency = None if scope.joined else scope.releases[0]
    return ScopeView(
        title=agency.agency if agency else scope.title,
        tables=tuple(_tables(context, output, scope)),
        package=_file(context, output, "datapackage.json", scope.package),
        releases=tuple(_offers(context, agency)) if agency else (),
        withheld=bool(agency and _export_path(context, agency) is None),
        licence=_licence(context),
        dictionary=context.href(urls.DICTIONARY),
    )


def _item(context: Context, scope: DataScope) -> ScopeItem:
    title = scope.title if scope.joined else scope.releases[0].agency
    return ScopeItem(
        Link(title, context.href(scope.folder)),
        max(release.issued for release in scope.releases),
    )


def _licence(context: Context) -> Link | None:
    licence = context.portal.licence
    return Link(licence.title, licence.address) if licence else None


def _tables(context: Context, output: Path, scope: DataScope) -> Iterator[TableRow]:
    for row_type in scope.tables:
        name = row_type.table
        files = [
            _file(context, output, _FORMATS[ending], scope.file(name, ending))
            for ending in scope.endings
        ]
        if name == "facilities" and scope.places:
            path = scope.file("places", "geojson")
            files.append(_file(context, output, "GeoJSON", path))
        title = context.term("Table", name)
        yield TableRow(title, row_count(context, scope, row_type), tuple(files))


def _separate(context: Context, output: Path) -> Iterator[TableRow]:
    """The tables that are in no export."""
    named = titles(context)
    with open_public(output / urls.file_of(urls.DATABASE)) as data:
        for table in separate_tables():
            files = tuple(
                _file(context, output, _FORMATS[ending], urls.whole_table(table.name, ending))
                for ending in ("csv", "jsonl")
            )
            title = named[table.name][0 if context.site.language.startswith("zh") else 1]
            yield TableRow(title, row_total(data, table), files)


_FORMATS = {"csv": "CSV", "jsonl": "JSON Lines", "parquet": "Parquet"}


def _offers(context: Context, newest: Release) -> Iterator[ReleaseOffer]:
    """Every release of an agency, the last first; of that one what is offered of its export."""
    own = [release for release in context.releases if release.region == newest.region]
    for release in reversed(own):
        path = _export_path(context, release) if release.number == newest.number else None
        offered = Link(path.rpartition("/")[2], context.href(path)) if path else None
        title = f"{release.region}-{release.number:04d}"
        page = Link(title, context.href(urls.release(release.region, release.number)))
        yield ReleaseOffer(page, release.issued, offered, release.sha256)


def _export_path(context: Context, release: Release) -> str | None:
    """Where the public copy of the newest export is, or the export itself; None for neither."""
    copy = copy_path(context, release)
    if copy:
        return copy
    return urls.export(release.path) if publishable(context, release.region) else None


def _file(
    context: Context, output: Path, title: str, path: str, sha256: str | None = None
) -> Download:
    size = (output / urls.file_of(path)).stat().st_size
    return Download(title, context.href(path), size, sha256)


def dictionary_view(context: Context) -> DictionaryView:
    """Every table and view with its columns, and the words that may stand in them."""
    named = titles(context)
    chinese = context.site.language.startswith("zh")
    tables = tuple(
        DictionaryTable(
            table.name,
            named[table.name][0 if chinese else 1],
            context.term("About table", table.name),
            tuple(_described(context, column, table.key) for column in table.columns),
            table.select or None,
        )
        for table in described_tables()
    )
    return DictionaryView(tables)


def _described(context: Context, column: PublicColumn, key: tuple[str, ...]) -> DictionaryColumn:
    chinese = context.site.language.startswith("zh")
    words: tuple[tuple[str, str], ...] = ()
    if column.vocabulary:
        known = vocabulary_context(column.vocabulary)
        words = tuple((word.value, context.term(known, word.value)) for word in column.vocabulary)
    return DictionaryColumn(
        column.name,
        column.title if chinese else CHINESE_TERM.sub("", column.about),
        context.term("Unit", column.unit) if column.unit else None,
        column.required or column.name in key,
        column.references or None,
        words,
    )


def numbers_view(context: Context) -> NumbersView:
    """The figures of the whole site, group by group."""
    groups = tuple(
        (group, tuple(_number(context, number) for number in numbers))
        for group, numbers in groupby(all_numbers(context), key=lambda number: number.group)
    )
    return NumbersView(groups, context.href(urls.DATABASE), context.today)


def _number(context: Context, number: Number) -> NumberRow:
    return NumberRow(
        number.name,
        urls.anchor_of(number.name),
        number.title,
        number.value,
        number.unit,
        number.sql,
        context.href(number.page),
    )
