"""A newspaper's witness on the network, and a portal that asks it before anybody sees a release."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import source_of
from generator.commands.main import main
from generator.log.note import VerifierKey, parse_key
from tests.factory_portal import (
    PASSPHRASE,
    SETTINGS,
    TestPortal,
    first_release,
    release_info,
    replaced,
    shared_portal,
    small_tables,
)

pytestmark = pytest.mark.slow

NAME = "newspaper.example"


@pytest.fixture
def portal(run_folder: Path, tmp_path: Path) -> TestPortal:
    """A portal with one release."""
    return shared_portal(run_folder, "portal-first-release", first_release, tmp_path / "portal")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """The desk of the newspaper, with its key."""
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "passphrase").write_bytes(PASSPHRASE)
    phrase = ["--passphrase-file", str(folder / "passphrase")]
    assert main(["log", "witness-key", str(folder), NAME, *phrase]) == 0
    return folder


@pytest.fixture
def address(portal: TestPortal, paper: Path) -> Iterator[str]:
    """Where `gongshi log serve-witness` answers."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "generator", "log", "serve-witness", str(paper / "held"),
            "--log", str(portal.public / "log/key.vkey"), "--key", str(paper / f"{NAME}.pem"),
            "--port", "0", "--language", "en",
        ],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(3)]
    found = re.search(r"http://localhost:(\d+)/add-checkpoint", lines[2])
    assert found, lines
    assert lines[0].strip() == str(key_of(paper))
    yield f"http://127.0.0.1:{found[1]}"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0


def key_of(paper: Path) -> VerifierKey:
    return parse_key((paper / f"{NAME}.vkey").read_text("ascii"))


def settings(portal: TestPortal, paper: Path, address: str) -> None:
    """Name the witness in portal.toml."""
    witness = f'[[witnesses]]\nkey = "{key_of(paper)}"\naddress = "{address}"\n'
    portal.deployment.settings.write_text(SETTINGS + witness, encoding="utf-8")


def witnessed_size(portal: TestPortal, paper: Path) -> int:
    """How far the audit finds the newspaper to have signed; all of it, or the audit fails."""
    options = AuditOptions(witnesses=(key_of(paper),), quorum=1)
    found = audit(source_of(str(portal.public)), options)
    return next(one.size for one in found.head.witnessed)


def test_asked_by_hand(portal: TestPortal, paper: Path, address: str) -> None:
    """`gongshi log witness --send`, again after the next release; the next build publishes it."""
    at = ["--portal", str(portal.deployment.folder)]
    send = ["log", "witness", "--send", address, "--witness", str(paper / f"{NAME}.vkey"), *at]
    assert not (portal.public / "log/witnesses.vkey").exists()
    assert main(send) == 0
    portal.build()
    first = witnessed_size(portal, paper)
    portal.publish(replaced(small_tables(), "fees", "F1", amount=1980.0), release_info(2, day=4))
    portal.build()
    assert main(send) == 0
    portal.build()
    assert witnessed_size(portal, paper) > first


def test_asked_before_going_live(
    portal: TestPortal,
    paper: Path,
    address: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What readers see is signed already; a witness that is away is told, and the site goes on."""
    settings(portal, paper, address)
    build = ["build", "--portal", str(portal.deployment.folder), "--witness-wait"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(portal.clock.timestamp())))
    assert main([*build, "20"]) == 0
    assert "NOT WITNESSED" not in capsys.readouterr().err
    first = witnessed_size(portal, paper)
    assert main([*build, "20"]) == 0
    assert "Nothing changed" in capsys.readouterr().out
    settings(portal, paper, "http://127.0.0.1:1")
    portal.publish(replaced(small_tables(), "fees", "F1", amount=1980.0), release_info(2, day=4))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(portal.clock.timestamp())))
    assert main([*build, "20"]) == 0
    assert "NOT WITNESSED: newspaper.example: http://127.0.0.1:1" in capsys.readouterr().err
    found = audit(source_of(str(portal.public)), AuditOptions())
    assert found.head.checkpoint.size > first
    settings(portal, paper, address)
    assert main([*build, "20"]) == 0
    assert witnessed_size(portal, paper) > first


def test_an_empty_list_of_witnesses_goes(portal: TestPortal) -> None:
    """Earlier versions wrote one; it is absent while there are none, and nothing else changes."""
    (portal.deployment.log / "witnesses.vkey").touch()
    before = (portal.public / "log/checkpoint").read_bytes()
    portal.build()
    assert not (portal.deployment.log / "witnesses.vkey").exists()
    assert (portal.public / "log/checkpoint").read_bytes() == before
    (portal.public / "log/witnesses.vkey").touch()
    audit(source_of(str(portal.public)), AuditOptions())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["log", "witness"], "name a file"),
        (["log", "witness", "request.txt", "--send", "http://localhost"], "name a file"),
        (["log", "witness", "--send", "http://localhost"], "--witness is missing"),
        (["log", "witness", "--send", "ftp://x", "--witness", "{key}"], "no address of a witness"),
        (["build", "--witness-wait", "0"], "between 0 and 3600"),
    ],
)
def test_misuse(
    portal: TestPortal,
    paper: Path,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Said in one line, and nothing is asked."""
    capsys.readouterr()
    filled = [word.format(key=paper / f"{NAME}.vkey") for word in arguments]
    try:
        status = main([*filled, "--portal", str(portal.deployment.folder)])
    except SystemExit as end:
        status = int(str(end.code))
    assert status == 2
    assert words in capsys.readouterr().err


def test_a_wrong_witness_in_the_settings(portal: TestPortal, paper: Path) -> None:
    """The key of a log is none of a witness; the build stops and names the settings."""
    own = (portal.public / "log/key.vkey").read_text("ascii").strip()
    for key, address in ((own, "http://x"), ("nonsense", "http://x"), (key_of(paper), "x")):
        text = f'[[witnesses]]\nkey = "{key}"\naddress = "{address}"\n'
        portal.deployment.settings.write_text(SETTINGS + text, encoding="utf-8")
        assert main(["build", "--portal", str(portal.deployment.folder)]) == 1
