"""A downloaded proof, checked without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.audit.proofs import check_proof
from generator.commands.main import main
from generator.log.reader import PublishedLog
from generator.model.problems import VerificationError
from tests.factory_log import signer
from tests.factory_site import Site


@pytest.fixture
def proof(tmp_path: Path) -> dict[str, Any]:
    """What "check this page" offers for download."""
    site = Site.make(tmp_path / "site")
    site.publish({f"F{number}": f"第{number}托育园" for number in range(5)})
    published = json.loads(site.record("F3").read_text("utf-8"))
    index = published["proof"]["leaf"]
    log = PublishedLog(lambda path: _read(site.folder / "log" / path))
    return {
        "format": "gongshi-proof-1",
        "record": published["record"],
        "salt": published["proof"]["salt"],
        "index": index,
        "proof": [one.hex() for one in log.prove_inclusion(index, site.log.size)],
        "checkpoint": (site.folder / "log/checkpoint").read_text("utf-8"),
        "key": str(site.log.key),
    }


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def test_proof_holds(proof: dict[str, Any]) -> None:
    """By its own key, and by one that was got elsewhere; in any spelling of the JSON."""
    found = check_proof("p", json.dumps(proof).encode(), None)
    assert (found.kind, found.subject, found.index) == ("facility", "F3", 4)
    assert found.own_key and found.record == proof["record"]
    effective_on = dict(reversed(proof.items()))
    data = json.dumps(effective_on, ensure_ascii=False, indent=3).encode()
    assert not check_proof("p", data, signer().key).own_key


def changed(proof: dict[str, Any], name: str, value: object) -> bytes:
    return json.dumps({**proof, name: value}).encode()


def test_changed_proof_does_not_hold(proof: dict[str, Any]) -> None:
    """Each part counts."""
    altered = json.loads(json.dumps(proof["record"]))
    altered["facility"]["name"] += "A"
    false = signer(seed="false")
    for name, value in (
        ("record", altered), ("record", None), ("salt", "00" * 32), ("salt", "00"), ("salt", 5),
        ("index", proof["index"] + 1), ("index", True), ("index", 10**6), ("proof", []),
        ("proof", proof["proof"][::-1]), ("proof", "x"), ("proof", ["xx"]), ("format", "other"),
        ("checkpoint", proof["checkpoint"].replace("\n7\n", "\n8\n")), ("checkpoint", ""),
        ("key", str(false.key)), ("key", ""), ("checkpoint", None),
    ):  # fmt: skip
        with pytest.raises(VerificationError, match=r"^p: "):
            check_proof("p", changed(proof, name, value), None)
    with pytest.raises(VerificationError, match="you expected"):
        check_proof("p", json.dumps(proof).encode(), false.key)
    for data in (b"", b"[]", b"\xff", b"{}", b"[" * 100_000):
        with pytest.raises(VerificationError, match=r"^p: "):
            check_proof("p", data, None)


def test_command(proof: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It shows the record, warns of a key that came with it, and exits 1 where it fails."""
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof), encoding="utf-8")
    (tmp_path / "log.vkey").write_text(f"{proof['key']}\n", encoding="utf-8")
    assert main(["audit", "--proof", str(file)]) == 0
    told = capsys.readouterr().out
    assert "第3托育园" in told and "the key came from the file itself" in told
    assert main(["audit", "--proof", str(file), "--key", str(tmp_path / "log.vkey")]) == 0
    assert "NOTE" not in capsys.readouterr().out
    file.write_bytes(changed(proof, "salt", "00" * 32))
    assert main(["audit", "--proof", str(file), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False and answer["file"] == str(file)
    for arguments in (["audit"], ["audit", ".", "--proof", "x"], ["audit", "--proof", "nowhere"],
                      ["audit", ".", "--key", "nonsense"], ["audit", ".", "--quorum", "2"],
                      ["audit", ".", "--witness", proof["key"]]):  # fmt: skip
        assert main(arguments) == 2
