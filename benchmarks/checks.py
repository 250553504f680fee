"""`make bench-check`: what "check this page" asks for and how long it takes, in a big site.

    make bench-check                              100,000 facilities, one agency with 12 releases
    make bench-check BENCH="--facilities 10000"

The site is served from this machine, with gzip's best compression counted. The scripts are there
already when the clock starts, as they are at the second press. Time is from press to verdict;
computing is what the page's own thread did meanwhile. The table goes to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import gzip
import platform
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from benchmarks.build import RESULTS
from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.build.receive_handover import receive_handover
from generator.demonstration.data import changed_exports
from generator.demonstration.portal import PASSPHRASE, open_demonstration_key, prepare_demo
from generator.exports.archive import stated_row_tree, write_export
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.trust.keys import load_portal_keys, load_signers
from generator.trust.scope import role_of
from generator.trust.signing import sign_export
from tests.browser.chromium import chromium
from tests.serving import served

RELEASES = 12
PRESSES = 15


@dataclass(frozen=True, slots=True)
class Check:
    """Kilobytes, compressed, and requests without scripts and style sheets; seconds until the
    verdict, and of the page's own thread; how many bytes of scripts the first press loads.
    """

    kilobytes: float
    requests: int
    scripts: float
    seconds: float
    computing: float


def main() -> None:
    """Make the site, press the button, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--facilities", type=int, default=100_000)
    parser.add_argument("--portal", type=Path, help="one that an earlier run kept")
    parser.add_argument("--keep", action="store_true", help="leave the portal, and say where")
    options = parser.parse_args()
    work = options.portal or Path(tempfile.mkdtemp(prefix="gongshi-check-"))
    deployment = Deployment(work)
    if not options.portal:
        _make(deployment, options.facilities)
    pages = _pages(deployment)
    with served(deployment.site) as address, chromium() as browser:
        rows = [(name, _middle(browser, address + path)) for name, path in pages]
        text = _table(options.facilities, rows, browser.version)
    print(text)
    with RESULTS.open("a", encoding="utf-8") as results:
        results.write(f"\n{text}")
    if options.keep:
        print(work)
    elif not options.portal:
        shutil.rmtree(work)


def _make(deployment: Deployment, facilities: int) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    prepare_demo(deployment, facilities, at=at, progress=Silence())
    (info, tables, _), *_ = changed_exports(facilities, 0.0001, 10**6)
    packed = deployment.folder / "changed"
    packed.mkdir()
    own_keys = load_portal_keys(deployment.keys, PASSPHRASE)
    keys = load_signers(deployment.keys, [role_of(info.region)], PASSPHRASE)
    for number in range(2, RELEASES + 1):
        issued = info.issued + timedelta(hours=number)
        named = replace(info, release=number, issued=issued)
        path = write_export(named, tables, (), packed, secret=bytes(32))
        role = f"{number - 1}.{role_of(info.region)}.json"
        base = deployment.archive / "tuf" / "metadata" / role
        stick = deployment.folder / "handover" / f"changed-{number}"
        row_tree = stated_row_tree(path.read_bytes(), path.name)
        sign_export(path, keys, stick, base, at=at, row_tree=row_tree)
        receive_handover(deployment, stick, portal_keys=own_keys, at=at)
    build(deployment, open_demonstration_key, at=at, progress=Silence())


def _pages(deployment: Deployment) -> list[tuple[str, str]]:
    """A facility with a history, one without, a region and the home page."""
    public = deployment.site / "current"
    history = next((public / "f").glob("*/*/index.html")).parent.relative_to(public)
    other = next(
        each for each in (public / "f").glob("*/*.html") if not each.with_suffix("").is_dir()
    )
    return [
        ("facility, changed in a second release", f"/{history}.html"),
        ("facility", f"/{other.relative_to(public)}"),
        ("home", urls.HOME),
    ]


def _middle(browser: Browser, address: str) -> Check:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    sizes: dict[str, int] = {}
    page.goto(address)
    page.on(
        "response", lambda answer: sizes.setdefault(answer.url, len(gzip.compress(answer.body())))
    )
    presses = [_press(page) for _ in range(PRESSES + 1)][1:]
    own = {url: size for url, size in sizes.items() if "/assets/" not in url}
    page.close()
    return Check(
        sum(own.values()) / 1000,
        len(own),
        sum(size for url, size in sizes.items() if "/assets/js" in url) / 1000,
        median(seconds for seconds, _ in presses),
        median(computing for _, computing in presses),
    )


def _press(page: Page) -> tuple[float, float]:
    """Seconds until the verdict, and seconds that the page's thread was busy."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _busy(session.send("Performance.getMetrics"))
    seconds = page.evaluate(
        """() => new Promise((done) => {
          const region = document.querySelector(".check");
          delete region.dataset.state;
          const began = performance.now();
          new MutationObserver((_, seen) => {
            if (!["good", "part", "bad"].includes(region.dataset.state)) return;
            seen.disconnect();
            done((performance.now() - began) / 1000);
          }).observe(region, { attributes: true });
          region.querySelector("button").click();
        })"""
    )
    after = _busy(session.send("Performance.getMetrics"))
    session.detach()
    if page.locator(".check[data-state=good]").count() != 1:
        raise SystemExit(page.locator(".check").inner_text())
    return float(seconds), after - before


def _busy(answer: dict[str, list[dict[str, float]]]) -> float:
    return next(each["value"] for each in answer["metrics"] if each["name"] == "TaskDuration")


def _table(facilities: int, rows: list[tuple[str, Check]], version: str) -> str:
    lines = "\n".join(
        f"| {name} | {each.kilobytes:.1f} kB | {each.requests} | {each.scripts:.1f} kB"
        f" | {each.seconds * 1000:.0f} ms | {each.computing * 1000:.0f} ms |"
        for name, each in rows
    )
    return (
        f"## Checking a page among {facilities:,} facilities, {datetime.now(UTC):%Y-%m-%d}\n\n"
        f"`make bench-check`: Chromium {version}, {platform.machine()}, served from this machine;"
        f" one agency has {RELEASES} releases. The middle of {PRESSES} presses."
        " Budget: 40 kB, 60 ms of computing.\n\n"
        "| page | compressed | requests | scripts, once | until the verdict | computing |\n"
        f"|---|---|---|---|---|---|\n{lines}\n"
    )


if __name__ == "__main__":
    main()
