"""The straight line as a whole: what a build promises."""

from __future__ import annotations

import errno
import gc
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import source_of
from generator.build.receive_handover import renew
from generator.exports.schema import row_key
from generator.model.problems import DataError, UsageError, VerificationError
from generator.model.tables import Notice
from generator.model.vocabulary import NoticeKind, OperatingStatus
from generator.pages.shared import urls
from generator.portal.resources import CONTENT
from generator.trust.amendments import revoke, rotate
from generator.trust.keys import create_key, load_public, load_signers
from generator.trust.signing import sign_renewal
from tests.factory_portal import (
    PASSPHRASE,
    START,
    Tables,
    TestPortal,
    make_portal,
    rebuilt,
    release_info,
    replaced,
    small_tables,
    tree_digest,
    without,
)

pytestmark = pytest.mark.slow


def page_of(facility: str) -> str:
    """The file of a facility's page."""
    return urls.file_of(urls.facility(facility))


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """A portal with one received release, not built yet."""
    found = make_portal(tmp_path / "portal")
    found.publish(small_tables(), release_info())
    return found


def test_from_a_signed_export_to_a_page(portal: TestPortal) -> None:
    """A facility's page says what its rows say, and from which export that comes."""
    portal.build()
    page = portal.page(page_of("F1"))
    for words in ("启明星托育中心", "已备案", "备371502001", "A的含义", "1,880", "应急照明不亮"):
        assert words in page
    assert "exports/371500/371500-0001.zip" in page


def test_two_builds_from_nothing_are_equal(tmp_path: Path) -> None:
    """The same archive in two folders gives the same site and the same log, byte for byte."""
    here = make_portal(tmp_path / "here")
    here.publish(small_tables(), release_info())
    there = rebuilt(here, tmp_path / "there")
    for portal in (here, there):
        portal.build()
    assert tree_digest(here.public) == tree_digest(there.public)


def test_what_differs_between_two_portals_is_what_their_keys_sign(tmp_path: Path) -> None:
    """Received at two times with other keys: every page is the same but for its salt and seal."""
    sites = []
    for name, later in (("here", timedelta()), ("there", timedelta(days=3))):
        portal = make_portal(tmp_path / name)
        portal.clock = START + later
        portal.publish(small_tables(), release_info())
        portal.build()
        # The key of the log stands on every page that can be checked, and the salted digest of
        # its record on each that has one.
        key = portal.deployment.log_key().encode()
        salted = re.compile(rb'data-digest="[0-9a-f]{64}"|' + re.escape(key))
        sites.append({
            str(path.relative_to(portal.public)): salted.sub(b"", path.read_bytes())
            for path in portal.public.rglob("*")
            if path.is_file()
        })  # fmt: skip
    differing = {file for file in sites[0] if sites[0][file] != sites[1].get(file)}
    own = re.compile(r"log/|tuf/|manifest[/.]|\.well-known/|(f|policy|interpretation)/.*\.json")
    assert {file for file in differing if not own.match(file)} == set()


def later_tables() -> Tables:
    """The small tables with one changed fee, one closed facility and one corrected grade."""
    tables = replaced(small_tables(), "fees", "F1", amount=1980.0)
    tables = replaced(
        tables, "facilities", "F3", status=OperatingStatus.CLOSED, status_date=date(2026, 9, 2)
    )
    tables = replaced(tables, "grades", "G1", assessed=date(2026, 3, 13))
    notice = Notice(
        notice_id="N1",
        kind=NoticeKind.CORRECTION,
        concerns_table="grades",
        concerns_id="G1",
        title="更正评定日期",
        text="评定日期录入有误",
        published=date(2026, 9, 3),
        field="assessed",
        before="2026-03-12",
        after="2026-03-13",
    )
    return {**tables, "notices": [notice]}


def test_what_is_built_step_by_step_is_what_is_built_at_once(tmp_path: Path) -> None:
    """A site and a log that grew release by release equal those made from the whole archive."""
    stepwise = make_portal(tmp_path / "stepwise")
    stepwise.publish(small_tables(), release_info())
    stepwise.build()
    stepwise.publish(later_tables(), release_info(2, day=4))
    report = stepwise.build()
    at_once = rebuilt(stepwise, tmp_path / "at-once")
    at_once.build()
    assert report.reused > 0
    assert tree_digest(stepwise.public) == tree_digest(at_once.public)


def test_a_second_build_changes_nothing(portal: TestPortal) -> None:
    """With the same archive, content and settings no release is made."""
    first = portal.build()
    assert portal.build().release is None
    assert portal.public.resolve().parent == first.release


def test_renewed_signatures_of_the_portal_are_published(portal: TestPortal) -> None:
    """Readers' clients need a timestamp in force; the snapshots before stay for who is amid it."""
    portal.build()
    later = START + timedelta(days=3)
    renew(portal.deployment, portal_keys=portal.portal_keys, at=later)
    report = portal.build()
    assert report.release is not None
    assert report.reused > report.made
    metadata = portal.public / "tuf/metadata"
    assert {path.name for path in metadata.glob("*.snapshot.json")} == {
        "1.snapshot.json", "2.snapshot.json", "3.snapshot.json"
    }  # fmt: skip
    assert portal.build().release is None
    handover_dir = portal.deployment.folder / "sticks" / "renewed"
    keys = load_signers(portal.deployment.keys, ["r-3715"], PASSPHRASE)
    sign_renewal("r-3715", keys, handover_dir, portal.deployment.archive, at=later)
    portal.receive(handover_dir, later)
    assert portal.build().release is not None
    assert (portal.public / "tuf/metadata/2.r-3715.json").exists()
    audit(source_of(str(portal.public)), AuditOptions())


def test_only_what_changed_is_made_again(portal: TestPortal) -> None:
    """After a release that concerns one facility the pages of the others are the same files."""
    portal.build()
    before = (portal.public / page_of("F2")).stat().st_ino
    portal.publish(replaced(small_tables(), "fees", "F1", amount=1980.0), release_info(2, day=4))
    portal.build()
    assert (portal.public / page_of("F2")).stat().st_ino == before
    assert "1,980" in portal.page(page_of("F1"))


def test_an_altered_byte_is_refused(portal: TestPortal) -> None:
    """A changed export in the archive stops the build, names the file, leaves the site alone."""
    portal.build()
    before = tree_digest(portal.public)
    export = next(portal.deployment.archive.rglob("*.zip"))
    data = bytearray(export.read_bytes())
    data[len(data) // 2] ^= 1
    export.chmod(0o644)
    export.write_bytes(data)
    with pytest.raises(
        VerificationError, match=r"exports/371500/371500-0001\.zip: has other content"
    ):
        portal.build()
    assert tree_digest(portal.public) == before


def test_a_refused_export_leaves_everything_as_it_was(portal: TestPortal) -> None:
    """An export whose document cannot be read is signed, and still not received."""
    portal.build()
    before = tree_digest(portal.deployment.archive), portal.deployment.state()
    handover_dir = portal.sign(
        portal.pack(small_tables(), release_info(2, day=4), {"documents/a.md": "没有元数据\n"})
    )
    with pytest.raises(DataError, match=r"a\.md"):
        portal.receive(handover_dir)
    assert (tree_digest(portal.deployment.archive), portal.deployment.state()) == before
    assert portal.build().release is None


def test_an_identifier_of_another_agency_is_refused(tmp_path: Path) -> None:
    """Two agencies cannot publish the same facility."""
    portal = make_portal(tmp_path / "portal", ("371500", "371502"))
    portal.publish(small_tables(), release_info())
    with pytest.raises(DataError, match=r'facilities.csv facility_id: "F1" is a facility of'):
        portal.publish(small_tables(), release_info(1, "371502"))


def test_an_export_of_the_future_is_refused(portal: TestPortal) -> None:
    """Its day would become today: penalties would be hidden early, grades be overdue."""
    now = portal.clock
    late = msgspec.structs.replace(release_info(2), issued=now + timedelta(days=2))
    handover_dir = portal.sign(portal.pack(small_tables(), late))
    portal.clock = now
    before = tree_digest(portal.deployment.archive)
    with pytest.raises(DataError, match=r"0002\.zip/datapackage\.json issued: .* not come yet"):
        portal.receive(handover_dir)
    assert tree_digest(portal.deployment.archive) == before


def test_bad_content_is_refused_before_anything_is_written(portal: TestPortal) -> None:
    """A policy with a wrong number stops the build with its file, line and the right spelling."""
    portal.build()
    before = tree_digest(portal.public)
    own = portal.deployment.folder / "content"
    shutil.copytree(CONTENT, own)
    policy = own / "policies" / "xingtai-2020-3.md"
    policy.write_text(
        policy.read_text(encoding="utf-8").replace("〔2020〕3号", "[2020]3号"), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"xingtai-2020-3\.md:\d+ .*〔2020〕3号"):
        portal.build()
    assert tree_digest(portal.public) == before


def test_an_expired_penalty_is_nowhere(portal: TestPortal) -> None:
    """A penalty whose publicity has ended is in no byte of the site."""
    portal.build()
    needles = ["试罚〔2026〕7号".encode(), "未按规定公示收费标准".encode()]
    for path in portal.public.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(needle in content for needle in needles), path
    assert not list((portal.public / "data").rglob("*.zip"))
    assert "/data/rows/371500/371500-0001." in portal.page("data/371500/index.html")


def test_an_unexplained_change_is_shown(portal: TestPortal) -> None:
    """A grade that changed without a notice is accepted, and said to be unexplained."""
    portal.publish(replaced(small_tables(), "grades", "G1", grade="B"), release_info(2, day=4))
    portal.build()
    assert "没有公布原因" in portal.page(page_of("F1"))
    assert "未说明" in portal.page("release/371500-0002/index.html")


def test_a_withdrawn_row_is_not_kept(portal: TestPortal) -> None:
    """A grade taken back with a notice leaves the notice, not its content."""
    portal.build()
    notice = Notice(
        notice_id="N2",
        kind=NoticeKind.WITHDRAWAL,
        concerns_table="grades",
        concerns_id="G2",
        title="撤回一条评级",
        text="评级对象有误",
        published=date(2026, 9, 3),
    )
    tables: Tables = {**without(small_tables(), "grades", "G2"), "notices": [notice]}
    portal.publish(tables, release_info(2, day=4))
    portal.build()
    page = portal.page("release/371500-0002/index.html")
    assert "撤回一条评级" in page
    assert "市卫生监督所" not in page
    assert "评级对象有误" in portal.page(page_of("F2"))


def test_a_suspended_role_is_marked(portal: TestPortal) -> None:
    """When an agency's signature has expired its data stay, marked so, and the build says it."""
    portal.publish(small_tables(), release_info(2, day=4))
    portal.build()
    renew(portal.deployment, portal_keys=portal.portal_keys, at=START + timedelta(days=100))
    report = portal.build()
    assert report.suspended and report.suspended[0].role == "r-3715"
    assert "启明星托育中心" in portal.page(page_of("F1"))
    for page in ("index.html", page_of("F1")):
        assert "的签名已于2026年12月3日到期" in portal.page(page)


@pytest.mark.parametrize("cause", ["revoked", "keys changed"])
def test_a_revoked_key_is_not_called_expired(portal: TestPortal, cause: str) -> None:
    """Pages, the list below /tuf/ and the command say what happened, and not something else."""
    portal.publish(small_tables(), release_info(2, day=4))
    people = load_signers(portal.deployment.keys, ["targets-1", "targets-2"], PASSPHRASE)
    new = load_public(create_key(portal.deployment.keys, "new", PASSPHRASE).public)
    change = revoke if cause == "revoked" else partial(rotate, keys=[new])
    change(
        portal.deployment.archive,
        role="r-3715",
        signers=people,
        portal=portal.portal_keys,
        at=portal.clock,
    )
    (warning,) = portal.build().suspended
    assert warning.message == f"r-3715 since 2026-09-04: {cause}"
    sentence = {
        "revoked": "的密钥已于2026年9月4日被吊销",
        "keys changed": "的密钥已于2026年9月4日更换",
    }
    for page in ("index.html", page_of("F1")):
        assert sentence[cause] in portal.page(page) and "到期：" not in portal.page(page)
    assert json.loads(portal.page("tuf/suspended.json"))["r-3715"]["reason"] == cause


def run_build(portal: TestPortal) -> subprocess.Popen[bytes]:
    """`gongshi build` as a process of its own, in a group that can be killed as one."""
    command = [sys.executable, "-m", "generator", "build", "--portal",
               str(portal.deployment.folder)]  # fmt: skip
    return subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def wait_until_free(portal: TestPortal) -> None:
    """Until every process of a killed build is gone, which the system does in its own time."""
    deadline = time.monotonic() + 120
    while True:
        try:
            with portal.deployment.locked():
                return
        except UsageError:
            assert time.monotonic() < deadline, "a process of a killed build lives on"
            time.sleep(0.05)


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """SIGKILL at random instants: the old site stands whole, and the next run completes."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    old = tree_digest(portal.public)
    portal.publish(later_tables(), release_info(2, day=4))
    reference = tmp_path / "reference"
    shutil.copytree(portal.deployment.folder, reference, symlinks=True)
    complete = TestPortal(type(portal.deployment)(reference))
    began = time.monotonic()
    assert run_build(complete).wait() == 0
    length = time.monotonic() - began
    new = tree_digest(complete.public)
    instants = random.Random(20260901)
    for _ in range(6):
        process = run_build(portal)
        time.sleep(instants.uniform(0.3, 1.0) * length)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        wait_until_free(portal)
        assert tree_digest(portal.public) in (old, new)
    assert run_build(portal).wait() == 0
    assert tree_digest(portal.public) == new


def test_a_full_disk_leaves_the_old_site(tmp_path: Path) -> None:
    """A write that fails ends with a message and status 1; what was live still is."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())
    portal.build()
    before = tree_digest(portal.public)
    portal.publish(later_tables(), release_info(2, day=4))
    limited = (
        "import resource, signal, sys;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000));"
        "from generator.commands.main import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", limited, "build", "--portal", str(portal.deployment.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert tree_digest(portal.public) == before
    assert portal.build().release is not None


def test_no_room_for_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left behind, and nothing is said of a ledger that was closed too early."""
    portal = make_portal(tmp_path / "portal")
    portal.publish(small_tables(), release_info())

    def full(digests: Iterator[tuple[str, bytes]], path: Path) -> str:
        next(digests)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path / "manifest.txt"))

    with monkeypatch.context() as patch:
        patch.setattr("generator.build.publish.write_manifest", full)
        unraisable: list[object] = []
        patch.setattr(sys, "unraisablehook", unraisable.append)
        with pytest.raises(OSError, match=r"No space left on device: .*manifest\.txt"):
            portal.build()
        gc.collect()
    assert unraisable == []
    assert list((portal.deployment.site / "releases").iterdir()) == []
    assert portal.build().release is not None


def test_two_commands_at_once(portal: TestPortal) -> None:
    """While one command works on a portal another one is turned away."""
    with portal.deployment.locked(), pytest.raises(UsageError, match="another gongshi command"):
        portal.build()


def test_the_lock_goes_with_the_command(portal: TestPortal) -> None:
    """When only the first process of a build is killed, its workers go too and free the portal."""
    portal.build()
    portal.publish(replaced(small_tables(), "fees", "F1", amount=1980.0), release_info(2, day=4))
    process = run_build(portal)
    workers: set[str] = set()
    while process.poll() is None and not workers:
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        workers = set(listed.read_text().split()) if listed.exists() else set()
    process.kill()
    process.wait()
    wait_until_free(portal)
    assert portal.build().exports == 2


CHANGES = {
    "a township renamed": lambda t: replaced(t, "regions", "371502001000", name="光岳街道"),
    "a grade means something else": lambda t: replaced(
        t, "scheme_grades", "hygiene", meaning="另有含义"
    ),
    "a facility moved": lambda t: replaced(t, "facilities", "F1", region_code="371502001000"),
    "a first other name": lambda t: replaced(t, "facilities", "F1", other_names=("启明",)),
    "a facility dropped": lambda t: without(t, "facilities", "F3"),
    "a penalty dropped in silence": lambda t: without(t, "penalties", "P1"),
    "a finding turned": lambda t: replaced(t, "findings", "I1-1", text="另一个问题"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_reaches_every_page_that_shows_it(name: str, tmp_path: Path) -> None:
    """Whatever changed, the site that grew equals the site made at once."""
    stepwise = make_portal(tmp_path / "stepwise")
    stepwise.publish(small_tables(), release_info())
    stepwise.build()
    stepwise.publish(CHANGES[name](small_tables()), release_info(2, day=4))
    stepwise.build()
    at_once = rebuilt(stepwise, tmp_path / "at-once")
    at_once.build()
    assert tree_digest(stepwise.public) == tree_digest(at_once.public)


def test_a_facility_that_moved_to_another_agency(tmp_path: Path) -> None:
    """Given up by one agency, taken over by another: rebuilt from the archive, the same site."""
    portal = make_portal(tmp_path / "portal", ("371500", "371502"))
    tables = small_tables()
    county = {
        **{name: tables[name] for name in ("regions", "schemes", "scheme_grades")},
        "facilities": [row for row in tables["facilities"] if row_key(row) == "F3"],
    }
    portal.publish(tables, release_info())
    portal.publish(without(tables, "facilities", "F3"), release_info(2, day=4))
    portal.publish(county, release_info(1, "371502", day=5))
    portal.build()
    before = tree_digest(portal.public)
    portal.deployment.store.unlink()
    portal.build()
    assert tree_digest(portal.public) == before
    assert "阳光宝贝托育中心" in portal.page(page_of("F3"))


def test_a_penalty_dropped_in_silence_is_told(tmp_path: Path) -> None:
    """While it is in publicity its going is unexplained; afterwards nothing is left of it."""
    portal = make_portal(tmp_path / "portal")
    tables = replaced(small_tables(), "penalties", "P1", publicity_ends=date(2026, 12, 1))
    portal.publish(tables, release_info())
    portal.publish(without(tables, "penalties", "P1"), release_info(2, day=4))
    portal.build()
    assert "试罚〔2026〕7号" in portal.page("release/371500-0002/index.html")
    assert "没有公布原因" in portal.page(page_of("F2"))


def test_a_scheme_cannot_be_taken_over(tmp_path: Path) -> None:
    """An agency elsewhere that defines the same scheme otherwise is refused."""
    portal = make_portal(tmp_path / "portal", ("371500", "371502"))
    tables = small_tables()
    portal.publish(tables, release_info())
    county = {
        "regions": tables["regions"],
        "schemes": replaced(tables, "schemes", "hygiene", name="冒名体系")["schemes"],
        "scheme_grades": tables["scheme_grades"],
    }
    with pytest.raises(DataError, match=r'scheme_id: "hygiene" is a scheme of agency 371500'):
        portal.publish(county, release_info(1, "371502"))
