"""The commands of the log: a portal, a newspaper that witnesses it, a reader who audits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.commands.main import main
from tests.factory_portal import (
    PASSPHRASE,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> TestPortal:
    """A portal with one release, never witnessed before."""
    made = make_portal(tmp_path_factory.mktemp("witnessed") / "portal")
    made.publish(small_tables(), release_info())
    made.build()
    return made


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """The desk of a newspaper: its key and its passphrase."""
    (tmp_path / "passphrase").write_bytes(PASSPHRASE)
    arguments = ["log", "witness-key", str(tmp_path), "newspaper.example"]
    assert main([*arguments, "--passphrase-file", str(tmp_path / "passphrase")]) == 0
    return tmp_path


def test_a_witness_key_is_completed(paper: Path) -> None:
    """A command was killed before it wrote what the witness publishes."""
    (published := paper / "newspaper.example.vkey").rename(paper / "before")
    arguments = ["log", "witness-key", str(paper), "newspaper.example"]
    arguments += ["--passphrase-file", str(paper / "passphrase")]
    assert main(arguments) == 0
    assert published.read_bytes() == (paper / "before").read_bytes()
    assert main(arguments) == 2


def ask(portal: TestPortal, paper: Path, since: int = 0) -> Path:
    request = paper / "request.txt"
    at = ["--portal", str(portal.deployment.folder)]
    assert main(["log", "witness", str(request), "--since", str(since), *at]) == 0
    return request


def cosign(portal: TestPortal, paper: Path, request: Path) -> int:
    return main([
        "log", "cosign", str(request), str(paper / "answer.txt"),
        "--log", str(portal.public / "log/key.vkey"), "--held", str(paper / "held.checkpoint"),
        "--key", str(paper / "newspaper.example.pem"),
        "--passphrase-file", str(paper / "passphrase"),
    ])  # fmt: skip


def test_a_lost_answer_is_given_again(portal: TestPortal, paper: Path) -> None:
    """A witness that was killed when it had noted what it signed can be asked the same."""
    request = ask(portal, paper)
    assert cosign(portal, paper, request) == 0
    held = (paper / "held.checkpoint").read_bytes()
    (paper / "answer.txt").unlink()
    assert cosign(portal, paper, request) == 0
    assert (paper / "answer.txt").exists()
    assert (paper / "held.checkpoint").read_bytes() == held


def test_witnessed_and_audited(
    portal: TestPortal, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Request, cosignature, publication; the reader's quorum is met from then on."""
    at = ["--portal", str(portal.deployment.folder)]
    witness = ["--witness", str(paper / "newspaper.example.vkey")]
    site = ["audit", str(portal.public), "--json"]
    capsys.readouterr()
    assert main([*site, *witness]) == 1
    assert "1 witnesses are needed" in json.loads(capsys.readouterr().out)["why"]
    assert cosign(portal, paper, ask(portal, paper)) == 0
    held = (paper / "held.checkpoint").read_bytes()
    assert held == (portal.public / "log/checkpoint").read_bytes()
    assert main(["log", "add", str(paper / "answer.txt"), *witness, *at]) == 0
    portal.build()
    capsys.readouterr()
    assert main([*site, *witness, "--checkpoint", str(paper / "held.checkpoint")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["witnesses"]] == ["newspaper.example"]
    assert found["since"] == found["size"]
    assert main(["log", "show", *at]) == 0
    assert "witnessed    newspaper.example" in capsys.readouterr().out


def test_witness_signs_only_what_continues(
    portal: TestPortal, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After the first time a request must start where the witness stands."""
    assert cosign(portal, paper, ask(portal, paper)) == 0
    portal.publish(replaced(small_tables(), "fees", "F1", amount=1980.0), release_info(2, day=4))
    portal.build()
    request = ask(portal, paper)
    assert cosign(portal, paper, request) == 2
    assert "ask for one from" in capsys.readouterr().err
    size = int((paper / "held.checkpoint").read_text("utf-8").split("\n")[1])
    assert cosign(portal, paper, ask(portal, paper, size)) == 0
    request.write_text("no request", encoding="utf-8")
    assert cosign(portal, paper, request) == 1


def test_misuse(portal: TestPortal, paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said in one line: a size beyond the log, a log's key for a witness's, a name with spaces."""
    at = ["--portal", str(portal.deployment.folder)]
    key = str(portal.public / "log/key.vkey")
    phrase = ["--passphrase-file", str(paper / "passphrase")]
    for arguments, words in (
        (["log", "witness", str(paper / "r"), "--since", "99999", *at], "the log has"),
        (["log", "add", str(paper / "a"), "--witness", key, *at], "not of a witness"),
        (["log", "add", str(paper / "a"), "--witness", "nonsense", *at], "no verifier key"),
        (["log", "witness-key", str(paper), "the paper", *phrase], "no spaces"),
    ):
        assert main(arguments) == 2
        assert words in capsys.readouterr().err
