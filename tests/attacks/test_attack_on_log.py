"""Attacks on what was published: pages, records, log, checkpoints. Each is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from generator.audit.audit_site import Audited, audit
from generator.audit.heads import AuditOptions
from generator.audit.saved_state import keep_checkpoint
from generator.audit.site_source import FolderSource
from generator.log.checkpoint import Checkpoint
from generator.log.leaves import (
    DossierLeaf,
    ExportLeaf,
    Leaf,
    ReleaseLeaf,
    WithdrawalLeaf,
    encode_leaf,
)
from generator.log.note import Note, cosign_note, sign_note
from generator.log.writing import Log
from generator.model.problems import UsageError, VerificationError
from tests.factory_log import signer
from tests.factory_site import Site, snapshot_digest, write_manifest

NAMES = {f"F{number}": f"第{number}托育园" for number in range(40)}
EARLIER: list[Leaf] = [
    leaf
    for at in range(1, 261, 2)
    for leaf in (DossierLeaf("facility", f"{at:064x}"), WithdrawalLeaf(at, "removed"))
]
"""Records that were taken back at once, so that the log has more than one tile."""

AT = datetime(2026, 9, 3, 8, 0, tzinfo=UTC)
PAPER = signer("newspaper.example", "paper")
UNIVERSITY = signer("university.example", "university")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases of 40 facilities, of which a few change and one goes."""
    folder = tmp_path_factory.mktemp("published")
    site = Site.make(folder / "site")
    site.publish(NAMES, EARLIER)
    first = folder / "first.checkpoint"
    shutil.copyfile(site.folder / "log/checkpoint", first)
    site.publish({**NAMES, "F7": "改名托育园"})
    gone = site.remove("F9", show=False)
    site.publish(site.records, [WithdrawalLeaf(gone, "withdrawn")])
    return folder


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    shutil.copytree(published / "site", tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def first(published: Path) -> bytes:
    """The checkpoint that somebody kept after the first release."""
    return (published / "first.checkpoint").read_bytes()


def look(site: Path, **asked: object) -> Audited:
    return audit(FolderSource(site), AuditOptions(**asked))  # type: ignore[arg-type]


def test_untouched_site_holds(site: Path, first: bytes) -> None:
    """Everything is counted, and the older checkpoint is continued."""
    found = look(site, old=first, key=signer().key)
    assert found.head.old and found.head.old.size == 302
    assert len(found.head.earlier) == 3
    assert found.found.records == 40
    assert len(found.found.exports) == 3
    counts = {"dossier": 171, "export": 3, "release": 3, "withdrawal": 131}
    assert found.log_says.counts == counts
    assert not found.own_key and look(site).own_key


def flipped(path: Path) -> None:
    content = path.read_bytes()
    at = len(content) // 2
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


def files(site: Path) -> list[str]:
    """A file of each kind."""
    record = str(Site(site, None, None).record("F3").relative_to(site))  # type: ignore[arg-type]
    return [
        "index.html", record, record.replace(".json", ".html"),
        "manifest.txt", "data/exports/371500/371500-0002.zip", ".well-known/gongshi-log",
        "log/checkpoint", "log/checkpoints/302", "log/checkpoints/sizes", "log/key.vkey",
        "log/tile/0/000", "log/tile/entries/000", "log/tile/0/001.p/46", "log/tile/1/000.p/1",
        "log/tile/entries/001.p/49",
    ]  # fmt: skip


def test_one_byte_changed_anywhere_is_found(site: Path) -> None:
    """One flipped bit in a file of each kind; the difference names the file or what it breaks."""
    for name in files(site):
        content = (site / name).read_bytes()
        flipped(site / name)
        with pytest.raises(VerificationError) as refused:
            look(site)
        told = str(refused.value)
        related = {"log/key.vkey": "gongshi-log", ".well-known/gongshi-log": "key",
                   "log/checkpoints/sizes": "log/checkpoints"}  # fmt: skip
        assert name.removeprefix("log/") in told or related.get(name, "tile/") in told, told
        (site / name).write_bytes(content)
    look(site)


def test_file_missing_or_besides_is_found(site: Path) -> None:
    """What the manifest has must be there, and nothing else; nothing secret beside the log."""
    for name in files(site):
        if name == "log/tile/1/000.p/1":
            continue
        content = (site / name).read_bytes()
        (site / name).unlink()
        with pytest.raises(VerificationError):
            look(site)
        (site / name).write_bytes(content)
    for name in ("about.html", "f/00/more.html", "zzz", "log/salt", "log/tile/0/001.p/7",
                 "log/checkpoints/9"):  # fmt: skip
        (site / name).parent.mkdir(exist_ok=True, parents=True)
        (site / name).write_bytes(b"")
        with pytest.raises(VerificationError, match=name):
            look(site)
        (site / name).unlink()
    look(site)


def forge(site: Path, *leaves: Leaf, manifest: bool = True) -> None:
    """What the operator can do with the log's own key: append and sign."""
    log = Log.open(site / "log", signer().key)
    release: list[Leaf] = []
    if manifest:
        write_manifest(site)
        digest = sha256((site / "manifest.txt").read_bytes()).hexdigest()
        release = [ReleaseLeaf("2026-09-09T08:00:00Z", snapshot_digest(site), digest)]
    log.append(map(encode_leaf, [*leaves, *release]), signer())


def test_record_edited_with_the_operators_key(site: Path) -> None:
    """Who edits a record and signs a new release must enter the record too: in the open."""
    record = Site(site, None, None).record("F3")  # type: ignore[arg-type]
    text = record.read_text("utf-8").replace("\\u7b2c3", "\\u7b2c4").replace("第3", "第4")
    assert text != record.read_text("utf-8")
    record.write_text(text, encoding="utf-8")
    forge(site)
    with pytest.raises(VerificationError, match="salted digest"):
        look(site)


def test_record_without_proof_or_in_anothers_place(site: Path) -> None:
    """A page cannot do without its record, nor borrow another's."""
    held = Site(site, None, None)  # type: ignore[arg-type]
    record, other = held.record("F3"), held.record("F4")
    content = record.read_bytes()
    record.write_bytes(other.read_bytes())
    forge(site)
    with pytest.raises(VerificationError, match="has the record of facility F4, another one"):
        look(site)
    record.write_text(json.dumps({"record": json.loads(content)["record"]}), encoding="utf-8")
    forge(site)
    with pytest.raises(VerificationError, match="no record with a proof"):
        look(site)
    record.unlink()
    forge(site)
    with pytest.raises(VerificationError, match="no record beside it"):
        look(site)


def test_withdrawn_record_shown_again(published: Path, site: Path) -> None:
    """A leaf that was withdrawn proves nothing any more."""
    held = Site(site, None, None)  # type: ignore[arg-type]
    value = json.loads(held.record("F3").read_text("utf-8"))
    forge(site, WithdrawalLeaf(value["proof"]["leaf"], "publicity-ended"))
    with pytest.raises(VerificationError, match=r"was withdrawn \(publicity-ended\)"):
        look(site)


@pytest.mark.slow
def test_record_that_vanished_in_silence(tmp_path: Path) -> None:
    """A facility, or what was said of it before, is not left out without a withdrawal."""
    site = Site.make(tmp_path / "site")
    site.publish(NAMES)
    site.publish({**NAMES, "F7": "改名托育园"})
    site.remove("F9", show=True)
    site.publish(site.records)
    assert look(site.folder).found.records == 41
    gone = site.remove("F8", show=False)
    site.publish(site.records, [WithdrawalLeaf(gone, "withdrawn")])
    look(site.folder)
    before = next(leaf for identifier, _, leaf in site.past if identifier == "F7")
    site.past = [one for one in site.past if one[0] != "F7"]
    site.publish(site.records)
    with pytest.raises(VerificationError, match=rf"log entry {before}: .*was not withdrawn"):
        look(site.folder)


EXPORT = "exports/371500/371500-0002.zip"


@pytest.mark.parametrize(
    ("leaf", "why"),
    [(ExportLeaf("r-3715", 2, EXPORT, 9, "a" * 64, None), "an earlier entry said"),
     (ExportLeaf("r-3715", 9, "exports/9.zip", 9, "a" * 64, "exports/8.zip"), "never entered"),
     (WithdrawalLeaf(1000, "withdrawn"), "no record before it"),
     (WithdrawalLeaf(0, "withdrawn"), "no record before it")],
)  # fmt: skip
def test_leaves_that_contradict(site: Path, leaf: Leaf, why: str) -> None:
    """The same path with other content, a gap, a withdrawal of nothing."""
    forge(site, leaf)
    with pytest.raises(VerificationError, match=why):
        look(site)


def test_export_exchanged_with_the_operators_key(site: Path) -> None:
    """An export offered under an old path must be the one that was entered."""
    (site / "data" / EXPORT).write_bytes(b"another export")
    forge(site)
    with pytest.raises(VerificationError, match=r"the log says \d+ bytes with"):
        look(site)
    (site / "data/exports/371500/371500-0009.zip").write_bytes(b"never entered")
    shutil.copyfile(site / "data/exports/371500/371500-0001.zip", site / "data" / EXPORT)
    forge(site)
    with pytest.raises(VerificationError, match="371500-000"):
        look(site)


def test_entry_that_is_no_leaf(site: Path) -> None:
    """Nothing but the four kinds stands in the log."""
    log = Log.open(site / "log", signer().key)
    log.append([b"a secret message"], signer())
    with pytest.raises(VerificationError, match="log entry 308"):
        look(site)


def doctored(published: Path, tmp_path: Path) -> Site:
    """The same portal, built anew from an archive in which one name was changed from the start."""
    site = Site.make(tmp_path / "doctored" / "site")
    site.publish({**NAMES, "F5": "从来不叫这个名字"}, EARLIER)
    site.publish({**NAMES, "F5": "从来不叫这个名字", "F7": "改名托育园"})
    return site


def test_rebuilt_from_a_doctored_archive(published: Path, tmp_path: Path, first: bytes) -> None:
    """It holds by itself; anybody with an older checkpoint sees that history was rewritten."""
    site = doctored(published, tmp_path)
    look(site.folder)
    with pytest.raises(VerificationError, match="two histories were signed"):
        look(site.folder, old=first)


def test_rebuilt_with_the_old_checkpoint_copied_in(
    published: Path, tmp_path: Path, first: bytes
) -> None:
    """The true old checkpoint beside a false history does not follow from its entries."""
    site = doctored(published, tmp_path)
    (site.folder / "log/checkpoints/302").write_bytes(first)
    with pytest.raises(VerificationError, match="at 302 entries"):
        look(site.folder, old=first)


def test_fork_shown_to_two_readers(published: Path, tmp_path: Path, site: Path) -> None:
    """Two readers who exchange their checkpoints find two roots of one size."""
    log = Log.open(tmp_path / "fork", signer().key)
    log.append([encode_leaf(DossierLeaf("facility", "b" * 64))] * 308, signer())
    other = (tmp_path / "fork/checkpoint").read_bytes()
    with pytest.raises(VerificationError, match="two histories were signed"):
        look(site, old=other)


def test_rolled_back(published: Path, site: Path, tmp_path: Path) -> None:
    """The site of an earlier day, served again, is behind the checkpoint that somebody holds."""
    newest = (site / "log/checkpoint").read_bytes()
    older = Site.make(tmp_path / "older" / "site")
    older.publish(NAMES)
    with pytest.raises(VerificationError, match="rolled back"):
        look(older.folder, old=newest)
    (site / "log/checkpoint").write_bytes((site / "log/checkpoints/302").read_bytes())
    with pytest.raises(VerificationError, match="sizes"):
        look(site)


def test_hidden_checkpoint(site: Path, first: bytes) -> None:
    """An earlier checkpoint taken off the list is missed, by its holder and by its release."""
    sizes = site / "log/checkpoints/sizes"
    sizes.write_text(sizes.read_text().replace("302\n", ""), encoding="utf-8")
    (site / "log/checkpoints/302").unlink()
    with pytest.raises(VerificationError, match="hidden a checkpoint"):
        look(site, old=first)
    with pytest.raises(VerificationError, match="leaves out the checkpoint of 302"):
        look(site)


def test_signed_with_another_key(site: Path, tmp_path: Path) -> None:
    """A whole site under another key convinces only who does not know the true one."""
    false = Site.make(tmp_path / "false" / "site", seed="doctored")
    false.publish(NAMES)
    assert look(false.folder).own_key
    with pytest.raises(VerificationError, match="you expected"):
        look(false.folder, key=signer().key)
    (site / "log/checkpoint").write_bytes((false.folder / "log/checkpoint").read_bytes())
    with pytest.raises(VerificationError, match="not signed by"):
        look(site)
    (site / "log/checkpoint").write_bytes((site / "log/checkpoints/308").read_bytes())
    with pytest.raises(UsageError, match="not of this log"):
        look(site, old=(false.folder / "log/checkpoint").read_bytes())


def cosigned(site: Path, *lines: tuple[object, datetime]) -> bytes:
    """Put cosignatures under the site's newest checkpoint, everywhere it stands."""
    log = Log.open(site / "log", signer().key)
    assert log.signed
    note = log.signed.note
    signatures = tuple(cosign_note(note.text, who, at) for who, at in lines)  # type: ignore[arg-type]
    own = tuple(one for one in note.signatures if one.name == log.key.name)
    data = bytes(Note(note.text, (*own, *signatures)))
    for name in ("checkpoint", f"checkpoints/{log.size}"):
        (site / "log" / name).write_bytes(data)
    return data


def test_quorum_of_witnesses(site: Path) -> None:
    """Two of two hold; a stripped one, a doubled one and a forged one do not."""
    both = (PAPER.witness_key, UNIVERSITY.witness_key)
    cosigned(site, (PAPER, AT), (UNIVERSITY, AT))
    found = look(site, witnesses=both, quorum=2)
    assert [one.key.name for one in found.head.witnessed] == [
        "newspaper.example",
        "university.example",
    ]
    cosigned(site, (PAPER, AT))
    with pytest.raises(VerificationError, match="2 witnesses are needed; signed by 1: newspaper"):
        look(site, witnesses=both, quorum=2)
    cosigned(site, (PAPER, AT), (PAPER, AT + timedelta(hours=1)))
    with pytest.raises(VerificationError, match="signed twice by newspaper"):
        look(site, witnesses=both, quorum=2)
    cosigned(site, (PAPER, AT), (signer("university.example", "thief"), AT))
    with pytest.raises(VerificationError, match="2 witnesses are needed"):
        look(site, witnesses=both, quorum=2)
    data = cosigned(site, (PAPER, AT), (UNIVERSITY, AT))
    broken = data[:-6] + (b"A" if data[-6:-5] != b"A" else b"B") + data[-5:]
    (site / "log/checkpoint").write_bytes(broken)
    with pytest.raises(VerificationError, match=r"university\.example does not hold"):
        look(site, witnesses=both, quorum=1)


def test_cosignature_that_was_stripped_since(site: Path) -> None:
    """Who kept a cosigned checkpoint sees that the site's has lost a signature."""
    held = cosigned(site, (PAPER, AT))
    look(site, old=held)
    cosigned(site)
    with pytest.raises(VerificationError, match="lacks the signature of newspaper"):
        look(site, old=held)


def test_log_signed_in_two_ways_on_the_site(site: Path) -> None:
    """The kept checkpoint of the newest size must be the newest."""
    fork = Checkpoint(signer().name, 308, bytes(32))
    (site / "log/checkpoints/308").write_bytes(bytes(sign_note(fork.text(), signer())))
    with pytest.raises(VerificationError, match="two ways"):
        look(site)


def test_checkpoint_is_kept_only_after_success(site: Path, first: bytes, tmp_path: Path) -> None:
    """The file then has the newest one; the older one stays beside it."""
    place = tmp_path / "mine.checkpoint"
    place.write_bytes(first)
    found = look(site, old=first)
    aside = keep_checkpoint(place, found.head, found.old)
    assert place.read_bytes() == (site / "log/checkpoint").read_bytes()
    assert aside == tmp_path / "mine.checkpoint.302" and aside.read_bytes() == first
    assert keep_checkpoint(place, found.head, found.old) is None


@pytest.mark.parametrize(
    "change",
    [lambda text: text.replace("  f/", "  ../f/", 1), lambda text: text.replace("  ", " ", 1),
     lambda text: "".join(sorted(text.splitlines(True))), lambda text: text * 2,
     lambda text: text + "0" * 64 + "  zz//z\n", lambda text: text[:-1]],
)  # fmt: skip
def test_manifest_that_leads_elsewhere(site: Path, change: Callable[[str], str]) -> None:
    """Paths stay inside the site, in one order, each once, even if the operator signs it."""
    manifest = site / "manifest.txt"
    manifest.write_text(change(manifest.read_text("utf-8")), encoding="utf-8")
    digest = sha256(manifest.read_bytes()).hexdigest()
    forge(site, ReleaseLeaf("2026-09-09T08:00:00Z", snapshot_digest(site), digest), manifest=False)
    with pytest.raises(VerificationError, match=r"manifest"):
        look(site)
