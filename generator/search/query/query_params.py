"""A question as it stands in an address: names and values, the same on every side.

The search page, `gongshi search --filter` and the HTTP service take the same names; the browser's
side of this is `theme/static/js/engine/query_params.js`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.search.index.document import KINDS
from generator.search.query.filter_names import FACETS, GRADE, ORDERS
from generator.search.query.query import MAX_VALUES, Query, Sort, prefix_of

_TRUTH = {"true": True, "false": False}


def query_of(given: Iterable[tuple[str, str]], *, limit: int = 10, offset: int = 0) -> Query:
    """The question that names and values ask, in any order.

    UsageError naming the first name or value that cannot be meant (`names.FILTERS`,
    `names.ORDERS`), or that is given twice where it can mean one thing only.
    """
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    for name, written in values.items():
        if name not in _KNOWN and not _is_grade(name):
            raise UsageError(msg("there is no filter %(name)s", name=repr(name[:40])))
        if len(written) > MAX_VALUES:
            raise UsageError(
                msg(
                    "%(name)s has more than %(max_values)s values", name=name, max_values=MAX_VALUES
                )
            )
    kinds = tuple(values.get("kind", ()))
    if strange := [kind for kind in kinds if kind not in KINDS]:
        raise UsageError(
            msg(
                "kind is %(list)s, not %(strange)s",
                list=", ".join(KINDS),
                strange=repr(strange[0][:40]),
            )
        )
    sort, scheme = _order(_one(values, "order"))
    return Query(
        text=_one(values, "q") or "",
        region=_region(values, "region"),
        near=_region(values, "near"),
        kinds=kinds,
        facets=_facets(values),
        filed=_truth(values, "filed"),
        closed=_truth(values, "closed"),
        fee_up_to=_number(values, "fee"),
        places_from=_whole(values, "places"),
        sort=sort,
        scheme=scheme,
        limit=limit,
        offset=offset,
    )


_KNOWN = {"q", "order", "region", "near", "kind", "filed", "closed", "fee", "places", *FACETS}


def _is_grade(name: str) -> bool:
    return name.startswith(GRADE) and len(name) > len(GRADE)


def _facets(values: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    found = {facet: tuple(values.get(name, ())) for name, facet in FACETS.items()}
    for name, labels in values.items():
        if _is_grade(name):
            found[f"grade:{name.removeprefix(GRADE)}"] = tuple(labels)
    return {facet: chosen for facet, chosen in sorted(found.items()) if chosen}


def _order(written: str | None) -> tuple[Sort, str | None]:
    if written is None:
        return Sort.RELEVANCE, None
    if _is_grade(written):
        return Sort.GRADE, written.removeprefix(GRADE)
    if written in (Sort.RELEVANCE, Sort.FEE, Sort.NEWEST):
        return Sort(written), None
    raise UsageError(
        msg(
            "there is no order %(written)s: %(list)s",
            written=repr(written[:40]),
            list=", ".join(ORDERS),
        )
    )


def _one(values: Mapping[str, list[str]], name: str) -> str | None:
    written = values.get(name, [])
    if len(written) > 1:
        raise UsageError(msg("%(name)s is given twice", name=name))
    return written[0] if written else None


def _region(values: Mapping[str, list[str]], name: str) -> str | None:
    code = _one(values, name)
    if code is not None:
        prefix_of(code)
    return code


def _truth(values: Mapping[str, list[str]], name: str) -> bool | None:
    written = _one(values, name)
    if written is not None and written not in _TRUTH:
        raise UsageError(
            msg("%(name)s is true or false, not %(written)s", name=name, written=repr(written[:40]))
        )
    return None if written is None else _TRUTH[written]


def _number(values: Mapping[str, list[str]], name: str) -> float | None:
    written = _one(values, name)
    if written is None:
        return None
    if not re.fullmatch(r"\d{1,7}(\.\d{1,2})?", written, re.ASCII):
        raise UsageError(
            msg("%(name)s is an amount, not %(written)s", name=name, written=repr(written[:40]))
        )
    return float(written)


def _whole(values: Mapping[str, list[str]], name: str) -> int | None:
    number = _number(values, name)
    return None if number is None else math.ceil(number)


def written(query: Query) -> list[tuple[str, str]]:
    """Names and values that ask a question; `query_of` reads them back. Shows no limit, offset."""
    found = [("q", query.text)] if query.text else []
    for name in ("region", "near"):
        if (code := getattr(query, name)) is not None:
            found.append((name, code))
    found += [("kind", kind) for kind in query.kinds]
    names = {facet: name for name, facet in FACETS.items()}
    for facet, chosen in query.facets.items():
        name = names.get(facet) or facet.replace("grade:", GRADE)
        found += [(name, value) for value in chosen]
    for name, truth in (("filed", query.filed), ("closed", query.closed)):
        if truth is not None:
            found.append((name, "true" if truth else "false"))
    for name, number in (("fee", query.fee_up_to), ("places", query.places_from)):
        if number is not None:
            found.append((name, f"{number:g}"))
    if query.sort is not Sort.RELEVANCE:
        found.append(("order", f"{GRADE}{query.scheme}" if query.scheme else query.sort.value))
    return found
