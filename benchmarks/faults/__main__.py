"""`make bench-kills`: commands that write are stopped at random instants, and run again.

    make bench-kills                                   ten minutes, a new seed
    make bench-kills BENCH="--minutes 20 --seed 7 --only build --what full"

Each command runs in a process of its own in a copy of a small portal. It gets SIGKILL after a
random part of its time or at one of the steps at which it changes a folder; or there is no more
room on the disk, from one of these steps on or because the disk is small. The same command again
has to succeed and to leave, file by file, what it leaves when nobody disturbs it; after a build an
audit of the site has to hold. Where there is no room, one line has to say so and name a file, and
the site that is live has to be the one before. Totals of all runs: benchmarks/kills-totals.json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom

from benchmarks.faults.stages import CLOCK, STAGES, Stage
from benchmarks.faults.trials import Trials

TOTALS = Path(__file__).parents[1] / "kills-totals.json"
ENVIRONMENT = {"SOURCE_DATE_EPOCH": str(CLOCK), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
FINDS = Path(__file__).parents[2] / ".fuzz-finds"
WHAT = ("killed", "full")


def folder_for_trials() -> str | None:
    """Where files are written fast; None for the usual place."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def run_trials(options: argparse.Namespace, seed: int, trials: Trials) -> list[str]:
    """Trials for so long, noted as they go; what went wrong."""
    wrong: list[str] = []
    stages = [stage for stage in trials.stages if options.only in (None, stage.name)]
    # Few of those that take long, but more than the time would give them.
    weights = [max(0.1, trials.known[stage.name].length) ** -0.5 for stage in stages]
    until, number = time.monotonic() + 60 * options.minutes, options.first
    counts: dict[str, Counter[str]] = {what: Counter() for what in WHAT}
    noted = time.monotonic()
    while time.monotonic() < until:
        random = Random(f"{seed}:{number}")
        stage = random.choices(stages, weights)[0]
        what = random.choice(WHAT)
        what = options.what or what
        happened, fault = (trials.kill if what == "killed" else trials.fill)(stage, random)
        counts[what][stage.name] += happened
        if fault:
            wrong.append(f"{stage.name}, {what}, {seed}:{number}: {fault}")
            print(wrong[-1], flush=True)
            if options.one:
                trials.keep(stage, FINDS / f"kills-{seed}-{number}")
        number += 1
        if time.monotonic() > noted + 60:
            print(f"{number} trials, {len(wrong)} wrong", flush=True)
            noted = time.monotonic()
        if options.one:
            break
    if not options.no_totals and not options.one:
        _note(counts, len(wrong), seed)
    return wrong


def _note(counts: dict[str, Counter[str]], wrong: int, seed: int) -> None:
    totals = json.loads(TOTALS.read_text("utf-8")) if TOTALS.exists() else {}
    totals = {"seeds": [], "wrong": 0} | totals
    totals["seeds"].append(seed)
    totals["wrong"] += wrong
    for what, count in counts.items():
        added = Counter(totals.get(what, {})) + count
        totals[what] = dict(sorted(added.items()))
        totals[f"{what} in all"] = added.total()
    TOTALS.write_text(json.dumps(totals, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-kills")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--first", type=int, default=0, metavar="N", help="begin with trial N")
    parser.add_argument("--only", choices=[stage.name for stage in STAGES])
    parser.add_argument("--what", choices=WHAT)
    parser.add_argument(
        "--one", action="store_true", help="only trial N, not counted; what is wrong is kept"
    )
    parser.add_argument("--no-totals", action="store_true", help="trials that are not counted")
    return parser.parse_args()


def _up_to(name: str | None) -> tuple[Stage, ...]:
    """The stages that lead to one, and that one; all where there is no name."""
    names = [stage.name for stage in STAGES]
    return STAGES[: names.index(name) + 1] if name else STAGES


def main() -> int:
    """Stop commands for a while, say and note how it went; 1 where something was wrong."""
    options = _options()
    seed = SystemRandom().randrange(10**6) if options.seed is None else options.seed
    os.environ |= ENVIRONMENT
    with tempfile.TemporaryDirectory(
        prefix="gongshi-kills-", dir=folder_for_trials(), ignore_cleanup_errors=True
    ) as root:
        trials = Trials(Path(root), _up_to(options.only))
        try:
            print({name: round(each.length, 2) for name, each in trials.known.items()}, flush=True)
            wrong = run_trials(options, seed, trials)
        finally:
            trials.close()
    print(f"seed {seed}: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
