"""Few searchers, many visitors: who is next.

Visitors are served by turns (fair queuing): one who asks for eight things at once waits eight
times, and who asks for one waits for one of each other visitor's at most. When all places are
taken, it is a visitor with several who loses one, not the newcomer.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Generic, TypeVar

from generator.service.limits import RETRY_AFTER_S, Limits
from generator.service.refusals import Refusal

CROWDED = "Too many are searching at this moment."
GREEDY = "Too many queries at once from one address."

Searcher = TypeVar("Searcher")


class FairQueue(Generic[Searcher]):
    """Searchers that are free, and queries that wait for one."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free: list[Searcher] = []
        self._lines: OrderedDict[str, deque[asyncio.Future[Searcher]]] = OrderedDict()
        """What waits, by visitor; the visitor whose turn is next stands first."""
        self._answering: Counter[str] = Counter()
        """Queries that have a searcher, by visitor."""

    @asynccontextmanager
    async def turn(self, visitor: str) -> AsyncIterator[Searcher]:
        """A searcher for one query of a visitor.

        Refusal where too many are there, or where none is free in time.
        """
        self._make_room(visitor)
        searcher = await self._wait(visitor)
        try:
            yield searcher
        finally:
            self._end(visitor, searcher)

    def give(self, searcher: Searcher) -> None:
        """Let whoever is next have a searcher that is free."""
        if not self._lines:
            self._free.append(searcher)
            return
        visitor = next(iter(self._lines))
        self._lines.move_to_end(visitor)
        self._answering[visitor] += 1
        self._leave(visitor, self._lines[visitor][0]).set_result(searcher)

    def _present(self, visitor: str) -> int:
        return self._answering[visitor] + len(self._lines.get(visitor, ()))

    def _make_room(self, visitor: str) -> None:
        """A place for one query more; Refusal where that would not be fair."""
        if self._present(visitor) >= self._limits.one_visitor:
            raise later(GREEDY, HTTPStatus.TOO_MANY_REQUESTS)
        if self._answering.total() + sum(map(len, self._lines.values())) < self._limits.waiting:
            return
        greediest = max(self._lines, key=self._present, default=visitor)
        if self._present(greediest) <= self._present(visitor) + 1:
            raise later(CROWDED)
        last = self._leave(greediest, self._lines[greediest][-1])
        last.set_exception(later(GREEDY, HTTPStatus.TOO_MANY_REQUESTS))

    def _leave(self, visitor: str, waiting: asyncio.Future[Searcher]) -> asyncio.Future[Searcher]:
        """Take a query out of its visitor's line."""
        self._lines[visitor].remove(waiting)
        if not self._lines[visitor]:
            del self._lines[visitor]
        return waiting

    async def _wait(self, visitor: str) -> Searcher:
        """A searcher, when it is the visitor's turn."""
        if self._free:
            self._answering[visitor] += 1
            return self._free.pop()
        waiting: asyncio.Future[Searcher] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(visitor, deque()).append(waiting)
        try:
            async with within(self._limits.patience, CROWDED):
                return await waiting
        except BaseException:
            if waiting in self._lines.get(visitor, ()):
                self._leave(visitor, waiting)
            elif not waiting.cancelled() and not waiting.exception():
                # Its turn came in the moment in which its time was over.
                self._end(visitor, waiting.result())
            raise

    def _end(self, visitor: str, searcher: Searcher) -> None:
        self._answering -= Counter((visitor,))
        self.give(searcher)


@asynccontextmanager
async def within(seconds: float, why: str) -> AsyncIterator[None]:
    """What must be done in so many seconds, if any; Refusal where it is not."""
    if seconds <= 0:
        # What lies in the pipe already would be read without waiting, in no time.
        raise later(why)
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise later(why) from None


def later(why: str, status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE) -> Refusal:
    """A refusal of what may be asked again in a moment."""
    return Refusal(status, why, retry_after=RETRY_AFTER_S)
