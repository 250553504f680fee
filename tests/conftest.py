"""What several tests share: the demonstration, built once for each worker."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.demonstration.portal import open_demonstration_key, prepare_demo
from generator.portal.folder import Deployment

REPOSITORY = Path(__file__).resolve().parents[1]
"""The checkout."""

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def made_demo(folder: Path, at: datetime = NOW) -> Deployment:
    """The demonstration portal, received at `at` and built."""
    deployment = Deployment(folder)
    prepare_demo(deployment, None, at=at, progress=Silence())
    build(deployment, open_demonstration_key)
    return deployment


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The demonstration; tests only read it."""
    return made_demo(tmp_path_factory.mktemp("demonstration") / "demo")
