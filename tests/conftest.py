"""What several tests share: the demonstration, built once for the whole run, and what is slow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.build import pipeline
from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.demonstration.portal import open_demonstration_key, prepare_demo
from generator.portal.folder import Deployment
from tests.built_once import built_once, changes

REPOSITORY = Path(__file__).resolve().parents[1]
"""The checkout."""

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)

# Commands speak English to tests, whatever the language of the machine or of a portal.
for _name in ("LC_ALL", "LANGUAGE"):
    os.environ.pop(_name, None)
os.environ["LC_MESSAGES"] = "en_GB.UTF-8"
# The day of the demonstration, whenever the tests run.
os.environ["SOURCE_DATE_EPOCH"] = str(int(NOW.timestamp()))

SLOW_FIXTURES = {"demo", "browser"}
"""Whoever uses one of them, in whatever way, builds a site or starts Chromium."""
SLOW_FOLDERS = {"browser", "packaging", "service"}
"""Tests that start Chromium or Java, install the program in an environment of its own, or serve."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what needs a built site or a browser; `make quick` leaves it out."""
    for item in items:
        slow_fixture = SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
        if slow_fixture or item.path.parent.name in SLOW_FOLDERS:
            item.add_marker(pytest.mark.slow)


running: list[pytest.Item] = []
"""The test whose fixtures are being made or which runs, if any."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Remember which test it is."""
    running[:] = [item]
    try:
        return (yield)
    finally:
        running.clear()


@pytest.fixture(scope="session", autouse=True)
def builds_are_slow() -> Iterator[None]:
    """A test that builds a site and is not marked as slow fails: `make quick` has no builds."""
    build_site = pipeline._build

    def build_if_slow(*given: Any) -> pipeline.Report:
        if running and running[0].get_closest_marker("slow") is None:
            pytest.fail(f"{running[0].nodeid} builds a site: mark it with pytest.mark.slow")
        return build_site(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "_build", build_if_slow)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_in_the_checkout() -> Iterator[None]:
    """`gongshi pack` makes its secret in `keys/` where it runs, which is no place of tests."""
    yield
    assert not (REPOSITORY / "keys").exists(), "a test has made keys in the checkout"


def made_demo(folder: Path, at: datetime = NOW) -> Deployment:
    """The demonstration portal, received at `at` and built."""
    deployment = Deployment(folder)
    prepare_demo(deployment, None, at=at, progress=Silence())
    build(deployment, open_demonstration_key, at=at)
    return deployment


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demo(run_folder: Path) -> Iterator[Deployment]:
    """The demonstration, for all workers the same: tests only read it."""
    folder = built_once(run_folder / "demonstration", made_demo)
    yield Deployment(folder)
    assert changes(folder) == [], "a test changed the demonstration that all of them share"
