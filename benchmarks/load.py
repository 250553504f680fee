"""`make bench-load`: pages and searches that `gongshi serve` answers while many ask at once.

wrk, a process of its own, keeps 50 and then 200 connections busy, each request from another of as
many visitors. The table has what is answered in a second, the times in which, what is refused and
how, and the memory of the server with its searchers. It goes to benchmarks/RESULTS.md.
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

from benchmarks.build import RESULTS
from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.demonstration.liaocheng import cases
from generator.demonstration.portal import open_demonstration_key, prepare_demo
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.search.index.open import open_index

SCRIPT = Path(__file__).with_suffix(".lua")
CONNECTIONS = (50, 200)
PAGES = (
    urls.HOME,
    urls.facility(cases.OVER_CAP),
    urls.region("371502000000"),
    urls.policy("liaocheng-2024-hygiene-grading"),
)
SEARCHES = tuple(
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
    parser.add_argument("--seconds", type=int, default=15, help="of each of the four runs")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: sudo apt install wrk")
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as folder:
        deployment = Deployment(Path(folder))
        at = datetime.now(UTC).replace(microsecond=0)
        prepare_demo(deployment, options.facilities, at=at, progress=Silence())
        build(deployment, open_demonstration_key, at=at)
        rows = []
        for what, paths in (("pages", PAGES), ("searches", SEARCHES)):
            for connections in CONNECTIONS:
                with _served(deployment) as (port, process):
                    _ask(port, 5, 2, paths)
                    load = _ask(port, connections, options.seconds, paths)
                    rows.append((what, connections, load, _megabytes(process)))
        text = _table(rows, _documents(deployment.index))
    print(text)
    earlier = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    RESULTS.write_text(f"{earlier}\n{text}", encoding="utf-8")


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
