"""What the index is given: one struct for everything that can be found.

The caller makes these from its own rows; nothing here reads the store.
"""

from __future__ import annotations

from msgspec import Struct

FACILITY = "facility"
POLICY = "policy"
INTERPRETATION = "interpretation"
KINDS = (FACILITY, POLICY, INTERPRETATION)
"""The values of `SearchDocument.kind`."""
RANK = "rank:"
"""Begins the facets that order by grade: `rank:<scheme>` → the place of the grade in its scheme,
two digits, best first. They are not counted."""


class SearchDocument(Struct, frozen=True, kw_only=True):
    """A facility, policy or interpretation as the index takes it.

    `order` is the document order: facilities by region code, then along the curve, then by id;
    after them the other documents. It decides between hits that are otherwise equal, and it need
    not be dense: gaps keep an insertion from moving everything behind it.
    `digest` covers all other fields except `order`; a document whose digest is held already is not
    indexed again (a moved `order` alone costs one number).
    """

    id: str
    """`f:LC0001`, `p:<slug>`, `i:<slug>`."""
    kind: str
    order: int
    url: str
    title: str
    other_names: tuple[str, ...] = ()
    address: str = ""
    region_code: str = ""
    """Twelve digits; empty for national documents."""
    regions: tuple[str, ...] = ()
    """Names from province to township."""
    region_codes: tuple[str, ...] = ()
    """Their codes, as many."""
    lon: float | None = None
    lat: float | None = None
    """WGS84, degrees; both or neither."""
    numbers: tuple[str, ...] = ()
    """Facility id, credit code, filing numbers, 文号, 索引号."""
    body: str = ""
    """Plain text of a policy or interpretation."""
    closed: bool = False
    """Said to have closed; False also where nothing was published."""
    filed: bool | None = None
    """Whether a facility is filed; None where nothing was published, and for documents."""
    facets: dict[str, tuple[str, ...]] = {}
    """Facet → values: `kind`, `nature`, `service_mode`, `age_class`, `grade:<scheme>`,
    `demonstration` (level), `inclusive` …"""
    fee: float | None = None
    places: int | None = None
    published: str | None = None
    """ISO date of a document."""
    assessed: str | None = None
    """ISO date on which a facility was last assessed."""
    summary: dict[str, str] = {}
    """What a result line shows besides: grade mark, township …"""
    digest: str


class Held(Struct, frozen=True, kw_only=True):
    """Stands for a document that the index holds already with this digest.

    For callers that know what changed: making a million documents to find them unchanged costs
    more than everything else in a small update.
    """

    id: str
    order: int
    digest: str
