"""`make bench-search`: our search beside Pagefind on the same institutions, in one run.

    make bench-search                              100,000 synthetic facilities
    make bench-search BENCH="--facilities 1000"
    make bench-search BENCH="--register FOLDER"    the real register, if it lies elsewhere

The real register is looked for where the tests look for it, in ../shared/data/register.

Questions whose answer is known are asked in Chromium, each as the first one of a new visitor. The
tables go to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

from benchmarks.engines import OURS, PAGEFIND, AuditOptions, Engine, ask, chromium, served
from benchmarks.known_items import (
    Item,
    KnownItem,
    items_of_register,
    items_of_store,
    questions,
)
from benchmarks.measure import Run, size_of
from benchmarks.peers import run_hugo, run_pagefind, write_hugo_site
from benchmarks.portals import Indexed, index_portal, index_register
from generator.search.browser.shards import shard_files
from generator.search.query.engine import search
from generator.search.query.query import Query

RESULTS = Path(__file__).with_name("RESULTS.md")
REGISTER = Path(__file__).resolve().parents[2] / "shared" / "data" / "register"
FEW = 10


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine with what its index cost, and its answers to the questions."""

    engine: Engine
    run: Run
    output: float
    asked: list[AuditOptions]


def main() -> None:
    """Index, ask, print and write the tables."""
    options = _options()
    work = Path(tempfile.mkdtemp(prefix="gongshi-search-", dir=options.work))
    try:
        texts = []
        # The small one first: a process counts the memory of the one that began it as its own.
        if options.register.is_dir():
            items = items_of_register(options.register)
            title = f"Search in the real register of {len(items):,}"
            real = index_register(work / "register", items)
            texts.append(_compared(work, title, real, items, options.questions))
        indexed = index_portal(work / "portal", options.facilities)
        title = f"Search among {options.facilities:,} facilities"
        items = items_of_store(indexed.store)
        texts.append(_compared(work, title, indexed, items, options.questions))
        text = "\n".join(texts)
        print(text)
        earlier = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
        RESULTS.write_text(f"{earlier}\n{text}", encoding="utf-8")
    finally:
        if not options.keep:
            shutil.rmtree(work)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--facilities", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=30, help="of every kind")
    parser.add_argument("--register", type=Path, default=REGISTER, help="the real register")
    parser.add_argument("--work", type=Path, help="where the temporary folder is made")
    parser.add_argument("--keep", action="store_true", help="leave the temporary folder")
    return parser.parse_args()


def _record(item: Item) -> tuple[str, dict[str, str]]:
    others = " ".join(item.others)
    return item.identifier, {"name": item.name, "other_names": others, "uscc": item.credit_code}


def _compared(
    work: Path,
    title: str,
    indexed: Indexed,
    items: list[Item],
    each: int,
) -> str:
    """Both engines on the same institutions: the table of costs and the one of what is found."""
    folder = write_hugo_site(map(_record, items), work / "hugo")
    run_hugo(folder)
    pages = folder / "public"
    pagefind = run_pagefind(folder)
    known = list(questions(items, each))
    texts = [question.text for question in known]
    with chromium() as browser, served(indexed.shards, pages) as (address, counter):
        ours, theirs = (
            list(ask(address, counter, engine, texts, browser)) for engine in (OURS, PAGEFIND)
        )
    peers = (
        Peer(OURS, indexed.run, _published(indexed.shards), ours),
        Peer(PAGEFIND, pagefind, size_of(pages / "pagefind"), theirs),
    )
    few = [search(indexed.index, Query(text=text)).total <= FEW for text in texts]
    return f"{_costs(title, peers)}\n{_shares(known, few, peers)}"


def _published(shards: Path) -> float:
    """Megabytes of what a site has of an index."""
    return sum(path.stat().st_size for path in shard_files(shards)) / 1e6


def _costs(title: str, peers: Iterable[Peer]) -> str:
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}"
    versions = f"Python {platform.python_version()}, Pagefind {version('pagefind')}"
    lines = "\n".join(
        f"| {peer.engine.name} | {peer.run.seconds:.1f} s | {peer.run.megabytes:.0f} MB"
        f" | {peer.output:.1f} MB | {median(a.before for a in peer.asked) / 1000:.1f} kB"
        f" | {_two(a.bytes / 1000 for a in peer.asked)} kB"
        f" | {_two(a.milliseconds for a in peer.asked)} ms |"
        for peer in peers
    )
    return (
        f"## {title}, {datetime.now(UTC):%Y-%m-%d}\n\n{machine}, {versions}.\n\n"
        "| index | time | memory | output | bytes before the first query"
        " | bytes a cold query, median / 95th | time a cold query, median / 95th |\n"
        f"|---|---|---|---|---|---|---|\n{lines}\n"
    )


def _two(values: Iterable[float]) -> str:
    """Median and 95th percentile."""
    found = list(values)
    return f"{median(found):.0f} / {quantiles(found, n=20)[-1]:.0f}"


def _shares(known: list[KnownItem], few: list[bool], peers: tuple[Peer, Peer]) -> str:
    lines = "\n".join(_share_line(kind, known, few, peers) for kind in _kinds(known))
    names = " | ".join(f"{peer.engine.name} | of those" for peer in peers)
    return (
        f'Found among the first {FEW}; "of those": where at most {FEW} match at all.\n\n'
        f"| asked by | questions | at most {FEW} match | {names} |\n"
        f"|---|---|---|---|---|---|---|\n{lines}\n"
    )


def _kinds(known: list[KnownItem]) -> list[str]:
    return list(dict.fromkeys(question.kind for question in known))


def _share_line(kind: str, known: list[KnownItem], few: list[bool], peers: Iterable[Peer]) -> str:
    places = [at for at, question in enumerate(known) if question.kind == kind]
    clear = [at for at in places if few[at]]
    cells: list[str] = []
    for peer in peers:
        hits = {at for at in places if _is_found(known[at], peer.asked[at])}
        cells += (_percent(hits, places), _percent(hits, clear))
    return f"| {kind} | {len(places)} | {len(clear)} | {' | '.join(cells)} |"


def _is_found(question: KnownItem, asked: AuditOptions) -> bool:
    # Hugo writes paths in small letters.
    return question.identifier.lower() in {name.lower() for name in asked.found}


def _percent(hits: set[int], places: list[int]) -> str:
    return f"{100 * len(hits & set(places)) / len(places):.0f} %" if places else "–"


if __name__ == "__main__":
    main()
