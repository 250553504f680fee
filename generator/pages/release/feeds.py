"""Atom feeds (RFC 4287): of all releases, and of what changed in each region above the township.

Identifiers and times come from releases, so a feed is the same however often it is built. What may
not be told on the reference day is not in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import add
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape

from generator.model.release import code_span
from generator.pages.release.page import facility_names, grouped, once_each, release_items
from generator.pages.release.sentences import Sentences
from generator.pages.release.views import Change
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.store.queries import Release
from generator.store.recorded_changes import RecordedChange, change_counts, changes_inside

NEWEST = 50
"""Entries of a feed."""
LINES = 30
"""Changes told in one entry; the page of the release tells them all."""
NAMESPACE = "http://www.w3.org/2005/Atom"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not have."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One release, as far as a feed is about it; `lines` are sentences."""

    identifier: str
    title: str
    href: str
    agency: str
    issued: datetime
    lines: tuple[str, ...]


def feed_files(context: Context) -> Iterator[File]:
    """Every feed of the site."""
    entries = tuple(_release_entries(context))
    title = f"{context.site.name} · {context.text('Releases')}"
    key = fingerprint(context.shared_digest, title, entries)
    make = partial(write_feed, context, urls.RELEASE_FEED, title, entries)
    yield File(urls.RELEASE_FEED, key, make)
    for code, found in _changed(context).items():
        newest = sorted((context.released[place] for place in found), key=_age, reverse=True)
        shown = newest[:NEWEST]
        state = [(each.region, each.number, found[each.region, each.number]) for each in shown]
        # What is told of penalties depends on the day, nothing else does.
        day = context.today if any(counts[-1] for _, _, counts in state) else None
        key = fingerprint(
            context.shared_digest, context.schemes_digest, _name(context, code), state, day
        )
        yield File(urls.feed(code), key, partial(_write_region, context, code, shown))


Place = tuple[str, int]
"""Agency and number of a release."""


def _age(release: Release) -> tuple[datetime, str, int]:
    return release.issued, release.region, release.number


def _name(context: Context, code: str) -> str:
    return context.tree.regions[code].name


def _changed(context: Context) -> dict[str, dict[Place, list[int]]]:
    """For each region with news, its releases with how much each changed there.

    Rows, those with a content before, with one after, and those about penalties. What concerns no
    facility that is still there is news of the agency's own region.
    """
    found: dict[str, dict[Place, list[int]]] = defaultdict(dict)
    for code, agency, number, counts in change_counts(context.connection):
        for region in context.tree.chain(code or f"{agency}000000"):
            if region.region_code in context.regions_with_news:
                sums = found[region.region_code].setdefault((agency, number), [0] * len(counts))
                sums[:] = map(add, sums, counts)
    return dict(sorted(found.items()))


def _release_entries(context: Context) -> Iterator[FeedEntry]:
    for item in release_items(context, NEWEST):
        counts = {
            "new": item.new,
            "unpublished": item.unpublished,
            "closed": item.closed,
            "upgraded": item.upgraded,
            "downgraded": item.downgraded,
            "unexplained": item.unexplained,
        }
        summary = [f"{context.term('ChangeGroup', name)} {n}" for name, n in counts.items() if n]
        if item.first:
            summary = [context.text("The first release of this authority.")]
        elif not summary:
            summary = [context.text("Nothing changed since the release before.")]
        yield FeedEntry(
            permanent_id(context, item.href.removeprefix(context.site.root)),
            _title(context, item.agency, item.number),
            context.site.address + item.href,
            item.agency,
            item.issued,
            tuple(summary),
        )


def _title(context: Context, agency: str, number: int) -> str:
    words = context.text("%(agency)s, release %(number)s")
    return words % {"agency": agency, "number": number}


def _write_region(context: Context, code: str, newest: list[Release], path: Path) -> None:
    found = (_region_entry(context, code, release) for release in newest)
    entries = tuple(entry for entry in found if entry.lines)
    title = f"{_name(context, code)} · {context.site.name}"
    last = max(release.issued for release in newest)
    write_feed(context, urls.feed(code), title, entries, path, otherwise=last)


def _region_entry(context: Context, code: str, release: Release) -> FeedEntry:
    """What a release changed inside a region, unexplained changes first."""
    names = facility_names(context, release)
    found = once_each(context, _changes_inside(context, code, release))
    unexplained, groups = grouped(context, found, names)
    in_order = (*unexplained, *(change for group in groups for change in group.changes))
    href = context.site.address + context.href(urls.release(release.region, release.number))
    return FeedEntry(
        permanent_id(context, f"{urls.release(release.region, release.number)}#{code}"),
        _title(context, release.agency, release.number),
        href,
        release.agency,
        release.issued,
        tuple(_sentences(context, in_order)),
    )


def _changes_inside(context: Context, code: str, release: Release) -> Iterator[RecordedChange]:
    own = code in {region.region_code for region in context.tree.chain(release.region + "000000")}
    return changes_inside(
        context.connection, release.region, release.number, code_span(code), homeless=own
    )


def _sentences(context: Context, in_order: tuple[Change, ...]) -> Iterator[str]:
    sentences = Sentences(context.site.language, context.translations)
    for change in in_order[:LINES]:
        parts = [sentences.line(change)]
        if change.unexplained:
            parts.append(context.text("No explanation was published."))
        yield sentences.between.join(parts)
    if len(in_order) > LINES:
        words = context.translations.ngettext("%(num)s more", "%(num)s more", len(in_order) - LINES)
        yield str(words) % {"num": len(in_order) - LINES}


def permanent_id(context: Context, what: str) -> str:
    """The name of something in feeds (RFC 4151): that of the log, which stays when the portal moves
    to another address, and of the day of the first release.
    """
    check = context.site.check
    origin = check.key.partition("+")[0] if check else context.site.address.partition("//")[2]
    host = re.split("[:/]", origin)[0]
    first = min(release.issued for release in context.releases)
    return f"tag:{host},{first:%Y-%m-%d}:{what.lstrip('/')}"


def write_feed(
    context: Context,
    feed: str,
    title: str,
    entries: Iterable[FeedEntry],
    path: Path,
    *,
    otherwise: datetime | None = None,
    page: str = urls.RELEASES,
) -> None:
    """Write a feed; `otherwise` is when it was last updated where it has no entry, `page` the page
    that says the same.
    """
    found = tuple(entries)
    updated = max((entry.issued for entry in found), default=otherwise or context.reference)
    address = context.site.address + context.href(feed)
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": context.site.language})
    _text(root, "title", title)
    _text(root, "id", permanent_id(context, feed))
    _text(root, "updated", updated.isoformat())
    _text(SubElement(root, "author"), "name", context.site.organiser or context.site.name)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    address = context.site.address + context.href(page)
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": address})
    for entry in found:
        _add_entry(root, entry)
    indent(root)
    path.write_bytes(tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _add_entry(root: Element, entry: FeedEntry) -> None:
    element = SubElement(root, "entry")
    _text(element, "title", entry.title)
    _text(element, "id", entry.identifier)
    _text(element, "updated", entry.issued.isoformat())
    _text(element, "published", entry.issued.isoformat())
    _text(SubElement(element, "author"), "name", entry.agency)
    SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.href})
    items = "".join(f"<li>{escape(line)}</li>" for line in entry.lines)
    _text(element, "content", f"<ul>{items}</ul>", {"type": "html"})


def _text(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    SubElement(parent, name, attributes or {}).text = NO_XML.sub("", text)
