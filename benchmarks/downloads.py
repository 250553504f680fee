"""`make bench-downloads`: what the open data of a build cost, beside the whole clean build.

    make bench-downloads                               20,000 facilities
    make bench-downloads BENCH="--facilities 100000"

Everything is made in a temporary folder. The table goes to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.build import RESULTS, build
from benchmarks.measure import Run, size_of
from generator.build.open_context import open_context
from generator.build.progress import Silence
from generator.demonstration.portal import prepare_demo
from generator.pages.data.api_files import api_files
from generator.pages.data.database import database_file
from generator.pages.data.downloads import scope_files
from generator.pages.data.scopes import DataScope, agency_scope, province_scopes, whole_scope
from generator.pages.data.separate_files import change_files, separate_files
from generator.pages.figures.quality import quality_file, quality_pages
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File
from generator.portal.folder import Deployment

Part = tuple[str, Callable[[], object]]


def main() -> None:
    """Make a portal, build it whole, then make each part of its downloads by itself."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--facilities", type=int, default=20_000)
    parser.add_argument("--work", type=Path, help="where the temporary folder is made")
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="gongshi-bench-", dir=options.work))
    try:
        deployment = Deployment(work / "portal")
        at = datetime.now(UTC).replace(microsecond=0)
        prepare_demo(deployment, options.facilities, at=at, progress=Silence())
        clean = build(deployment)
        text = _table(options.facilities, clean, deployment, work / "out")
        print(text)
        RESULTS.write_text(f"{RESULTS.read_text('utf-8')}\n{text}", encoding="utf-8")
    finally:
        shutil.rmtree(work)


def _table(facilities: int, clean: Run, deployment: Deployment, output: Path) -> str:
    lines, total = [], 0.0
    with open_context(deployment) as context:
        for name, make in _parts(context, output):
            began = time.process_time()
            make()
            seconds = time.process_time() - began
            total += seconds
            lines.append(f"| {name} | {seconds:.1f} s | {seconds / clean.processor:.3f} |")
            print(f"· {name}: {seconds:.1f} s", file=sys.stderr, flush=True)
    lines.append(f"| together | {total:.1f} s | {total / clean.processor:.3f} |")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return (
        f"## Downloads of {facilities:,} facilities, {datetime.now(UTC):%Y-%m-%d}\n\n"
        f"{machine}, Python {platform.python_version()}. Clean build {clean.processor:.1f} s of"
        f" processor time, {clean.seconds:.1f} s by the clock. Downloads {size_of(output):.0f} MB;"
        f" the process that made all of them took {memory:.0f} MB.\n\n"
        "| what | processor | of the clean build |\n|---|---|---|\n" + "\n".join(lines) + "\n"
    )


def _parts(context: Context, output: Path) -> Iterator[Part]:
    whole, provinces = whole_scope(context), list(province_scopes(context))
    agencies = [agency_scope(release) for release in context.newest.values()]

    def of_scopes(scopes: Iterable[DataScope]) -> Callable[[], None]:
        def make() -> None:
            for scope in scopes:
                _write(scope_files(context, scope, output), output)

        return make

    yield "SQLite", lambda: _write([database_file(context)], output)
    yield "changes by release", lambda: _write(change_files(context, output), output)
    yield "tables of no export", lambda: _write(separate_files(output), output)
    yield "static API", lambda: _write(api_files(context, output), output)
    yield "tables of the whole site", of_scopes([whole])
    yield "tables of provinces", of_scopes(provinces)
    yield "tables of agencies", of_scopes(agencies)
    yield "freshness and quality", lambda: list(quality_pages(context))
    yield "the same as a table", lambda: _write([quality_file(context)], output)


def _write(files: Iterable[File], output: Path) -> None:
    for file in files:
        place = output / urls.file_of(file.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.write(place)


if __name__ == "__main__":
    main()
