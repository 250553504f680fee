"""Reading a search address: what it asks, and how it is refused."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from generator.search.query.query import Query, Sort
from generator.service.refusals import Refusal
from generator.service.search_request import query_of


def refusal(address: bytes) -> Refusal:
    """How an address is refused."""
    with pytest.raises(Refusal) as refused:
        query_of(address)
    return refused.value


def test_an_address_asks_what_its_names_say() -> None:
    """Several values of a filter, grades by scheme, an order, a page; empty fields of forms."""
    given = [("q", "阳光 托育"), ("region", "371502"), ("grade.hygiene", "A")]
    given += [("grade.hygiene", "B"), ("filed", "true"), ("fee", "2000"), ("near", "")]
    given += [("order", "grade.hygiene"), ("page", "3"), ("limit", "20")]
    assert query_of(urlencode(given).encode()) == Query(
        text="阳光 托育",
        region="371502",
        facets={"grade:hygiene": ("A", "B")},
        filed=True,
        fee_up_to=2000,
        sort=Sort.GRADE,
        scheme="hygiene",
        limit=20,
        offset=40,
    )


def test_every_fault_is_said_at_once() -> None:
    """One answer names all parameters that cannot be used."""
    found = refusal(b"q=%3F%3F&region=x&fee=many&page=0&limit=1000&position=36.4,115.9")
    named = [fault.parameter for fault in found.faults]
    assert sorted(map(str, named)) == ["fee", "limit", "page", "position", "q", "region"]


@pytest.mark.parametrize(
    ("address", "status", "why"),
    [
        (b"q=" + b"a" * 1_000_000, 414, "8192 bytes"),
        (b"q=" + b"a" * 201, 400, "at most 200 characters"),
        (b"q=" + b"a+" * 13 + b"b&" + b"&" * 101, 400, "at most"),
        (b"q=" + b"+".join(b"w%d" % number for number in range(13)), 400, "at most 12 words"),
        (b"q=%zz", 400, "hexadecimal"),
        (b"q=%", 400, "hexadecimal"),
        (b"q=%ff%fe", 400, "UTF-8"),
        ("q=阳光".encode(), 400, "UTF-8"),
        (b"q=%00", 400, "control character"),
        (b"q=a%1b%5b2J", 400, "control character"),
        (b"%00=a", 400, "control character"),
        (b"q=a&q=b", 400, "twice"),
        (b"page=1&page=2", 400, "twice"),
        (b"page=" + b"9" * 5000, 400, "whole number"),
        (b"page=%D9%A1", 400, "whole number"),
        (b"page=9999&limit=100", 400, "from 0 to"),
        (b"fee=1e9", 400, "fee"),
        (b"fee=nan", 400, "fee"),
        (b"filed=perhaps", 400, "filed"),
        (b"order=price%3Bdrop", 400, "order"),
        (b"order=grade.", 400, "order"),
        (b"kind=" + b"&kind=".join([b"policy"] * 60), 400, "values"),
        (b"grade.=A", 400, "grade"),
        (b"q=" + b"((((" * 50, 400, "letter"),
        (b"q=****", 400, "letter"),
        (b"q[]=a", 400, "q[]"),
        (b"__proto__=a", 400, "__proto__"),
    ],
    ids=lambda value: value[:24].decode("ascii", "replace") if isinstance(value, bytes) else None,
)
def test_hostile_addresses_are_refused(address: bytes, status: int, why: str) -> None:
    """Before any index is asked, and with the reason."""
    found = refusal(address)
    said = f"{found.detail} {found.faults}"
    assert found.status == status
    assert why in said
