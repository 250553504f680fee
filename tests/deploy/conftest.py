"""A portal, hosts of every kind, and the command that sends one to the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.portal.folder import Deployment
from tests.factory_hosts import (
    S3RVER,
    Advance,
    Deploy,
    Target,
    folder_target,
    moto,
    release,
    rsync_target,
    s3rver,
    store_target,
)
from tests.factory_portal import TestPortal


@pytest.fixture
def advance(run_folder: Path, tmp_path: Path) -> Advance:
    """Puts the portal as it is with one release, two or three in place of what it was."""

    def put(number: int) -> None:
        shutil.rmtree(tmp_path / "portal", ignore_errors=True)
        release(run_folder, number, tmp_path / "portal")

    return put


@pytest.fixture
def portal(advance: Advance, tmp_path: Path) -> TestPortal:
    """A portal with a release."""
    advance(1)
    return TestPortal(Deployment(tmp_path / "portal"))


@pytest.fixture
def deploy(portal: TestPortal) -> Deploy:
    """`gongshi deploy` of the portal; its exit status. Where it stands is not asked, unless."""

    def run(target: Target, *words: str, check: bool = False) -> int:
        look = () if check else ("--no-check",)
        folder = str(portal.deployment.folder)
        return main(["deploy", target.address, *look, *words, "--portal", folder])

    return run


STORE = "s3rver" if S3RVER.exists() and shutil.which("node") else "moto"
"""The store that every test asks; moto takes three times as long to answer."""


@pytest.fixture(params=("folder", "rsync", STORE))
def target(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Target]:
    """An empty host of each kind."""
    kind: str = request.param
    if kind == "folder":
        yield folder_target(tmp_path)
    elif kind == "rsync":
        if not shutil.which("rsync"):
            pytest.skip("rsync is not installed")
        yield rsync_target(tmp_path, monkeypatch)
    elif kind == "moto":
        with moto() as endpoint:
            yield store_target(endpoint, monkeypatch)
    else:
        (tmp_path / "s3rver").mkdir()
        with s3rver(tmp_path / "s3rver") as endpoint:
            yield store_target(endpoint, monkeypatch)
