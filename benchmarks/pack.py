"""`make bench-pack`: how long `gongshi pack` takes, beside an earlier commit, in the same run.

    make bench-pack
    make bench-pack BENCH="--rows 6000 --rounds 1"
    make bench-pack BENCH="--profile"       what takes the time of this tree

The five files of the real register (../shared/data/register) are repeated until there are as many
institutions as the whole country has, in as many exports as it has provinces. Both trees pack the
same folders with the packages of this environment, in turn; of each the quickest round counts, the
machine being a shared one. The table goes to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import shutil
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from benchmarks.earlier import EARLIER, ROOT, checked_out
from benchmarks.measure import Run, measure
from generator.exports.civil_affairs import known_regions
from generator.model.release import region_prefix
from generator.model.vocabulary import RegionLevel

RESULTS = Path(__file__).with_name("RESULTS.md")
EXAMPLES = ROOT / "docs" / "examples" / "register"
REGISTER = ROOT.parent / "shared" / "data" / "register"
ROWS, EXPORTS = 62_665, 32
GOAL_MB = 100


def main() -> None:
    """Make the folders, pack them with both trees in turn, print and write the table."""
    options = _options()
    if not REGISTER.is_dir():
        print("The register is not beside this checkout (../shared/data/register): not measured.")
        return
    work = Path(tempfile.mkdtemp(prefix="gongshi-bench-"))
    try:
        folders = make_folders(work / "folders", options.rows, options.exports)
        if options.profile:
            _profile(folders)
            return
        trees = {"this tree": ROOT, options.commit: checked_out(options.commit, work / "earlier")}
        runs: dict[str, list[Run]] = {name: [] for name in trees}
        for _ in range(options.rounds):
            for name, tree in trees.items():
                run = _packed(tree, folders)
                print(f"· {name}: {run.processor:.1f} s", file=sys.stderr, flush=True)
                runs[name].append(run)
        text = _table(options, [(name, _quickest(each)) for name, each in runs.items()])
        print(text)
        earlier = RESULTS.read_text(encoding="utf-8")
        RESULTS.write_text(f"{earlier}\n{text}", encoding="utf-8")
    finally:
        shutil.rmtree(work)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--exports", type=int, default=EXPORTS)
    parser.add_argument("--commit", default=EARLIER)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="only say what takes the time")
    return parser.parse_args()


def make_folders(target: Path, rows: int, exports: int) -> list[Path]:
    """As many folders as exports, with the rows of the register spread over them evenly.

    A row that stands in a folder again has a number behind its name, so that it is another one.
    """
    made = []
    for number, example in zip(range(exports), cycle(sorted(EXAMPLES.iterdir())), strict=False):
        folder = target / f"{number:02d}"
        folder.mkdir(parents=True)
        text = (example / "pack.toml").read_text(encoding="utf-8")
        settings = tomllib.loads(text)
        zones = _zones(settings["export"]["region"])
        (folder / "pack.toml").write_text(text + zones, encoding="utf-8")
        name = settings["source"][0]["file"]
        count = rows // exports + (number < rows % exports)
        _write_repeated(REGISTER / name, folder / name, count)
        made.append(folder)
    return made


def _zones(scope: str) -> str:
    """The functional zones of an agency as blocks, for a tree that does not know them."""
    prefix = region_prefix(scope)
    return "".join(
        f'\n[[region]]\ncode = "{code}"\nname = "{zone.name}"\nlevel = "zone"\n'
        f'parent = "{zone.parent}"\n'
        for code, zone in known_regions().items()
        if zone.level is RegionLevel.ZONE and code.startswith(prefix)
    )


def _write_repeated(source: Path, target: Path, count: int) -> None:
    with source.open(encoding="utf-8", newline="") as register:
        heading, *rows = csv.reader(register)
    with target.open("w", encoding="utf-8", newline="") as repeated:
        writer = csv.writer(repeated)
        writer.writerow(heading)
        for number in range(count):
            again, at = divmod(number, len(rows))
            first, *others = rows[at]
            writer.writerow([f"{first}{again + 1}" if again else first, *others])


def _packed(tree: Path, folders: list[Path]) -> Run:
    """One process of a tree that packs all folders."""
    keys = folders[0].parent / "keys"
    for left in (*(folder / "out" for folder in folders), keys):
        shutil.rmtree(left, ignore_errors=True)
    script = Path(__file__).with_name("packing.py")
    command = [sys.executable, "-P", str(script), *map(str, folders)]
    return measure(command, cwd=folders[0].parent, env={**os.environ, "PYTHONPATH": str(tree)})


def _profile(folders: list[Path]) -> None:
    import cProfile
    import pstats

    from generator.commands.main import main as gongshi

    os.chdir(folders[0].parent)
    with cProfile.Profile() as profile:
        for folder in folders:
            gongshi(["pack", str(folder), "--out", str(folder / "out")])
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


def _quickest(runs: list[Run]) -> Run:
    return Run(
        min(run.seconds for run in runs),
        max(run.megabytes for run in runs),
        min(run.processor for run in runs),
    )


def _table(options: argparse.Namespace, rows: list[tuple[str, Run]]) -> str:
    lines = "\n".join(
        f"| {name} | {run.processor:.1f} s | {run.seconds:.1f} s | {run.megabytes:.0f} MB |"
        for name, run in rows
    )
    ours, theirs = (run for _, run in rows)
    ratio = ours.processor / theirs.processor
    return (
        f"## Packing {options.rows:,} rows in {options.exports} exports,"
        f" {datetime.now(UTC):%Y-%m-%d}\n\n"
        f"`make bench-pack`: {os.cpu_count()} cores, Python {platform.python_version()}, the"
        f" quickest of {options.rounds} rounds in turn, each one process.\n\n"
        f"| tree | processor | clock | memory |\n|---|---|---|---|\n{lines}\n\n"
        f"This tree takes {ratio:.2f} × the processor time of {options.commit}"
        f" (goal: at most 1.0, and {GOAL_MB} MB).\n"
    )


if __name__ == "__main__":
    main()
