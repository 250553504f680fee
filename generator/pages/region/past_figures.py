"""The figures of regions as they were with a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from generator.pages.release.version_views import RegionsThenView, RegionThenRow
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import article_head
from generator.pages.shared.page import Page, fingerprint
from generator.pages.shared.views import Link, PageHead
from generator.store.figures.region_history import RegionThen, regions_then
from generator.store.queries import Release


def regions_then_pages(context: Context) -> Iterator[Page]:
    """For each release a small page with the figures of its counties."""
    for release in context.releases:
        if release.rows.get("facilities"):
            path = urls.regions_then(release.region, release.number)
            # What was counted with a release never changes; names and schemes may.
            key = fingerprint(context.shared_digest, context.schemes_digest, release.sha256)
            yield Page(path, key, "regions_then.html", partial(_make, context, release, path))


def _make(context: Context, release: Release, path: str) -> tuple[PageHead, RegionsThenView]:
    found = list(regions_then(context.connection, release.region, release.number))
    scheme = _commonest(_schemes(found))
    labels = _labels(context, found, scheme) if scheme else []
    rows = tuple(
        RegionThenRow(
            region=context.region_link(each.code),
            operating=each.operating,
            status_unknown=each.status_unknown,
            filed=each.filed,
            filing_unknown=each.filing_unknown,
            grades=tuple(each.grades.get((scheme, label), 0) for label in labels if scheme),
        )
        for each in found
    )
    own = Link(
        context.text("release %(number)s") % {"number": release.number},
        context.href(urls.release(release.region, release.number)),
    )
    view = RegionsThenView(
        agency=release.agency,
        release=own,
        day=release.issued.date(),
        scheme=_name(context, scheme) if scheme else None,
        labels=tuple(labels),
        rows=rows,
    )
    title = context.text("%(agency)s: figures of release %(number)s") % {
        "agency": release.agency,
        "number": release.number,
    }
    head = article_head(
        context,
        path,
        title,
        title,
        section="release",
        trail=(own,),
        published=release.issued,
        source=release.agency,
    )
    return head, view


def _name(context: Context, scheme: str) -> str:
    """What a scheme is called; its identifier where no agency has it any more."""
    info = context.schemes.get(scheme)
    return info.scheme.name if info else scheme


def _labels(context: Context, found: list[RegionThen], scheme: str) -> list[str]:
    """The grades of a scheme in their order, then those that were given and it has no more."""
    info = context.schemes.get(scheme)
    known = [grade.label for grade in info.grades] if info else []
    given = {label for each in found for name, label in each.grades if name == scheme}
    return [*known, *sorted(given - set(known))]


def _schemes(found: list[RegionThen]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in found:
        for (scheme, _), count in each.grades.items():
            counts[scheme] += count
    return counts


def _commonest(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda scheme: (-counts[scheme], scheme), default=None)
