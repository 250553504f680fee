"""The pages of facilities, in the order of the site, in pieces for workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from generator.model.facility_record import FacilityRecord
from generator.pages.facility.badge import badge_file
from generator.pages.facility.page import facility_view
from generator.pages.facility.versions import past_pages
from generator.pages.facility.views import FacilityView
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.expiry_dates import expired
from generator.pages.shared.head import article_head
from generator.pages.shared.list_items import INSIDE
from generator.pages.shared.page import Batch, File, Page, fingerprint
from generator.pages.shared.record_files import proven, record_statement
from generator.pages.shared.views import PageHead
from generator.rules.facility_facts import FORMAT as FACTS
from generator.rules.facility_facts import record_facts
from generator.rules.record import public_record
from generator.store.queries import facility_record
from generator.store.record_versions import RecordVersion, versions

UNIT_SIZE = 500
"""A county with more facilities than this is cut into its townships."""

_DAYS = " || ' ' || ".join(
    f"coalesce(json_extract(c.{said}, '$.shown_until'), '')" for said in ("before", "after")
)
_SHOWN_UNTIL = (
    f"SELECT group_concat({_DAYS}, ' ') FROM changes c"
    " WHERE c.facility_id = f.facility_id AND c.table_name = 'penalties'"
)
"""The days after which changes of penalties are not shown, also of those that are gone."""
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
    "SELECT region_code, facility_id, agency, since, digest, expiry_dates,"
    " (SELECT group_concat(scheme_id) FROM standings s WHERE s.facility_id = f.facility_id),"
    " (SELECT count(*) || '-' || count(before) || '-' || count(after) FROM changes c"
    f" WHERE c.facility_id = f.facility_id), ({_VERSIONS}), ({_SHOWN_UNTIL}), ({_TAKEN_BACK})"
    f" FROM facts f WHERE {INSIDE} ORDER BY region_code, curve, facility_id"
)


@dataclass(frozen=True, slots=True)
class FacilityPiece:
    """The facilities whose region's code begins so: a county, or a township of a large one."""

    prefix: str


@dataclass(frozen=True)
class _Facility:
    """What names a facility's pages, all that they are made from as a key, and that itself.

    `version_list` holds the versions of its record as a text; what is read is read once for all
    its pages.
    """

    context: Context
    identifier: str
    agency: str
    since: int
    digest: str
    version_list: str
    standing: bytes
    key: bytes

    @cached_property
    def facility_record(self) -> FacilityRecord:
        """Everything that its agency says of it."""
        return facility_record(self.context.connection, self.identifier)

    @cached_property
    def versions(self) -> tuple[RecordVersion, ...]:
        """The versions of its record that the log has, or is to take, oldest first."""
        found = versions(self.context.connection, self.identifier)
        return tuple(version for version in found if version.leaf is not None)


def facility_pieces(context: Context) -> Iterator[FacilityPiece]:
    """The facilities of the site cut into pieces that stay the same when others change."""
    query = (
        "SELECT substr(region_code, 1, 6), substr(region_code, 1, 9), count(*) FROM facts"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    counts = context.connection.execute(query)
    for county, found in groupby(counts, key=itemgetter(0)):
        townships = [(township, count) for _, township, count in found]
        if sum(count for _, count in townships) <= UNIT_SIZE:
            yield FacilityPiece(county)
        else:
            yield from (FacilityPiece(township) for township, _ in townships)


def facility_batch(context: Context, piece: FacilityPiece) -> Batch:
    """The pages of a piece, and beside each the record that it shows."""
    known = list(_facilities(context, piece))
    key = fingerprint([each.key for each in known])
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
        expiry_dates,
        schemes,
        *rest,
    ) in context.connection.execute(_ROWS, span):
        _, version_list, until, _ = rest
        if code not in surroundings:
            surroundings[code] = _surroundings(context, code)
        place = agency, schemes or ""
        if place not in standings:
            standings[place] = context.agency_digest(
                agency, frozenset(filter(None, place[1].split(",")))
            )
        days = expired(context.today, expiry_dates), expired(context.today, until or "")
        standing = standings[place]
        key = fingerprint(surroundings[code], standing, days, agency, since, digest, rest)
        yield _Facility(context, identifier, agency, since, digest, version_list, standing, key)


def _pages(context: Context, known: list[_Facility]) -> Iterator[Page | File]:
    for each in known:
        path = urls.facility(each.identifier)
        yield Page(path, each.key, "facility.html", partial(_facility, each))
        yield File(
            urls.record_of(path),
            fingerprint(FACTS, each.digest, each.version_list),
            partial(_record, each),
        )
        if "," in each.version_list:
            yield from past_pages(context, each.versions, each.key)
        if context.portal.badges:
            yield badge_file(context, each.identifier, each.agency, each.digest, each.standing)


def _surroundings(context: Context, code: str) -> bytes:
    """What a facility's page shows of its region and of the month, as a digest."""
    return fingerprint(
        context.shared_digest,
        (context.today.year, context.today.month),
        context.tree.chain(code),
    )


def _facility(known: _Facility) -> tuple[PageHead, FacilityView]:
    context, found = known.context, known.facility_record
    view = replace(
        facility_view(context, found, known.agency, known.since),
        **record_statement(context, known.versions),
    )
    head = article_head(
        context,
        urls.facility(known.identifier),
        view.name,
        _description(context, view),
        section="region",
        trail=context.breadcrumbs(found.facility.region_code),
        published=view.source.issued,
        source=view.source.agency,
    )
    return head, view


def _record(known: _Facility, path: Path) -> None:
    today = known.context.today
    record = public_record(known.facility_record, on=today)
    facts = record_facts(known.facility_record, on=today)
    path.write_bytes(proven(record, known.versions[-1], known.context.secret, facts))


def _description(context: Context, view: FacilityView) -> str:
    grades = [
        f"{standing.scheme.title} {standing.present.label}"
        for standing in view.standings
        if standing.present
    ]
    filing = [context.word(view.filing)] if view.filing else []
    return context.joined((view.name, view.region.title, *filing, *grades))
