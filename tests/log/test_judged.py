"""Our logs, proofs, witness and client, judged by aics-tlog, which shares no code with us.

It needs Python 3.12 and the packages of `requirements/judge.txt`, which are fetched once.
"""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from generator.log.note import parse_key
from generator.log.tile_files import Folder
from generator.log.tlog_proof import TlogProof
from generator.log.witness_client import ask_witness
from generator.log.witness_state import Witness
from generator.model.merkle import inclusion_proof
from tests.factory_log import entries, make_log, signer

pytestmark = pytest.mark.slow

TOP = Path(__file__).parents[2]
LOCK = TOP / "requirements/judge.txt"
JUDGE = Path(__file__).with_name("judge.py")
AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
PAPER = signer("newspaper.example", "paper")


def python() -> str | None:
    """A Python for which aics-tlog is made; pyenv has it without having it in the path."""
    installed = sorted(Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python"))
    for name in ("python3.12", "python3.13", "python3.14", *map(str, installed)):
        if which(name) and not subprocess.run([name, "-c", ""], capture_output=True).returncode:
            return name
    return None


@pytest.fixture(scope="module")
def judge() -> list[str]:
    """The beginning of a command that asks it."""
    folder, found = TOP / ".venv-judge", python()
    stamp = folder / "made-from"
    if not (stamp.exists() and stamp.read_bytes() == LOCK.read_bytes()):
        if found is None:
            pytest.skip("aics-tlog needs Python 3.12 or newer")
        subprocess.run([found, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin/pip"), "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
        if subprocess.run(pip, capture_output=True).returncode:
            pytest.skip("the packages of requirements/judge.txt cannot be fetched")
        stamp.write_bytes(LOCK.read_bytes())
    return [str(folder / "bin/python"), str(JUDGE)]


def ask(judge: list[str], *question: str) -> Any:
    """Its answer."""
    return json.loads(subprocess.run([*judge, *question], check=True, capture_output=True).stdout)


def test_our_log(judge: list[str], tmp_path: Path) -> None:
    """Every tile and bundle, the signature, the cosignature; one bit flipped is found."""
    log = make_log(tmp_path / "log", 5, 300, 70_000)
    with Witness.at_work(tmp_path / "held", [log.key], PAPER, lambda: AT) as witness:
        assert log.signed
        answer = witness.add_checkpoint(b"old 0\n\n" + bytes(log.signed.note))
    log.add_cosignature(answer.text.encode(), PAPER.witness_key)
    question = ("audit", str(log.folder), str(log.key), str(PAPER.witness_key))
    assert ask(judge, *question) == {
        "size": 70_305, "bundles": 275, "witnesses": ["newspaper.example"]
    }  # fmt: skip
    bundle = log.folder / "tile/entries/100"
    data = bytearray(bundle.read_bytes())
    data[700] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(subprocess.CalledProcessError):
        ask(judge, *question)


def test_our_proof(judge: list[str], tmp_path: Path) -> None:
    """A tlog-proof proves its entry, and no other one."""
    log = make_log(tmp_path / "log", 1000)
    assert log.signed
    path = inclusion_proof(700, log.size, Folder(log.folder))
    proof = TlogProof(700, tuple(path), bytes(log.signed.note), b"anything")
    (file := tmp_path / "p.tlog-proof").write_bytes(bytes(proof))
    question = ("included", str(file), str(log.key))
    assert ask(judge, *question, entries(1, 700)[0].hex())["ok"]
    assert not ask(judge, *question, entries(1, 701)[0].hex())["ok"]


def test_our_witness(judge: list[str], tmp_path: Path) -> None:
    """It follows a log that others write, and its signatures count with them."""
    told = ask(judge, "requests", "3", "7", "256", "257", "1000")
    key = parse_key(told["key"])
    with Witness.at_work(tmp_path / "held", [key], PAPER, lambda: AT) as witness:
        for body in told["requests"]:
            answer = witness.add_checkpoint(body.encode())
            assert answer.status == 200, answer
            note = tmp_path / "note"
            note.write_text(body.partition("\n\n")[2] + answer.text, encoding="utf-8")
            assert ask(judge, "cosigned", str(note), str(PAPER.witness_key))["ok"]
        forged = told["requests"][-1].replace("old 257\n", f"old 1000\n{_hash()}\n")
        assert witness.add_checkpoint(forged.encode()).status == 422


def _hash() -> str:
    return b64encode(bytes(32)).decode()


def test_our_client(judge: list[str], tmp_path: Path) -> None:
    """A witness of others signs our log from one size to the next."""
    log = make_log(tmp_path / "log", 300)
    process = subprocess.Popen([*judge, "witness", str(log.key)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        address, witness = f"http://127.0.0.1:{told['port']}", parse_key(told["key"])
        for more in (0, 44, 700, 0):
            log.append(entries(more, log.size), signer())
            signed = log.add_cosignature(ask_witness(log, address), witness)
            assert [one.key for one in signed.witnessed] == [witness]
            assert signed.checkpoint.size == log.size
    finally:
        process.kill()
        process.communicate()
