"""The command: documented, honest about its exit status, no traceback for a user's mistake."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.commands.main import main, parser
from generator.portal.folder import Deployment


def commands(
    top: argparse.ArgumentParser, prefix: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with the commands inside it."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                yield f"{prefix}{name}", each
                yield from commands(each, f"{prefix}{name} ")


NAMES = [name for name, _ in commands(parser())]


def test_the_commands() -> None:
    """These and no others."""
    assert NAMES == [
        "demo", "init", "keys", "keys new", "keys card", "keys delegate", "keys rotate",
        "keys renew", "keys revoke", "keys stolen", "keys due", "pack", "sign", "receive",
        "build", "deploy", "status", "check",
        "search", "serve", "placard", "policy", "policy import", "list",
        "ledger",
        "desk",
        "remove", "recover", "rebuild", "diff",
        "log", "log show", "log witness", "log add", "log witness-key", "log cosign",
        "log serve-witness", "log proof", "log replace", "audit",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_documented_with_an_example(name: str) -> None:
    """Help says what a command does and shows a call of it."""
    found = dict(commands(parser()))[name]
    assert found.description
    assert found.epilog and f"gongshi {name.split()[0]}" in found.epilog


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["build", "--portal", "nowhere"], 2, "no portal.toml in nowhere"),
        (["pack", "nowhere"], 2, "nowhere: no such folder"),
        (["sign", "a.zip", "--key", "k", "--to", "s"], 2, "a.zip: No such file"),
        (["search", "x" * 500, "--portal", "{demo}"], 2, "200"),
        (["search", "阳光", "--grade", "A", "--portal", "{demo}"], 2, "SCHEME=LABEL"),
        (["serve", "--portal", "{demo}", "--port", "{taken}"], 2, "is in use; try --port"),
        (["receive", "nowhere", "--portal", "{demo}"], 2, "nowhere is no folder to receive from"),
    ],
)
def test_misuse_is_told_in_one_line(
    arguments: list[str],
    status: int,
    words: str,
    demo: Deployment,
    taken_port: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong call ends with status 2 and a line that says what to do."""
    filled = [word.format(demo=demo.folder, taken=taken_port) for word in arguments]
    assert main(filled) == status
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another server holds."""
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.mark.parametrize("content", [b"no zip at all", b"PK\x03\x04 cut off"])
def test_a_broken_zip_is_not_signed(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could never be received is refused before anybody is asked for a passphrase."""
    broken = tmp_path / "371500-0001.zip"
    broken.write_bytes(content)
    assert main(["sign", str(broken), "--key", "k", "--to", str(tmp_path / "stick")]) == 1
    assert "371500-0001.zip: not a readable zip file" in capsys.readouterr().err
    assert not (tmp_path / "stick").exists()


def test_settings_that_cannot_be_used(
    demo: Deployment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """portal.toml with an unknown field names file and field, status 1."""
    portal = tmp_path / "portal"
    portal.mkdir()
    (portal / "portal.toml").write_text('name = "x"\naddress = "https://a.cn"\ncolor = "red"\n')
    assert main(["build", "--portal", str(portal)]) == 1
    assert "color" in capsys.readouterr().err


def test_a_folder_that_is_no_demonstration_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`gongshi demo` clears nothing that it did not make."""
    (tmp_path / "thesis.doc").write_text("years of work")
    assert main(["demo", "--portal", str(tmp_path)]) == 2
    assert (tmp_path / "thesis.doc").read_text() == "years of work"
    assert "no demonstration" in capsys.readouterr().err
