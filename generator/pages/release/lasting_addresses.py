"""The pages at addresses whose subject is published no longer: since when, and where it may be.

An address that was published once never leads to nothing. What stands there says no more than that
something was taken back, and leads on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.pages.release.withdrawn import UnpublishedView, statement, write_statement
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import list_head
from generator.pages.shared.page import File, Page, fingerprint
from generator.pages.shared.views import Link, PageHead
from generator.rules.document_record import document_subject
from generator.store.record_versions import version_of, versions
from generator.store.unpublished import (
    Unpublished,
    names_of,
    successors,
    unpublished_documents,
    unpublished_facilities,
    unpublished_regions,
)


def unpublished_pages(context: Context) -> Iterator[Page]:
    """A page for each address whose facility, region or document is published no longer."""
    heirs = successors(context.connection)
    for facility in unpublished_facilities(context.connection):
        view = _facility(context, facility, heirs.get(facility.identifier, []))
        for path in _addresses(context, facility.identifier):
            yield _page(context, path, view)
    for region in unpublished_regions(context.connection, context.tree.regions):
        yield _page(context, urls.region(region.identifier), _region(context, region))
    present = {document_subject(document) for document in context.documents}
    for document in unpublished_documents(context.connection, present):
        kind, _, slug = document.subject.partition("/")
        policy = kind == "policy"
        view = UnpublishedView(
            kind="document",
            day=document.on or context.today,
            reason=document.reason,
            around=(_list_link(context, policy=policy), _releases(context)),
        )
        yield _page(context, urls.policy(slug) if policy else urls.interpretation(slug), view)


def unpublished_files(context: Context) -> Iterator[File]:
    """Beside each address of such a facility, as data: which entries of the log took it back."""
    for facility in unpublished_facilities(context.connection):
        taken = list(versions(context.connection, facility.identifier))
        for path in _addresses(context, facility.identifier):
            if path == urls.facility_history(facility.identifier):
                continue
            content = statement(
                facility.identifier, version_of(facility.agency, facility.release), taken
            )
            yield File(
                urls.record_of(path), fingerprint(content), partial(write_statement, content)
            )


def _addresses(context: Context, identifier: str) -> Iterator[str]:
    """Where the page of a facility stood, its history, and its earlier versions."""
    yield urls.facility(identifier)
    found = [each.version for each in versions(context.connection, identifier)]
    if len(found) > 1:
        yield urls.facility_history(identifier)
        for version in found[:-1]:
            yield urls.facility_version(identifier, version)


def _facility(context: Context, facility: Unpublished, heirs: list[str]) -> UnpublishedView:
    names = names_of(context.connection, heirs)
    onward = tuple(Link(name, context.href(urls.facility(heir))) for heir, name in names.items())
    code = facility.region_code
    nearest = [each.region_code for each in context.tree.chain(code)][-1:] if code else []
    around = (*(context.region_link(each) for each in nearest), _search(context))
    return _of_release(context, "facility", facility, onward, around)


def _region(context: Context, region: Unpublished) -> UnpublishedView:
    above = [code for code in _above(region.identifier) if code in context.tree.regions]
    around = (*map(context.region_link, above[:1]), _regions(context))
    return _of_release(context, "region", region, (), around)


def _above(code: str) -> Iterator[str]:
    """The codes of the regions that a region lies in by its code, the nearest first."""
    for length in (9, 6, 4, 2):
        above = code[:length].ljust(12, "0")
        if above != code:
            yield above


def _of_release(
    context: Context,
    kind: str,
    gone: Unpublished,
    onward: tuple[Link, ...],
    around: tuple[Link, ...],
) -> UnpublishedView:
    release = context.released[gone.agency, gone.release]
    title = context.text("release %(number)s") % {"number": release.number}
    return UnpublishedView(
        kind=kind,
        name=gone.name,
        day=release.issued.date(),
        release=Link(title, context.href(urls.release(release.region, release.number))),
        agency=release.agency,
        onward=onward,
        around=around,
    )


def _page(context: Context, path: str, view: UnpublishedView) -> Page:
    head = partial(_head, context, path, view)
    key = fingerprint(context.shared_digest, "unpublished.html", head(), view)
    return Page(path, key, "unpublished.html", lambda: (head(), view))


def _head(context: Context, path: str, view: UnpublishedView) -> PageHead:
    title = context.text("No longer published")
    home = Link(context.text("Home"), context.href(urls.HOME))
    name = view.name or title
    section = {"facility": "region", "region": "region", "document": "policy"}[view.kind]
    return list_head(context, path, name, title, section=section, trail=(home,))


def _list_link(context: Context, *, policy: bool) -> Link:
    if policy:
        return Link(context.text("Policies"), context.href(urls.POLICIES))
    return Link(context.text("Interpretations"), context.href(urls.INTERPRETATIONS))


def _releases(context: Context) -> Link:
    return Link(context.text("Releases"), context.href(urls.RELEASES))


def _regions(context: Context) -> Link:
    return Link(context.text("Browse by region"), context.href(urls.REGIONS))


def _search(context: Context) -> Link:
    return Link(context.text("Search"), context.href(urls.SEARCH))
