"""`make forge`: change single places of a small site at random, and count who notices.

    make forge                                   ten minutes, a new seed
    make forge FORGE="--minutes 30 --seed 7"
    make forge FORGE="--one 7:123"               edit 123 of seed 7 again: what each judge says
    make forge FORGE="--table"                   the totals as docs/trust.md has them

Half of the edits are a byte of a file, half a cell of a row with page, record, public copy,
manifest and log made anew. What passes an audit is a find, and ends with status 1. Totals of all
runs: benchmarks/forgery-totals.json, as a table in docs/trust.md.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom

from benchmarks.faults.__main__ import folder_for_trials
from benchmarks.forgery.judges import (
    CAUGHT,
    PageJudge,
    audited,
    beside,
    followed,
    with_checkpoint,
)
from benchmarks.forgery.site import Edit, ForgedSite
from benchmarks.forgery.table import JUDGES, table
from generator.audit.heads import AuditOptions
from tests.browser.chromium import chromium
from tests.serving import served

TOTALS = Path(__file__).parents[1] / "forgery-totals.json"
Verdicts = dict[str, tuple[str, str]]


class Trial:
    """One site, and the four judges of it."""

    def __init__(self, work: Path, page: PageJudge | None, site: ForgedSite) -> None:
        self._work, self._page, self._site = work, page, site

    def run(self, seed: int, number: int) -> tuple[Edit, Verdicts]:
        """Make edit `number` of a seed, ask each judge, put everything back."""
        random, site = Random(f"{seed}:{number}"), self._site
        try:
            edit = site.change_byte(random) if number % 2 else site.change_row(random)
            found = {JUDGES[0]: audited(site, AuditOptions())}
            # What fails without a checkpoint fails with one: the same steps, and more.
            failed = found[JUDGES[0]][0] == CAUGHT
            found[JUDGES[1]] = found[JUDGES[0]] if failed else audited(site, with_checkpoint(site))
            if self._page:
                found[JUDGES[2]] = self._page.verdict(edit)
            with tempfile.TemporaryDirectory(dir=self._work) as memory:
                now = site.honest.clock
                found[JUDGES[3]] = followed(site, Path(memory), now)
        finally:
            site.restore()
        return edit, found


def main() -> int:
    """Run; 1 where an audit let something pass."""
    options = _options()
    if options.table:
        print(table(json.loads(TOTALS.read_text("utf-8"))), end="")
        return 0
    seed = options.seed if options.seed is not None else SystemRandom().randrange(10**6)
    logging.disable(logging.CRITICAL)
    with (
        tempfile.TemporaryDirectory(prefix="gongshi-forge-", dir=folder_for_trials()) as work,
        chromium() as browser,
    ):
        site = ForgedSite(Path(work))
        with served(beside(site)) as address:
            trial = Trial(Path(work), PageJudge(browser, address, site.fingerprint), site)
            if options.one:
                return _again(trial, options.one)
            print(f"seed {seed}", flush=True)
            return _runs(trial, seed, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--one", metavar="SEED:N", help="make one edit again")
    parser.add_argument("--table", action="store_true", help="the totals, for docs/trust.md")
    parser.add_argument("--no-totals", action="store_true", help="a trial that is not counted")
    return parser.parse_args()


def _again(trial: Trial, named: str) -> int:
    seed, _, number = named.partition(":")
    edit, found = trial.run(int(seed), int(number))
    print(f"{edit.kind}: {edit.what}; page {edit.page}")
    for judge, (verdict, words) in found.items():
        print(f"{judge}: {verdict}. {words}")
    return 0


def _runs(trial: Trial, seed: int, options: argparse.Namespace) -> int:
    until, number, finds = time.monotonic() + 60 * options.minutes, 0, 0
    counts: Counter[tuple[str, str, str]] = Counter()
    while time.monotonic() < until:
        edit, found = trial.run(seed, number)
        for judge, (verdict, _) in found.items():
            counts[edit.kind, judge, verdict] += 1
        if found[JUDGES[0]][0] != CAUGHT:
            finds += 1
            print(f"{seed}:{number} {edit.kind}: {edit.what}", flush=True)
        number += 1
    for (kind, judge, verdict), count in sorted(counts.items()):
        print(f"{kind:24} {judge:26} {verdict:10} {count}")
    if not options.no_totals:
        _add(seed, number, counts)
    return 1 if finds else 0


def _add(seed: int, edits: int, counts: Counter[tuple[str, str, str]]) -> None:
    """Adds a run to the totals; another may do so at the same time."""
    with TOTALS.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        totals = json.loads(file.read() or '{"edits": 0, "seeds": {}, "kinds": {}}')
        totals["edits"] += edits
        totals["seeds"][str(seed)] = edits
        for (kind, judge, verdict), count in sorted(counts.items()):
            row = totals["kinds"].setdefault(kind, {}).setdefault(judge, {})
            row[verdict] = row.get(verdict, 0) + count
        file.truncate(0)
        file.write(json.dumps(totals, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.exit(main())
