"""A release on its host: the same bytes, only what changed, and never half of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.pages.shared.served_as import is_compressed
from tests.factory_hosts import Advance, Cut, Deploy, Target, files, site
from tests.factory_portal import TestPortal

pytestmark = pytest.mark.slow

of_every_kind = pytest.mark.parametrize(
    "target", ["folder", "rsync", "s3rver", "moto"], indirect=True
)
"""The two stores differ: what is done most is tried against both."""


@of_every_kind
def test_what_is_sent_is_the_site(
    portal: TestPortal,
    advance: Advance,
    target: Target,
    deploy: Deploy,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Byte for byte; then nothing is to be done, and a dry run does nothing."""
    assert deploy(target, "--dry-run") == 0
    said = capsys.readouterr().out
    assert f"New files {len(site(portal))}, changed 0, leaving 0" in said
    assert "  + 404.html" in said
    assert target.read() == {}
    assert deploy(target) == 0
    assert target.read() == site(portal)
    assert "is live" in capsys.readouterr().out
    assert deploy(target) == 0
    said = capsys.readouterr().out
    assert "has it already" in said and "New files 0, changed 0, leaving 0" in said


@of_every_kind
def test_the_next_release_takes_the_place_of_the_last(
    portal: TestPortal,
    advance: Advance,
    target: Target,
    deploy: Deploy,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What left is gone, what is new is there; the numbers told are the difference."""
    advance(2)
    assert deploy(target) == 0
    before = site(portal)
    advance(3)
    now = site(portal)
    capsys.readouterr()
    assert deploy(target) == 0
    assert target.read() == now
    other = sum(1 for path in now.keys() & before if now[path] != before[path])
    assert (
        f"New files {len(now.keys() - before)}, changed {other}, leaving"
        f" {len(before.keys() - now)}, as they are {len(now) - len(now.keys() - before) - other};"
    ) in capsys.readouterr().out


def test_assets_stay_for_pages_that_are_open(
    portal: TestPortal,
    advance: Advance,
    target: Target,
    deploy: Deploy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For a day, and no longer; nothing else stays."""
    assert deploy(target) == 0
    old = site(portal)
    advance(2)
    left = {path for path in old.keys() - site(portal) if path.startswith("assets/")}
    assert left, "the test needs an asset that left"
    at = 1_793_520_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(at))
    assert deploy(target) == 0
    assert target.read() == site(portal) | {path: old[path] for path in left}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(at + 3600 * 23))
    advance(3)
    assert deploy(target) == 0
    assert target.read() == site(portal) | {path: old[path] for path in left}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(at + 3600 * 24))
    assert deploy(target) == 0
    assert target.read() == site(portal)
    assert deploy(target) == 0


@pytest.mark.parametrize("steps", [5, 40])
def test_cut_off_it_shows_the_release_before(
    portal: TestPortal,
    advance: Advance,
    target: Target,
    deploy: Deploy,
    steps: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whole; what was begun is completed by the next call, also by that of a newer release."""
    assert deploy(target) == 0
    before = site(portal)
    advance(2)
    after = site(portal)
    with monkeypatch.context() as patch:
        target.fail(patch, steps)
        try:
            deploy(target)
        except Cut:
            assert target.read() in (before, after)
    advance(3)
    assert deploy(target, "--grace", "1h") == 0
    now = site(portal)
    found = target.read()
    assert {path: found[path] for path in now} == now
    assert all(path.startswith("assets/") for path in found.keys() - now)


@pytest.mark.parametrize("steps", [3, 200])
def test_the_first_time_cut_off_shows_no_home_page(
    portal: TestPortal,
    target: Target,
    deploy: Deploy,
    steps: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the next call goes on."""
    with monkeypatch.context() as patch:
        target.fail(patch, steps)
        try:
            # In another form: what is there of it is of no use for the next call.
            deploy(target, "--compress")
        except Cut:
            assert "index.html" not in target.read()
    assert deploy(target) == 0
    assert target.read() == site(portal)


def test_the_compressed_form_may_come_and_go(
    portal: TestPortal,
    target: Target,
    deploy: Deploy,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What has to be sent for it is told, and it can be changed at any time."""
    assert deploy(target) == 0
    plain = target.read()
    capsys.readouterr()
    assert deploy(target, "--compress") == 0
    said = capsys.readouterr().out
    packed = target.read()
    if target.address.startswith("s3:"):
        changed = {path for path in plain if packed[path] != plain[path]}
        assert "index.html" in changed and all(is_compressed(path) for path in changed)
        assert f"changed {len(changed)}, leaving 0" in said
    else:
        assert {path: packed[path] for path in plain} == plain
        assert "index.html.gz" in packed and "changed 0, leaving 0" in said
    assert deploy(target, "--compress") == 0
    assert "has it already" in capsys.readouterr().out
    assert deploy(target) == 0
    assert target.read() == plain


def test_an_older_release_is_refused(
    portal: TestPortal,
    advance: Advance,
    target: Target,
    deploy: Deploy,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever knows the newer one would be told that the log was rolled back."""
    advance(2)
    assert deploy(target) == 0
    now = target.read()
    advance(1)
    assert deploy(target) == 2
    assert "has a newer release: its log has" in capsys.readouterr().err
    assert target.read() == now


def test_a_changed_file_is_not_sent(
    portal: TestPortal,
    advance: Advance,
    target: Target,
    deploy: Deploy,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The manifest says what was published; the host keeps what it had."""
    assert deploy(target) == 0
    before = target.read()
    advance(2)
    home = portal.public / "index.html"
    text = home.read_bytes()
    home.unlink()
    home.write_bytes(text + b"<!-- -->")
    assert deploy(target) == 1
    said = capsys.readouterr().err
    assert "index.html is not what was published" in said and "Traceback" not in said
    assert target.read() == before


def test_a_missing_file_is_named(
    portal: TestPortal,
    advance: Advance,
    target: Target,
    deploy: Deploy,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (portal.public / "robots.txt").unlink()
    assert deploy(target) == 1
    assert "robots.txt is in the manifest of the site, but not there" in capsys.readouterr().err
    assert target.read() == {}


def test_nothing_is_sent_to_a_place_of_others(
    portal: TestPortal, deploy: Deploy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is not empty, the site of another portal, an address that is none."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.doc").write_text("x", "utf-8")
    missing = Target(str(tmp_path / "home"), dict, lambda _patch, _after: None)
    assert deploy(missing) == 2
    assert "is not empty, and gongshi deploy did not send" in capsys.readouterr().err
    assert [each.name for each in (tmp_path / "home").iterdir()] == ["thesis.doc"]

    ours = Target(str(tmp_path / "www"), dict, lambda _patch, _after: None)
    assert deploy(ours) == 0
    record = (tmp_path / "www" / "current").resolve().parent / "deployed.json"
    said = json.loads(record.read_bytes())
    record.write_text(json.dumps(said | {"key": "elsewhere+0+A"}), "utf-8")
    assert deploy(ours) == 2
    assert "has the site of another portal" in capsys.readouterr().err

    record.write_text(json.dumps(said), "utf-8")
    listing = record.with_name("listing.txt")
    text = listing.read_bytes()
    listing.write_bytes(b"\xff" + text[:2000])
    before = files(tmp_path / "www")
    assert deploy(ours) == 2
    assert "the list of its files is damaged" in capsys.readouterr().err
    listing.write_bytes(text)
    record.write_text("{", "utf-8")
    assert deploy(ours) == 2
    assert "is no record of gongshi deploy" in capsys.readouterr().err
    listing.write_bytes(b"\xff" + text[:2000])
    record.write_text(json.dumps(said), "utf-8")
    assert files(tmp_path / "www") == before

    for address, why in {
        "https://ty.example": "name a folder, user@host:/path or s3://bucket",
        "s3:///x": "write s3://bucket/prefix",
    }.items():
        assert deploy(Target(address, dict, lambda _patch, _after: None)) == 2
        assert why in capsys.readouterr().err

    assert deploy(missing, "--address", "somewhere", check=True) == 2
    assert "somewhere is no address of a site" in capsys.readouterr().err
