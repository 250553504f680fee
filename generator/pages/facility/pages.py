"""The pages of facilities, in the order of the site, in pieces for workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.pages.facility.badge import badge_file
from generator.pages.facility.inputs import FacilityInputs, facility_inputs
from generator.pages.facility.page import facility_view
from generator.pages.facility.versions import past_pages
from generator.pages.facility.views import FacilityView
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.head import article_head
from generator.pages.shared.linked_data import Thing
from generator.pages.shared.page import Batch, File, Page, fingerprint, write_content
from generator.pages.shared.picture import picture_path
from generator.pages.shared.record_files import record_statement
from generator.pages.shared.views import PageHead
from generator.rules.concerns import concern_facts, concerns
from generator.rules.facility_facts import FORMAT as FACTS
from generator.rules.facility_facts import record_facts
from generator.store.facility_states import facilities_by_township, facility_states

UNIT_SIZE = 500
"""A county with more facilities than this is cut into its townships."""


@dataclass(frozen=True, slots=True)
class FacilityPiece:
    """The facilities whose region's code begins so: a county, or a township of a large one."""

    prefix: str


def facility_pieces(context: Context) -> Iterator[FacilityPiece]:
    """The facilities of the site cut into pieces that stay the same when others change."""
    for county, townships in facilities_by_township(context.connection):
        if sum(count for _, count in townships) <= UNIT_SIZE:
            yield FacilityPiece(county)
        else:
            yield from (FacilityPiece(township) for township, _ in townships)


def facility_batch(context: Context, piece: FacilityPiece) -> Batch:
    """The pages of a piece, and beside each the record that it shows."""
    span = piece.prefix.ljust(12, "0"), piece.prefix.ljust(12, "9")
    known = list(facility_inputs(context, facility_states(context.connection, span)))
    key = fingerprint([each.key for each in known])
    return Batch(f"facilities {piece.prefix}", key, partial(_pages, known))


def _pages(known: list[FacilityInputs]) -> Iterator[Page | File]:
    for inputs in known:
        path = urls.facility(inputs.identifier)
        yield Page(path, inputs.key, "facility.html", partial(_facility, inputs))
        state = inputs.state
        record = fingerprint(FACTS, state.digest, state.versions, inputs.today)
        yield File(urls.record_of(path), record, partial(_record, inputs))
        if state.has_history:
            yield from past_pages(inputs)
        if inputs.portal.badges:
            yield badge_file(inputs)


def _facility(inputs: FacilityInputs) -> tuple[PageHead, FacilityView]:
    found = inputs.record
    view = replace(
        facility_view(inputs), **record_statement(inputs, inputs.versions, inputs.source.agency)
    )
    head = article_head(
        inputs,
        urls.facility(inputs.identifier),
        view.name,
        _description(inputs, view),
        section="region",
        trail=inputs.breadcrumbs(found.facility.region_code),
        published=view.source.issued,
        source=view.source.agency,
        shared=_shared(inputs, view),
        picture=_picture(inputs, view),
        about=(_childcare(inputs, view),),
    )
    return head, view


def _record(inputs: FacilityInputs, path: Path) -> bytes:
    facts = record_facts(inputs.record, on=inputs.today)
    against = concerns(inputs.facts, inputs.portal.prepayment_cap_months)
    shown = tuple(each for each in against if each.until is None or inputs.today <= each.until)
    return write_content(inputs.proven(facts | {"concerns": concern_facts(shown)}), path)


def _shared(inputs: FacilityInputs, view: FacilityView) -> str:
    """Name, grade and the day of the grade: what stands where the address is passed on."""
    grades = [
        inputs.text("%(grade)s (%(day)s)")
        % {
            "grade": f"{inputs.word(standing.kind)} {standing.present.label}",
            "day": standing.present.assessed.isoformat(),
        }
        for standing in view.standings[:1]
        if standing.present
    ]
    return " · ".join((view.name, *grades))


def _picture(inputs: FacilityInputs, view: FacilityView) -> str:
    """That of the grade in its title."""
    mark = next((each.present.mark for each in view.standings[:1] if each.present), None)
    return inputs.href(picture_path(mark, inputs.portal)) if mark else ""


def _childcare(inputs: FacilityInputs, view: FacilityView) -> Thing:
    """The facility in schema.org's words (ChildCare)."""
    chain = inputs.tree.chain(inputs.record.facility.region_code)
    located = view.lon is not None and view.lat is not None
    return {
        "@type": "ChildCare",
        "name": view.name,
        "alternateName": view.other_names,
        "url": f"{inputs.site.address}{inputs.href(urls.facility(view.facility_id))}",
        "identifier": view.facility_id,
        "taxID": view.uscc,
        "telephone": view.telephone,
        "foundingDate": view.opened.isoformat() if view.opened else None,
        "maximumAttendeeCapacity": view.places,
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "CN",
            "addressRegion": chain[0].name,
            "addressLocality": view.region.title,
            "streetAddress": view.address,
        },
        "geo": {"@type": "GeoCoordinates", "longitude": view.lon, "latitude": view.lat}
        if located
        else None,
    }


def _description(inputs: FacilityInputs, view: FacilityView) -> str:
    grades = [
        f"{standing.scheme.title} {standing.present.label}"
        for standing in view.standings
        if standing.present
    ]
    filing = [inputs.word(view.filing)] if view.filing else []
    return inputs.joined((view.name, view.region.title, *filing, *grades))
