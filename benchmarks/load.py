"""`make bench-load`: pages and searches that `gongshi serve` answers while many ask at once.

    make bench-load                                  the demonstration
    make bench-load BENCH="--portal /srv/portal"     a portal that is built

wrk, a process of its own, keeps connections busy, each request from another of as many visitors.
Questions are either all different, or five in turn, which are answered from memory. The table has
what is answered in a second, the times in which, what is refused and how, and the memory of the
server with its searchers. It goes to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.build import RESULTS, live
from benchmarks.known_items import items_of_store, questions
from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.demonstration.portal import open_demonstration_key, prepare_demo
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.search.index.open import open_index

SCRIPT = Path(__file__).with_suffix(".lua")
EACH = 600
"""Questions of each kind, so that none is asked twice while its answer is remembered."""
FEW = 20
"""Pages and files of the search that are asked for in turn."""
HOT = tuple(
    f"/api/search?{query}"
    for query in (
        "q=%E9%98%B3%E5%85%89",
        "q=yg",
        "q=%E6%89%98%E8%82%B2&region=371502&order=fee",
        "filed=true&limit=100",
        "q=%E6%B2%A1%E6%9C%89%E8%BF%99%E7%A7%8D",
    )
)


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk counted: answers by status, times in milliseconds."""

    seconds: float
    p50: float
    p95: float
    errors: int
    statuses: dict[int, int]

    @property
    def answered(self) -> float:
        """Answers with a page or results, in a second."""
        return self.statuses.get(200, 0) / self.seconds

    @property
    def refused(self) -> str:
        """Everything else, by status."""
        others = sorted((status, n) for status, n in self.statuses.items() if status != 200)
        total = sum(self.statuses.values())
        parts = [f"{status}: {n / total:.1%}" for status, n in others]
        return ", ".join([*parts, *([f"{self.errors} broken off"] if self.errors else [])]) or "–"


def main() -> None:
    """Serve, ask, print and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--facilities", type=int, help="of the demonstration")
    parser.add_argument("--portal", type=Path, help="one that is built, in place of it")
    parser.add_argument("--seconds", type=int, default=15, help="of each run")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: sudo apt install wrk")
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as folder:
        deployment = Deployment(options.portal or Path(folder))
        if options.portal is None:
            at = datetime.now(UTC).replace(microsecond=0)
            prepare_demo(deployment, options.facilities, at=at, progress=Silence())
            build(deployment, open_demonstration_key, at=at)
        rows = []
        for what, connections, paths in _asked(deployment):
            with _served(deployment) as (port, process):
                _ask(port, 5, 2, paths[:FEW])
                load = _ask(port, connections, options.seconds, paths[FEW:] or paths)
                rows.append((what, connections, load, _megabytes(process)))
        text = _table(rows, _documents(deployment.index))
    print(text)
    earlier = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    RESULTS.write_text(f"{earlier}\n{text}", encoding="utf-8")


def _asked(deployment: Deployment) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """(what, how many connections, which addresses), one after the other."""
    site = live(deployment)

    def some(pattern: str) -> tuple[str, ...]:
        found = sorted(path.relative_to(site) for path in site.glob(pattern))
        return tuple(f"/{path.as_posix()}" for path in found[:: max(1, len(found) // FEW)][:FEW])

    pages = (urls.HOME, *some("f/*/*.html"), *some("region/*/index.html"))
    different = tuple(
        f"/api/search?{urlencode({'q': each.text})}"
        for each in questions(items_of_store(deployment.store), EACH)
    )
    yield "pages", 50, pages
    yield "pages", 200, pages
    yield "files of the search", 50, some("search/**/*.bin")
    yield "searches, all different", 1, different
    yield "searches, all different", 50, different
    yield "searches, five in turn", 50, HOT


@contextmanager
def _served(deployment: Deployment) -> Iterator[tuple[int, int]]:
    """A server of its own: its port and its process."""
    command = [sys.executable, "-m", "generator", "serve", "--port", "0"]
    command += ["--visitor-header", "X-Real-IP", "--portal", str(deployment.folder)]
    command += ["--language", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            address = server.stdout.readline().split()[2]
            yield int(address.rstrip("/").rpartition(":")[2]), server.pid
        finally:
            server.terminate()


def _ask(port: int, connections: int, seconds: int, paths: tuple[str, ...]) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", str(connections), *paths]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    line = next(line for line in output.splitlines() if line.startswith("RESULT "))
    said = dict(part.split("=") for part in line.split()[1:])
    return Load(
        float(said["seconds"]),
        float(said["p50"]),
        float(said["p95"]),
        int(said["errors"]),
        {int(name): int(value) for name, value in said.items() if name.isdigit()},
    )


def _megabytes(process: int) -> int:
    """The memory of a process and of those that it started, what they share counted once each."""
    tasks = Path(f"/proc/{process}/task")
    family = [process] + [
        int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()
    ]
    total = 0
    for each in family:
        lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def _documents(index: Path) -> int:
    with open_index(index) as opened:
        return opened.manifest.documents


def _table(rows: list[tuple[str, int, Load, int]], documents: int) -> str:
    lines = [
        f"## Serving under load, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"`make bench-load`: 2 cores, shared with wrk; Python {platform.python_version()};"
        f" {documents} documents in the index; each request from another visitor.",
        "",
        "| what | connections | answered in a second | median | p95 | refused | memory |",
        "|---|---|---|---|---|---|---|",
    ]
    for what, connections, load, memory in rows:
        lines.append(
            f"| {what} | {connections} | {load.answered:.0f} | {load.p50:.0f} ms |"
            f" {load.p95:.0f} ms | {load.refused} | {memory} MB |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
