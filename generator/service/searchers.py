"""The searchers at work behind the server: few, each with one query at a time and a time limit.

What costs too much is ended, not waited for: a searcher that passes its time is killed, and
another one takes its place. Who comes when too many wait is sent away at once.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from generator.search.query.query import Query
from generator.service.fair_queue import FairQueue, within
from generator.service.frames import (
    LENGTH,
    READY,
    Answer,
    Found,
    Unavailable,
    decode_answer,
    encode_frame,
    framed,
)
from generator.service.hot_answers import HotAnswers
from generator.service.limits import Limits


class Searcher:
    """One process with the index open; started when it is needed, and again after it ended."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> asyncio.subprocess.Process:
        """The process, running; it opens the index by itself."""
        if self._process is None or self._process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            # A session of its own: Ctrl+C is for the server, which then closes the pipe.
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "generator.service.searcher", str(self._index)),
                stdin=pipe,
                stdout=pipe,
                start_new_session=True,
            )
        return self._process

    async def ask(self, query: Query, limits: Limits) -> Answer:
        """The answer; Refusal where it takes too long, OSError where the process broke."""
        answered = False
        try:
            process = await self.start()
            assert process.stdin and process.stdout
            process.stdin.write(framed(encode_frame(query)))
            await process.stdin.drain()
            async with within(limits.opening, "The index is not open yet."):
                message = await _message(process.stdout)
            if message == READY:
                why = "The query took too long; ask for something narrower."
                async with within(limits.query, why):
                    message = await _message(process.stdout)
            answered = True
            return decode_answer(message)
        except asyncio.IncompleteReadError as broken:
            raise BrokenPipeError(*broken.args) from None
        finally:
            # An answer that nobody waits for any more would be taken for that of the next query.
            if not answered:
                await self.stop()

    async def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _message(pipe: asyncio.StreamReader) -> bytes:
    length = await pipe.readexactly(LENGTH)
    return await pipe.readexactly(int.from_bytes(length))


class Searchers:
    """All searchers of one index."""

    def __init__(self, index: Path, limits: Limits, warn: Callable[[str], None]) -> None:
        self._limits = limits
        self._all = [Searcher(index) for _ in range(limits.searchers)]
        self._hot = HotAnswers(index)
        self._queue: FairQueue[Searcher] = FairQueue(limits)
        self._warn = warn
        self._warned = ""

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """The time in which they can be asked."""
        for searcher in self._all:
            await searcher.start()
            self._queue.give(searcher)
        try:
            yield
        finally:
            for searcher in self._all:
                await searcher.stop()

    async def ask(self, query: Query, visitor: str) -> Answer:
        """The answer to a visitor's query; Refusal where there is no time for it. What was just
        answered to somebody else waits for nobody.
        """
        stamp = self._hot.stamp()
        if (known := self._hot.find(query)) is not None:
            return known
        async with self._queue.turn(visitor) as searcher:
            try:
                answer = await searcher.ask(query, self._limits)
            except OSError:
                answer = Unavailable("a searcher ended by itself; what it said stands above")
        if isinstance(answer, Found):
            self._hot.keep(query, answer, stamp)
        if isinstance(answer, Unavailable) and answer.why != self._warned:
            self._warned = answer.why
            self._warn(answer.why)
        return answer
