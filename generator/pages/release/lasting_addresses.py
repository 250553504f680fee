"""The pages at addresses whose subject is published no longer: since when, and where it may be.

An address that was published once never leads to nothing. What stands there says no more than that
something was taken back, and leads on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from generator.pages.release.withdrawn import UnpublishedView, statement, write_statement
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import list_head
from generator.pages.shared.page import Batch, File, Page, fingerprint
from generator.pages.shared.views import Link, PageHead
from generator.rules.document_record import document_subject
from generator.store.record_versions import RecordVersion, version_of, versions
from generator.store.unpublished import (
    Unpublished,
    heirs,
    unpublished_documents,
    unpublished_facilities,
    unpublished_identifiers,
    unpublished_regions,
)

PIECE_SIZE = 500
"""Facilities whose pages are made or taken over together: a register that is renumbered leaves as
many as it has.
"""


@dataclass(frozen=True, slots=True)
class UnpublishedPiece:
    """Facilities that are published no longer, from one identifier to another."""

    first: str
    last: str


def unpublished_pieces(context: Context) -> Iterator[UnpublishedPiece]:
    """All facilities that are published no longer, in pieces for workers."""
    identifiers = unpublished_identifiers(context.connection)
    while piece := list(islice(identifiers, PIECE_SIZE)):
        yield UnpublishedPiece(piece[0], piece[-1])


def unpublished_batch(context: Context, piece: UnpublishedPiece) -> Batch:
    """The pages of a piece, and beside each, as data, what the log took back."""
    connection = context.connection
    onward = heirs(connection, piece.first, piece.last)
    known = [
        (
            facility,
            _facility(context, facility, onward.get(facility.identifier, ())),
            tuple(versions(connection, facility.identifier)),
        )
        for facility in unpublished_facilities(connection, piece.first, piece.last)
    ]
    key = fingerprint(context.shared_digest, known)
    return Batch(f"unpublished {piece.first}", key, partial(_items, context, known))


def _items(
    context: Context, known: list[tuple[Unpublished, UnpublishedView, tuple[RecordVersion, ...]]]
) -> Iterator[Page | File]:
    for facility, view, taken in known:
        identifier = facility.identifier
        said = statement(identifier, version_of(facility.agency, facility.release), taken)
        history = urls.facility_history(identifier)
        for path in _addresses(identifier, taken):
            yield _page(context, path, view)
            if path != history:
                write = partial(write_statement, said)
                yield File(urls.record_of(path), fingerprint(said), write)


def _addresses(identifier: str, taken: Sequence[RecordVersion]) -> Iterator[str]:
    """Where the page of a facility stood, its history, and its earlier versions."""
    yield urls.facility(identifier)
    if len(taken) > 1:
        yield urls.facility_history(identifier)
        yield from (urls.facility_version(identifier, each.version) for each in taken[:-1])


def unpublished_pages(context: Context) -> Iterator[Page]:
    """A page for each address whose region, document or release is published no longer."""
    for region in unpublished_regions(context.connection, context.tree.regions):
        yield _page(context, urls.region(region.identifier), _region(context, region))
    for taken in context.taken_back:
        view = UnpublishedView(
            kind="release",
            name=context.text("release %(number)s") % {"number": taken.release},
            day=taken.day,
            reason="key-stolen",
            around=(_releases(context),),
        )
        yield _page(context, urls.release(taken.agency, taken.release), view)
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


def _facility(
    context: Context, facility: Unpublished, goes_on: Iterable[tuple[str, str]]
) -> UnpublishedView:
    onward = tuple(Link(name, context.href(urls.facility(heir))) for heir, name in goes_on)
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
    sections = {"facility": "region", "region": "region", "document": "policy"}
    section = sections.get(view.kind, "release")
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
