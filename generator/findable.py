"""From the accepted state to the documents of the search index, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.derive.standing import is_filed
from generator.model.documents import Document, DocumentKind
from generator.model.dossier import Dossier, decode
from generator.model.facts import FacilityFacts
from generator.model.vocabulary import OperatingStatus
from generator.pages import urls
from generator.pages.context import Context
from generator.pages.page import key_of
from generator.search.documents import Held, SearchDocument
from generator.store.facts import decode_facts

FORMAT = 1
"""Raised when documents of the index are made otherwise."""


def findable(
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
    query = (
        "SELECT facts.facility_id, region_code, facts.digest, item, data FROM facts"
        " JOIN dossiers USING (facility_id) ORDER BY region_code, curve, facts.facility_id"
    )
    names: dict[str, tuple[str, ...]] = {}
    look = key_of(context.site.root, context.site.language, context.schemes_digest)
    for identifier, code, digest, item, data in context.connection.execute(query):
        if code not in names:
            names[code] = tuple(region.name for region in context.tree.chain(code))
        own = key_of(FORMAT, look, digest, names[code]).hex()
        if held(f"f:{identifier}") == own:
            yield _held(f"f:{identifier}", own)
        else:
            yield _fresh(context, decode_facts(item), decode(data), names[code], own)


def _held(identifier: str, digest: str) -> Callable[[int], Held]:
    return lambda order: Held(id=identifier, order=order, digest=digest)


def _fresh(
    context: Context, facts: FacilityFacts, dossier: Dossier, regions: tuple[str, ...], digest: str
) -> Callable[[int], SearchDocument]:
    facility = dossier.facility
    numbers = [facility.facility_id, facility.uscc, *(f.number for f in dossier.filings)]
    return lambda order: SearchDocument(
        id=f"f:{facility.facility_id}",
        kind="facility",
        order=order,
        url=context.href(urls.facility(facility.facility_id)),
        title=facility.name,
        other_names=facility.other_names,
        address=facility.address,
        region_code=facility.region_code,
        regions=regions,
        numbers=tuple(dict.fromkeys(number for number in numbers if number)),
        closed=facility.status is OperatingStatus.CLOSED,
        filed=is_filed(facts.filing),
        facets=_facets(facts, dossier),
        fee=facts.fee,
        places=facts.places,
        summary=_summary(context, facts),
        digest=digest,
    )


def _facets(facts: FacilityFacts, dossier: Dossier) -> dict[str, tuple[str, ...]]:
    facility = dossier.facility
    found = {
        "kind": (facility.kind.value,),
        "nature": (facility.nature.value,) if facility.nature else (),
        "service_mode": tuple(mode.value for mode in facility.service_modes),
        "age_class": tuple(group.age_class.value for group in dossier.age_groups),
        "demonstration": (facts.demonstration.value,) if facts.demonstration else (),
        "inclusive": ("yes" if facility.inclusive else "no",)
        if facility.inclusive is not None
        else (),
    } | {f"grade:{grade.scheme_id}": (grade.label,) for grade in facts.grades}
    return {facet: values for facet, values in found.items() if values}


def _summary(context: Context, facts: FacilityFacts) -> dict[str, str]:
    """What a result line says beside name and address, in the site's language."""
    grades = (
        f"{context.schemes[grade.scheme_id].scheme.name} {grade.label}" for grade in facts.grades
    )
    operating = facts.status is OperatingStatus.OPERATING
    found = {
        "filing": context.word(facts.filing),
        "status": "" if operating else context.word(facts.status),
        "grade": context.joined(grades),
        "demonstration": context.word(facts.demonstration) if facts.demonstration else "",
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
        digest=key_of(*parts).hex(),
    )
