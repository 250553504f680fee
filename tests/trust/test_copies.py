"""The portal's own role for public copies: what it may say, and that it speaks for no region."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import Signer
from tuf.api.metadata import DelegatedRole, Delegations, TargetFile, Targets

from generator.model.problems import UsageError, VerificationError
from generator.trust.amendments import delegate, revoke, rotate
from generator.trust.copies import CopyKeys, needs_signing, sign_copies
from generator.trust.keys import PortalKeys
from generator.trust.scope import COPIES, covers
from generator.trust.state import ListedCopies, ListedCopy
from tests.factory_trust import START, TestArchive, make_archive

COPY = ListedCopy("rows/371500/371500-0001.jsonl", "/data/rows/371500/x.jsonl", 5, "ab" * 32)


@pytest.fixture
def archive(tmp_path: Path) -> TestArchive:
    made = make_archive(tmp_path)
    made.add_export("371500", 1, b"first")
    return made


@pytest.fixture
def key(archive: TestArchive) -> Signer:
    """The key of the role, which targets delegate to."""
    public, private = archive.new_key("copies")
    _amend(archive, delegate, "targets", COPIES, [public])
    return private


def _amend(archive: TestArchive, change: Callable[..., object], *arguments: object) -> None:
    signers = archive.signers("targets-1", "targets-2")
    change(archive.folder, *arguments, signers=signers, portal=archive.portal, at=archive.last_at)
    archive.accepted = archive.walk().accepted


def sign(archive: TestArchive, key: Signer, *files: ListedCopy) -> None:
    assert archive.accepted
    keys = CopyKeys(key, PortalKeys(archive.portal.snapshot, archive.portal.timestamp))
    sign_copies(archive.folder, files, lambda: keys, at=archive.last_at, accepted=archive.accepted)
    archive.accepted = archive.walk().accepted


def test_copies_are_signed_and_read_back(archive: TestArchive, key: Signer) -> None:
    """They are no exports, and the role is renewed by half of its time."""
    empty = archive.walk().copies
    assert empty is not None and empty.files == ()
    assert needs_signing(empty, [], START)
    sign(archive, key, COPY)
    found = archive.walk()
    assert found.copies == ListedCopies((COPY,), START + timedelta(days=180))
    assert [export.path for export in found.exports] == ["exports/371500/371500-0001.zip"]
    assert not needs_signing(found.copies, [COPY], START + timedelta(days=89))
    assert needs_signing(found.copies, [COPY], START + timedelta(days=91))
    sign(archive, key)
    assert archive.walk().copies == ListedCopies((), START + timedelta(days=180))


def test_an_archive_without_the_role(archive: TestArchive) -> None:
    """It has no copies, and nothing is to be signed."""
    assert archive.walk().copies is None


def test_only_the_delegated_key_signs(archive: TestArchive, key: Signer) -> None:
    """Another one is refused; a rotated role waits for its new key, a revoked one is gone."""
    _, other = archive.new_key("other")
    with pytest.raises(UsageError, match="0 of the 1 given"):
        sign(archive, other, COPY)
    sign(archive, key, COPY)
    public, new = archive.new_key("new")
    _amend(archive, rotate, COPIES, [public])
    found = archive.walk()
    assert found.copies is not None and found.copies.files == ()
    assert [one.role for one in found.suspended] == [COPIES]
    sign(archive, new, COPY)
    assert not archive.walk().suspended
    _amend(archive, revoke, COPIES)
    assert archive.walk().copies is None
    assert archive.walk().exports


def test_it_is_of_targets_and_of_no_region(archive: TestArchive) -> None:
    """An agency cannot delegate to it, and it stands for no region."""
    public, _ = archive.new_key("copies")
    with pytest.raises(UsageError, match="outside the scope of r-3715"):
        _amend(archive, delegate, "r-3715", COPIES, [public])
    with pytest.raises(UsageError):
        covers(COPIES, "371500")


def _lists_an_export(signed: Targets) -> None:
    signed.targets["exports/371500/371500-0002.zip"] = _target("exports/371500/371500-0002.zip")


def _lists_another_region(signed: Targets) -> None:
    signed.targets["rows/371500/370100-0001.jsonl"] = _target("rows/371500/370100-0001.jsonl")


def _without_address(signed: Targets) -> None:
    signed.targets[COPY.path] = TargetFile(5, {"sha256": "ab" * 32}, COPY.path)


def _by_another_digest(signed: Targets) -> None:
    custom = {"custom": {"address": "/data/x"}}
    signed.targets[COPY.path] = TargetFile(5, {"sha512": "ab" * 64}, COPY.path, custom)


def _delegates(signed: Targets) -> None:
    role = DelegatedRole("r-37", [], 1, terminating=True, paths=["exports/37????/*"])
    signed.delegations = Delegations({}, {"r-37": role})


def _target(path: str) -> TargetFile:
    return TargetFile(5, {"sha256": "ab" * 32}, path, {"custom": {"address": "/data/x"}})


@pytest.mark.parametrize(
    ("edit", "why"),
    [(_lists_an_export, "is not of the form rows/"), (_lists_another_region, "is not of the form"),
     (_without_address, "is not of the form"), (_by_another_digest, "one SHA-256"),
     (_delegates, "delegates, which it may not")],
)  # fmt: skip
def test_it_says_nothing_else(
    archive: TestArchive, key: Signer, edit: Callable[[Targets], None], why: str
) -> None:
    """Whoever has the key puts in force neither exports nor roles."""
    sign(archive, key, COPY)
    archive.put_unchecked({COPIES: archive.edited(COPIES, edit, [key])})
    with pytest.raises(VerificationError, match=why):
        archive.walk()


def test_no_other_pattern(archive: TestArchive, key: Signer) -> None:
    """The delegation has the one pattern of this role."""

    def widened(signed: Targets) -> None:
        assert signed.delegations and signed.delegations.roles
        signed.delegations.roles[COPIES].paths = ["*/*/*"]

    targets = archive.signers("targets-1", "targets-2")
    archive.put_unchecked({"targets": archive.edited("targets", widened, targets)})
    with pytest.raises(VerificationError, match="is not its scope"):
        archive.walk()
