"""The accidents of docs/trust-operations.md, each walked through by the commands of its page."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from generator.audit.audit_site import Audited, audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import source_of
from generator.build import pipeline
from generator.build.receive_handover import renew
from generator.build.recovery import replace_log as replace_log_module
from generator.commands.main import main
from generator.commands.shared import arguments
from generator.history.kept_releases import KeptReleases
from generator.model.problems import DataError, VerificationError
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.preparation.last_release import find_last_release, last_accepted
from tests.factory_portal import (
    PASSPHRASE,
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
    tree_digest,
    without,
)

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("trust-operations.md", "trust-operations.zh.md")
ADDRESS = "https://ty.example.gov.cn"
STICK = "/media/stick"


def commands_of(accident: str) -> list[str]:
    """The commands on the page of an accident, which are the same in both languages."""
    found = []
    for page in PAGES:
        text = (DOCS / page).read_text(encoding="utf-8")
        section = text.partition(f'<a id="{accident}"></a>')[2].partition("\n<a id=")[0]
        blocks = re.findall(r"```\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
        joined = "".join(blocks).replace("\\\n", " ")
        lines = [line.partition("#")[0].split() for line in joined.splitlines()]
        found.append([" ".join(line) for line in lines if line])
    assert found[0] and found[0] == found[1], accident
    return found[0]


def walk_through(
    accident: str, portal: TestPortal, monkeypatch: pytest.MonkeyPatch, names: Mapping[str, str]
) -> None:
    """Run the commands of a page in the portal's folder, with these names in place of its own."""
    run(commands_of(accident), portal, monkeypatch, names)


def run(
    script: list[str], portal: TestPortal, monkeypatch: pytest.MonkeyPatch, names: Mapping[str, str]
) -> None:
    """Run commands in the portal's folder at its time."""
    monkeypatch.chdir(portal.deployment.folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(portal.clock.timestamp())))
    for command in script:
        program, *arguments = shlex.split(command)
        assert program == "gongshi"
        given = [names.get(word, word) for word in arguments]
        assert main(given) == 0, command


def look(portal: TestPortal, old: bytes | None = None) -> Audited:
    """An outsider's audit of the live site."""
    return audit(source_of(str(portal.public)), AuditOptions(old=old))


def held_checkpoint(portal: TestPortal) -> bytes:
    """What an outsider keeps of the live site."""
    return (portal.public / "log/checkpoint").read_bytes()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal with two releases and content of its own."""
    portal = make_portal(tmp_path_factory.mktemp("accidents") / "portal")
    (portal.deployment.folder / "content/policies").mkdir(parents=True)
    portal.publish(small_tables(), release_info())
    portal.build()
    back_up(portal)
    tables = replaced(small_tables(), "fees", "F1", amount=1980)
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    return portal.deployment.folder


def back_up(portal: TestPortal) -> None:
    """Copy what operators copy."""
    folder = portal.deployment.folder / "back-up"
    shutil.copytree(portal.deployment.archive, folder / "archive")
    shutil.copy(portal.deployment.state_file, folder)


def restore(portal: TestPortal) -> None:
    """Put the back-up of after the first release over what is there."""
    shutil.rmtree(portal.deployment.archive)
    shutil.copytree(portal.deployment.folder / "back-up/archive", portal.deployment.archive)
    shutil.copy(portal.deployment.folder / "back-up/accepted.json", portal.deployment.folder)


@pytest.fixture
def portal(published: Path, tmp_path: Path) -> TestPortal:
    """A copy of it to have an accident with."""
    folder = tmp_path / "portal"
    shutil.copytree(published, folder, symlinks=True)
    return TestPortal(Deployment(folder), release_info(2, day=4).issued + timedelta(hours=1))


def test_the_record_of_what_was_accepted_is_lost(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command says what is gone; the page's commands make it again."""
    before = portal.deployment.state()
    assert before is not None
    portal.deployment.state_file.unlink()
    here = ["--portal", str(portal.deployment.folder)]
    stick = str(portal.deployment.folder / "sticks/371500-0002")
    for command in (["build"], ["receive"], ["receive", stick], ["status", "--check"],
                    ["remove", "facilities/F1/address", "--reason", "mistake"]):  # fmt: skip
        assert main([*command, *here]) == 1
        said = capsys.readouterr()
        assert "accepted.json is missing" in said.err + said.out, command
        assert "gongshi recover" in said.err + said.out and "yet" not in said.err, command
    held = {path.name for path in portal.deployment.archive.rglob("*.json")}
    walk_through("accepted-lost", portal, monkeypatch, {})
    again = portal.deployment.required_state().accepted
    assert (again.targets, again.row_trees) == (before.accepted.targets, before.accepted.row_trees)
    assert {path.name for path in portal.deployment.archive.rglob("*.json")} > held
    look(portal, held_checkpoint(portal))


def test_no_rollback_slips_in_by_a_lost_record(portal: TestPortal) -> None:
    """The archive of an older back-up is not what the log proves, record or none."""
    live = portal.deployment.site / "current"
    live.rename(live.with_name("away"))
    shutil.rmtree(portal.deployment.site / "releases")
    log = portal.deployment.log
    shutil.copytree(log, portal.deployment.folder / "log")
    restore(portal)
    shutil.rmtree(log)
    shutil.copytree(portal.deployment.folder / "log", log)
    portal.deployment.state_file.unlink()
    assert main(["recover", "--portal", str(portal.deployment.folder)]) == 1
    assert not portal.deployment.state_file.exists()


@pytest.mark.parametrize("renewed", [False, True], ids=["as it was", "renewed meanwhile"])
def test_an_older_back_up_is_restored(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, renewed: bool
) -> None:
    """Nothing goes on from it; with the site and the hand-overs it is as it was."""
    before = portal.deployment.state()
    assert before is not None
    restore(portal)
    for attempt in (
        portal.build,
        lambda: renew(portal.deployment, portal_keys=portal.portal_keys, at=portal.clock),
        lambda: portal.receive(portal.deployment.folder / "sticks/371500-0001"),
    ):
        with pytest.raises(VerificationError, match=r"rolled back: .* gongshi recover"):
            attempt()
    live, stick = portal.public.resolve(), portal.deployment.folder / "sticks"
    if renewed:
        # A machine without the site: its timer has signed on, and the site is somewhere else.
        away = portal.deployment.folder / "elsewhere"
        shutil.move(portal.deployment.site, away)
        renew(portal.deployment, portal_keys=portal.portal_keys, at=portal.clock)
        live = away / "releases" / live.parent.name / "public"
    with pytest.raises(DataError, match=r"371500-0002\.zip: was signed by r-3715"):
        main_raising(portal, ["recover", "--site", str(live)])
    held = (live / "log/checkpoint").read_bytes()
    names = {
        ADDRESS: str(live),
        STICK: str(stick / "371500-0002"),
        "FILE": str(live / "log/checkpoint"),
    }
    walk_through("older-back-up", portal, monkeypatch, names)
    state = portal.deployment.state()
    assert state is not None and state.accepted.targets == before.accepted.targets
    assert look(portal, held).head.old is not None


def test_a_log_older_than_what_a_witness_holds(
    portal: TestPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    """Site and archive are both of the older back-up: the witness's checkpoint tells."""
    theirs = portal.deployment.folder / "theirs.checkpoint"
    theirs.write_bytes(held_checkpoint(portal))
    restore(portal)
    shutil.rmtree(portal.deployment.site)
    here = ["--portal", str(portal.deployment.folder)]
    assert main(["recover", "--checkpoint", str(theirs), *here]) == 1
    assert "entries are lost" in capsys.readouterr().err


def forged_release(portal: TestPortal) -> bytes:
    """A thief raises a grade, changes a fee, leaves one out and invents one; the site shows it."""
    tables = replaced(small_tables(), "grades", "G2", grade="A")
    tables = without(replaced(tables, "fees", "F1", amount=99), "facilities", "F3")
    invented = msgspec.structs.replace(tables["facilities"][0], facility_id="F9", name="假托育园")
    tables = {**tables, "facilities": [*tables["facilities"], invented]}
    portal.publish(tables, release_info(3, day=8), {"documents/fees.md": POLICY})
    portal.build()
    assert "99" in portal.page(page_of("F1"))
    return held_checkpoint(portal)


POLICY = """---
标题: 关于收费的通知
链接名: fees
发文机关: 聊城市卫生健康委员会
成文日期: 2026-09-07
发布日期: 2026-09-08
---
一律收费。
"""


class CutOffError(Exception):
    """A command was killed here."""


def _cut_off(*_: object, **__: object) -> None:
    raise CutOffError


def page_of(facility: str) -> str:
    """The file of a facility's page."""
    return urls.file_of(urls.facility(facility))


def test_an_agencys_key_is_stolen(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command takes all back that the thief signed; the last honest release is in force."""
    honest, before = portal.page(page_of("F1")), held_checkpoint(portal)
    shown = {name: portal.page(urls.record_of(urls.facility(name)).lstrip("/")) for name in IDS}
    forged = forged_release(portal)
    portal.clock += timedelta(days=1)
    tables = replaced(small_tables(), "fees", "F1", amount=2080)
    monkeypatch.setattr(arguments, "_ask_hidden", lambda _: PASSPHRASE)
    exports = portal.deployment.folder / "exports"
    exports.mkdir()
    again = portal.pack(tables, release_info(4, day=9))
    shutil.copy(again, exports)
    late = portal.sign(portal.pack(small_tables(), release_info(5, day=9)))
    script = commands_of("agency-key-stolen")
    assert len(script) == 4
    with monkeypatch.context() as cut:
        # Cut off once the parent has signed; the same command completes it.
        cut.setattr(Deployment, "remember", _cut_off)
        with pytest.raises(CutOffError):
            run(script[:2], portal, monkeypatch, {})
    run(script[1:2], portal, monkeypatch, {})
    for facility in IDS:
        # Word for word what the honest release said, whatever entry of the log it has now.
        now = json.loads(portal.page(urls.record_of(urls.facility(facility)).lstrip("/")))
        assert now["record"] == json.loads(shown[facility])["record"]
    assert "1980" in honest and "1980" in portal.page(page_of("F1"))
    assert not (portal.public / page_of("F9")).exists()
    for page in ("index.html", page_of("F1")):
        assert "密钥已于2026年9月9日更换" in portal.page(page)
        assert "第 3 次发布用被盗的密钥签署，已经收回" in portal.page(page)
    assert "自2026年9月6日起不可信" in portal.page("release/index.html")
    assert "已于2026年9月9日收回" in portal.page("release/371500-0003/index.html")
    assert not (portal.public / "policy/fees/record.json").exists()
    for old in (before, forged):
        found = look(portal, old)
    assert set(found.log_says.withdrawn.values()) == {"no-longer-published", "key-stolen"}
    assert list(found.signed.accepted.disowned) == ["exports/371500/371500-0003.zip"]
    # The thief goes on, and somebody uses the number again.
    with pytest.raises(VerificationError, match=r"r-3715\.json"):
        portal.receive(late)
    with pytest.raises(DataError, match="taken back; this is release 4"):
        find_last_release(release_info(3, day=9), named=None, portal=portal.deployment, out=exports)
    last = last_accepted("371500", portal.deployment)
    assert last is not None and last.info.release == 2
    capsys.readouterr()
    run(script[2:], portal, monkeypatch, {})
    assert "2080" in portal.page(page_of("F1"))
    assert "被盗" not in portal.page("index.html")
    assert "被盗" in portal.page("release/index.html")
    look(portal, forged)
    # The new key does not sign what the stolen one did, and nothing of it is forgotten.
    newest = max((portal.public / "tuf/metadata").glob("*.r-3715.json"))
    assert "371500-0003.zip" not in newest.read_text() and "0002.zip" in newest.read_text()
    assert portal.deployment.required_state().accepted.disowned
    # Every release can be made again, the thief's too; his document stays destroyed.
    kept = KeptReleases(portal.deployment.releases).entries()
    assert len(kept) >= 5
    for entry in kept:
        assert main(["rebuild", "--release", str(entry), "--language", "en"]) == 0


@pytest.mark.parametrize("reason", ["lost", "stolen", "planned"])
def test_the_logs_key_is_replaced(
    portal: TestPortal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    reason: str,
) -> None:
    """A new log goes on from the old one, and who knows the old key is told why."""
    monkeypatch.setattr(arguments, "_ask_hidden", lambda _: PASSPHRASE)
    mine, theirs = tmp_path / "mine.checkpoint", tmp_path / "old.vkey"
    theirs.write_text(portal.deployment.log_key(), encoding="ascii")
    site = str(portal.public)
    assert main(["audit", site, "--key", str(theirs), "--checkpoint", str(mine)]) == 0
    newest = int(mine.read_bytes().split()[1])
    earlier = sorted(int(p.name) for p in (portal.public / "log/checkpoints").glob("[0-9]*"))[0]
    shown = {name: portal.page(urls.record_of(urls.facility(name)).lstrip("/")) for name in IDS}
    if reason == "lost":
        (portal.deployment.keys / "log.pem").unlink()
    page = "log-key-change" if reason == "planned" else f"log-key-{reason}"
    last = {"SIZE": str(earlier)} if reason == "stolen" else {}
    with monkeypatch.context() as cut:
        # Cut off at one of its steps; the same command completes it.
        place, name = {
            "lost": (replace_log_module, "list_log_key"),
            "stolen": (Deployment, "remember"),
            "planned": (pipeline, "publish"),
        }[reason]
        cut.setattr(place, name, _cut_off)
        with pytest.raises(CutOffError):
            walk_through(page, portal, monkeypatch, last)
    walk_through(page, portal, monkeypatch, last)
    assert len(portal.deployment.earlier_logs) == 1
    assert portal.deployment.log_key().startswith("localhost:8000/log-2+")
    for facility in IDS:
        now = json.loads(portal.page(urls.record_of(urls.facility(facility)).lstrip("/")))
        assert now["record"] == json.loads(shown[facility])["record"]
    capsys.readouterr()
    # With the old key alone: who follows, and whether that is proved.
    assert main(["audit", site, "--key", str(theirs), "--json"]) == 0
    followed = json.loads(capsys.readouterr().out)["followed"]
    assert followed["reason"] == reason
    assert followed["proved"] is followed["signed_by_old_key"] is (reason == "planned")
    # With what was kept on an earlier day the root is known too.
    before = mine.read_bytes()
    status = main(["audit", site, "--key", str(theirs), "--checkpoint", str(mine)])
    said = capsys.readouterr()
    if reason == "stolen":
        assert status == 1 and f"has {newest} entries, and the log goes on from" in said.err
        assert mine.read_bytes() == before
        return
    assert status == 0 and "under a root that you knew" in said.out
    assert mine.with_name(f"mine.checkpoint.{newest}").read_bytes() == before
    # From now on with the new key; and the portal goes on.
    assert (
        main(["audit", site, "--key", portal.deployment.log_key(), "--checkpoint", str(mine)]) == 0
    )
    portal.publish(replaced(small_tables(), "fees", "F1", amount=2080), release_info(3, day=8))
    portal.build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(portal.clock.timestamp())))
    assert (
        main(["audit", site, "--key", portal.deployment.log_key(), "--checkpoint", str(mine)]) == 0
    )
    assert main(["audit", site, "--key", str(theirs), "--json"]) == 0
    # Both releases of the new log can be made again; those of the old one went with it.
    capsys.readouterr()
    kept = KeptReleases(portal.deployment.releases).entries()
    assert len(kept) == 2
    for entry in kept:
        assert main(["rebuild", "--release", str(entry), "--language", "en"]) == 0
        assert "every byte is as it was" in capsys.readouterr().out


def test_another_log_cannot_pose_as_the_next(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the people of targets nobody replaces the log's key, and no entry is cut off."""
    monkeypatch.setattr(arguments, "_ask_hidden", lambda _: PASSPHRASE)
    before = tree_digest(portal.deployment.archive)
    here = ["--portal", str(portal.deployment.folder)]
    one = str(portal.deployment.keys / "targets-1.pem")
    assert main(["log", "replace", "--reason", "lost", "--signer", one, *here]) == 2
    assert "needs 2 of its keys" in capsys.readouterr().err
    portal.build()
    look(portal)
    assert {**before} == {
        name: digest
        for name, digest in tree_digest(portal.deployment.archive).items()
        if not name.startswith(("log-next/", "tuf/targets/log/")) or name in before
    }


def test_the_portal_moves(portal: TestPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log keeps its name and goes on."""
    old, key = held_checkpoint(portal), portal.deployment.log_key()
    settings = portal.deployment.settings
    moved = settings.read_text(encoding="utf-8").replace(
        "http://localhost:8000", "https://new.example/ty"
    )
    settings.write_text(moved, encoding="utf-8")
    walk_through("portal-moved", portal, monkeypatch, {})
    found = look(portal, old)
    assert found.head.old is not None and str(found.head.key) == key
    assert found.head.checkpoint.origin == "localhost:8000"
    assert portal.page(".well-known/gongshi-log") == f"{key}\nhttps://new.example/ty/log/\n"


IDS = ("F1", "F2", "F3")


def main_raising(portal: TestPortal, arguments: list[str]) -> None:
    """Run `recover` as the command does, with its error."""
    from generator.build.recovery.recover import recover

    recover(portal.deployment, site=arguments[2])
