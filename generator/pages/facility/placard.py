"""The notice on a facility's door (公示牌): what it says, and the code that leads to the proof."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from generator.model.vocabulary import FilingStatus, OperatingStatus
from generator.pages.facility.inputs import FacilityInputs
from generator.pages.facility.page import facility_view
from generator.pages.facility.views import SchemeStanding
from generator.pages.shared import urls
from generator.pages.shared.concerns import against_on
from generator.pages.shared.frame import Frame
from generator.pages.shared.scheme_info import SchemeInfo
from generator.pages.shared.views import Link, SourceStatement

QUIET = 4
"""Light modules around a code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as the outline of its dark modules, in a square `side` modules wide."""

    outline: str
    side: int


@dataclass(frozen=True, slots=True)
class PlacardView:
    """What a notice shows: the leading scheme in large type, others on a line each.

    `filing_number` is that of the filing in force. `address` is where the code leads: the page that
    says what the notice should say at present.
    """

    name: str
    place: str
    status: OperatingStatus | None
    open: bool
    leading: SchemeStanding | None
    others: tuple[SchemeStanding, ...]
    filing: FilingStatus | None
    filing_number: str | None
    complaints: str
    address: str
    code: Code
    source: SourceStatement
    against: tuple[str, ...]
    """What speaks against it on the day of the site."""


def placard_view(inputs: FacilityInputs, scheme: SchemeInfo | None = None) -> PlacardView:
    """The notice of a facility; `scheme` comes first where one is given, else the leading one."""
    view = facility_view(inputs)
    shown = _shown(inputs, view.standings, scheme)
    address = door_address(inputs, view.facility_id)
    number = view.filings[0].number if view.filed else None
    places = (view.region, *filter(None, (view.township,)))
    return PlacardView(
        name=view.name,
        place="".join(place.title for place in places),
        status=view.status,
        open=view.open,
        leading=shown[0] if shown else None,
        others=tuple(standing for standing in shown[1:] if standing.present),
        filing=view.filing,
        filing_number=number,
        complaints=inputs.portal.complaints_telephone,
        address=address,
        code=code_of(address),
        source=view.source,
        against=against_on(inputs, inputs.facts, on=inputs.today),
    )


def _shown(
    frame: Frame, standings: tuple[SchemeStanding, ...], info: SchemeInfo | None
) -> tuple[SchemeStanding, ...]:
    """The named scheme first, also where the facility was never assessed in it."""
    if info is None:
        return standings
    link = Link(info.scheme.name, frame.href(urls.scheme(info.scheme.scheme_id)))
    never = SchemeStanding(link, info.scheme.kind, info.scheme.issuer, None, ())
    first = next((standing for standing in standings if standing.scheme == link), never)
    return (first, *(standing for standing in standings if standing.scheme != link))


def door_address(frame: Frame, facility_id: str) -> str:
    """The full permanent address of what a facility's notice should say at present."""
    return frame.site.address + frame.href(urls.door(facility_id))


def code_of(address: str) -> Code:
    """The QR code of an address: a quarter of it may be scratched or stained."""
    matrix = segno.make(address, error="q", micro=False, boost_error=False).matrix
    runs = (
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for start, length in _runs(bytes(row))
    )
    return Code("".join(runs), len(matrix) + 2 * QUIET)


def _runs(row: bytes) -> list[tuple[int, int]]:
    """(start, length) of every run of dark modules in a row."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and x and row[x - 1]:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found
