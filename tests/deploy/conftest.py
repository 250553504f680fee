"""A portal, hosts of every kind, and the command that sends one to the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.commands.main import main
from tests.factory_hosts import (
    S3RVER,
    Deploy,
    Target,
    folder_target,
    moto,
    rsync_target,
    s3rver,
    store_target,
)
from tests.factory_portal import TestPortal, first_release, shared_portal


@pytest.fixture
def portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A portal with a release."""
    return shared_portal(run_folder, "to-deploy", first_release, tmp_path / "portal")


@pytest.fixture
def deploy(portal: TestPortal) -> Deploy:
    """`gongshi deploy` of the portal; its exit status. Where it stands is not asked, unless."""

    def run(target: Target, *words: str, check: bool = False) -> int:
        look = () if check else ("--no-check",)
        folder = str(portal.deployment.folder)
        return main(["deploy", target.address, *look, *words, "--portal", folder])

    return run


KINDS = ("folder", "rsync", "moto", "s3rver")


@pytest.fixture(params=KINDS)
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
        if not S3RVER.exists() or not shutil.which("node"):
            pytest.skip("s3rver or Node is not installed")
        (tmp_path / "s3rver").mkdir()
        with s3rver(tmp_path / "s3rver") as endpoint:
            yield store_target(endpoint, monkeypatch)
