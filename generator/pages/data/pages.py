"""The pages of open data as pages of the site, and the list of digests beside the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from generator.pages.data.datapackage import write_metadata
from generator.pages.data.page import data_view, dictionary_view, numbers_view, scope_view
from generator.pages.data.scopes import DataScope, province_scopes
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import list_head
from generator.pages.shared.page import File, Page, fingerprint
from generator.pages.shared.views import Link, PageHead
from generator.store.open_data import hidden_penalties
from generator.store.public.schema import FORMAT


def scope_paths(context: Context) -> Iterator[str]:
    """The pages of provinces and agencies."""
    yield from (scope.folder for scope in province_scopes(context))
    yield from (urls.agency_data(agency) for agency in context.newest)


def scope_pages(
    context: Context, scope: DataScope, output: Path, files: Sequence[File]
) -> Iterator[Page]:
    """The page of an agency or a province, made once its `files` stand in `output`."""
    if scope.folder == urls.WHOLE_DATA:
        return
    agency = scope.agencies[0]
    key = fingerprint(
        context.shared_digest,
        [file.key for file in files],
        [(each.path, each.sha256) for each in context.releases if each.region == agency],
        hidden_penalties(context.connection, agency, on=context.today),
        agency in context.withheld,
    )

    def make() -> tuple[PageHead, object]:
        view = scope_view(context, scope, output)
        return _head(context, scope.folder, view.title), view

    yield Page(scope.folder, key, "data_scope.html", make)


def dictionary_page(context: Context) -> Page:
    """What each table and column means."""
    view = dictionary_view(context)
    head = _head(context, urls.DICTIONARY, context.text("Dictionary of the data"))
    key = fingerprint(context.shared_digest, head, view)
    return Page(urls.DICTIONARY, key, "dictionary.html", lambda: (head, view))


def numbers_page(context: Context) -> Page:
    """Every figure with its query."""
    view = numbers_view(context)
    head = _head(context, urls.NUMBERS, context.text("Every figure with its query"))
    key = fingerprint(context.shared_digest, head, view)
    return Page(urls.NUMBERS, key, "numbers.html", lambda: (head, view))


def metadata_file(context: Context) -> File:
    """What Datasette shows beside the SQLite file."""
    key = fingerprint(FORMAT, context.shared_digest)
    return File(urls.DATASETTE, key, partial(write_metadata, context))


def sums_file(digests: Mapping[str, str]) -> File:
    """The SHA-256 of every file of the open data, as `sha256sum -c` reads it beside them."""
    lines = "".join(
        f"{digest}  {PurePosixPath(path).relative_to(urls.DATA)}\n"
        for path, digest in sorted(digests.items())
    )
    return File(urls.DATA_SUMS, fingerprint(lines), lambda path: _write(path, lines))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def data_page(context: Context, output: Path, digests: Mapping[str, str]) -> Page:
    """The page of downloads, which comes last since it states their sizes."""
    view = data_view(context, output, digests)
    title = context.text("Open data")
    words = context.text("Everything on this site as files, and the signed exports themselves")
    dataset = {
        "@type": "Dataset",
        "name": f"{context.site.name} {title}",
        "description": words,
        "url": f"{context.site.address}{context.href(urls.DATA)}",
        "isAccessibleForFree": True,
        **({"license": view.licence.href} if view.licence else {}),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": f"{context.site.address}{each.href}"}
            for each in (view.database, view.package)
        ],
    }
    home = Link(context.text("Home"), context.href(urls.HOME))
    head = list_head(
        context, urls.DATA, title, words, section="data", trail=(home,), about=(dataset,)
    )
    key = fingerprint(context.shared_digest, view)
    return Page(urls.DATA, key, "data.html", lambda: (head, view))


def _head(context: Context, path: str, title: str) -> PageHead:
    above = Link(context.text("Open data"), context.href(urls.DATA))
    trail = (Link(context.text("Home"), context.href(urls.HOME)), above)
    words = context.text("Everything on this site as files, and the signed exports themselves")
    return list_head(context, path, title, words, section="data", trail=trail)
