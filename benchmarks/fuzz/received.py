"""The target `receive`: what an agency hands over, damaged before or after it was signed."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from benchmarks.fuzz.damage import damaged, zip_damaged
from benchmarks.fuzz.folders import Kept, files_below, write_over
from benchmarks.fuzz.target import Given
from generator.build.receive_handover import receive_handover
from generator.exports.archive import stated_row_tree
from generator.model.problems import DataError
from generator.model.release import RowTreeRoot
from generator.portal.folder import USUAL_PAGES
from generator.trust.keys import load_signers
from generator.trust.scope import role_of
from generator.trust.signing import sign_export
from tests.factory_portal import (
    PASSPHRASE,
    REGION,
    make_portal,
    release_info,
    replaced,
    small_tables,
)

DOCUMENT = """---
标题: 聊城市托育机构备案办法
文号: 聊卫发〔2026〕1号
发文机关: 聊城市卫生健康委员会
成文日期: 2026-02-01
发布日期: 2026-02-02
---
机构应当备案。
"""
OWN = DOCUMENT.replace("1号", "2号")
"""A document of the portal itself."""


class ReceiveTarget:
    """`gongshi receive` of a hand-over of one export."""

    name = "receive"

    def prepare(self, folder: Path) -> None:
        """A portal that has the first release, and the second one on a stick."""
        self._work = folder
        portal = make_portal(folder / "portal")
        # The program's own thirty documents and pages would be read again for every input.
        page = min(USUAL_PAGES.glob("*.md"))
        content = {"policies/own.md": OWN.encode(), f"pages/{page.name}": page.read_bytes()}
        write_over(portal.deployment.folder / "content", content)
        documents = {"documents/rule.md": DOCUMENT}
        portal.publish(small_tables(), release_info(), documents)
        tables = replaced(small_tables(), "facilities", "F3", name="阳光宝贝托育园")
        self._export = portal.pack(tables, release_info(2, day=8), documents)
        self._stick = files_below(portal.sign(self._export))
        self._portal_keys = portal.portal_keys
        self._keys = load_signers(portal.deployment.keys, [role_of(REGION)], PASSPHRASE)
        self._deployment, self._at = portal.deployment, portal.clock
        self._kept = Kept(portal.deployment.folder)

    def make(self, random: Random) -> Given:
        """An export damaged and then signed, or a stick damaged afterwards."""
        if random.random() < 0.6:
            data = zip_damaged(random, self._export.read_bytes())
            return Given({f"signed/{self._export.name}": data})
        name = random.choice(sorted(self._stick))
        data = self._stick[name]
        match random.randrange(8):
            case 0:
                return Given({name: None})
            case 1:
                return Given({random.choice((f"{name}.bak", "x", "metadata/1.x.json")): data})
            case 2:
                return Given({name: b"link:/dev/null"})
            case _:
                return Given({name: damaged(random, name, data)})

    def run(self, given: Given) -> None:
        """Receive it, and put the portal back where that changed something."""
        stick = self._work / "stick"
        shutil.rmtree(stick, ignore_errors=True)
        stick.mkdir()
        signed = given.files.get(f"signed/{self._export.name}")
        try:
            if signed is not None:
                self._sign(stick, signed)
            else:
                write_over(stick, {**self._stick, **given.files})
            receive_handover(self._deployment, stick, portal_keys=self._portal_keys, at=self._at)
        finally:
            self._kept.restore()

    def _sign(self, stick: Path, data: bytes) -> None:
        """As an agency with its key would that wrote its export by another program."""
        export = self._work / self._export.name
        export.write_bytes(data)
        try:
            row_tree = stated_row_tree(data, export.name)
        except DataError:
            row_tree = RowTreeRoot(root="0" * 64, subjects=0, count=0)
        archive = self._deployment.archive
        sign_export(export, self._keys, stick, archive, at=self._at, row_tree=row_tree)
