"""The manifest as a tree: every path is where its digest says, at any size."""

from __future__ import annotations

import io
from hashlib import sha256

import pytest

from generator.log.manifest_tree import CHILDREN, MOST, ROOT, depth_of, numbers, tree_files

EMPTY = sha256(b"").hexdigest()


def manifest(count: int) -> bytes:
    """Lines of so many files, sorted by path."""
    paths = sorted(f"f/{number % 256:02x}/{number}.html" for number in range(count))
    return "".join(f"{sha256(path.encode()).hexdigest()}  {path}\n" for path in paths).encode()


def found(files: dict[str, bytes], path: str) -> bytes:
    """The bucket of a path, found as a page finds it: list by list, each with its digest."""
    _, written, _, *digests = files[ROOT].decode().splitlines()
    way = numbers(path.encode(), int(written))
    folder, digest = "manifest", digests[way[0]]
    for level in range(1, int(written)):
        folder += f"/{way[level - 1]:02d}"
        content = files[f"{folder}/list.txt"]
        assert sha256(content).hexdigest() == digest
        digest = content.decode().splitlines()[way[level]]
    bucket = files[f"{folder}/{way[-1]:02d}.txt"]
    assert sha256(bucket).hexdigest() == digest
    return bucket


@pytest.mark.parametrize("count", [0, 1, 2, 63, 300, 8192, 8193, 9000])
def test_every_path_is_found(count: int) -> None:
    """And no line is in two places, or in none."""
    lines = manifest(count)
    files = dict(tree_files(io.BytesIO(lines)))
    assert list(files)[-1] == ROOT
    for line in lines.splitlines(keepends=True)[:: max(1, count // 50)]:
        assert line in found(files, line[66:].decode().strip()).splitlines(keepends=True)
    buckets = [c for name, c in files.items() if not name.endswith("list.txt") and name != ROOT]
    assert sorted(b"".join(buckets).splitlines()) == sorted(lines.splitlines())
    assert all(bucket for bucket in buckets), "what is empty has no file"


def test_one_file_more_changes_its_branch_only() -> None:
    """A bucket, the lists above it, the root."""
    before, after = (dict(tree_files(io.BytesIO(manifest(count)))) for count in (9000, 9001))
    changed = [name for name in after if after[name] != before.get(name)]
    assert len(changed) == 3 and changed[-1] == ROOT


def test_the_smallest_depth() -> None:
    """On average no bucket has more lines than it may."""
    assert [depth_of(n) for n in (0, MOST * CHILDREN, MOST * CHILDREN + 1)] == [1, 1, 2]
    assert depth_of(2_000_000) == 3
