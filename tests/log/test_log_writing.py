"""Appending, opening again, and what is refused."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.log.checkpoint import Checkpoint, open_checkpoint
from generator.log.growing import Growing
from generator.log.note import cosign_note, sign_note
from generator.log.reader import PublishedLog
from generator.log.tile_files import Folder
from generator.log.tiles import TilePath, encode_bundle, parse_path
from generator.log.writing import Log
from generator.model.merkle import EMPTY_ROOT, leaf_hash, leaf_hashes
from generator.model.problems import UsageError, VerificationError
from tests.factory_log import entries, make_log, naive_root, signer


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a log."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
@given(st.lists(st.integers(0, 600), max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_appended_in_any_batches(
    tmp_path_factory: pytest.TempPathFactory, batches: list[int]
) -> None:
    """The same entries, root and full tiles, however they came; opened anew after each batch."""
    folder = tmp_path_factory.mktemp("log")
    for count in batches:
        log = Log.open(folder, signer().key)
        before = log.size, log.root
        checkpoint = log.append(entries(count, log.size), signer())
        assert checkpoint == Checkpoint(signer().name, log.size, log.root)
        assert log.root_at(before[0]) == before[1]
    log = Log.open(folder, signer().key)
    assert list(log.entries()) == entries(sum(batches))
    assert log.root == naive_root(entries(sum(batches)))


def test_files_of_the_specification(tmp_path: Path) -> None:
    """256 entries are one full tile and one hash above it; every published size keeps its tiles."""
    make_log(tmp_path, 5, 251, 44)
    assert sorted(files(tmp_path)) == [
        "checkpoint", "checkpoints/256", "checkpoints/300", "checkpoints/5", "checkpoints/sizes",
        "key.vkey",
        "tile/0/000", "tile/0/000.p/5", "tile/0/001.p/44", "tile/1/000.p/1",
        "tile/entries/000", "tile/entries/000.p/5", "tile/entries/001.p/44",
    ]  # fmt: skip
    written = files(tmp_path)
    assert written["tile/0/000"][:160] == written["tile/0/000.p/5"]
    assert written["checkpoints/300"] == written["checkpoint"]
    assert written["checkpoints/sizes"] == b"5\n256\n300\n"
    assert written["key.vkey"] == f"{signer().key}\n".encode()


def test_entries_of_a_range(tmp_path: Path) -> None:
    """Ranges across bundles, and beyond the end."""
    log = make_log(tmp_path, 700)
    for start, end in ((0, 0), (255, 257), (300, 301), (512, 700), (690, 9999), (700, None)):
        assert list(log.entries(start, end)) == entries(700)[start:end]


def test_nothing_new_signs_nothing_new(tmp_path: Path) -> None:
    """The checkpoint stays the same bytes; an empty log gets one."""
    log = make_log(tmp_path, 0)
    assert (log.size, log.root) == (0, EMPTY_ROOT)
    log.append(entries(3), signer())
    before = files(tmp_path)
    log.append([], signer())
    assert files(tmp_path) == before


@pytest.mark.parametrize("damage", ["changed", "shorter", "gone"])
@pytest.mark.parametrize("name", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
def test_damaged_edge_is_refused(tmp_path: Path, name: str, damage: str) -> None:
    """A log does not go on from tiles that are not those of its checkpoint."""
    make_log(tmp_path, 300)
    file = tmp_path / name
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        altered = content[:20] + bytes([content[20] ^ 1]) + content[21:]
        file.write_bytes(altered if damage == "changed" else content[:-32])
    with pytest.raises(VerificationError):
        Log.open(tmp_path, signer().key)


def test_rollback_is_refused(tmp_path: Path) -> None:
    """An older checkpoint put back, or taken away, does not let history begin anew."""
    make_log(tmp_path, 10, 10)
    (tmp_path / "checkpoint").write_bytes((tmp_path / "checkpoints/10").read_bytes())
    with pytest.raises(VerificationError, match="rolled back"):
        Log.open(tmp_path, signer().key)
    (tmp_path / "checkpoint").unlink()
    with pytest.raises(VerificationError, match="missing"):
        Log.open(tmp_path, signer().key)


def test_other_key_is_refused(tmp_path: Path) -> None:
    """A log is its key's; who has another one neither opens it nor appends."""
    log = make_log(tmp_path, 10)
    thief = signer(seed="thief")
    with pytest.raises(VerificationError, match="not signed"):
        Log.open(tmp_path, thief.key)
    with pytest.raises(UsageError, match="not that of this log"):
        log.append(entries(1), thief)


def test_what_does_not_continue_is_never_signed(tmp_path: Path) -> None:
    """Entries and tiles under the last checkpoint were exchanged, all fitting each other."""
    log = make_log(tmp_path, 44)
    forged = [b"doctored", *entries(43, 1)]
    (tmp_path / "tile/0/000.p/44").write_bytes(leaf_hashes(forged))
    (tmp_path / "tile/entries/000.p/44").write_bytes(encode_bundle(forged))
    before = files(tmp_path)
    with pytest.raises(VerificationError, match="not those of the checkpoint"):
        log.append(entries(500, 44), signer())
    assert files(tmp_path) == before


def test_covered_tile_is_never_replaced(tmp_path: Path) -> None:
    """A file that stands where another belongs is not written over; the same one is kept."""
    folder = Folder(tmp_path)
    place = TilePath(0, 0, 2)
    assert folder.write_tile(place, bytes(64)) == tmp_path / "tile/0/000.p/2"
    assert folder.write_tile(place, bytes(64)) is None
    with pytest.raises(VerificationError, match="never changed"):
        folder.write_tile(place, b"x" * 64)
    assert (tmp_path / "tile/0/000.p/2").read_bytes() == bytes(64)


def test_two_writers(tmp_path: Path) -> None:
    """What was opened before somebody else appended is not appended to."""
    first, second = make_log(tmp_path, 10), make_log(tmp_path)
    first.append(entries(5), signer())
    with pytest.raises(VerificationError, match="somebody else"):
        second.append(entries(6), signer())
    with first._files.held(), pytest.raises(UsageError, match="another command"):
        first.append(entries(1), signer())


def test_leftovers_of_a_killed_append_are_cleared(tmp_path: Path) -> None:
    """Tiles that no checkpoint covers give way to other entries."""
    log = make_log(tmp_path, 10)
    signed = files(tmp_path)
    log.append([b"never signed"] * 900, signer())
    for name in files(tmp_path).keys() - signed.keys():
        if name.startswith("checkpoints"):
            (tmp_path / name).unlink()
    for name in ("checkpoint", "checkpoints/sizes"):
        (tmp_path / name).write_bytes(signed[name])
    log = make_log(tmp_path, 600)
    assert list(log.entries()) == entries(610)
    assert "tile/0/003.p/142" not in files(tmp_path)


def test_checkpoint_not_yet_kept_is_kept_on_opening(tmp_path: Path) -> None:
    """A kill between the checkpoint and its copy is mended by the next run."""
    make_log(tmp_path, 10)
    (tmp_path / "checkpoints/10").unlink()
    (tmp_path / "checkpoints/sizes").unlink()
    make_log(tmp_path)
    assert files(tmp_path)["checkpoints/10"] == files(tmp_path)["checkpoint"]
    assert files(tmp_path)["checkpoints/sizes"] == b"10\n"


def test_two_checkpoints_of_one_size(tmp_path: Path) -> None:
    """A log that was signed in two ways is not opened."""
    make_log(tmp_path, 10)
    fork = Checkpoint(signer().name, 10, leaf_hash(b"other"))
    (tmp_path / "checkpoints/10").write_bytes(bytes(sign_note(fork.text(), signer())))
    with pytest.raises(VerificationError, match="two checkpoints"):
        make_log(tmp_path)


AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
APPENDER = """
import itertools, sys
from pathlib import Path
from tests.factory_log import entries, signer
from generator.log.writing import Log
log = Log.open(Path(sys.argv[1]), signer().key)
print("ready", flush=True)
for count in itertools.cycle((1, 255, 700, 30)):
    log.append(entries(count, log.size), signer())
"""


@pytest.mark.slow
def test_killed_at_any_instant(tmp_path: Path) -> None:
    """No checkpoint without its tiles, no earlier one rewritten, and the next run goes on."""
    chance = random.Random(5)
    known: list[Checkpoint] = []
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", APPENDER, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert process.stdout and process.stdout.read(5) == b"ready"
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if not (tmp_path / "checkpoint").exists():
            continue
        now = open_checkpoint((tmp_path / "checkpoint").read_bytes(), signer().key).checkpoint
        published = PublishedLog(lambda path: _read(tmp_path / path))
        found = [entry for part in published.rebuilt(now, known) for entry in part]
        assert len(found) == now.size
        known.append(now)
    assert known[-1].size > known[0].size
    log = make_log(tmp_path, 1)
    for path in files(tmp_path / "tile"):
        place = parse_path(f"tile/{path}")
        covered = log.size if place.level is None else log.size >> (8 * place.level)
        assert place.number * 256 + place.width <= covered
    grown = Growing()
    for first in range(0, log.size, 256):
        grown.add(leaf_hashes(log.entries(first, first + 256)))
    assert grown.root() == log.root


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def test_late_answer_of_a_witness(tmp_path: Path) -> None:
    """A cosignature goes under the checkpoint it is of, even when the log has grown since."""
    log = make_log(tmp_path, 10)
    assert log.signed
    paper = signer("newspaper.example", "paper")
    answer = str(cosign_note(log.signed.note.text, paper, AT)).encode()
    log.append(entries(5, 10), signer())
    log.add_cosignature(answer, paper.witness_key)
    assert not log.witnessed()
    kept = open_checkpoint(files(tmp_path)["checkpoints/10"], log.key, [paper.witness_key])
    assert [one.at for one in kept.witnessed] == [AT]
    log.add_cosignature(
        str(cosign_note(log.signed.note.text, paper, AT)).encode(), paper.witness_key
    )
    assert [one.key for one in make_log(tmp_path).witnessed()] == [paper.witness_key]
    assert files(tmp_path)["checkpoints/15"] == files(tmp_path)["checkpoint"]
    assert files(tmp_path)["witnesses.vkey"] == f"{paper.witness_key}\n".encode()
    with pytest.raises(UsageError, match="somebody else"):
        log.add_cosignature(answer, signer().witness_key)
    with pytest.raises(VerificationError, match="0 signatures"):
        log.add_cosignature(answer, signer("other.example", "other").witness_key)
