"""Every command that writes, in the order of a portal's life: from an empty folder and on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.log.tile_files import Folder
from generator.model.merkle import inclusion_proof

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
    f"f-{n},阳光托育{n},371502001000,柳园路{n}号\n" for n in range(1, 6)
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


NOTICE = """关于托育的通知

聊卫发〔2026〕3号

各县（市、区）卫生健康局：

现将有关事项通知如下。

附件：申请表

聊城市卫生健康委员会

2026年8月1日
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A command; {} in its words is the folder that it works in.

    `exact` where it leaves the same bytes each time: new keys and secrets are never the same.
    `before` is what people did by hand since the command before. `alone` where it begins in an
    empty folder and nothing goes on from it.
    """

    name: str
    words: str
    exact: bool = True
    before: Callable[[Path], None] | None = None
    alone: bool = False

    def arguments(self, folder: Path) -> list[str]:
        """The words of the command line."""
        return [word.format(folder) for word in f"--language en {self.words}".split()]


def begin(folder: Path) -> None:
    """What lies there before the first command: a passphrase, and a folder to be packed."""
    (folder / "folder" / "documents").mkdir(parents=True)
    (folder / "phrase").write_text("correct horse battery staple")
    (folder / "phrase").chmod(0o600)
    (folder / "folder" / "pack.toml").write_text(PACK_TOML, encoding="utf-8")
    (folder / "folder" / "机构.csv").write_text(FACILITIES, encoding="utf-8")
    (folder / "folder" / "documents" / "notice.md").write_text(POLICY, encoding="utf-8")
    (folder / "folder" / "documents" / "申请表.txt").write_text("申请表", encoding="utf-8")


def _write_notice(folder: Path) -> None:
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")


def _write_policy(folder: Path) -> None:
    policies = folder / "portal" / "content" / "policies"
    (policies / "own.md").write_text(POLICY.replace("1号", "2号"), encoding="utf-8")
    (policies / "申请表.txt").write_text("申请表", encoding="utf-8")


def _change_policy(folder: Path) -> None:
    policy = folder / "portal" / "content" / "policies" / "own.md"
    policy.write_text(policy.read_text("utf-8") + "又一段。\n", encoding="utf-8")


def _remove_policy(folder: Path) -> None:
    policies = folder / "portal" / "content" / "policies"
    shutil.rmtree(policies)
    policies.mkdir()


def _write_list(folder: Path) -> None:
    text = "机构编号,备案状态,备案日期\nf-1,已备案,2026-09-02\n"
    (folder / "备案.csv").write_text(text, encoding="utf-8")


def _write_national(folder: Path) -> None:
    national = folder / "national"
    national.mkdir()
    (national / "pack.toml").write_text(PACK_TOML, encoding="utf-8")
    (national / "机构.csv").write_text(FACILITIES, encoding="utf-8")
    text = "区划代码,机关名称\n371500,市卫健委\n371502,区卫健局\n"
    (folder / "agencies.csv").write_text(text, encoding="utf-8")


def _second_release(folder: Path) -> None:
    """A facility is gone, and another has a new name."""
    settings, table = folder / "folder" / "pack.toml", folder / "folder" / "机构.csv"
    text = PACK_TOML.replace("release = 1", "release = 2").replace("2026-09-01", "2026-09-10")
    settings.write_text(text, encoding="utf-8")
    lines = FACILITIES.replace("阳光托育3", "月光托育3").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if "f-2," not in line), encoding="utf-8")


def _give_reason(folder: Path) -> None:
    path = folder / "folder" / "reasons.csv"
    text = path.read_bytes().decode("utf-8-sig")
    lines = [line + "停办" if line.endswith(",") else line for line in text.splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def _second_key(folder: Path) -> None:
    """Another public key; whose it is does not matter here."""
    shutil.copy(folder / "portal" / "keys" / "root-3.pub.pem",
                folder / "spare" / "r-371502-2.pub.pem")  # fmt: skip


def _download_proof(folder: Path) -> None:
    """What "check this page" offers of a facility's record."""
    site = folder / "portal" / "site" / "current"
    files = Folder(site / "log")
    published = json.loads(next((site / "f").glob("*/f-1.json")).read_text("utf-8"))
    index, note = published["proof"]["leaf"], (site / "log" / "checkpoint").read_text("utf-8")
    path = inclusion_proof(index, int(note.split("\n")[1]), files)
    proof = {
        "format": "gongshi-proof-1",
        "record": published["record"],
        "salt": published["proof"]["salt"],
        "index": index,
        "proof": [one.hex() for one in path],
        "checkpoint": note,
        "key": (site / "log" / "key.vkey").read_text("utf-8").strip(),
    }
    (folder / "proof.json").write_text(json.dumps(proof), encoding="utf-8")


def _lose_record(folder: Path) -> None:
    (folder / "portal" / "accepted.json").unlink()


_PHRASE = "--passphrase-file {}/phrase"
_PORTAL = "--portal {}/portal"
_BOTH = f"{_PORTAL} {_PHRASE}"
_KEYS = "{}/portal/keys"
_PACK = f"pack {{}}/folder --out {{}}/out {_PORTAL} --keys {_KEYS} --whole"
_ROOT = f"--signer {_KEYS}/root-1.pem --signer {_KEYS}/root-2.pem"
_TARGETS = f"--signer {_KEYS}/targets-1.pem --signer {_KEYS}/targets-2.pem"
_CITY = f"--signer {_KEYS}/r-3715.pem"


def _sign(release: int) -> str:
    return (
        f"sign {{}}/out/371500-000{release}.zip --key {_KEYS}/r-3715.pem"
        f" --archive {{}}/portal/archive --to {{}}/stick-{release} {_PHRASE}"
    )


STAGES = (
    Stage(
        "init",
        "init {}/portal --name 公示 --address https://ty.example.gov.cn --region 371500"
        f" --agency 市卫健委 {_PHRASE}",
        exact=False,
    ),
    Stage("keys new", f"keys new {{}}/spare r-371502 {_PHRASE}", exact=False),
    Stage("keys card", "keys card {}/spare/r-371502.pub.pem --role r-371502 --holder 卫健局"),
    Stage(
        "policy import",
        "policy import {}/notice.txt --to {}/drafts --attach {}/folder/documents/申请表.txt",
        before=_write_notice,
    ),
    Stage("log witness-key", f"log witness-key {{}}/spare w.example {_PHRASE}", exact=False),
    Stage("pack", _PACK, exact=False),
    Stage("sign", _sign(1)),
    Stage("receive", f"receive {{}}/stick-1 {_BOTH}"),
    Stage("build", f"build {_BOTH}", before=_write_policy),
    Stage("placard", f"placard --region 371502 {_PORTAL}"),
    Stage("log witness", f"log witness {{}}/request.txt {_PORTAL}"),
    Stage(
        "log cosign",
        "log cosign {}/request.txt {}/answer.txt --log {}/portal/site/current/log/key.vkey"
        f" --held {{}}/held --key {{}}/spare/w.example.pem {_PHRASE}",
    ),
    Stage("log add", f"log add {{}}/answer.txt --witness {{}}/spare/w.example.vkey {_PORTAL}"),
    Stage("build witnessed", f"build {_BOTH}"),
    Stage("audit", "audit {}/portal/site/current --checkpoint {}/checkpoint"),
    Stage("log proof", "log proof {}/proof.json", before=_download_proof),
    Stage("keys new copies", f"keys new {_KEYS} copies {_PHRASE}", exact=False),
    Stage(
        "keys delegate copies",
        f"keys delegate copies --public {_KEYS}/copies.pub.pem {_TARGETS} {_BOTH}",
    ),
    Stage("build copies", f"build {_BOTH}"),
    Stage("deploy", f"deploy {{}}/www --no-check {_PORTAL}"),
    Stage(
        "keys delegate",
        "keys delegate r-371502 --parent r-3715 --public {}/spare/r-371502.pub.pem"
        f" --agency 区卫健局 {_CITY} {_BOTH}",
    ),
    Stage(
        "keys rotate",
        f"keys rotate r-371502 --public {{}}/spare/r-371502-2.pub.pem {_CITY} {_BOTH}",
        before=_second_key,
    ),
    Stage("keys revoke", f"keys revoke r-371502 {_CITY} {_BOTH}"),
    Stage("keys renew targets", f"keys renew targets {_TARGETS} {_BOTH}"),
    Stage("keys renew root", f"keys renew root {_ROOT} {_BOTH}"),
    Stage("keys renew agency", f"keys renew r-3715 --to {{}}/stick-r {_CITY} {_BOTH}"),
    Stage("receive renewal", f"receive {{}}/stick-r {_BOTH}"),
    Stage("receive again", f"receive {_BOTH}"),
    Stage("pack without reasons", _PACK, before=_second_release),
    Stage("pack with reasons", _PACK, before=_give_reason),
    Stage("sign again", _sign(2)),
    Stage("receive --build", f"receive {{}}/stick-2 --build {_BOTH}"),
    Stage("deploy again", f"deploy {{}}/www --no-check --compress {_PORTAL}"),
    Stage("rebuild", f"rebuild --release 371500-0001 {_PORTAL}", exact=False),
    Stage("ledger", f"ledger --out {{}}/台账.xlsx {_PORTAL}", exact=False),
    Stage(
        "list",
        f"list {{}}/备案.csv --folder {{}}/listed --out {{}}/out {_PORTAL} --keys {_KEYS}"
        " --reviewed-by 王审 --extent additions",
        before=_write_list,
    ),
    Stage(
        "pack split",
        "pack {}/national --split {}/agencies.csv --out {}/split",
        before=_write_national,
    ),
    Stage("keys new list", f"keys new {{}}/many --list {{}}/agencies.csv {_PHRASE}", exact=False),
    Stage("remove cell", f"remove facilities/f-4/address --reason personal-data {_BOTH}"),
    Stage(
        "remove version",
        f"remove policy/own --version 1 --reason personal-data {_BOTH}",
        before=_change_policy,
    ),
    Stage("build --remove", f"build --remove policy/own {_BOTH}", before=_remove_policy),
    Stage("build --from-scratch", f"build --from-scratch --audit {_BOTH}"),
    Stage("recover", f"recover {_PORTAL}", before=_lose_record),
    Stage(
        "log replace",
        f"log replace --reason planned {_TARGETS} {_BOTH}",
        exact=False,
    ),
    Stage("keys revoke agency", f"keys revoke r-3715 {_TARGETS} {_BOTH}"),
    Stage("build suspended", f"build {_BOTH}"),
    Stage(
        "keys delegate again",
        f"keys delegate r-3715 --public {{}}/spare/r-371502.pub.pem {_TARGETS} {_BOTH}",
    ),
    Stage(
        # All was received on one day: no release is left for a site.
        "keys stolen without a release",
        "keys stolen r-3715 --since 2026-09-10 --public {}/spare/r-371502-2.pub.pem"
        f" {_TARGETS} {_BOTH}",
    ),
    Stage("demo", "demo --facilities 1 --portal {}/demo", exact=False, alone=True),
)
