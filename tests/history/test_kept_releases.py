"""Manifests as differences: whatever follows upon whatever, each comes back as it was."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.history.kept_releases import KeptRelease, KeptReleases
from generator.model.problems import DataError

MANIFESTS = st.lists(
    st.dictionaries(st.sampled_from(["a", "a/b", "a.b", "f/1/", "机构", "é"]),
                    st.sampled_from("123"), min_size=1),
    min_size=1, max_size=5,
)  # fmt: skip


def _text(files: dict[str, str]) -> bytes:
    lines = sorted(files.items(), key=lambda each: each[0].encode())
    return b"".join(f"{digest * 64}  {path}\n".encode() for path, digest in lines)


def _kept(folder: Path, *manifests: bytes) -> tuple[KeptReleases, list[str]]:
    kept, before = KeptReleases(folder / "releases"), None
    named = []
    for entry, text in enumerate(manifests):
        path = folder / f"{entry}.txt"
        path.write_bytes(text)
        named.append(hashlib.sha256(text).hexdigest())
        at = datetime(2026, 9, 1, tzinfo=UTC)
        release = KeptRelease(entry, 0, at, 0, {}, named[-1], "0", "", {})
        kept.keep(release, [("portal.toml", path)], path, before)
        before = path
    return kept, named


@settings(deadline=None)
@given(MANIFESTS)
def test_every_manifest_comes_back(manifests: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        kept, named = _kept(Path(folder), *map(_text, manifests))
        for files, sha256 in zip(manifests, named, strict=True):
            assert dict(kept.manifest(sha256)) == {path: d * 64 for path, d in files.items()}


def test_a_manifest_that_was_altered_is_refused(tmp_path: Path) -> None:
    kept, (first, second) = _kept(tmp_path, _text({"a": "1", "b": "1"}), _text({"a": "2"}))
    assert list(kept.manifest(second)) == [("a", "2" * 64)]
    (tmp_path / "releases" / "manifests" / f"{first}.gz").unlink()
    with pytest.raises(DataError, match="missing"):
        list(kept.manifest(second))


def test_a_file_is_kept_once_and_goes_with_its_reason(tmp_path: Path) -> None:
    text = _text({"a": "1"})
    kept, _ = _kept(tmp_path, text, text)
    release = kept.find(1)
    assert release is not None
    digest = release.files["portal.toml"]
    assert kept.file(digest) == text
    for _ in range(2):
        kept.destroy({digest: "portal.toml", "0" * 64: "never there"}, "personal-data")
        assert kept.file(digest) is None
        (gone,) = kept.destroyed()
        assert (gone.name, gone.reason) == ("portal.toml", "personal-data")
