"""`make bench-pages`: how soon pages show on a slow phone, and whether anything jumps.

Chromium as a phone, with a processor four times slower and the network that its developer tools
call "Slow 4G": 562.5 ms a request, 1.44 Mbit/s, here for workers too. Each page is opened several
times with an empty cache; the table has the middle one. It goes to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.build import RESULTS
from benchmarks.parents import PHONE, TASKS, Parent
from benchmarks.slow import BYTES_A_SECOND, LATENCY, Line, slowed
from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.demonstration.liaocheng import cases
from generator.demonstration.portal import open_demonstration_key, prepare_demo
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.service.server import make_server

SLOWER = 4
FIRST_CONTENT = 1.4
"""Seconds, the budget; of layout shift it is none."""
RESULTS_SHOWN = 2.2
"""Seconds until the first results of a search, what we want to reach; of near me 2.6."""

PAGES = (
    ("home", urls.HOME),
    ("facility", urls.facility(cases.OVER_CAP)),
    ("region", urls.region("371502000000")),
    ("search, with results", f"{urls.SEARCH}?q=%E9%98%B3%E5%85%89"),
    ("near me", urls.NEAR),
    ("policy", urls.policy("liaocheng-2024-hygiene-grading")),
)

WATCH = """
  window.seen = { first: 0, largest: 0, shift: 0, results: 0, asked: 0 };
  // A visitor who pressed the button of the home page: the position is known.
  sessionStorage.setItem("gongshi-position", '{"lon":115.98,"lat":36.45}');
  document.addEventListener("DOMContentLoaded", () => {
    const hits = document.getElementById("hits");
    if (hits) new MutationObserver(() => {
      if (!hits.querySelector("a") || seen.results) return;
      seen.results = performance.now();
      // The page itself was asked for too.
      seen.asked = performance.getEntriesByType("resource").length + 1;
    }).observe(hits, { childList: true, subtree: true });
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) {
      seen.first = entry.startTime;
    }
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.largest = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds until the first and the largest content and the first results (0 where there are
    none), layout shift; kilobytes and requests until nothing more was asked for; requests until
    the first results.
    """

    first: float
    largest: float
    results: float
    shift: float
    kilobytes: float
    requests: float
    asked: float


def main() -> None:
    """Open every page; print and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--portal", type=Path, help="one that is built, with the demonstration in")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with _portal(options.portal) as deployment, _served(deployment) as line, _browser() as phone:
        rows = [
            (name, _middle([_visit(phone, line, path) for _ in range(options.times)]))
            for name, path in PAGES
        ]
        text = _table(rows, options.times, phone.version)
        text += _tasks({name: _task(phone, line, task) for name, task in TASKS.items()})
    print(text)
    earlier = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    RESULTS.write_text(f"{earlier}\n{text}", encoding="utf-8")


@contextmanager
def _portal(named: Path | None) -> Iterator[Deployment]:
    """The portal that was named, or the demonstration, built for this."""
    if named is not None:
        yield Deployment(named)
        return
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as folder:
        deployment = Deployment(Path(folder))
        at = _now()
        prepare_demo(deployment, None, at=at, progress=Silence())
        build(deployment, open_demonstration_key, at=at)
        yield deployment


@contextmanager
def _served(deployment: Deployment) -> Iterator[Line]:
    with make_server(deployment.site, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with slowed(server.server_address[1]) as line:
            yield line
        server.shutdown()
        thread.join()


@contextmanager
def _browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def _visit(browser: Browser, line: Line, path: str) -> Visit:
    """One visit with an empty cache, until nothing more is asked for."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    speaking = context.new_cdp_session(page)
    speaking.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    before = line.requests, line.received
    page.goto(f"http://127.0.0.1:{line.port}{path}", wait_until="networkidle")
    # The site's policy forbids Playwright's own way of waiting for a condition.
    answers = page.evaluate("document.getElementById('hits') !== null")
    awaited = "first && seen.largest" + (" && seen.results" if answers else "")
    while not page.evaluate(f"seen.{awaited}"):
        page.wait_for_timeout(100)
    page.wait_for_load_state("networkidle")
    seen: dict[str, float] = page.evaluate("seen")
    context.close()
    return Visit(
        seen["first"] / 1000,
        seen["largest"] / 1000,
        seen["results"] / 1000,
        seen["shift"],
        (line.received - before[1]) / 1000,
        line.requests - before[0],
        seen["asked"],
    )


def _task(browser: Browser, line: Line, task: Callable[[Parent], None]) -> tuple[float, int]:
    """Seconds and presses until a parent has what was looked for, with an empty cache."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    parent = Parent(page, f"http://127.0.0.1:{line.port}")
    began = time.monotonic()
    task(parent)
    seconds = time.monotonic() - began
    context.close()
    return seconds, parent.presses


def _tasks(done: Mapping[str, tuple[float, int]]) -> str:
    lines = "\n".join(
        f"| {name} | {seconds:.1f} s | {presses} |" for name, (seconds, presses) in done.items()
    )
    return (
        "\nTen tasks of a parent on the same phone, from the first page to what was looked for, by"
        " somebody who need not read (goal: 60 s, 6 presses):\n\n"
        f"| task | seconds | presses |\n|---|---|---|\n{lines}\n"
    )


def _middle(visits: list[Visit]) -> Visit:
    """The middle of each figure; of layout shift the worst."""
    return Visit(
        median(visit.first for visit in visits),
        median(visit.largest for visit in visits),
        median(visit.results for visit in visits),
        max(visit.shift for visit in visits),
        median(visit.kilobytes for visit in visits),
        median(visit.requests for visit in visits),
        median(visit.asked for visit in visits),
    )


def _table(rows: list[tuple[str, Visit]], times: int, version: str) -> str:
    lines = "\n".join(
        f"| {name} | {visit.first:.2f} s | {visit.largest:.2f} s"
        f" | {f'{visit.results:.2f} s' if visit.results else '–'} | {visit.shift:.3f}"
        f" | {visit.kilobytes:.1f} kB | {visit.requests:.0f}"
        f" | {f'{visit.asked:.0f}' if visit.asked else '–'} |"
        for name, visit in rows
    )
    return (
        f"## Pages on a slow phone, {_now():%Y-%m-%d}\n\n"
        f"Chromium {version}, {platform.machine()}, processor {SLOWER} times slower,"
        f" {LATENCY * 1000} ms a request, {BYTES_A_SECOND * 8 / 1e6:.2f} Mbit/s; {times} visits"
        " with an empty cache, the middle one."
        f" Budget: first content {FIRST_CONTENT} s, layout shift 0; first results of a search"
        f" {RESULTS_SHOWN} s, near me 2.6 s, both with at most 12 requests.\n\n"
        "| page | first content | largest | first results | layout shift | received | requests"
        " | before results |\n"
        f"|---|---|---|---|---|---|---|---|\n{lines}\n"
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


if __name__ == "__main__":
    main()
