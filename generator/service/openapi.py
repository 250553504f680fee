"""The OpenAPI document of the service."""

from __future__ import annotations

from typing import Any

import msgspec

from generator import __version__
from generator.model.vocabulary import (
    AgeClass,
    DemonstrationLevel,
    Nature,
    ServiceMode,
)
from generator.rules.facets import KIND, OFFERED
from generator.search.index.document import KINDS
from generator.search.query.filter_names import FILTERS
from generator.search.query.query import LONGEST_QUERY, MAX_VALUES
from generator.search.query.results import Results
from generator.service.refusals import MEDIA_TYPE, Trouble
from generator.service.search_request import LIMIT, MAX_PAGE_SIZE, MAX_PAGES

Schema = dict[str, Any]

SCHEME = "[A-Za-z0-9_-]+"


def _several(*words: str) -> Schema:
    one = {"type": "string", "enum": list(words)}
    return {"type": "array", "items": one, "maxItems": MAX_VALUES}


_REGION = {"type": "string", "pattern": r"^[1-9]\d(\d{2}|\d{4}|\d{7}|\d{10})?$"}
_TRUTH = {"type": "string", "enum": ["true", "false"]}
_AMOUNT = {"type": "number", "minimum": 0, "maximum": 9_999_999}

VALUES: dict[str, Schema] = {
    "region": _REGION,
    "near": _REGION,
    "kind": _several(*KINDS),
    "form": _several(*OFFERED[KIND]),
    "grade.SCHEME": {
        "type": "object",
        "patternProperties": {
            f"^grade\\.{SCHEME}$": {
                "type": "array",
                "items": {"type": "string"},
                "maxItems": MAX_VALUES,
            }
        },
        "additionalProperties": False,
    },
    "filed": _TRUTH,
    "closed": _TRUTH,
    "demonstration": _several(*DemonstrationLevel),
    "inclusive": _several("yes", "no"),
    "clear": _several("yes"),
    "mode": _several(*ServiceMode),
    "age": _several(*AgeClass),
    "nature": _several(*Nature),
    "fee": _AMOUNT,
    "places": _AMOUNT,
}
"""What the values of each filter may be. Grades are an object whose fields are parameters."""

REFUSALS = {
    "400": "A parameter is unknown, wrong or too long; `errors` names every one.",
    "414": "The address is too long.",
    "429": "Too many queries at once from one address; `Retry-After` says when to come back.",
    "503": "Too many queries at once, a query took too long, or there is no index.",
}
"""What the statuses other than 200 mean."""


def document(root: str) -> dict[str, Any]:
    """The description of the service of a site below `root`."""
    _, components = msgspec.json.schema_components(
        (Results, Trouble), ref_template="#/components/schemas/{name}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Gongshi search",
            "version": __version__,
            "description": "Finds childcare institutions, policies and interpretations by any"
            " piece of a name, address or number. What is found, and in which order, is written"
            " down in docs/search.md.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": root or "/"}],
        "paths": {"/api/search": {"get": _search()}},
        "components": {"schemas": components},
    }


def _search() -> Schema:
    text = {"type": "string", "maxLength": LONGEST_QUERY}
    order = {"type": "string", "pattern": f"^(relevance|fee|newest|grade\\.{SCHEME})$"}
    page = {"type": "integer", "minimum": 1, "maximum": MAX_PAGES, "default": 1}
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": LIMIT}
    found = {
        "description": "The hits of this page, how many there are in all, and counts of all of"
        " them by facet. Where there are none, what to try instead.",
        "content": _json("application/json", "Results"),
    }
    refusals = {
        status: {"description": meaning, "content": _json(MEDIA_TYPE, "Trouble")}
        for status, meaning in REFUSALS.items()
    }
    return {
        "operationId": "search",
        "summary": "Search",
        "parameters": [
            _parameter("q", "what to look for: words in any order, each any piece of a name", text),
            *(_parameter(name, str(about), VALUES[name]) for name, about in FILTERS.items()),
            _parameter("order", "how hits are ordered; without it, what fits best first", order),
            _parameter("page", "which page of hits", page),
            _parameter("limit", "how many hits on a page", limit),
        ],
        "responses": {"200": found, **refusals},
    }


def _parameter(name: str, about: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _json(media_type: str, schema: str) -> Schema:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
