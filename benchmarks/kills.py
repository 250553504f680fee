"""`make bench-kills`: commands that write are killed at random instants, and run again.

    make bench-kills                                   ten minutes, a new seed
    make bench-kills BENCH="--minutes 20 --seed 7"

Each command runs in a process of its own in a copy of a small portal, and gets SIGKILL after a
random part of the time that it takes. The same command again has to succeed and to leave what it
leaves when nobody kills it; after a build an audit of the site has to hold. Totals of all runs:
benchmarks/kills-totals.json.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random, SystemRandom

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import FolderSource
from generator.commands.main import main as gongshi
from generator.io.atomic import remove

TOTALS = Path(__file__).with_name("kills-totals.json")
CLOCK = 1_790_000_000
"""The time of every command, in seconds since 1970: what they write can be compared."""

PACK_TOML = """[export]
region = "371500"
release = 1
issued = 2026-09-01T09:00:00+08:00
agency = "聊城市卫生健康委员会"
reviewed_by = "办公室"
reviewed_on = 2026-09-01
regions = "civil-affairs"
"""
FACILITIES = "机构编号,机构名称,行政区划代码,地址\n" + "".join(
    f"f-{n},阳光托育{n},371502001000,柳园路{n}号\n" for n in range(1, 41)
)
POLICY = """---
标题: 关于托育的通知
文号: 聊卫发〔2026〕1号
发文机关: 聊城市卫生健康委员会
成文日期: 2026-08-01
发布日期: 2026-08-02
附件:
  - 申请表: 申请表.txt
---
正文。
"""
NEVER_SAME = frozenset({".lock"})
"""Names of files that say nothing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A command with its arguments in a folder; `exact` where it leaves the same bytes each time.

    `again` are the exit statuses of the same command once it has been done.
    """

    name: str
    arguments: Callable[[Path], list[str]]
    exact: bool = True
    again: tuple[int, ...] = (0,)
    looked_at: tuple[str, ...] = ("",)
    """The folders that are compared: Whoosh names its files by chance."""


def _own(*words: str) -> Callable[[Path], list[str]]:
    """Arguments in which {} is the folder."""
    return lambda folder: [word.format(folder) for word in words]


_PHRASE = ("--passphrase-file", "{}/phrase")
STAGES = (
    Stage(
        "init",
        _own("init", "{}/portal", "--name", "公示", "--address", "https://ty.example.gov.cn",
             "--region", "371500", "--agency", "市卫健委", *_PHRASE),
        exact=False,
        again=(0, 2),
    ),
    Stage("keys new", _own("keys", "new", "{}/spare", "r-371502", *_PHRASE), False, (0, 2)),
    Stage("pack", _own("pack", "{}/folder", "--out", "{}/out", "--portal", "{}/portal",
                       "--keys", "{}/portal/keys"), exact=False),
    Stage("sign", _own("sign", "{}/out/371500-0001.zip", "--key", "{}/portal/keys/r-3715.pem",
                       "--archive", "{}/portal/archive", "--to", "{}/stick", *_PHRASE)),
    Stage("receive", _own("receive", "{}/stick", "--portal", "{}/portal", *_PHRASE)),
    Stage("build", _own("build", "--portal", "{}/portal", *_PHRASE),
          looked_at=("portal/site", "portal/archive")),
    Stage("keys renew", _own("keys", "renew", "targets", "--portal", "{}/portal",
                             "--signer", "{}/portal/keys/targets-1.pem",
                             "--signer", "{}/portal/keys/targets-2.pem", *_PHRASE), False),
    Stage("receive again", _own("receive", "--portal", "{}/portal", *_PHRASE), exact=False),
)  # fmt: skip
"""From an empty folder to a live site, and on."""


class Trials:
    """The folder before each stage, how long the stage takes, and what it leaves."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lengths: dict[str, float] = {}
        self.left: dict[str, dict[str, str]] = {}
        folder = root / "work"
        (folder / "folder" / "documents").mkdir(parents=True)
        (folder / "phrase").write_text("correct horse battery staple")
        (folder / "phrase").chmod(0o600)
        (folder / "folder" / "pack.toml").write_text(PACK_TOML, encoding="utf-8")
        (folder / "folder" / "机构.csv").write_text(FACILITIES, encoding="utf-8")
        (folder / "folder" / "documents" / "notice.md").write_text(POLICY, encoding="utf-8")
        (folder / "folder" / "documents" / "申请表.txt").write_text("申请表", encoding="utf-8")
        for stage in STAGES:
            shutil.copytree(folder, self._before(stage), symlinks=True)
            began = time.monotonic()
            status = _wait(_started(stage.arguments(folder)))
            self.lengths[stage.name] = time.monotonic() - began
            if status != 0:
                raise RuntimeError(f"{stage.name}: exit status {status} without being killed")
            self.left[stage.name] = _tree(folder, stage)

    def _before(self, stage: Stage) -> Path:
        return self.root / stage.name.replace(" ", "-")

    def run(self, stage: Stage, random: Random) -> str | None:
        """What is wrong after a stage was killed and run again; None where nothing is."""
        folder = self.root / "work"
        remove(folder)
        shutil.copytree(self._before(stage), folder, symlinks=True)
        process = _started(stage.arguments(folder))
        time.sleep(random.uniform(0, 1.05) * self.lengths[stage.name])
        os.killpg(process, signal.SIGKILL)
        _wait(process)
        _wait_for_workers(process)
        status = _wait(_started(stage.arguments(folder)))
        if status not in stage.again:
            return f"exit status {status} when run again"
        left = _tree(folder, stage)
        if left != self.left[stage.name]:
            both = left.keys() ^ self.left[stage.name].keys()
            return f"leaves something else: {sorted(both)[:5] or 'other bytes'}"
        if stage.name == "build":
            audit(FolderSource(folder / "portal" / "site" / "current"), AuditOptions())
        return None


def _started(arguments: list[str]) -> int:
    """A command as a process of its own, in a group that can be killed as one; its number."""
    process = os.fork()
    if process:
        # By both sides, since either may be the first.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpgid(process, process)
        return process
    status = 70
    try:
        os.setpgid(0, 0)
        quiet = os.open(os.devnull, os.O_RDWR)
        for handle in range(3):
            os.dup2(quiet, handle)
        status = gongshi(arguments)
    finally:
        os._exit(status)


def _wait_for_workers(group: int) -> None:
    """Until the system has ended every process of a killed command."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)


def _wait(process: int) -> int:
    """The exit status of a process, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _tree(folder: Path, stage: Stage) -> dict[str, str]:
    """The files that a stage leaves, with their digests; where it is not exact, their names."""
    files = (path for name in stage.looked_at for path in sorted((folder / name).rglob("*")))
    return {
        _name(path.relative_to(folder), exact=stage.exact): _digest(path) if stage.exact else ""
        for path in files
        if path.is_file() and path.name not in NEVER_SAME and not path.name.endswith(".sha256")
    }


def _digest(path: Path) -> str:
    """The digest of a file; a database may lay out the same rows otherwise."""
    return "" if path.suffix == ".sqlite" else sha256(path.read_bytes()).hexdigest()


def _name(path: Path, *, exact: bool) -> str:
    """A path; where keys differ from run to run, without what they are named by."""
    digits = str.maketrans("", "", "" if exact else "0123456789abcdef")
    return "/".join(part.translate(digits) for part in path.parts)


def run(minutes: float, seed: int, root: Path) -> tuple[Counter[str], list[str]]:
    """Kill commands for so long; how many of each, and what went wrong."""
    os.environ |= {"SOURCE_DATE_EPOCH": str(CLOCK), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
    random, trials = Random(seed), Trials(root)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    until = time.monotonic() + 60 * minutes
    while time.monotonic() < until:
        stage = random.choice(STAGES)
        fault = trials.run(stage, random)
        counts[stage.name] += 1
        if fault:
            wrong.append(f"{stage.name}, kill {sum(counts.values())} of seed {seed}: {fault}")
            print(wrong[-1])
    return counts, wrong


def _note(counts: Counter[str], wrong: list[str], seed: int) -> None:
    totals = json.loads(TOTALS.read_text("utf-8")) if TOTALS.exists() else {}
    totals = {"seeds": [], "killed": {}, "wrong": 0} | totals
    totals["seeds"].append(seed)
    totals["killed"] = dict(sorted((Counter(totals["killed"]) + counts).items()))
    totals["wrong"] += len(wrong)
    TOTALS.write_text(json.dumps(totals, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Kill for a while, say and note how it went; 1 where something was wrong."""
    parser = argparse.ArgumentParser(prog="make bench-kills")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = SystemRandom().randrange(10**6) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory(prefix="gongshi-kills-", ignore_cleanup_errors=True) as root:
        counts, wrong = run(options.minutes, seed, Path(root))
    _note(counts, wrong, seed)
    print(f"seed {seed}: {sum(counts.values())} killed, {len(wrong)} wrong; {dict(counts)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
