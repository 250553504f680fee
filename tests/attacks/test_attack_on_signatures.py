"""Attacks by an operator who holds the log's key and the portal's own, but no agency's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from securesystemslib.signer import Signer
from tuf.api.metadata import TargetFile, Targets

from generator.audit.audit_site import Audited, audit
from generator.audit.heads import AuditOptions
from generator.audit.saved_state import keep_accepted, read_accepted
from generator.audit.site_source import FolderSource
from generator.commands.main import main
from generator.log.leaves import ExportLeaf, Leaf, ReleaseLeaf, encode_leaf
from generator.model.problems import VerificationError
from generator.model.suspension import Suspension
from generator.trust.amendments import revoke
from generator.trust.roots import rotate_top
from tests.factory_log import signer
from tests.factory_site import AT, EXPORT, Site, snapshot_digest, write_manifest

NAMES = {f"F{number}": f"第{number}托育园" for number in range(3)}
ROLE = "r-3715"
FALSE = b"what the agency never said"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two releases of a small portal."""
    made = Site.make(tmp_path / "site")
    made.publish(NAMES)
    made.publish({**NAMES, "F1": "改名托育园"})
    return made


def look(site: Site, **asked: object) -> Audited:
    return audit(FolderSource(site.folder), AuditOptions(**asked))  # type: ignore[arg-type]


def forge(site: Site, *leaves: Leaf) -> None:
    """Publish what lies in the folder: manifest, log and its signature hold."""
    write_manifest(site.folder)
    manifest = sha256((site.folder / "manifest.txt").read_bytes()).hexdigest()
    release = ReleaseLeaf("2026-09-02T09:00:00Z", snapshot_digest(site.folder), manifest)
    site.log.append(map(encode_leaf, [*leaves, release]), signer())
    site.show_log()


def enter(site: Site, release: int, data: bytes = FALSE, role: str = ROLE) -> ExportLeaf:
    """Offer an export, and give its leaf."""
    path = EXPORT.format(release)
    (site.folder / "data" / path).write_bytes(data)
    digest = sha256(data).hexdigest()
    return ExportLeaf(role, release, path, len(data), digest, None)


def listing(release: int, data: bytes = FALSE) -> Callable[[Targets], None]:
    """An edit that lists an export."""
    path = EXPORT.format(release)

    def edit(signed: Targets) -> None:
        signed.targets[path] = TargetFile.from_data(path, data, ["sha256"])

    return edit


def sign_in(site: Site, role: str, edit: Callable[[Targets], None], *keys: Signer) -> None:
    """Put another version of a role's metadata in force, signed by whoever."""
    site.archive.put_unchecked({role: site.archive.edited(role, edit, keys)}, AT)
    site.show_metadata()


def test_signatures_of_an_untouched_site_hold(site: Site) -> None:
    """The agency's role signed both exports, and root 1 is what an auditor may compare."""
    signed = look(site).signed
    assert signed.roles == (ROLE,) and signed.root == 1 and not signed.suspended
    assert set(signed.accepted.targets) == {EXPORT.format(1), EXPORT.format(2)}
    root = (site.folder / "tuf/metadata/1.root.json").read_bytes()
    assert signed.first_root == sha256(root).hexdigest()


@pytest.mark.slow
def test_metadata_edited_on_the_site(site: Site) -> None:
    """Whichever file it is, and though manifest and log were signed anew, it is named."""
    for path in sorted((site.folder / "tuf/metadata").iterdir()):
        content = path.read_bytes()
        path.write_bytes(re.sub(rb'("expires": ?")202', rb"\g<1>203", content))
        forge(site)
        with pytest.raises(VerificationError, match=f"tuf/metadata/{path.name}"):
            look(site)
        path.write_bytes(b"[]")
        forge(site)
        with pytest.raises(VerificationError, match=f"tuf/metadata/{path.name}"):
            look(site)
        path.write_bytes(content)
    forge(site)
    look(site)


def test_export_that_no_agency_signed(site: Site) -> None:
    """The operator can enter it and offer it; that nobody signed it is seen."""
    forge(site, enter(site, 3))
    with pytest.raises(VerificationError, match=r"371500-0003\.zip: .*no role has signed it"):
        look(site)


def test_export_signed_with_another_regions_key(site: Site) -> None:
    """Neither in the name of the region's own role, nor by the other role under its name."""
    key = site.archive.signers("r-3701")
    sign_in(site, ROLE, listing(3), *key)
    forge(site, enter(site, 3))
    with pytest.raises(VerificationError, match=r"3\.r-3715\.json: is signed by 0 of the 1"):
        look(site)


def test_export_listed_by_another_regions_role(site: Site) -> None:
    """A role speaks for its region only, and the log may not say otherwise."""
    sign_in(site, "r-3701", listing(3), *site.archive.signers("r-3701"))
    forge(site, enter(site, 3, role="r-3701"))
    with pytest.raises(VerificationError, match=r"r-3701\.json.*outside the scope of r-3701"):
        look(site)


def test_export_exchanged_under_its_path(site: Site) -> None:
    """What was entered once stays what it was, even if the agency itself signs something else."""
    sign_in(site, ROLE, listing(2), *site.archive.signers(ROLE))
    forge(site)
    with pytest.raises(VerificationError, match=r"371500-0002\.zip: .*r-3715 signed 26 bytes"):
        look(site)


def test_signed_export_left_out_of_the_log(site: Site) -> None:
    """An export that an agency signed is entered."""
    sign_in(site, ROLE, listing(3), *site.archive.signers(ROLE))
    forge(site)
    with pytest.raises(
        VerificationError, match=r"371500-0003\.zip: is signed by r-3715, but the log has no"
    ):
        look(site)


def test_leaf_that_names_another_role(site: Site) -> None:
    """The log says truly who signed."""
    sign_in(site, ROLE, listing(3), *site.archive.signers(ROLE))
    forge(site, enter(site, 3, role="r-3701"))
    with pytest.raises(VerificationError, match="entered as signed by r-3701"):
        look(site)


def test_role_dropped(site: Site) -> None:
    """Without its role nobody answers for an export; the snapshot is the portal's own."""
    site.archive.put_unchecked({}, AT, leave_out=f"{ROLE}.json")
    site.show_metadata()
    forge(site)
    with pytest.raises(VerificationError, match=r"371500-0001\.zip: .*no role has signed it"):
        look(site)


def test_other_metadata_than_the_release_entered(site: Site) -> None:
    """The release in the log names the snapshot: an older or newer one is another."""
    site.archive.put_unchecked({}, AT)
    before = snapshot_digest(site.folder)
    site.show_metadata()
    write_manifest(site.folder)
    manifest = sha256((site.folder / "manifest.txt").read_bytes()).hexdigest()
    leaf = ReleaseLeaf("2026-09-02T09:00:00Z", before, manifest)
    site.log.append([encode_leaf(leaf)], signer())
    site.show_log()
    with pytest.raises(
        VerificationError, match=r"4\.snapshot\.json: .*the newest release in the log says"
    ):
        look(site)


def test_log_whose_key_nobody_signed(tmp_path: Path) -> None:
    """The agencies' archive lists the key of the log: another log is not theirs."""
    false = Site.make(tmp_path / "false" / "site", seed="doctored")
    false.archive = Site.make(tmp_path / "true" / "site").archive
    false.publish(NAMES)
    with pytest.raises(VerificationError, match=r"key\.vkey: .*the targets role signed"):
        look(false)


def test_whole_archive_of_somebody_else(tmp_path: Path, site: Site) -> None:
    """Whoever knows a root, or audited before, sees that other keys are in charge."""
    true = look(site).signed
    false = Site.make(tmp_path / "false" / "site")
    false.publish(NAMES)
    false.publish({**NAMES, "F1": "改名托育园"})
    look(false)
    assert look(site, root=true.first_root).signed == true
    with pytest.raises(VerificationError, match="which you expected"):
        look(false, root=true.first_root)
    keep_accepted(tmp_path / "mine.checkpoint", true)
    kept = read_accepted(tmp_path / "mine.checkpoint")
    assert look(site, accepted=kept).signed == true
    with pytest.raises(VerificationError, match=r"1\.root\.json: is another version 1"):
        look(false, accepted=kept)


def test_root_that_followed_is_known_as_well(site: Site) -> None:
    """After a rotation the first root and the new one both lead to the agencies' keys."""
    first = look(site).signed
    key, new = site.archive.new_key("root-4")
    old = site.archive.signers("root-1", "root-2", "root-3")
    keys = [*(one.public_key for one in old[1:]), key]
    rotate_top(
        site.archive.folder,
        "root",
        keys,
        threshold=2,
        signers=[*old, new],
        portal=site.archive.portal,
        at=AT,
    )
    site.show_metadata()
    forge(site)
    second = (site.folder / "tuf/metadata/2.root.json").read_bytes()
    for digest in (first.first_root, sha256(second).hexdigest()):
        assert look(site, root=digest, accepted=first.accepted).signed.root == 2
    (site.folder / "tuf/metadata/2.root.json").unlink()
    forge(site)
    with pytest.raises(VerificationError, match="root"):
        look(site, root=sha256(second).hexdigest())


def test_suspended_role_of_which_the_site_says_so(site: Site) -> None:
    """A revoked agency's exports stay; a site that keeps silent about it does not hold."""
    targets = site.archive.signers("targets-1", "targets-2", "targets-3")
    revoke(site.archive.folder, ROLE, signers=targets, portal=site.archive.portal, at=AT)
    revoked = Suspension(ROLE, AT, "revoked")
    site.show_metadata([revoked])
    forge(site)
    assert [(one.role, one.reason) for one in look(site).signed.suspended] == [(ROLE, "revoked")]
    for wrong in (
        [],
        [replace(revoked, reason="expired")],
        [replace(revoked, since=AT - timedelta(days=9))],
    ):
        site.show_metadata(wrong)
        forge(site)
        with pytest.raises(VerificationError, match=r"r-3715 is suspended since .* revoked"):
            look(site)


def test_command_names_the_root_and_keeps_it(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first time it says what to compare; from then on it holds the site against that."""
    address, mine = str(site.folder), str(tmp_path / "mine.checkpoint")
    root = site.folder / "tuf/metadata/1.root.json"
    assert main(["audit", address, "--checkpoint", mine]) == 0
    digest = sha256(root.read_bytes()).hexdigest()
    assert f"--root sha256:{digest}" in capsys.readouterr().out
    assert main(["audit", address, "--checkpoint", mine]) == 0
    assert "--root" not in capsys.readouterr().out
    assert main(["audit", address, "--root", str(root), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["signers"]
    assert said == {
        "root": 1,
        "first_root": digest,
        "roles": [ROLE],
        "exports": 2,
        "suspended": {},
        "taken_back": [],
    }
    assert main(["audit", address, "--root", f"sha256:{'0' * 64}", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["file"] == "tuf/metadata/1.root.json"
    assert main(["audit", address, "--root", "sha256:12"]) == 2
    assert "neither a root's file nor" in capsys.readouterr().err
