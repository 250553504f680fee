"""The pages of facilities, in the order of the site, in pieces for workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import itemgetter

from generator.model.dossier import decode
from generator.pages import urls
from generator.pages.badge import badge_file
from generator.pages.context import Context
from generator.pages.facility import facility_view
from generator.pages.head import article_head
from generator.pages.items import INSIDE
from generator.pages.page import Batch, File, Page, key_of
from generator.pages.past import past_pages
from generator.pages.records import facility_record_file, record_statement
from generator.pages.turning import turned
from generator.pages.views import FacilityView, PageHead

PIECE = 500
"""A county with more facilities than this is cut into its townships."""

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


_VERSIONS = (
    "SELECT group_concat(l.leaf || ' ' || r.version || ' ' ||"
    " (SELECT count(*) FROM withdrawals w WHERE w.leaf = l.leaf))"
    " FROM records r JOIN leaves l ON l.name = r.digest WHERE r.subject = f.facility_id"
)
"""The versions of a facility's record, each with its leaf and whether it was taken back."""
_ROWS = (
    "SELECT region_code, facility_id, agency, since, digest, turning,"
    " (SELECT group_concat(scheme_id) FROM standings s WHERE s.facility_id = f.facility_id),"
    " (SELECT count(*) || '-' || count(before) || '-' || count(after) FROM changes c"
    f" WHERE c.facility_id = f.facility_id), ({_VERSIONS}), ({_TOLD_UNTIL}), ({_TAKEN_BACK})"
    f" FROM facts f WHERE {INSIDE} ORDER BY region_code, curve, facility_id"
)


@dataclass(frozen=True, slots=True)
class FacilityPiece:
    """The facilities whose region's code begins so: a county, or a township of a large one."""

    prefix: str


@dataclass(frozen=True, slots=True)
class _Facility:
    """What names a facility's pages, and all that they are made from as a key."""

    identifier: str
    agency: str
    since: int
    digest: str
    versions: str
    standing: bytes
    key: bytes


def facility_pieces(context: Context) -> Iterator[FacilityPiece]:
    """The facilities of the site cut into pieces that stay the same when others change."""
    query = (
        "SELECT substr(region_code, 1, 6), substr(region_code, 1, 9), count(*) FROM facts"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    counts = context.connection.execute(query)
    for county, found in groupby(counts, key=itemgetter(0)):
        townships = [(township, count) for _, township, count in found]
        if sum(count for _, count in townships) <= PIECE:
            yield FacilityPiece(county)
        else:
            yield from (FacilityPiece(township) for township, _ in townships)


def facility_batch(context: Context, piece: FacilityPiece) -> Batch:
    """The pages of a piece, and beside each the record that it shows."""
    known = list(_facilities(context, piece))
    key = key_of([each.key for each in known])
    return Batch(f"facilities {piece.prefix}", key, partial(_pages, context, known))


def _facilities(context: Context, piece: FacilityPiece) -> Iterator[_Facility]:
    surroundings: dict[str, bytes] = {}
    standings: dict[tuple[str, str], bytes] = {}
    span = piece.prefix.ljust(12, "0"), piece.prefix.ljust(12, "9")
    for (
        code,
        identifier,
        agency,
        since,
        digest,
        turning,
        schemes,
        *rest,
    ) in context.connection.execute(_ROWS, span):
        versions, until = rest[1], rest[2]
        if code not in surroundings:
            surroundings[code] = _surroundings(context, code)
        place = agency, schemes or ""
        if place not in standings:
            standings[place] = context.agency_digest(
                agency, frozenset(filter(None, place[1].split(",")))
            )
        days = turned(context.today, turning), turned(context.today, until or "")
        standing = standings[place]
        key = key_of(surroundings[code], standing, days, agency, since, digest, rest)
        yield _Facility(identifier, agency, since, digest, versions, standing, key)


def _pages(context: Context, known: list[_Facility]) -> Iterator[Page | File]:
    for each in known:
        make = partial(_facility, context, each.identifier, each.agency, each.since)
        yield Page(urls.facility(each.identifier), each.key, "facility.html", make)
        yield facility_record_file(context, each.identifier, each.digest, each.versions)
        if "," in each.versions:
            yield from past_pages(context, each.identifier, each.key)
        if context.portal.badges:
            yield badge_file(context, each.identifier, each.agency, each.digest, each.standing)


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
