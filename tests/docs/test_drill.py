"""The guide's back-up and restore, run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.commands.main import main
from tests.factory_portal import (
    TestPortal,
    first_release,
    release_info,
    replaced,
    small_tables,
    tree_digest,
)

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
SECTION = GUIDE.read_text("utf-8").partition("### Back-up, and the drill")[2].partition("\n### ")[0]
BACK_UP, DRILL, DISASTER = re.findall(r"^```sh\n(.+?)^```", SECTION, re.DOTALL | re.MULTILINE)


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """A portal that has published, with a pass phrase beside its keys."""
    return first_release(tmp_path / "portal")


def run(commands: str, portal: TestPortal, tmp_path: Path) -> str:
    """The guide's commands with the folders of the test; what they printed."""
    backup = tmp_path / "backup"
    backup.mkdir(exist_ok=True)
    for written, here in (
        ("/srv/portal", portal.deployment.folder),
        ("/media/backup", backup),
        ("/srv/drill", tmp_path / "drill"),
        ("https://ty.example.gov.cn", tmp_path / "copy"),
    ):
        commands = commands.replace(written, str(here))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "LC_ALL": "en_US.UTF-8", "SOURCE_DATE_EPOCH": _epoch(portal)}
    done = subprocess.run(
        ["bash", "-euc", commands], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _epoch(portal: TestPortal) -> str:
    return str(int(portal.clock.timestamp()) + 3600)


def test_the_site_stands_again_from_the_back_up_alone(portal: TestPortal, tmp_path: Path) -> None:
    """Byte for byte, and nothing was signed for it."""
    run(BACK_UP, portal, tmp_path)
    before = tree_digest(portal.public)
    log = tree_digest(portal.deployment.log)
    shutil.rmtree(portal.deployment.site)
    said = run(DRILL, portal, tmp_path)
    assert "every byte is as it was" in said
    drill = tmp_path / "drill"
    assert tree_digest(drill / "rebuilt" / "newest" / "site" / "current") == before
    assert tree_digest(drill / "archive" / "log") == log


def test_the_back_up_waits_for_no_half_command(portal: TestPortal, tmp_path: Path) -> None:
    """While a command is at work the copy is not taken from under it."""
    with portal.deployment.locked():
        begun = subprocess.Popen(
            ["bash", "-euc", BACK_UP.replace("/srv/portal", str(portal.deployment.folder))
             .replace("/media/backup", str(tmp_path))],
        )  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            begun.wait(0.5)
        assert not (tmp_path / "portal.tar").exists()
    assert begun.wait(60) == 0
    assert (tmp_path / "portal.tar").exists()


def test_a_portal_that_burnt_goes_on(portal: TestPortal, tmp_path: Path) -> None:
    """The back-up is a release behind; an outsider's copy of the site has the rest."""
    run(BACK_UP, portal, tmp_path)
    stick = portal.sign(
        portal.pack(replaced(small_tables(), "fees", "F1", amount=1980.0), release_info(2, day=4))
    )
    portal.receive(stick)
    portal.build()
    shutil.copytree(portal.public, tmp_path / "copy")
    kept = shutil.copytree(stick, tmp_path / "stick")
    shutil.rmtree(portal.deployment.folder)
    run(DRILL.partition("gongshi rebuild")[0], portal, tmp_path)
    named = DISASTER.replace("\ngongshi build", f" {kept}\ngongshi build", 1)
    run(named, portal, tmp_path)
    here, copy = tmp_path / "drill" / "site" / "current", tmp_path / "copy"
    assert tree_digest(here / "f") == tree_digest(copy / "f")
    seen = tmp_path / "seen"
    shutil.copy(copy / "log" / "checkpoint", seen)
    assert main(["audit", str(here), "--checkpoint", str(seen)]) == 0
