"""A slow network before a server: every request waits, and all answers share one narrow line.

Browsers' own emulation leaves out what workers ask for; behind this everything is as slow.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

LATENCY = 0.5625
"""Seconds from a request to its answer, as "Slow 4G" has them in Chromium's developer tools."""
BYTES_A_SECOND = 1.6e6 * 0.9 / 8
PIECE = 4096


@dataclass(slots=True)
class Line:
    """The line to a phone, and what went over it."""

    port: int
    requests: int = 0
    received: int = 0
    free: float = 0.0
    """When what was sent so far has arrived."""

    async def open(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: int
    ) -> None:
        """One connection of a browser, until either side ends it."""
        served, serving = await asyncio.open_connection("127.0.0.1", target)
        both = (self._ask(reader, serving), self._answer(served, writer))
        with suppress(ConnectionError):
            await asyncio.gather(*both)

    async def _ask(self, reader: asyncio.StreamReader, serving: asyncio.StreamWriter) -> None:
        while asked := await reader.read(1 << 16):
            self.requests += asked.count(b"GET /")
            await asyncio.sleep(LATENCY)
            serving.write(asked)
        serving.close()

    async def _answer(self, served: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clock = asyncio.get_running_loop().time
        while answered := await served.read(PIECE):
            self.received += len(answered)
            self.free = max(clock(), self.free) + len(answered) / BYTES_A_SECOND
            await asyncio.sleep(self.free - clock())
            writer.write(answered)
        writer.close()


@contextmanager
def slowed(port: int) -> Iterator[Line]:
    """A slow line to the server on a port of this machine."""
    loop = asyncio.new_event_loop()
    line = Line(0)

    async def begin() -> None:
        server = await asyncio.start_server(
            lambda reader, writer: line.open(reader, writer, port), "127.0.0.1", 0
        )
        line.port = server.sockets[0].getsockname()[1]

    loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield line
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
