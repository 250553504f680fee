"""The digest beside the store: noted when a command has done its work, and never in its way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from generator.store import database
from generator.store.database import is_sealed, working_store


@pytest.mark.parametrize(("number", "refused"), [(errno.ENOSPC, False), (errno.EIO, True)])
def test_a_full_disk_leaves_the_store_without_a_seal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, refused: bool
) -> None:
    """What is done is not called undone, and the next command reads the store and seals it."""
    path, seal = tmp_path / "x.sqlite", tmp_path / "x.sqlite.sha256"

    def failing(path: Path, data: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(database, "replace_file", failing)
        if refused:
            with pytest.raises(OSError, match=os.strerror(number)), working_store(path):
                pass
        else:
            with working_store(path):
                pass
    assert not seal.exists()
    with working_store(path) as (_, damaged):
        assert not damaged
    assert seal.exists()
    assert is_sealed(path)
