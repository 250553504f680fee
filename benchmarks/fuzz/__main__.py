"""`make fuzz`: run mutated inputs through the program and count how they end.

    make fuzz                                             ten minutes, all targets, a new seed
    make fuzz FUZZ="--minutes 20 --seed 7 --only pack"
    make fuzz FUZZ="--only pack --one 7:123"              input 123 of seed 7 again, and kept

An input ends in words, in an accepted result, or it is a find: any other exception, more than 20
seconds, or a result that is not what the input shows while nothing says so. Finds are kept in
.fuzz-finds/, which git ignores. Totals of all runs: benchmarks/fuzz-totals.json.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random, SystemRandom

from benchmarks.faults.__main__ import folder_for_trials
from benchmarks.fuzz.audited import AuditTarget
from benchmarks.fuzz.built import BuildTarget
from benchmarks.fuzz.packed import PackTarget
from benchmarks.fuzz.received import ReceiveTarget
from benchmarks.fuzz.served import ServiceTarget
from benchmarks.fuzz.target import Given, Outcome, Target, Verdict, outcome_of, shrunk
from generator.build import inputs
from generator.pages.shared import assemble

TOTALS = Path(__file__).parents[1] / "fuzz-totals.json"
FINDS = Path(__file__).parents[2] / ".fuzz-finds"
SHARES = {"pack": 4, "receive": 5, "build": 5, "audit": 3, "service": 1}
"""How the time is shared out."""
TURN_S = 2.0


def all_targets() -> tuple[Target, ...]:
    """Every target, in the order of the line from an official to a visitor."""
    return (PackTarget(), ReceiveTarget(), BuildTarget(), AuditTarget(), ServiceTarget())


def random_for(target: Target, seed: int, number: int) -> Random:
    """What input `number` of a seed is made with."""
    return Random(f"{seed}:{target.name}:{number}")


def run_inputs(
    target: Target, seed: int, first: int, count: int, until: float = float("inf")
) -> tuple[Counter[Verdict], list[tuple[int, Given, Outcome]]]:
    """The verdicts on inputs from number `first` on, as many as there is time for; the finds."""
    verdicts: Counter[Verdict] = Counter()
    finds = []
    for number in range(first, first + count):
        given = target.make(random_for(target, seed, number))
        outcome = outcome_of(target, given)
        verdicts[outcome.verdict] += 1
        if outcome.verdict is Verdict.FIND:
            finds.append((number, given, outcome))
        if time.monotonic() > until:
            break
    return verdicts, finds


def main() -> int:
    """Run; 1 where there were finds."""
    options = _options()
    seed = options.seed if options.seed is not None else SystemRandom().randrange(10**6)
    targets = [each for each in all_targets() if options.only in (None, each.name)]
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    _read_once()
    with tempfile.TemporaryDirectory(prefix="gongshi-fuzz-", dir=folder_for_trials()) as work:
        for target in targets:
            (folder := Path(work, target.name)).mkdir()
            target.prepare(folder)
        if options.one:
            return _again(targets, options.one)
        print(f"seed {seed}", flush=True)
        return _rounds(targets, seed, options)


def _read_once() -> None:
    """The words and the code of the program, which no input changes, are read once."""
    for module, name in ((assemble, "load_catalogue"), (inputs, "code_files")):
        setattr(module, name, cache(getattr(module, name)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--first", type=int, default=0, metavar="N", help="begin with input N")
    parser.add_argument("--only", choices=sorted(SHARES))
    parser.add_argument("--one", metavar="SEED:N", help="make one input again and keep it")
    parser.add_argument("--no-totals", action="store_true", help="a trial that is not counted")
    return parser.parse_args()


def _rounds(targets: list[Target], seed: int, options: argparse.Namespace) -> int:
    end = time.monotonic() + options.minutes * 60
    totals = {target.name: Counter[Verdict]() for target in targets}
    numbers = dict.fromkeys(totals, options.first)
    kinds: Counter[str] = Counter()
    while time.monotonic() < end:
        for target in targets:
            until = time.monotonic() + TURN_S * SHARES[target.name]
            first = numbers[target.name]
            verdicts, finds = run_inputs(target, seed, first, 1 << 30, min(until, end))
            numbers[target.name] += verdicts.total()
            totals[target.name] += verdicts
            for number, given, outcome in finds:
                kind = f"{target.name}: {outcome.kind}"
                kinds[kind] += 1
                if kinds[kind] == 1:
                    kept = _keep(target, seed, number, given, outcome)
                    print(f"FIND {kind}  ({kept})", flush=True)
            if time.monotonic() > end:
                break
        print("  ".join(f"{name} {count.total()}" for name, count in totals.items()), flush=True)
    for kind, times in kinds.most_common():
        print(f"{times:>6}  {kind}")
    print(_table(totals))
    if not options.no_totals:
        _add_to_totals(totals, seed)
    return 1 if kinds else 0


def _keep(target: Target, seed: int, number: int, given: Given, outcome: Outcome) -> Path:
    """The input of a find, made smaller where the same still happens, with its story."""
    if not outcome.kind.startswith(("silent", "Hang")):
        given = shrunk(given, lambda each: outcome_of(target, each).kind == outcome.kind)
    folder = FINDS / f"{target.name}-{seed}-{number}"
    for path, data in given.files.items():
        if data is not None and "\x00" not in path:
            file = folder / "input" / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    folder.mkdir(parents=True, exist_ok=True)
    gone = [path for path, data in given.files.items() if data is None]
    story = f"--only {target.name} --one {seed}:{number}\n{outcome.kind}\ngone: {gone}\n"
    (folder / "story.txt").write_text(f"{story}\n{outcome.story}", encoding="utf-8",
                                      errors="backslashreplace")  # fmt: skip
    return folder


def _again(targets: list[Target], one: str) -> int:
    seed, number = map(int, one.split(":"))
    for target in targets:
        given = target.make(random_for(target, seed, number))
        outcome = outcome_of(target, given)
        print(f"{target.name}: {outcome.verdict} {outcome.kind}\n{outcome.story}")
        print(_keep(target, seed, number, given, outcome))
    return 0


def _table(totals: dict[str, Counter[Verdict]]) -> str:
    lines = [
        f"{name:>8}: {count.total():>8} inputs"
        + "".join(f", {count[verdict]} {verdict}" for verdict in Verdict)
        for name, count in totals.items()
    ]
    return "\n".join(lines)


def _add_to_totals(totals: dict[str, Counter[Verdict]], seed: int) -> None:
    known = json.loads(TOTALS.read_text("utf-8")) if TOTALS.exists() else {}
    for name, count in totals.items():
        own = known.setdefault(name, {"inputs": 0, "runs": 0, "seeds": []})
        own["inputs"] += count.total()
        own["runs"] += 1
        for verdict in Verdict:
            own[str(verdict)] = own.get(str(verdict), 0) + count[verdict]
        own["seeds"] = sorted({*own["seeds"], seed})
    TOTALS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
