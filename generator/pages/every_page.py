"""Every page of the site, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from generator.model.documents import Document, DocumentKind
from generator.pages.about.style_page import style_view
from generator.pages.about.verify import verify_view
from generator.pages.data.pages import dictionary_page, numbers_page
from generator.pages.document.graph_page import graph_view
from generator.pages.document.lists import document_list_view, list_path, lists_of
from generator.pages.document.page import document_view, documents_of, page_view
from generator.pages.document.versions import document_histories
from generator.pages.figures.behind import behind_pages
from generator.pages.figures.demonstrations import KINDS as TITLES_OF
from generator.pages.figures.demonstrations import all_titles, demonstration_list_view
from generator.pages.figures.quality import quality_pages
from generator.pages.figures.schemes import scheme_list_view, scheme_view
from generator.pages.figures.statistics import statistics_view
from generator.pages.region.home import home_view
from generator.pages.region.index import region_index_view
from generator.pages.region.past_figures import regions_then_pages
from generator.pages.release.notices_page import notices_view
from generator.pages.release.page import change_pages, release_list_view, release_view
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import article_head, home_head, list_head
from generator.pages.shared.page import Page, fingerprint
from generator.pages.shared.views import Link, PageHead
from generator.pages.tools.compare_page import compare_view
from generator.pages.tools.near_page import near_view
from generator.pages.tools.search_page import search_view
from generator.store.queries import Release

Head = Callable[[], PageHead]

DOCUMENT_LISTS: Final = (
    (
        DocumentKind.POLICY,
        urls.POLICIES,
        ("Policies", "Policy documents about childcare, with their interpretations"),
    ),
    (
        DocumentKind.INTERPRETATION,
        urls.INTERPRETATIONS,
        ("Interpretations", "What the policies mean, in plain words"),
    ),
)
"""The kinds of documents that are listed, where, and the messages of title and description."""


def single_pages(context: Context, sources: dict[str, tuple[str, int]]) -> Iterator[Page]:
    """Every page but those of regions and facilities.

    `sources` gives agency and release of documents that came inside an export.
    """
    yield _of_view(context, urls.HOME, "home.html", partial(home_head, context, urls.HOME),
                   home_view(context))  # fmt: skip
    yield from _lists(context)
    yield from behind_pages(context)
    yield from quality_pages(context)
    yield dictionary_page(context)
    yield numbers_page(context)
    yield from _document_lists(context)
    yield from _schemes(context)
    yield from _demonstrations(context)
    yield from _documents(context, sources)
    yield from _releases(context)
    yield from regions_then_pages(context)
    yield from _style(context)


def _of_view(context: Context, path: str, template: str, head: Head, view: object) -> Page:
    """A page whose key is that of its finished view."""
    key = fingerprint(context.shared_digest, context.schemes_digest, template, head(), view)
    return Page(path, key, template, lambda: (head(), view))


def _home_trail(context: Context) -> tuple[Link, ...]:
    return (Link(context.text("Home"), context.href(urls.HOME)),)


def _list_page(
    context: Context,
    path: str,
    template: str,
    view: object,
    words: tuple[str, str],
    *,
    section: str,
    kind: str | None = None,
) -> Page:
    """A page of the second level; `words` are the messages of its title and description."""
    title, description = map(context.text, words)
    head = partial(
        list_head, context, path, title, description,
        section=section, trail=_home_trail(context), kind=kind,
    )  # fmt: skip
    return _of_view(context, path, template, head, view)


def _lists(context: Context) -> Iterator[Page]:
    regions = ("Browse by region", "Childcare institutions region by region")
    yield _list_page(context, urls.REGIONS, "regions.html", region_index_view(context), regions,
                     section="region")  # fmt: skip
    schemes = ("Grading schemes", "What each grade means, who gives it and how often")
    yield _list_page(context, urls.SCHEMES, "schemes.html", scheme_list_view(context), schemes,
                     section="scheme")  # fmt: skip
    statistics = ("Statistics", "Counts, published totals beside counted rows, indicators")
    yield _list_page(context, urls.STATISTICS, "statistics.html", statistics_view(context),
                     statistics, section="statistics")  # fmt: skip
    notices = ("Notices", "What is put to publicity, until when, and where to object")
    yield _list_page(context, urls.NOTICES, "notices.html", notices_view(context), notices,
                     section="release", kind="notice")  # fmt: skip
    releases = ("Releases", "Every signed release and what it changed")
    yield _list_page(context, urls.RELEASES, "releases.html", release_list_view(context),
                     releases, section="release")  # fmt: skip
    search = ("Search", "Find an institution or a document by name, address, number or pinyin")
    yield _list_page(context, urls.SEARCH, "search.html", search_view(context), search,
                     section="search")  # fmt: skip
    near = ("Childcare near me", "The nearest institutions with grade, fee and distance")
    yield _list_page(context, urls.NEAR, "near.html", near_view(context), near, section="near")
    compare = ("Compare", "Up to four institutions side by side")
    yield _list_page(context, urls.COMPARE, "compare.html", compare_view(context), compare,
                     section="near")  # fmt: skip
    verify = ("Check this site", "How anyone can prove that nothing was altered")
    yield _list_page(context, urls.VERIFY, "verify.html", verify_view(context), verify,
                     section="about")  # fmt: skip
    missing = ("Page not found", "There is no page at this address")
    yield _list_page(context, urls.NOT_FOUND, "not_found.html", None, missing, section="about")


def _document_lists(context: Context) -> Iterator[Page]:
    """All policies and interpretations, the lists of fewer, and how they hang together."""
    for kind, path, words in DOCUMENT_LISTS:
        lists = lists_of(context, kind)
        yield _list_page(context, path, "documents.html",
                         document_list_view(context, kind, lists), words,
                         section="policy", kind=kind.value)  # fmt: skip
        trail = (*_home_trail(context), Link(context.text(words[0]), context.href(path)))
        for by, values in lists.items():
            for value in values:
                view = document_list_view(context, kind, lists, (by, value))
                own = list_path(kind, by, value)
                title = f"{trail[-1].title}{context.text(': ')}{view.chosen}"
                head = partial(list_head, context, own, title,
                               context.text(words[1]), section="policy", trail=trail,
                               kind=kind.value)  # fmt: skip
                yield _of_view(context, own, "documents.html", head, view)
    graph = ("How the documents hang together", "What interprets, cites and repeals what")
    yield _list_page(context, urls.GRAPH, "graph.html", graph_view(context), graph,
                     section="policy")  # fmt: skip


def _schemes(context: Context) -> Iterator[Page]:
    trail = (*_home_trail(context), Link(context.text("Grading schemes"),
             context.href(urls.SCHEMES)))  # fmt: skip
    for scheme_id, info in context.schemes.items():
        path = urls.scheme(scheme_id)
        description = info.scheme.summary or info.scheme.name
        head = partial(list_head, context, path, info.scheme.name, description,
                       section="scheme", trail=trail)  # fmt: skip
        yield _of_view(context, path, "scheme.html", head, scheme_view(context, info))


def _demonstrations(context: Context) -> Iterator[Page]:
    words = {
        "facilities": "Facilities with a demonstration title, and how they came by it",
        "cities": "Demonstration cities and the stages of their titles",
    }
    for kind, description in words.items():
        titles = all_titles(context, kind)
        for chosen, number in titles.pages():
            view = demonstration_list_view(context, titles, chosen, number)
            title, trail = context.text(TITLES_OF[kind]), _home_trail(context)
            if chosen:
                trail = (*trail, Link(title, context.href(titles.path(None))))
                title = f"{title}{context.text(': ')}{view.chosen}"
            path = titles.path(chosen, number)
            head = partial(list_head, context, path, title, context.text(description),
                           section="demonstration", trail=trail)  # fmt: skip
            yield _of_view(context, path, "demonstration.html", head, view)


def _documents(context: Context, sources: dict[str, tuple[str, int]]) -> Iterator[Page]:
    for kind in (DocumentKind.POLICY, DocumentKind.INTERPRETATION):
        for document in documents_of(context, kind):
            view = document_view(context, document, sources)
            head = partial(_document_head, context, document)
            path = context.document_path(document)
            yield _of_view(context, path, "document.html", head, view)
    yield from document_histories(context)
    for document in documents_of(context, DocumentKind.PAGE):
        head = partial(_page_head, context, document)
        path = context.document_path(document)
        yield _of_view(context, path, "page.html", head, page_view(context, document))


def _style(context: Context) -> Iterator[Page]:
    words = ("Components", "Every component of these pages in every state")
    for path, empty in ((urls.STYLE, False), (urls.STYLE_EMPTY, True)):
        yield _list_page(context, path, "style.html", style_view(context, empty=empty), words,
                         section="about")  # fmt: skip


def _document_head(context: Context, document: Document) -> PageHead:
    policy = document.kind is DocumentKind.POLICY
    assert document.published is not None, "checked when the document was read"
    section = Link(
        context.text("Policies" if policy else "Interpretations"),
        context.href(urls.POLICIES if policy else urls.INTERPRETATIONS),
    )
    return article_head(
        context,
        context.document_path(document),
        document.title,
        document.summary or document.text[:120],
        section="policy",
        trail=(*_home_trail(context), section),
        published=document.published,
        source=document.origin or "、".join(document.issuers) or context.site.name,
        keywords=document.keywords,
        kind="policy" if policy else "interpretation",
        shared=" · ".join(
            (document.title, *filter(None, (document.number,)), f"{document.published:%Y-%m-%d}")
        ),
    )


def _page_head(context: Context, document: Document) -> PageHead:
    trail = _home_trail(context)
    if document.slug != "about":
        trail = (*trail, Link(context.text("About"), context.href(urls.ABOUT)))
    return list_head(
        context,
        context.document_path(document),
        document.title,
        document.summary or document.text[:120],
        section="about",
        trail=trail,
    )


def _releases(context: Context) -> Iterator[Page]:
    for release in context.releases:
        path = urls.release(release.region, release.number)
        head = partial(_release_head, context, release, path)
        yield _of_view(context, path, "release.html", head, release_view(context, release))
        for further, title, view in change_pages(context, release):
            head = partial(_change_head, context, release, further, title)
            yield _of_view(context, further, "changes.html", head, view)


def _change_head(context: Context, release: Release, path: str, title: str) -> PageHead:
    own = Link(_release_title(context, release),
               context.href(urls.release(release.region, release.number)))  # fmt: skip
    trail = (*_home_trail(context), Link(context.text("Releases"), context.href(urls.RELEASES)),
             own)  # fmt: skip
    title = f"{own.title}{context.text(': ')}{title}"
    return article_head(context, path, title, title, section="release", trail=trail,
                        published=release.issued, source=release.agency)  # fmt: skip


def _release_title(context: Context, release: Release) -> str:
    words = context.text("%(agency)s, release %(number)s")
    return words % {"agency": release.agency, "number": release.number}


def _release_head(context: Context, release: Release, path: str) -> PageHead:
    trail = (*_home_trail(context), Link(context.text("Releases"), context.href(urls.RELEASES)))
    title = _release_title(context, release)
    return article_head(context, path, title, title, section="release", trail=trail,
                        published=release.issued, source=release.agency)  # fmt: skip
