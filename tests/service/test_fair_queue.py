"""Who is next: by turns among visitors, whatever one of them does."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.service.fair_queue import FairQueue
from generator.service.limits import Limits
from generator.service.refusals import Refusal


def outcomes(asked: list[str], limits: Limits) -> tuple[list[str], list[tuple[str, int]]]:
    """In which order queries are answered, and who was refused how, all asked at one moment."""
    answered: list[str] = []
    refused: list[tuple[str, int]] = []

    async def ask(queue: FairQueue[int], visitor: str) -> None:
        try:
            async with queue.turn(visitor):
                await asyncio.sleep(0)
                answered.append(visitor)
        except Refusal as refusal:
            refused.append((visitor, refusal.status))

    async def all_at_once() -> None:
        queue: FairQueue[int] = FairQueue(limits)
        async with asyncio.TaskGroup() as group:
            for visitor in asked:
                group.create_task(ask(queue, visitor))
            await asyncio.sleep(0)
            for searcher in range(limits.searchers):
                queue.give(searcher)

    asyncio.run(all_at_once())
    return answered, refused


def test_a_visitor_with_many_waits_for_those_with_one() -> None:
    """Eight of the first, then one each of others: theirs come second to fourth."""
    answered, refused = outcomes([*"aaaaaaaa", *"bcd"], Limits(searchers=1, patience=60))
    assert "".join(answered) == "abcdaaaaaaa"
    assert refused == []


def test_four_visitors_with_all_places_do_not_keep_out_a_fifth() -> None:
    """Each newcomer gets in; who has most loses the query asked last, and is told so."""
    crowd = [name for name in "abcd" for _ in range(8)]
    newcomers = [f"new{n}" for n in range(8)]
    answered, refused = outcomes([*crowd, *newcomers], Limits(waiting=32, patience=60))
    assert set(newcomers) <= set(answered)
    assert sorted(status for _, status in refused) == [HTTPStatus.TOO_MANY_REQUESTS] * 8
    assert {visitor for visitor, _ in refused} <= set("abcd")
    assert max(map(answered.index, newcomers)) < 8 + 4 + 4


def test_places_held_by_one_query_each_are_not_taken_away() -> None:
    """Thirty-two visitors with one query each: the next is asked to come back."""
    crowd = [f"v{n}" for n in range(32)]
    answered, refused = outcomes([*crowd, "late"], Limits(waiting=32, patience=60))
    assert refused == [("late", HTTPStatus.SERVICE_UNAVAILABLE)]
    assert len(answered) == 32


def test_who_waited_too_long_leaves_no_place_behind() -> None:
    """The searcher goes to the next, and the place is free again."""

    async def waiting() -> str:
        queue: FairQueue[str] = FairQueue(Limits(patience=0.01))
        with pytest.raises(Refusal):
            async with queue.turn("early"):
                pass
        queue.give("searcher")
        async with queue.turn("later") as searcher:
            return searcher

    assert asyncio.run(waiting()) == "searcher"


@given(st.lists(st.sampled_from("abcdef"), max_size=60), st.integers(1, 3), st.integers(1, 20))
def test_every_query_ends_once_and_nobody_with_one_loses_it(
    asked: list[str], searchers: int, waiting: int
) -> None:
    """Answered or refused, none lost; a visitor's only query gives way to nobody."""
    limits = Limits(searchers=searchers, waiting=waiting, one_visitor=5, patience=60)
    answered, refused = outcomes(asked, limits)
    assert sorted([*answered, *(visitor for visitor, _ in refused)]) == sorted(asked)
    if len(set(asked)) <= waiting:
        assert set(answered) == set(asked)
