"""A downloaded proof, checked without a network."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.audit.proofs import check_proof, read_proof
from generator.commands.main import main
from generator.log.reader import PublishedLog
from generator.model.problems import UsageError, VerificationError
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
        with pytest.raises(VerificationError, match=r"^p[: ]"):
            check_proof("p", changed(proof, name, value), None)
    with pytest.raises(VerificationError, match="you expected"):
        check_proof("p", json.dumps(proof).encode(), false.key)
    for data in (b"", b"[]", b"\xff", b"{}", b"[" * 100_000):
        with pytest.raises(VerificationError, match=r"^p[: ]"):
            check_proof("p", data, None)


@pytest.mark.parametrize(
    ("member", "value", "named"),
    [("salt", 5, "salt"), ("checkpoint", None, "checkpoint"), ("key", ["x"], "key"),
     ("index", "4", "index"), ("index", True, "index"), ("proof", "x", "proof"),
     ("proof", [5], r"proof\[0\]"), ("proof", ["00" * 32, None], r"proof\[1\]"),
     ("proof", ["xx"], r"proof\[0\]")],
)  # fmt: skip
def test_a_malformed_member_is_named(
    proof: dict[str, Any], member: str, value: object, named: str
) -> None:
    """Nothing is passed over: a member that is no text is refused by its name."""
    with pytest.raises(VerificationError, match=rf"^p {named}: is "):
        check_proof("p", changed(proof, member, value), None)


def test_a_tlog_proof_is_read(proof: dict[str, Any]) -> None:
    """The same proof as other programs write it; whose key counts, the file does not say."""
    data = bytes(read_proof("p", json.dumps(proof).encode()).as_tlog_proof())
    head, _, note = data.partition(b"\n\n")
    lines = head.decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1" and lines[2] == f"index {proof['index']}"
    assert [b64decode(line).hex() for line in lines[3:]] == proof["proof"]
    assert note.decode() == proof["checkpoint"]
    found = check_proof("p", data, signer().key)
    assert (found.subject, found.index, found.own_key) == ("F3", proof["index"], False)
    with pytest.raises(UsageError, match="--key"):
        check_proof("p", data, None)
    with pytest.raises(VerificationError, match="not signed"):
        check_proof("p", data, signer(seed="false").key)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"index 4", b"index 04"), (b"index 4", b"index 5"), (b"index 4", b"number 4"),
     (b"index 4\n", b"index 4\nAAAA\n"), (b"index 4\n", b"index 4\n??\n"),
     (b"extra ", b"more "), (b"extra ", b"extra ?"), (b"proof@v1\n", b"proof@v2\n"),
     (b"\n7\n", b"\n8\n")],
)  # fmt: skip
def test_a_changed_tlog_proof_does_not_hold(proof: dict[str, Any], old: bytes, new: bytes) -> None:
    """Each line counts, in its one spelling."""
    data = bytes(read_proof("p", json.dumps(proof).encode()).as_tlog_proof())
    assert old in data
    with pytest.raises(VerificationError, match=r"^p"):
        check_proof("p", data.replace(old, new, 1), signer().key)


def test_a_tlog_proof_without_its_record(proof: dict[str, Any]) -> None:
    """Another program's proof says that something is in the log, and not what."""
    made = read_proof("p", json.dumps(proof).encode()).as_tlog_proof()
    with pytest.raises(VerificationError, match="no extra data"):
        check_proof("p", bytes(replace(made, extra=None)), signer().key)


def test_the_command_writes_a_tlog_proof(
    proof: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the downloaded file, which has to hold; `gongshi audit --proof` reads it."""
    file = tmp_path / "12.proof.json"
    file.write_text(json.dumps(proof), encoding="utf-8")
    key = ["--key", proof["key"]]
    assert main(["log", "proof", str(file), *key]) == 0
    made = tmp_path / "12.proof.tlog-proof"
    assert main(["audit", "--proof", str(made), *key]) == 0
    assert "第3托育园" in capsys.readouterr().out
    file.write_bytes(changed(proof, "salt", "00" * 32))
    made.unlink()
    assert main(["log", "proof", str(file), *key]) == 1
    assert not made.exists()


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
