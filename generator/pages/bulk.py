"""The many pages: regions and facilities, in the order of the site, in pieces for workers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import itemgetter

from generator.model.dossier import decode
from generator.model.tables import Region
from generator.pages import urls
from generator.pages.badge import badge_file
from generator.pages.context import Context
from generator.pages.facility import facility_view
from generator.pages.head import article_head, list_head
from generator.pages.items import INSIDE, PAGE_SIZE
from generator.pages.page import File, Page, key_of
from generator.pages.past import past_pages
from generator.pages.records import facility_record_file, record_statement
from generator.pages.region import listed, region_view
from generator.pages.region_orders import BY_PLACE, WORDS, region_orders
from generator.pages.views import FacilityView, PageHead

PIECE = 500
"""Facilities in one piece of work."""
REGIONS = 100
"""Regions in one piece of work."""

_DAYS = " || ' ' || ".join(
    f"coalesce(json_extract(c.{said}, '$.{name}'), '')"
    for said in ("before", "after")
    for name in ("publicity_ends", "repaired")
)
_TOLD_UNTIL = (
    f"SELECT group_concat({_DAYS}, ' ') FROM changes c"
    " WHERE c.facility_id = f.facility_id AND c.table_name = 'penalties'"
)
"""The days after which changes of penalties are told no more, also of those that are gone."""
_TAKEN_BACK = (
    "SELECT group_concat(n.notice_id || ' ' || n.since) FROM changes c JOIN notices n"
    " ON n.agency = c.agency AND n.concerns_table = c.table_name AND n.concerns_id = c.key"
    " WHERE c.facility_id = f.facility_id AND c.what = 'gone' AND c.before IS NULL"
)
"""The notices that took something of a facility back: they belong to no record of it."""


@dataclass(frozen=True, slots=True)
class FacilityPiece:
    """A range of facilities in site order: from `first` on, `count` of them."""

    first: tuple[str, int, str]
    count: int


@dataclass(frozen=True, slots=True)
class RegionPiece:
    """Regions with the digest of what is inside each."""

    regions: tuple[tuple[str, bytes], ...]


def facility_pieces(context: Context) -> Iterator[FacilityPiece]:
    """The facilities of the site cut into pieces."""
    first: tuple[str, int, str] | None = None
    count = 0
    query = "SELECT region_code, curve, facility_id FROM facts ORDER BY 1, 2, 3"
    for place in context.connection.execute(query):
        if first is None:
            first = place
        count += 1
        if count == PIECE:
            yield FacilityPiece(first, count)
            first, count = None, 0
    if first is not None:
        yield FacilityPiece(first, count)


def facility_pages(context: Context, piece: FacilityPiece) -> Iterator[Page | File]:
    """The pages of a piece, and beside each the record that it shows."""
    query = (
        "SELECT region_code, facility_id, agency, since, digest, turning,"
        " (SELECT group_concat(scheme_id) FROM standings s WHERE s.facility_id = f.facility_id),"
        " (SELECT count(*) || '-' || count(before) || '-' || count(after) FROM changes c"
        " WHERE c.facility_id = f.facility_id),"
        " (SELECT l.leaf || ' ' || r.version FROM records r JOIN leaves l ON l.name = r.digest"
        " WHERE r.subject = f.facility_id ORDER BY l.leaf DESC LIMIT 1),"
        " (SELECT count(*) FROM records r WHERE r.subject = f.facility_id),"
        f" ({_TOLD_UNTIL}), ({_TAKEN_BACK}) FROM facts f"
        " WHERE (region_code, curve, facility_id) >= (?, ?, ?)"
        " ORDER BY region_code, curve, facility_id LIMIT ?"
    )
    surroundings: dict[str, bytes] = {}
    standing: dict[tuple[str, str], bytes] = {}
    for (
        code,
        identifier,
        agency,
        since,
        digest,
        turning,
        schemes,
        history,
        record,
        count,
        until,
        taken_back,
    ) in context.connection.execute(query, (*piece.first, piece.count)):
        if code not in surroundings:
            surroundings[code] = _surroundings(context, code)
        place = agency, schemes or ""
        if place not in standing:
            standing[place] = context.agency_digest(
                agency, frozenset(filter(None, place[1].split(",")))
            )
        days = turned(context, turning), turned(context, until or "")
        around = surroundings[code], standing[place], days
        key = key_of(around, agency, since, digest, history, record, count, taken_back)
        make = partial(_facility, context, identifier, agency, since)
        yield Page(urls.facility(identifier), key, "facility.html", make)
        yield facility_record_file(context, identifier, digest, record)
        if count > 1:
            yield from past_pages(context, identifier, key)
        if context.portal.badges:
            yield badge_file(context, identifier, agency, digest, standing[place])


def turned(context: Context, turning: str) -> tuple[int, bool]:
    """How many of a facility's turning dates lie behind the reference day, or on it."""
    if not turning:
        return 0, False
    today = context.today.isoformat()
    dates = turning.split()
    return sum(day < today for day in dates), today in dates


def _surroundings(context: Context, code: str) -> bytes:
    """What a facility's page shows of its region and of the month, as a digest."""
    return key_of(
        context.shared_digest,
        (context.today.year, context.today.month),
        context.tree.chain(code),
    )


def _facility(
    context: Context, identifier: str, agency: str, since: int
) -> tuple[PageHead, FacilityView]:
    query = "SELECT data FROM dossiers WHERE facility_id = ?"
    dossier = decode(context.connection.execute(query, (identifier,)).fetchone()[0])
    view = replace(
        facility_view(context, dossier, agency, since), **record_statement(context, identifier)
    )
    head = article_head(
        context,
        urls.facility(identifier),
        view.name,
        _description(context, view),
        section="region",
        trail=context.breadcrumbs(dossier.facility.region_code),
        published=view.source.issued,
        source=view.source.agency,
    )
    return head, view


def _description(context: Context, view: FacilityView) -> str:
    grades = [
        f"{standing.scheme.title} {standing.present.label}"
        for standing in view.standings
        if standing.present
    ]
    return context.joined((view.name, view.region.title, context.word(view.filing), *grades))


def region_pieces(context: Context) -> Iterator[RegionPiece]:
    """The regions of the site cut into pieces."""
    digests = sorted(region_digests(context).items())
    for start in range(0, len(digests), REGIONS):
        yield RegionPiece(tuple(digests[start : start + REGIONS]))


def region_pages(context: Context, piece: RegionPiece) -> Iterator[Page]:
    """The pages of regions, each with as many pages as its list needs in each order."""
    for code, digest in piece.regions:
        region = context.tree.regions[code]
        count = _list_length(context, region)
        for order in region_orders(context, region, count):
            for number in _numbers(count):
                path = urls.region(code, number, order)
                make = partial(_region, context, region, path, number, count, order)
                yield Page(path, key_of(digest, path, count), "region.html", make)


def region_paths(context: Context) -> Iterator[str]:
    """The public paths of all pages of regions, each list in one order."""
    for region in context.tree.walk():
        for number in _numbers(_list_length(context, region)):
            yield urls.region(region.region_code, number)


def _numbers(count: int) -> range:
    """The numbers of the pages of a list; an empty one has a page too."""
    return range(1, max(1, -(-count // PAGE_SIZE)) + 1)


def _list_length(context: Context, region: Region) -> int:
    query = f"SELECT count(*) FROM facts WHERE {INSIDE}"
    return int(context.connection.execute(query, listed(region)).fetchone()[0])


def _region(
    context: Context, region: Region, path: str, number: int, count: int, order: str
) -> tuple[PageHead, object]:
    view = region_view(context, region, number, count, order)
    trail = context.breadcrumbs(region.region_code)[:-1]
    words = context.text("Childcare institutions in %(region)s: %(operating)s, %(filed)s filed")
    description = words % {
        "region": region.name,
        "operating": view.facts.operating,
        "filed": view.facts.filed,
    }
    title = region.name if order == BY_PLACE else f"{region.name} · {context.text(WORDS[order])}"
    head = list_head(context, path, title, description, section="region", trail=trail)
    return head, view


def region_digests(context: Context) -> dict[str, bytes]:
    """For each region a digest of everything inside it that its page could show."""
    hashers = {
        region.region_code: hashlib.sha256(_frame(context, region))
        for region in context.tree.walk()
    }
    for region in context.tree.walk():
        line = f"{region.region_code} {region.name} {region.level}\n".encode()
        for above in context.tree.chain(region.region_code)[:-1]:
            hashers[above.region_code].update(line)
    query = (
        "SELECT region_code, facility_id, agency, digest, turning FROM facts ORDER BY 1, curve, 2"
    )
    rows = context.connection.execute(query)
    for code, facilities in groupby(rows, key=itemgetter(0)):
        lines = "".join(
            f"{identifier} {agency} {digest} {turned(context, turning)}\n"
            for _, identifier, agency, digest, turning in facilities
        ).encode()
        for region in context.tree.chain(code):
            hashers[region.region_code].update(lines)
    return {code: hasher.digest() for code, hasher in hashers.items()}


def _frame(context: Context, region: Region) -> bytes:
    """What a region's page shows beside its facilities."""
    tree, code = context.tree, region.region_code
    below = tree.below(code)
    return key_of(
        context.shared_digest,
        context.schemes_digest,
        region,
        tree.chain(code),
        [(child, context.counts[child.region_code].operating) for child in below],
        [(other.region_code, other.name) for other in tree.below(region.parent or "")],
        context.indicators.get(code, ()),
        context.region_titles.get(code, b""),
        code in context.regions_with_news,
        (context.today if code in context.region_titles else None),
    )
