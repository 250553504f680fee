"""The demonstration made anew, after the program that makes it has changed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from generator.build.pipeline import build
from generator.build.progress import Silence
from generator.demonstration.portal import Marker, open_demonstration_key, prepare_demo
from generator.portal.folder import DEMONSTRATION, Deployment
from tests.conftest import NOW

pytestmark = pytest.mark.slow


def test_a_demonstration_of_another_version_is_made_anew(tmp_path: Path) -> None:
    """With a log of its own: the site of the old one would be a log that was rolled back."""
    deployment = Deployment(tmp_path / "demo")
    marker = deployment.folder / DEMONSTRATION
    for _ in range(2):
        assert prepare_demo(deployment, 3, at=NOW, progress=Silence())
        build(deployment, open_demonstration_key, at=NOW, progress=Silence())
        assert not prepare_demo(deployment, 3, at=NOW, progress=Silence())
        assert (deployment.site / "current" / "index.html").is_file()
        made = msgspec.json.decode(marker.read_bytes(), type=Marker)
        marker.write_bytes(msgspec.json.encode(msgspec.structs.replace(made, code="older")))
