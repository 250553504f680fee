"""`make bench`: how long builds take, beside Hugo and Pagefind, in one run on this machine.

    make bench                               100,000 facilities, with the peers
    make bench BENCH="--facilities 10000"
    make bench BENCH="--facilities 1000000 --without-peers"

Everything is made in a temporary folder. The table goes to benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Run, measure, size_of
from benchmarks.peers import facility_rows, run_hugo, run_pagefind, write_hugo_site
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


def main() -> None:
    """Make, build, change, build again; print and write the table."""
    options = _options()
    work = Path(tempfile.mkdtemp(prefix="gongshi-bench-", dir=options.work))
    try:
        rows = _runs(work, options.facilities, peers=not options.without_peers)
        text = _table(options.facilities, rows)
        print(text)
        earlier = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
        RESULTS.write_text(f"{earlier}\n{text}", encoding="utf-8")
    finally:
        if not options.keep:
            shutil.rmtree(work)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--facilities", type=int, default=100_000)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--work", type=Path, help="where the temporary folder is made")
    parser.add_argument("--keep", action="store_true", help="leave the temporary folder")
    return parser.parse_args()


Row = tuple[str, Run, str]


def _runs(work: Path, facilities: int, *, peers: bool) -> list[Row]:
    base = Deployment(work / "base")
    _tell(f"making {facilities} facilities")
    prepare_demo(base, facilities, at=_now(), progress=Silence())
    base.store.unlink()
    rows = [_row("clean build", build(base))]
    clean = rows[0][1].seconds
    _tell(f"the site has {size_of(base.site / 'current'):.0f} MB")
    rows.append(_row("next build, nothing changed", build(base), clean))
    within = Deployment(work / "within")
    for name, deployment, every in (
        ("1 % changed, within one export in twenty", within, 20),
        ("1 % changed, spread over all exports", base, None),
    ):
        if deployment is within:
            _copy(base, within)
        _receive(deployment, changed_exports(facilities, SHARE, every))
        rows.append(_row(name, build(deployment), clean))
    if peers:
        rows += _peers(work, base.store, clean)
    return rows


def _row(name: str, run: Run, clean: float | None = None) -> Row:
    _tell(f"{name}: {run.seconds:.1f} s")
    return name, run, f"{run.seconds / clean:.3f} × clean" if clean else ""


def build(deployment: Deployment) -> Run:
    """`gongshi build` as a process of its own."""
    return measure([sys.executable, "-m", "generator", "build", "--portal",
                    str(deployment.folder)])  # fmt: skip


def _copy(source: Deployment, target: Deployment) -> None:
    """A portal beside another: the site by hard links, the rest as files of its own."""
    shutil.copytree(
        source.folder, target.folder, symlinks=True, ignore=shutil.ignore_patterns("releases")
    )
    releases = Path("site") / "releases"
    shutil.copytree(
        source.folder / releases, target.folder / releases, copy_function=_link, symlinks=True
    )


def _link(source: str, target: str) -> None:
    if source.endswith(".html"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def _receive(deployment: Deployment, exports: Iterable[DemonstrationExport]) -> None:
    """Sign second releases and take them in; not measured."""
    handover_dir = deployment.folder / "handover" / "changed"
    packed = deployment.folder / "changed"
    packed.mkdir()
    for info, tables, _ in exports:
        path = write_export(info, tables, (), packed, secret=bytes(32))
        keys = load_signers(deployment.keys, [role_of(info.region)], PASSPHRASE)
        role = deployment.archive / "tuf" / "metadata" / f"1.{role_of(info.region)}.json"
        row_tree = stated_row_tree(path.read_bytes(), path.name)
        sign_export(path, keys, handover_dir, role, at=_now(), row_tree=row_tree)
    own_keys = load_portal_keys(deployment.keys, PASSPHRASE)
    receive_handover(deployment, handover_dir, portal_keys=own_keys, at=_now())


def _peers(work: Path, store: Path, clean: float) -> list[Row]:
    folder = write_hugo_site(facility_rows(store), work / "hugo")
    hugo = run_hugo(folder)
    pagefind = run_pagefind(folder)
    both = Run(hugo.seconds + pagefind.seconds, max(hugo.megabytes, pagefind.megabytes))
    return [
        _row(f"Hugo {version('hugo')}, one template, no search", hugo),
        _row(f"Pagefind {version('pagefind')} extended, of those pages", pagefind),
        ("Hugo + Pagefind", both, f"our clean build is {clean / both.seconds:.2f} × this"),
    ]


def _table(facilities: int, rows: list[Row]) -> str:
    lines = "\n".join(
        f"| {name} | {run.seconds:.1f} s | {run.megabytes:.0f} MB | {note} |"
        for name, run, note in rows
    )
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    return (
        f"## {facilities:,} facilities, {_now():%Y-%m-%d}\n\n{machine}.\n\n"
        f"| what | time | memory | ratio |\n|---|---|---|---|\n{lines}\n"
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _tell(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
