"""From the accepted state to the documents of the search index, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.model.documents import Document, DocumentKind
from generator.model.facility_record import FacilityRecord
from generator.model.facts import FacilityFacts
from generator.model.tables import Region
from generator.model.vocabulary import OperatingStatus
from generator.pages.shared import urls
from generator.pages.shared.concerns import concern_items, concern_lines
from generator.pages.shared.context import Context
from generator.pages.shared.page import fingerprint
from generator.rules.concerns import concerns, is_clear
from generator.rules.facets import facility_facets, place_of_grade
from generator.rules.publicity import in_publicity
from generator.search.index.document import RANK, Held, SearchDocument
from generator.store.facility_facts import decode_facts, encoded_facts
from generator.store.queries import facility_record

FORMAT = 8
"""Raised when documents of the index are made otherwise."""


def search_documents(
    context: Context, held: Callable[[str], str | None]
) -> Iterator[SearchDocument | Held]:
    """Facilities in site order, then policies and interpretations, newest first.

    `held` tells under which digest the index has a document already; for such a one a `Held` is
    given and nothing is read.
    """
    order = -1
    for order, entry in enumerate(_facilities(context, held)):
        yield entry(order)
    documents = (d for d in context.graph.documents if d.kind is not DocumentKind.PAGE)
    for number, document in enumerate(documents, start=order + 1):
        yield _document(context, document, number)


def _facilities(
    context: Context, held: Callable[[str], str | None]
) -> Iterator[Callable[[int], SearchDocument | Held]]:
    chains: dict[str, tuple[Region, ...]] = {}
    around: dict[str, bytes] = {}
    look = fingerprint(context.site.root, context.site.language, context.schemes_digest)
    today = context.today.isoformat()
    for identifier, agency, code, digest, expiry, item in encoded_facts(context.connection):
        if code not in chains:
            chains[code] = context.tree.chain(code)
            above = [(region.region_code, region.name) for region in chains[code]]
            around[code] = fingerprint(FORMAT, look, above)
        leading = context.leading.get(agency)
        # A penalty goes with the day on which its publicity ends, what is overdue begins with one.
        over = sum(day < today for day in expiry.split())
        own = fingerprint(around[code], digest, item, leading, over).hex()
        if held(f"f:{identifier}") == own:
            yield _held(f"f:{identifier}", own)
        else:
            record = facility_record(context.connection, identifier)
            yield _fresh(context, decode_facts(item), record, chains[code], own, leading)


def _held(identifier: str, digest: str) -> Callable[[int], Held]:
    return lambda order: Held(id=identifier, order=order, digest=digest)


def _fresh(
    context: Context,
    facts: FacilityFacts,
    facility_record: FacilityRecord,
    chain: tuple[Region, ...],
    digest: str,
    leading: str | None,
) -> Callable[[int], SearchDocument]:
    facility = facility_record.facility
    shown = (p for p in facility_record.penalties if in_publicity(p, on=context.today))
    numbers = (
        facility.facility_id,
        facility.uscc,
        facility.telephone,
        *(filing.number for filing in facility_record.filings),
        *(penalty.decision_number for penalty in shown),
    )
    return lambda order: SearchDocument(
        id=f"f:{facility.facility_id}",
        kind="facility",
        order=order,
        url=context.href(urls.facility(facility.facility_id)),
        title=facility.name,
        other_names=facility.other_names,
        address=facility.address,
        region_code=facility.region_code,
        regions=tuple(region.name for region in chain),
        region_codes=tuple(region.region_code for region in chain),
        lon=_rounded(facility.lon),
        lat=_rounded(facility.lat),
        numbers=tuple(dict.fromkeys(number for number in numbers if number)),
        closed=facts.status is OperatingStatus.CLOSED,
        filed=facts.filed,
        facets=_facets(context, facts, facility_record),
        fee=facts.fee,
        places=facts.places,
        assessed=facts.assessed.isoformat() if facts.assessed else None,
        summary=_summary(context, facts, leading),
        digest=digest,
    )


def _rounded(degrees: float | None) -> float | None:
    """Five decimals: a metre, which is finer than any seat was measured."""
    return None if degrees is None else round(degrees, 5)


def _facets(
    context: Context, facts: FacilityFacts, facility_record: FacilityRecord
) -> dict[str, tuple[str, ...]]:
    """The facets of a facility, and those that order by grade."""
    ranks = {
        f"{RANK}{grade.scheme_id}": (
            f"{place_of_grade(context.schemes[grade.scheme_id].grades, grade.label):02}",
        )
        for grade in facts.grades
    }
    cap = context.portal.prepayment_cap_months
    clear = is_clear(concerns(facts, cap), on=context.today)
    return facility_facets(facility_record, facts, clear=clear) | ranks


def _summary(context: Context, facts: FacilityFacts, leading: str | None) -> dict[str, str]:
    """What a result line says beside name and address, in the site's language.

    `never` is the leading scheme of the agency where the facility was never assessed in it.
    """
    never = leading if leading not in {grade.scheme_id for grade in facts.grades} else None
    labels = [(never, context.text("No grade published"))] if never else []
    labels += [(grade.scheme_id, grade.label) for grade in facts.grades]
    grades = (f"{context.schemes[scheme].scheme.name} {label}" for scheme, label in labels)
    found = {
        "filing": context.filing_word(facts.filing),
        "status": "" if facts.open else context.status_word(facts.status),
        "status_unknown": "" if facts.status else context.status_word(None),
        "grade": context.joined(grades),
        "never": never or "",
        "demonstration": context.word(facts.demonstration) if facts.demonstration else "",
        "concerns": concern_lines(concern_items(context, facts, on=context.today)),
    }
    return {name: value for name, value in found.items() if value}


def _document(context: Context, document: Document, order: int) -> SearchDocument:
    policy = document.kind is DocumentKind.POLICY
    numbers = (document.number, document.index_number)
    path = context.href(context.document_path(document))
    parts = (FORMAT, path, document.text, document, context.site.language)
    return SearchDocument(
        id=f"{'p' if policy else 'i'}:{document.slug}",
        kind=document.kind.value,
        order=order,
        url=path,
        title=document.title,
        region_code=(document.region or "").ljust(12, "0") if document.region else "",
        numbers=tuple(number for number in numbers if number),
        body=document.text,
        published=document.published.date().isoformat() if document.published else None,
        summary={"issuers": context.joined(document.issuers)} if document.issuers else {},
        digest=fingerprint(*parts).hex(),
    )
