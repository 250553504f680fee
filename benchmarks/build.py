"""`make bench`: how long builds take, beside the first landing, Hugo and Pagefind, in one run.

    make bench                               100,000 facilities
    make bench BENCH="--facilities 10000"
    make bench BENCH="--facilities 1000000 --pairs 1 --without-peers"

Clean builds of today and of the earlier commit are made in turn; where the pairs disagree, the
table says so. Everything is made in a temporary folder, and nothing is deleted before the end where
there is room: a file system that was just cleared (ext4) takes ten times as long to make files, so
who comes after would pay. `--work /dev/shm` leaves the disk out of it. The table goes to
benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from benchmarks.earlier import EARLIER, ROOT, EarlierBuild
from benchmarks.measure import Run, measure
from benchmarks.peers import hugo_page_bytes, page_bytes, run_hugo, run_pagefind, write_equal_site
from generator.build.progress import Silence
from generator.build.receive_handover import receive_handover
from generator.demonstration.data import DemonstrationExport, changed_exports
from generator.demonstration.portal import PASSPHRASE, prepare_demo
from generator.exports.archive import stated_row_tree, write_export
from generator.portal.folder import Deployment
from generator.trust.keys import load_portal_keys, load_signers
from generator.trust.scope import role_of
from generator.trust.signing import sign_export

RESULTS = Path(__file__).with_name("RESULTS.md")
SHARE = 0.01
AGREED = 1.15
"""Pairs whose ratios lie further apart make no good figure."""
BYTES_EACH = 40_000
"""Of disk, for each facility of a site with its portal."""
MONTH = timedelta(days=31)
TREE = ("benchmarks", "content", "generator", "node_modules", "pelicanconf.py", "pyproject.toml",
        "requirements", "search_index", "theme")  # fmt: skip
"""What a build needs of this repository."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a run, and what it wrote where that is known."""

    name: str
    run: Run
    files: int = 0
    megabytes: float = 0.0


@dataclass
class Table:
    """The lines so far, beside the first clean build of each program."""

    rows: list[Row]
    notes: list[str]
    earlier: Run | None = None
    clean: Run | None = None

    def add(self, name: str, run: Run, release: Path | None = None) -> None:
        """One more line, told at once to whoever waits."""
        files, size = _written(release) if release else (0, 0.0)
        self.rows.append(Row(name, run, files, size))
        _tell(f"{name}: {run.seconds:.1f} s, processor {run.processor:.1f} s")


def main() -> None:
    """Make, build, change, build again; print and write the table."""
    options = _options()
    work = Path(tempfile.mkdtemp(prefix="gongshi-bench-", dir=options.work))
    try:
        keeping = _has_room(work, options)
        began = os.getloadavg()[0]
        table = Table([], [])
        base = _clean_builds(table, work, options, keeping=keeping)
        _next_builds(table, base, work, options.facilities)
        if not options.without_peers:
            _peers(table, live(base), work)
        table.notes.append(
            f"Load of the machine {began:.1f} before, {os.getloadavg()[0]:.1f} after."
        )
        text = _written_table(options.facilities, table, options.work)
        print(text)
        earlier = RESULTS.read_text(encoding="utf-8")
        RESULTS.write_text(f"{earlier}\n{text}", encoding="utf-8")
    finally:
        if not options.keep:
            shutil.rmtree(work)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--facilities", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=2, help="clean builds of each program")
    parser.add_argument("--commit", default=EARLIER, help="the earlier program; - for none")
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--work", type=Path, help="where the temporary folder is made")
    parser.add_argument("--keep", action="store_true", help="leave the temporary folder")
    return parser.parse_args()


def _has_room(work: Path, options: argparse.Namespace) -> bool:
    """Whether all sites can lie there at once; ends the program where not even two can."""
    one, free = options.facilities * BYTES_EACH / 1e9, shutil.disk_usage(work).free / 1e9
    whole = one * (2 * options.pairs + 2)
    _tell(
        f"{options.facilities:,} facilities need {2 * one:.0f} GB of disk, {whole:.0f} GB so that"
        f" nothing is deleted between; {free:.0f} GB are free"
    )
    if 2 * one > free:
        sys.exit("There is not enough room: name another folder with --work.")
    return whole <= free


def _clean_builds(
    table: Table, work: Path, options: argparse.Namespace, *, keeping: bool
) -> Deployment:
    """Clean builds in turn; the portal of the last one of today."""
    _tell("making the exports")
    pristine = Deployment(work / "pristine")
    prepare_demo(pristine, options.facilities, at=_now(), progress=Silence())
    earlier = None
    if options.commit != "-":
        earlier = EarlierBuild.prepared(options.commit, work, options.facilities)
    pairs: list[tuple[Run, Run]] = []
    for number in range(options.pairs):
        base, other = Deployment(work / f"base-{number}"), work / f"earlier-{number}"
        shutil.copytree(pristine.folder, base.folder, symlinks=True)
        theirs = earlier.clean_build(other) if earlier else None
        if not keeping:
            shutil.rmtree(other, ignore_errors=True)
        if earlier and theirs:
            table.earlier = table.earlier or theirs
            table.add(f"clean build of {options.commit}, {number + 1}", theirs)
        ours = build(base)
        table.clean = table.clean or ours
        table.add(f"clean build, {number + 1}", ours, live(base))
        table.notes.append(_stages(ours))
        if theirs:
            pairs.append((ours, theirs))
        if not keeping and number + 1 < options.pairs:
            shutil.rmtree(base.folder)
    if not keeping:
        table.notes.append("Sites were deleted between the runs, which makes the next one slower.")
    if pairs:
        table.notes += [
            _agreement("by the clock", [one.seconds / other.seconds for one, other in pairs]),
            _agreement("processor", [one.processor / other.processor for one, other in pairs]),
        ]
    return base


def _agreement(what: str, ratios: list[float]) -> str:
    """What the pairs say together, and whether that can be relied on."""
    told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    apart = max(ratios) / min(ratios)
    if len(ratios) == 1:
        return f"Clean build beside the earlier one, {what}: {told} × (one pair: no good figure)."
    verdict = "agree" if apart <= AGREED else f"are {(apart - 1) * 100:.0f} % apart: no good figure"
    return f"Clean build beside the earlier one, {what}: {told} × (the pairs {verdict})."


def _next_builds(table: Table, base: Deployment, work: Path, facilities: int) -> None:
    table.add("nothing changed", build(base))
    month = _now() + MONTH
    for name, share, every, at in (
        ("1 % changed, within one export in twenty", SHARE, 20, None),
        ("one row changed, in a new month", 1 / facilities, facilities, month),
    ):
        other = _copy(base, work / f"next-{every}")
        _receive(other, changed_exports(facilities, share, every), at or _now())
        table.add(name, build(other, at), live(other))
    other = _copy(base, work / "templates")
    run = build(other, tree=_with_a_changed_template(work / "changed"))
    table.add("a template of all pages changed", run, live(other))
    _receive(base, changed_exports(facilities, SHARE, None), _now())
    table.add("1 % changed, spread over all exports", build(base), live(base))


def build(deployment: Deployment, at: datetime | None = None, tree: Path = ROOT) -> Run:
    """`gongshi build` as a process of its own, at another time and by another tree where given."""
    seconds = str(int((at or _now()).timestamp()))
    command = [sys.executable, "-m", "benchmarks.staged", str(deployment.folder), seconds]
    return measure(command, cwd=tree)


def live(deployment: Deployment) -> Path:
    """The folder of the site that visitors see."""
    return (deployment.site / "current").resolve()


def _written(site: Path) -> tuple[int, float]:
    """(files, megabytes) of a site that were written for it, not taken over."""
    files = size = 0
    for folder, _, names in os.walk(site):
        for name in names:
            state = os.lstat(f"{folder}/{name}")
            if state.st_nlink == 1:
                files, size = files + 1, size + state.st_size
    return files, size / 1e6


def _stages(run: Run) -> str:
    taken = json.loads(run.output.splitlines()[-1])
    told = ", ".join(
        f"{name} {clock:.1f} ({processor:.1f})" for name, (clock, processor) in taken.items()
    )
    return f"Steps of a clean build, seconds by the clock (processor): {told}."


def _with_a_changed_template(tree: Path) -> Path:
    """This tree with one more line in the template that all pages have."""
    tree.mkdir()
    for name in TREE:
        if name == "theme":
            shutil.copytree(ROOT / name, tree / name)
        elif (ROOT / name).exists():
            (tree / name).symlink_to(ROOT / name)
    # The program is found by where its own files lie.
    (tree / "generator").unlink()
    shutil.copytree(ROOT / "generator", tree / "generator")
    template = tree / "theme" / "templates" / "base.html"
    changed = template.read_text(encoding="utf-8").replace("<body", "\n<body", 1)
    template.write_text(changed, encoding="utf-8")
    return tree


def _copy(source: Deployment, folder: Path) -> Deployment:
    """A portal beside another: the site by hard links, the rest as files of its own."""
    target = Deployment(folder)
    shutil.copytree(
        source.folder, target.folder, symlinks=True, ignore=shutil.ignore_patterns("releases")
    )
    releases = Path("site") / "releases"
    shutil.copytree(
        source.folder / releases, target.folder / releases, copy_function=_link, symlinks=True
    )
    return target


def _link(source: str, target: str) -> None:
    if source.endswith((".html", ".json")):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def _receive(deployment: Deployment, exports: Iterable[DemonstrationExport], at: datetime) -> None:
    """Sign second releases and take them in; not measured."""
    handover_dir = deployment.folder / "handover" / "changed"
    packed = deployment.folder / "changed"
    packed.mkdir()
    for info, tables, _ in exports:
        path = write_export(info, tables, (), packed, secret=bytes(32))
        keys = load_signers(deployment.keys, [role_of(info.region)], PASSPHRASE)
        role = deployment.archive / "tuf" / "metadata" / f"1.{role_of(info.region)}.json"
        row_tree = stated_row_tree(path.read_bytes(), path.name)
        sign_export(path, keys, handover_dir, role, at=at, row_tree=row_tree)
    own_keys = load_portal_keys(deployment.keys, PASSPHRASE)
    receive_handover(deployment, handover_dir, portal_keys=own_keys, at=at)


def _peers(table: Table, site: Path, work: Path) -> None:
    folder = write_equal_site(site, work / "hugo")
    hugo = run_hugo(folder)
    ours, theirs = page_bytes(site), hugo_page_bytes(folder)
    table.add(f"Hugo {version('hugo')}, pages of the same records", hugo)
    pagefind = run_pagefind(folder)
    table.add(f"Pagefind {version('pagefind')} extended, of those pages", pagefind)
    seconds, processor = hugo.seconds + pagefind.seconds, hugo.processor + pagefind.processor
    largest = max(hugo.megabytes, pagefind.megabytes)
    together = max(hugo.together, pagefind.together)
    table.add("Hugo + Pagefind", Run(seconds, largest, processor, together))
    table.notes.append(f"A page has {ours:,.0f} bytes, Hugo's {theirs:,.0f}.")
    if table.clean:
        table.notes.append(
            f"Clean build beside Hugo + Pagefind: {table.clean.seconds / seconds:.2f} × by the"
            f" clock, {table.clean.processor / processor:.2f} × in processor time."
        )


def _written_table(facilities: int, table: Table, work: Path | None) -> str:
    lines = "\n".join(_line(row, table) for row in table.rows)
    notes = "\n\n".join(table.notes)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    if work:
        machine += f", in {work}"
    return (
        f"## {facilities:,} facilities, {_now():%Y-%m-%d}\n\n{machine}, `make bench"
        f' BENCH="--facilities {facilities}"`. Ratios are by the clock / processor.\n\n'
        "| what | clock | processor | largest process | all processes | written |"
        f" × clean | × clean of {EARLIER} |\n"
        f"|---|---|---|---|---|---|---|---|\n{lines}\n\n{notes}\n"
    )


def _line(row: Row, table: Table) -> str:
    run = row.run
    written = f"{row.files:,} files, {row.megabytes:,.0f} MB" if row.files else ""
    ratios = " | ".join(_ratio(run, beside) for beside in (table.clean, table.earlier))
    return (
        f"| {row.name} | {run.seconds:.1f} s | {run.processor:.1f} s | {run.megabytes:.0f} MB"
        f" | {run.together:.0f} MB | {written} | {ratios} |"
    )


def _ratio(run: Run, beside: Run | None) -> str:
    if beside is None or run is beside:
        return ""
    return f"{run.seconds / beside.seconds:.3f} / {run.processor / beside.processor:.3f}"


def _now() -> datetime:
    return datetime.fromtimestamp(int(time.time()), UTC)


def _tell(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
