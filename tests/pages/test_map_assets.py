"""Leaflet as part of the site, or a site without a map."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from pathlib import Path

from generator.pages.shared.assets import leaflet
from tests.conftest import REPOSITORY

LOCK = json.loads((REPOSITORY / "package-lock.json").read_bytes())["packages"]


def test_leaflet_is_served_under_the_name_of_its_content() -> None:
    """Script, style and pictures in one folder, whose name is theirs; no map of the source."""
    found = leaflet(REPOSITORY / "node_modules")
    assert found is not None, "run .ci/packages"
    folder, assets = found
    names = {asset.path.removeprefix(folder) for asset in assets}
    assert {"leaflet.js", "leaflet.css", "images/layers.png"} <= names
    contents = {asset.path.rpartition("/")[2]: asset.content for asset in assets}
    version = LOCK["node_modules/leaflet"]["version"].encode()
    assert b"Leaflet " + version in contents["leaflet.js"][:200]
    assert b"sourceMappingURL" not in contents["leaflet.js"]
    assert leaflet(REPOSITORY / "node_modules") == found


def test_other_content_has_another_name(tmp_path: Path) -> None:
    """A folder that a browser keeps for ever never holds something else."""
    dist = tmp_path / "leaflet" / "dist"
    dist.mkdir(parents=True)
    assert leaflet(tmp_path) is None
    (dist / "leaflet.css").write_bytes(b"")
    (dist / "leaflet.js").write_bytes(b"one")
    one = leaflet(tmp_path)
    (dist / "leaflet.js").write_bytes(b"two")
    two = leaflet(tmp_path)
    assert one is not None
    assert two is not None
    assert one[0] != two[0]


def test_packages_are_pinned_to_their_bytes() -> None:
    """Every package of the lock file has a SHA-512 and an exact version."""
    packages = {place: entry for place, entry in LOCK.items() if place}
    assert "node_modules/leaflet" in packages
    for entry in packages.values():
        kind, _, digest = entry["integrity"].partition("-")
        assert kind == "sha512"
        assert len(b64decode(digest)) == hashlib.sha512().digest_size
        assert "resolved" not in entry, "the registry is the machine's to name"
