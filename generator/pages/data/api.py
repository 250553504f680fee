"""The static API: what each of its files holds. JSON Schema and OpenAPI are made from these.

What was not published is absent. Paths (`page`, `record`) go below the site's address.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

VERSION = "v1"


class ApiGrade(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The grade that a facility has now in a scheme."""

    scheme_id: str
    label: str
    assessed: date
    valid_until: date | None = None


class ApiFacility(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A facility as lists need it; `record` is its whole public record with what proves it."""

    facility_id: str
    agency: str
    name: str
    region_code: str
    address: str
    open: bool
    page: str
    record: str
    status: str | None = None
    filing: str | None = None
    filed: bool | None = None
    fee: Annotated[float | None, Meta(description="Lowest full-day fee, yuan a month")] = None
    places: int | None = None
    inclusive: bool | None = None
    telephone: str | None = None
    lon: float | None = None
    lat: float | None = None
    grades: tuple[ApiGrade, ...] = ()


class ApiRegion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A region with its figures by name (see /data/numbers/) and, of a county, its townships and
    facilities.
    """

    region_code: str
    name: str
    level: str
    page: str
    parent: str | None = None
    file: Annotated[str | None, Meta(description="Where a county's facilities are")] = None
    numbers: dict[str, int] = {}
    townships: tuple[ApiRegion, ...] | None = None
    facilities: tuple[ApiFacility, ...] | None = None


class ApiSchemeGrade(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A grade of a scheme; rank 1 is best."""

    label: str
    rank: int
    standing: str
    meaning: str


class ApiScheme(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A grading scheme as an agency states it."""

    agency: str
    scheme_id: str
    name: str
    kind: str
    issuer: str
    page: str
    grades: tuple[ApiSchemeGrade, ...] = ()


class ApiLink(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a document names another; `target` where that stands on this site."""

    relation: str
    written: str
    target: str | None = None
    due: date | None = None
    late: bool | None = None


class ApiDocument(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A policy or an interpretation, without its text."""

    slug: str
    kind: str
    title: str
    page: str
    number: str | None = None
    issuers: tuple[str, ...] = ()
    region: str | None = None
    written: date | None = None
    published: str | None = None
    effective: date | None = None
    validity: str | None = None
    form: str | None = None
    interpreter: str | None = None
    links: tuple[ApiLink, ...] = ()


class ApiChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change of one column of one row; of a whole row `before` and `after` are JSON."""

    number: int
    what: str
    heading: str
    table_name: str
    row_key: str
    unexplained: bool
    sentence: str
    column_name: str | None = None
    before: str | int | float | None = None
    after: str | int | float | None = None
    unit: str | None = None
    scheme_id: str | None = None
    facility_id: str | None = None
    name: str | None = None
    explained_by: tuple[str, ...] = ()
    leaf_before: int | None = None
    leaf_after: int | None = None


class ApiRelease(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signed release; by itself with what it changed."""

    agency: str
    release: int
    name: str
    agency_name: str
    issued: datetime
    first: bool
    sha256: str
    page: str
    file: str
    leaf: int | None = None
    changes: tuple[ApiChange, ...] | None = None


class ApiNotice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice: publicity, a correction, a withdrawal, a reply."""

    agency: str
    notice_id: str
    kind: str
    title: str
    text: str
    published: date
    concerns_table: str
    concerns_id: str
    ends: date | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None


class ApiIndex(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where everything is, and as of which day it speaks."""

    name: str
    day: date
    openapi: str
    regions: str
    schemes: str
    documents: str
    releases: str
    notices: str
    database: str
    licence: str | None = None
