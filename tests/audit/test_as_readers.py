"""The folders of a manifest, one after another."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from generator.audit.as_readers import folders

OWN = {"log/", "manifest/", "manifest.txt"}

names = st.text("ab-/", min_size=1, max_size=6).filter(
    lambda path: not ({"", "."} & set(path.split("/")))
)


@given(st.sets(names, max_size=12))
def test_every_folder_with_what_lies_in_it(paths: set[str]) -> None:
    """As when all paths are looked at at once; each folder is told once."""
    # A name is a file or a folder, not both.
    paths = {path for path in paths if not any(other.startswith(f"{path}/") for other in paths)}
    wanted: defaultdict[str, set[str]] = defaultdict(set, {"": set(OWN)})
    for path in paths:
        parts = path.split("/")
        for depth in range(len(parts)):
            folder = "".join(f"{part}/" for part in parts[:depth])
            slash = "/" if depth + 1 < len(parts) else ""
            wanted[folder].add(f"{folder}{parts[depth]}{slash}")
    found = list(folders(sorted(paths, key=str.encode)))
    assert len({folder for folder, _ in found}) == len(found)
    assert {folder: set(inside) for folder, inside in found} == dict(wanted)
