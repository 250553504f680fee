"""A published log read by somebody who believes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.log.checkpoint import Checkpoint
from generator.log.reader import PublishedLog
from generator.log.writing import Log
from generator.model.merkle import leaf_hash, verify_consistency, verify_inclusion
from generator.model.problems import VerificationError
from tests.factory_log import entries, make_log, signer

BATCHES = (5, 300, 250, 70)
SIZE = sum(BATCHES)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return make_log(tmp_path, *BATCHES)


def published(log: Log) -> PublishedLog:
    def fetch(path: str) -> bytes | None:
        file = log.folder / path
        return file.read_bytes() if file.is_file() else None

    return PublishedLog(fetch)


def checkpoint(log: Log, size: int = SIZE) -> Checkpoint:
    return Checkpoint(log.key.name, size, log.root_at(size))


def test_rebuilt_from_its_entries(log: Log) -> None:
    """All entries, in order, when every tile follows from them."""
    earlier = [checkpoint(log, size) for size in (0, 5, 305, 555)]
    found = [one for part in published(log).rebuilt(checkpoint(log), earlier) for one in part]
    assert found == [entry for at in (0, 5, 305, 555) for entry in
                     entries(BATCHES[(0, 5, 305, 555).index(at)], at)]  # fmt: skip


def test_proofs_are_read_from_tiles(log: Log) -> None:
    """What a browser does: a few tiles, a path, the root."""
    reader = published(log)
    verify_inclusion(
        400, SIZE, leaf_hash(entries(1, 400)[0]), reader.prove_inclusion(400, SIZE), log.root
    )
    proof = reader.prove_consistency(305, SIZE)
    verify_consistency(305, SIZE, log.root_at(305), log.root, proof)
    assert reader.root(SIZE) == log.root


def test_every_byte_counts(log: Log) -> None:
    """One changed byte in any file of the tree is found, and the file is named."""
    earlier = [checkpoint(log, size) for size in (5, 305, 555)]
    for path in sorted((log.folder / "tile").rglob("*")):
        if path.is_dir():
            continue
        name = str(path.relative_to(log.folder))
        content = path.read_bytes()
        for at in {0, len(content) // 2, len(content) - 1}:
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            with pytest.raises(VerificationError) as refused:
                list(published(log).rebuilt(checkpoint(log), earlier))
            told = str(refused.value)
            assert "tile/" in told, f"{name} changed at {at}: {told}"
        may_go = name in replaceable(log)
        path.unlink()
        if not may_go:
            with pytest.raises(VerificationError, match="missing"):
                list(published(log).rebuilt(checkpoint(log), earlier))
        path.write_bytes(content)
    assert list(published(log).rebuilt(checkpoint(log), earlier))


def replaceable(log: Log) -> set[str]:
    """Partial files that may go, since there is a full one."""
    names = {str(path.relative_to(log.folder)) for path in (log.folder / "tile").rglob("*")}
    return {name for name in names if ".p/" in name and name.split(".p/")[0] in names}


def test_other_history_is_found(log: Log, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A log that was made anew from doctored entries does not match an older checkpoint."""
    folder = tmp_path_factory.mktemp("doctored")
    doctored = Log.open(folder, signer().key)
    doctored.append([*entries(4), b"doctored", *entries(SIZE, 5)], signer())
    reader = published(doctored)
    assert list(reader.rebuilt(checkpoint(doctored, doctored.size)))
    with pytest.raises(VerificationError, match="at 305 entries"):
        list(reader.rebuilt(checkpoint(doctored, doctored.size), [checkpoint(log, 305)]))
    with pytest.raises(VerificationError, match="earlier one"):
        list(reader.rebuilt(checkpoint(log, 305), [checkpoint(log)]))
