"""Founding a portal is all or nothing."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.io.atomic import staging_path
from generator.io.locks import exclusive
from generator.model.messages import msg
from generator.model.problems import GongshiError, UsageError
from generator.portal.folder import Deployment
from generator.portal.init_portal import init_portal
from generator.trust.keys import load_signer
from generator.trust.repository import Founding
from generator.trust.walk import walk

PASSPHRASE = b"nine ladies dancing"
AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def found(folder: Path, address: str = "https://ty.example.gov.cn") -> Founding:
    """A portal in `folder`."""
    return init_portal(
        Deployment(folder),
        name="托育公示",
        address=address,
        region="371500",
        agency="聊城市卫生健康委员会",
        passphrase=PASSPHRASE,
        at=AT,
    )


def require_whole(folder: Path) -> None:
    """A complete portal, and nothing next to it."""
    portal = Deployment(folder)
    assert portal.portal().name == "托育公示"
    assert walk(portal.archive, at=AT, accepted=None).exports == ()
    load_signer(portal.keys / "log.pem", PASSPHRASE)
    assert portal.log_key().isascii()
    assert (portal.folder / "content" / "pages" / "glossary.md").stat().st_size > 1000
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_portal_is_founded(tmp_path: Path) -> None:
    """With keys that only their owner can read, under the paths that are reported."""
    made = found(tmp_path / "portal")
    require_whole(tmp_path / "portal")
    for key in made.keys:
        assert key.private.stat().st_mode & 0o777 == 0o600
        assert key.private.parent == tmp_path / "portal" / "keys"
        assert key.public.exists()
    assert (tmp_path / "portal" / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "portal" / "archive" / "log" / "salt").stat().st_mode & 0o777 == 0o600


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """It keeps its permissions."""
    folder = tmp_path / "portal"
    folder.mkdir(mode=0o750)
    found(folder)
    require_whole(folder)
    assert folder.stat().st_mode & 0o777 == 0o750


def test_a_folder_in_use_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal, a folder with anything in it, a file, and the folder one stands in."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"x")
    for name in ("full", "file"):
        with pytest.raises(UsageError, match="is not empty: name a folder"):
            found(tmp_path / name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UsageError, match="run this from outside"):
        found(Path())
    found(tmp_path / "portal")
    before = (tmp_path / "portal" / "portal.toml").stat()
    with pytest.raises(UsageError, match="is a portal already"):
        found(tmp_path / "portal")
    assert (tmp_path / "portal" / "portal.toml").stat() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full", "here", "portal"]


def test_two_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    """The second one waits for its own turn."""
    with exclusive(tmp_path, msg("busy")), pytest.raises(UsageError, match="another gongshi init"):
        found(tmp_path / "portal")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    """Keys of a portal that never was are in nobody's way."""
    left = staging_path(tmp_path / "portal")
    (left / "keys").mkdir(parents=True)
    (left / "keys" / "root-1.pem").write_bytes(b"half")
    found(tmp_path / "portal")
    require_whole(tmp_path / "portal")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "step", "existing"),
    [("fsync", 1, False), ("fsync", 9, True), ("open", 7, False), ("mkdir", 7, False),
     ("rename", 1, False), ("rename", 1, True), ("replace", 1, False)],
)  # fmt: skip
def test_a_full_disk_leaves_nothing(tmp_path: Path, call: str, step: int, existing: bool) -> None:
    """Whichever write fails; the message is one line, and the same command then succeeds.

    Each file and folder is synced once, so a failure at each fsync is one at each write.
    """
    folder = tmp_path / "portal"
    if existing:
        folder.mkdir()
    failed = 0
    for nth in range(1, 1000, step):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", lambda _: None)
            reached = fail_nth(patch, call, nth)
            try:
                found(folder)
            except GongshiError as error:
                message = str(error)
            else:
                if not reached:
                    break
                # A folder that cannot be made is no failure where it is there already.
                require_whole(folder)
                shutil.rmtree(folder)
                continue
        assert "No space left on device" in message and "\n" not in message
        if "the disk has not confirmed it" in message:
            break
        assert "nothing is left" in message
        assert [path.name for path in tmp_path.iterdir()] == ["portal"] * existing
        assert not existing or list(folder.iterdir()) == []
        failed += 1
    assert failed, f"os.{call} was never called"
    require_whole(folder)


def fail_nth(patch: pytest.MonkeyPatch, call: str, nth: int) -> list[int]:
    """The nth call of a function of `os` finds the disk full; whether it came is in the list."""
    reached: list[int] = []
    real: Callable[..., object] = getattr(os, call)
    calls = iter(range(1, 10_000))

    def full(*arguments: object, **named: object) -> object:
        # Of the openings those that make a file; reading needs no room on the disk.
        making = call != "open" or int(str(arguments[1])) & os.O_CREAT
        if making and next(calls) == nth:
            reached.append(nth)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **named)

    patch.setattr(os, call, full)
    return reached


@pytest.mark.slow
def test_killed_at_any_instant_it_can_be_run_again(tmp_path: Path) -> None:
    """Either the portal is there, whole, or the same command makes it."""
    start = time.monotonic()
    found(tmp_path / "first" / "portal")
    took = time.monotonic() - start
    chance = random.Random(20260901)
    for turn in range(8):
        folder = tmp_path / str(turn) / "portal"
        child = os.fork()
        if not child:
            try:
                found(folder)
            finally:
                os._exit(0)
        time.sleep(chance.random() * took)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if not folder.exists():
            found(folder)
        require_whole(folder)


def test_the_command_takes_an_address_as_people_write_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Chinese name and path, with a slash at the end; refusals are one line with status 2."""
    phrase = tmp_path / "phrase"
    phrase.write_bytes(PASSPHRASE)
    folder = tmp_path / "portals" / "ty"
    rest = [
        "--name", "托育公示", "--region", "371500", "--agency", "聊城市卫生健康委员会",
        "--passphrase-file", str(phrase),
    ]  # fmt: skip
    assert main(["init", str(folder), "--address", "https://user@托育.中国", *rest]) == 2
    assert "gongshi: --address" in capsys.readouterr().err
    assert main(["init", str(folder), "--address", "https://托育.中国/公示/", *rest]) == 0
    require_whole(folder)
    address = "https://xn--xpup98d.xn--fiqs8s/%E5%85%AC%E7%A4%BA"
    assert Deployment(folder).portal().address == address
    assert Deployment(folder).log_key().startswith(address.removeprefix("https://") + "+")
    assert f"gongshi audit {address}/" in (folder / "README.md").read_text(encoding="utf-8")
    assert str(folder / "keys" / "root-1.pem") in capsys.readouterr().out
