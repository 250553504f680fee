"""Two search engines in one browser, each with its files, every byte counted."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Browser, sync_playwright

from generator.portal.resources import THEME

FIRST = 10
BLANK = b"<!DOCTYPE html><meta charset=utf-8><title>-</title>"

OPEN_OURS = """async () => {
  const { Engine } = await import("/ours/js/engine/engine.js");
  const { loader } = await import("/ours/js/engine/index/index_reader.js");
  window.engine = await Engine.open(loader(location.origin + "/ours/search/", false));
}"""
ASK_OURS = """async (text) => {
  const began = performance.now();
  const { hits } = await window.engine.search({ text });
  return [hits.map((hit) => hit.id.slice(2)), performance.now() - began];
}"""
OPEN_PAGEFIND = """async () => {
  window.pagefind = await import("/pagefind/pagefind/pagefind.js");
  await window.pagefind.init();
}"""
ASK_PAGEFIND = """async (text) => {
  const began = performance.now();
  const { results } = await window.pagefind.search(text);
  const shown = await Promise.all(results.slice(0, 10).map((each) => each.data()));
  const names = shown.map((each) => each.url.split("/").filter((part) => part).pop());
  return [names, performance.now() - began];
}"""


@dataclass(frozen=True, slots=True)
class Engine:
    """What a page runs to open an index, and to ask it."""

    name: str
    opens: str
    asks: str


OURS = Engine("Gongshi", OPEN_OURS, ASK_OURS)
PAGEFIND = Engine("Pagefind extended", OPEN_PAGEFIND, ASK_PAGEFIND)


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """The answer to one question in a browser that had visited nothing.

    `before` are the bytes before the question could be asked, `bytes` those for it.
    """

    found: tuple[str, ...]
    before: int
    bytes: int
    milliseconds: float


class Counter:
    """How many bytes a server sent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent = 0

    def add(self, length: int) -> None:
        with self._lock:
            self._sent += length

    def take(self) -> int:
        """The bytes since this was asked last."""
        with self._lock:
            sent, self._sent = self._sent, 0
        return sent


class Handler(SimpleHTTPRequestHandler):
    """Files below several names; text counts as a host sends it, compressed."""

    def __init__(self, *given: Any, places: dict[str, Path], counter: Counter) -> None:
        self._places, self._counter = places, counter
        super().__init__(*given)

    def do_GET(self) -> None:
        """A file, or a page with nothing on it."""
        path = self.path.partition("?")[0]
        if path == "/blank.html":
            self._send(BLANK, "text/html")
            return
        for prefix, folder in self._places.items():
            file = folder / unquote(path.removeprefix(prefix))
            if path.startswith(prefix) and file.is_file():
                content = file.read_bytes()
                self._counter.add(_sent(file, len(content)))
                self._send(content, self.guess_type(str(file)))
                return
        self.send_error(404)

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nobody reads a log."""


@cache
def _sent(file: Path, length: int) -> int:
    text = file.suffix in (".js", ".json", ".css", ".html")
    return len(gzip.compress(file.read_bytes(), 6)) if text else length


@contextmanager
def served(shards: Path, pages: Path) -> Iterator[tuple[str, Counter]]:
    """Our shards and Pagefind's files behind one address."""
    counter = Counter()
    places = {
        "/ours/js/": THEME / "static" / "js",
        "/ours/search/": shards,
        "/pagefind/": pages,
    }
    handler = partial(Handler, places=places, counter=counter)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}", counter
        finally:
            server.shutdown()
            thread.join()


def ask(
    address: str, counter: Counter, engine: Engine, texts: Sequence[str], browser: Browser
) -> Iterator[AuditOptions]:
    """Each question in a visitor's first visit."""
    for text in texts:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/blank.html")
        counter.take()
        page.evaluate(engine.opens)
        before = counter.take()
        found, milliseconds = page.evaluate(engine.asks, text)
        yield AuditOptions(tuple(found[:FIRST]), before, counter.take(), milliseconds)
        context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()
