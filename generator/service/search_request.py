"""From a search address to a query, or to everything that is wrong with it.

The names and values are those of `generator.search.query.query_params`, with `page` and `limit`
added. None is a position: where a visitor stands never leaves the browser.
"""

from __future__ import annotations

import re
import unicodedata
from http import HTTPStatus
from urllib.parse import parse_qsl

from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.search.query import query_params
from generator.search.query.query import LONGEST_QUERY, MAX_OFFSET, Query, check_query, query_words
from generator.service.refusals import Fault, Refusal

LONGEST_ADDRESS = 8192
"""Bytes of everything behind the question mark; the longest text has 1,800 of them."""
MAX_PARAMETERS = 100
LONGEST_VALUE = 2 * LONGEST_QUERY
"""Characters of one value; those of `q` are counted by the engine."""
LONGEST_ECHO = 40
"""Characters of what a visitor made up that are said back."""

LIMIT = 10
MAX_PAGE_SIZE = 100
MAX_PAGES = MAX_OFFSET + 1

Pairs = list[tuple[str, str]]


def query_of(address: bytes) -> Query:
    """The query of an address, given as what stands behind its question mark.

    Refusal: 414 where it is too long, otherwise 400 with every fault.
    """
    if len(address) > LONGEST_ADDRESS:
        why = f"The parameters have more than {LONGEST_ADDRESS} bytes."
        raise Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, why)
    try:
        pairs = _pairs(address)
        pages, filters = _parted(pairs)
        faults = [*_faults_of_pages(pages), *_faults_of_filters(filters)]
        if not faults:
            return _query(dict(pages), filters)
    except UsageError as wrong:
        faults = [Fault(None, str(wrong))]
    raise Refusal(HTTPStatus.BAD_REQUEST, "The search address cannot be used.", tuple(faults))


def _pairs(address: bytes) -> Pairs:
    """Names and values, decoded; without empty ones, which forms send. UsageError where they
    cannot.
    """
    try:
        text = address.decode("ascii")
        if re.search(r"%(?![0-9A-Fa-f]{2})", text):
            raise UsageError(msg("a %% is followed by two hexadecimal digits"))
        if text.count("&") >= MAX_PARAMETERS:
            raise UsageError(
                msg(
                    "there can be %(max_parameters)s parameters at most",
                    max_parameters=MAX_PARAMETERS,
                )
            )
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise UsageError(msg("the address is percent-encoded UTF-8")) from None
    return [(name, value) for name, value in pairs if value.strip()]


def _parted(pairs: Pairs) -> tuple[Pairs, Pairs]:
    """What asks for a page, and what asks the question."""
    pages = [pair for pair in pairs if pair[0] in ("page", "limit")]
    return pages, [pair for pair in pairs if pair not in pages]


def _faults_of_pages(pages: Pairs) -> list[Fault]:
    faults = []
    for name, most in (("page", MAX_PAGES), ("limit", MAX_PAGE_SIZE)):
        values = [value for own, value in pages if own == name]
        if len(values) > 1:
            faults.append(Fault(name, f"{name} is given twice"))
        elif values and not _is_from_one_to(most, values[0]):
            faults.append(Fault(name, f"{name} is a whole number from 1 to {most}"))
    return faults


def _is_from_one_to(most: int, value: str) -> bool:
    return bool(re.fullmatch(r"\d{1,5}", value, re.ASCII)) and 1 <= int(value) <= most


def _faults_of_filters(filters: Pairs) -> list[Fault]:
    """What is wrong with each name by itself."""
    faults = []
    for name in dict.fromkeys(name for name, _ in filters):
        own = [pair for pair in filters if pair[0] == name]
        try:
            for text in (name, *(value for _, value in own)):
                _require_readable(text)
            query_words(query_params.query_of(own))
        except UsageError as wrong:
            faults.append(Fault(_echo(name), str(wrong)))
    return faults


def _require_readable(text: str) -> None:
    if len(text) > LONGEST_VALUE:
        raise UsageError(
            msg(
                "a name or value has at most %(longest_value)s characters",
                longest_value=LONGEST_VALUE,
            )
        )
    # Line breaks are pasted at times; other control characters nobody types.
    if any(unicodedata.category(each) == "Cc" and each not in "\t\r\n" for each in text):
        raise UsageError(msg("a name or value holds no control character"))


def _query(pages: dict[str, str], filters: Pairs) -> Query:
    limit = int(pages.get("limit", LIMIT))
    offset = (int(pages.get("page", 1)) - 1) * limit
    query = query_params.query_of(filters, limit=limit, offset=offset)
    check_query(query)
    return query


def _echo(name: str) -> str:
    return "".join(each for each in name if each.isprintable())[:LONGEST_ECHO]
