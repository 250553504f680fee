"""What an operator with the key of the log can do to a site: change it, and enter that."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from generator.build.site_log import signer_of
from generator.build.site_log import write_manifest as write_tree
from generator.log.leaves import Leaf, encode_leaf
from generator.log.note import parse_key
from generator.log.published import newest_release
from generator.log.writing import Log
from generator.trust.keys import load_signer
from tests.factory_portal import PASSPHRASE, TestPortal
from tests.factory_site import snapshot_digest, write_manifest


def entered_again(
    site: Path, honest: TestPortal, extra: Sequence[Leaf] = (), **chosen: Any
) -> None:
    """The operator makes the manifest of a changed site anew, and enters that in the log.

    `chosen` are members of the release's leaf.
    """
    folder = site.parent / "log"
    shutil.copytree(honest.deployment.log, folder)
    log = Log.open(folder, parse_key(honest.deployment.log_key()))
    shutil.rmtree(site / "manifest")
    write_manifest(site)
    lines = (line.split("  ") for line in (site / "manifest.txt").read_text("utf-8").splitlines())
    manifest, files = write_tree([(path, bytes.fromhex(digest)) for digest, path in lines], site)
    last = newest_release(log)
    assert last is not None
    told = {"snapshot": snapshot_digest(site), "manifest": manifest, "files": files}
    leaf = replace(last, **{**told, **chosen})
    key = signer_of(log, load_signer(honest.deployment.keys / "log.pem", PASSPHRASE))
    log.append([encode_leaf(each) for each in (*extra, leaf)], key)
    for name in ("checkpoint", "checkpoints", "tile"):
        place = site / "log" / name
        shutil.rmtree(place) if place.is_dir() else place.unlink()
        copied = shutil.copytree if (folder / name).is_dir() else shutil.copy
        copied(folder / name, place)
    (site / "log" / "release.json").write_bytes(log.newest_proved())
