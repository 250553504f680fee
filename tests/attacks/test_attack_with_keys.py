"""Attackers who hold some keys, or a portal that verified nothing: the walk still refuses.

The metadata here are signed, described by snapshot and timestamp, and wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from securesystemslib.signer import CryptoSigner, Signer, SSlibKey
from tuf.api.metadata import DelegatedRole, Delegations, SuccinctRoles, TargetFile, Targets

from generator.model.problems import VerificationError
from generator.trust.amendments import delegate, revoke, rotate
from generator.trust.files import Archive
from generator.trust.repository import delegation
from generator.trust.survey import survey
from generator.trust.walk import Accepted, walk
from tests.factory_trust import START, TestArchive, digest_of

FIRST = "exports/371500/371500-0001.zip"
THIRD = "exports/371500/371500-0003.zip"


def target(path: str, data: bytes = b"third") -> TargetFile:
    """How metadata describe an export."""
    return TargetFile(len(data), {"sha256": sha256(data).hexdigest()}, path)


def refused(archive: TestArchive) -> str:
    """The message of the walk, which must refuse and write nothing."""
    before = digest_of(archive.folder)
    with pytest.raises(VerificationError) as caught:
        archive.walk()
    assert digest_of(archive.folder) == before
    return str(caught.value)


def publish(
    archive: TestArchive, role: str, edit: Callable[[Targets], None], *keys: Signer
) -> None:
    """A new version of a role's metadata, altered, signed with `keys` and put in force."""
    archive.put_unchecked({role: archive.edited(role, edit, keys)})


def lists(*paths: str) -> Callable[[Targets], None]:
    """Adds these exports."""
    return lambda signed: signed.targets.update({path: target(path) for path in paths})


def test_another_regions_key_is_refused(archive: TestArchive) -> None:
    """Jinan's key does not sign for Liaocheng."""
    publish(archive, "r-3715", lists(THIRD), *archive.signers("r-3701"))
    assert refused(archive) == (
        "tuf/metadata/3.r-3715.json: is signed by 0 of the 1 distinct keys that targets asks for"
    )


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("exports/370100/370100-0002.zip", "lies outside the scope of r-3715"),
        ("exports/371500/370100-0002.zip", "is not of the form exports/371500/371500-0007.zip"),
        ("exports/371500/../370100/370100-0002.zip", "is not of the form"),
        ("/exports/371500/371500-0003.zip", "is not of the form"),
        ("exports/371500/371500-00003.zip", "is not of the form"),
        ("exports/371500/371500-0000.zip", "is not of the form"),
        ("exports/371500/371500-0003.zip\n", "is not of the form"),
        ("exports/371500/371500-０００３.zip", "is not of the form"),
    ],
)
def test_a_path_outside_the_region_is_refused(archive: TestArchive, path: str, why: str) -> None:
    """Whatever the agency signs, it speaks for its own region and in one spelling."""
    publish(archive, "r-3715", lists(path), *archive.signers("r-3715"))
    assert refused(archive).startswith(f"tuf/metadata/3.r-3715.json {path!a}: {why}")


@pytest.mark.parametrize(
    "hashes",
    [{"sha512": "0" * 128}, {"sha256": "A" * 64}, {"sha256": "0" * 64, "md5": "0" * 32}],
)
def test_other_digests_are_refused(archive: TestArchive, hashes: dict[str, str]) -> None:
    """One SHA-256 in lower case, nothing else."""

    def edit(signed: Targets) -> None:
        signed.targets[THIRD] = TargetFile(5, hashes, THIRD)

    publish(archive, "r-3715", edit, *archive.signers("r-3715"))
    assert "is not described by a length and one SHA-256" in refused(archive)


def test_a_release_of_unreasonable_size_is_refused(archive: TestArchive) -> None:
    """Before a byte of it is read."""

    def edit(signed: Targets) -> None:
        signed.targets[THIRD] = TargetFile(2**40, {"sha256": "0" * 64}, THIRD)

    publish(archive, "r-3715", edit, *archive.signers("r-3715"))
    assert "is longer than the 268435456 bytes that are allowed" in refused(archive)


def test_targets_below_the_threshold_are_refused(archive: TestArchive) -> None:
    """One of the two people is not enough."""
    publish(archive, "targets", lambda _: None, *archive.signers("targets-1"))
    assert refused(archive) == (
        "tuf/metadata/2.targets.json: is signed by 1 of the 2 distinct keys that root asks for"
    )


def delegations_of(signed: Targets) -> Delegations:
    """To whom a role delegates."""
    assert signed.delegations is not None
    return signed.delegations


def roles_of(signed: Targets) -> dict[str, DelegatedRole]:
    """The roles that a role delegates to, by name."""
    roles = delegations_of(signed).roles
    assert roles is not None
    return roles


def under_another_id(signer: Signer, spelling: Callable[[str], str]) -> tuple[Signer, SSlibKey]:
    """The same key under an id of its own."""
    raw = signer.public_key.keyval["public"]
    twin = SSlibKey("f" * 64, "ed25519", "ed25519", {"public": spelling(raw)})
    assert isinstance(signer, CryptoSigner)
    return CryptoSigner(signer._private_key, twin), twin


@pytest.mark.parametrize("spelling", [str, str.upper], ids=["same", "upper case"])
def test_one_key_under_two_ids_counts_once(
    archive: TestArchive, spelling: Callable[[str], str]
) -> None:
    """TUF's own client takes this as 2 of 2."""
    (person,) = archive.signers("r-3715")
    other_name, twin = under_another_id(person, spelling)

    def two_of_two(signed: Targets) -> None:
        keyids = [person.public_key.keyid, twin.keyid]
        delegations_of(signed).keys[twin.keyid] = twin
        roles_of(signed)["r-3715"] = delegation("r-3715", "", keyids, 2)

    twice = archive.edited("r-3715", lists(THIRD), [person, other_name])
    targets = archive.edited("targets", two_of_two, archive.signers("targets-1", "targets-2"))
    archive.put_unchecked({"r-3715": twice, "targets": targets})
    assert refused(archive) == (
        "tuf/metadata/3.r-3715.json: is signed by 1 of the 2 distinct keys that targets asks for"
    )


def test_a_release_that_is_left_out_is_refused(archive: TestArchive) -> None:
    """The agency itself cannot take back what was accepted."""

    def left_out(signed: Targets) -> None:
        del signed.targets[FIRST]

    publish(archive, "r-3715", left_out, *archive.signers("r-3715"))
    assert refused(archive) == f"{FIRST}: was accepted before and is left out now"


def test_the_same_path_with_other_content_is_refused(archive: TestArchive) -> None:
    """TUF's own client takes a rewritten release."""

    def rewrite(signed: Targets) -> None:
        signed.targets[FIRST] = target(FIRST, b"rewritten")

    publish(archive, "r-3715", rewrite, *archive.signers("r-3715"))
    assert refused(archive).startswith(f"{FIRST}: has other content than was accepted before")


def test_another_root_of_the_rows_of_an_accepted_export_is_refused(archive: TestArchive) -> None:
    """Neither added, where none was signed, nor exchanged later: the file stays the same."""

    def add_root(signed: Targets) -> None:
        own = {"root": "0" * 64, "subjects": 1, "count": 4}
        signed.targets[FIRST].unrecognized_fields["custom"] = {"rows": own}

    publish(archive, "r-3715", add_root, *archive.signers("r-3715"))
    assert refused(archive) == f"{FIRST}: has another root of its rows than was accepted before"


@pytest.mark.parametrize(
    "rows", ["x", {}, {"root": "ff", "subjects": 1, "count": 1}, {"root": "0" * 64, "subjects": -1}]
)
def test_a_root_that_cannot_be_read_is_refused(archive: TestArchive, rows: object) -> None:
    """The agency's metadata name it, and say why."""

    def add_root(signed: Targets) -> None:
        signed.targets[FIRST].unrecognized_fields["custom"] = {"rows": rows}

    publish(archive, "r-3715", add_root, *archive.signers("r-3715"))
    assert f"{FIRST!a}: has a root of its rows that cannot be read" in refused(archive)


def test_a_role_that_the_snapshot_leaves_out_is_refused(archive: TestArchive) -> None:
    """The portal's keys alone cannot make an agency vanish."""
    archive.put_unchecked({}, leave_out="r-3701.json")
    assert refused(archive) == "tuf/metadata/4.snapshot.json: leaves out r-3701.json"


def test_another_text_of_the_same_version_is_refused(archive: TestArchive) -> None:
    """A second version 2 instead of the one that was accepted."""
    accepted = archive.walk().accepted
    other = Accepted(accepted.metadata | {"r-3715": (2, "0" * 64)}, accepted.targets)
    with pytest.raises(
        VerificationError, match="is another version 2 than the one accepted before"
    ):
        walk(archive.folder, at=START, accepted=other)


def sign_targets(archive: TestArchive, edit: Callable[[Targets], None]) -> None:
    """Two of the people who hold targets sign something that they should not."""
    publish(archive, "targets", edit, *archive.signers("targets-1", "targets-2"))


def entry(archive: TestArchive, name: str, **other: object) -> DelegatedRole:
    """A delegation of one's own making to Liaocheng's key."""
    facts = {"terminating": True, "paths": ["exports/3716??/*"]} | other
    keyid = archive.signers("r-3715")[0].public_key.keyid
    return DelegatedRole(name, [keyid], 1, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "other", "why"),
    [
        ("r-3716", {"paths": ["exports/37[01]???/*"]}, 'uses "\\[" or is not ASCII'),
        ("r-3716", {"paths": ["exports/３716??/*"]}, 'uses "\\[" or is not ASCII'),
        ("r-3716", {"paths": ["exports/*/*"]}, "is not its scope 'exports/3716"),
        ("r-3716", {"paths": ["exports/3716??/*", "exports/3717??/*"]}, "is not its scope"),
        ("r-3716", {"paths": []}, "delegates nothing to r-3716"),
        ("r-3716", {"terminating": False}, "without terminating the search"),
        ("r-3716", {"paths": None, "path_hash_prefixes": ["0"]}, "by hash prefixes"),
        ("r-371", {}, "which is no role name"),
        ("everything", {}, "which is no role name"),
        ("../r-3716", {}, "which is no role name"),
    ],
)
def test_a_delegation_of_another_form_is_refused(
    archive: TestArchive, name: str, other: dict[str, object], why: str
) -> None:
    """Even where targets signed it: one form of delegation is understood."""

    def edit(signed: Targets) -> None:
        roles_of(signed)[name] = entry(archive, name, **other)

    sign_targets(archive, edit)
    with pytest.raises(VerificationError, match=rf"^tuf/metadata/2\.targets\.json: .*{why}"):
        archive.walk()
    refused(archive)


def test_a_role_cannot_delegate_what_it_does_not_have(archive: TestArchive) -> None:
    """Jinan lets somebody speak for Liaocheng."""

    def edit(signed: Targets) -> None:
        (key,) = archive.signers("r-3701")
        keyid = key.public_key.keyid
        signed.delegations = Delegations(
            {keyid: key.public_key}, {"r-371502": delegation("r-371502", "", [keyid], 1)}
        )

    publish(archive, "r-3701", edit, *archive.signers("r-3701"))
    assert refused(archive) == (
        "tuf/metadata/2.r-3701.json: delegates to r-371502, which lies outside the scope of r-3701"
    )


def test_succinct_delegations_are_refused(archive: TestArchive) -> None:
    """Bins by hash have nothing to do with regions."""

    def edit(signed: Targets) -> None:
        (key,) = archive.signers("r-3701")
        bins = SuccinctRoles([key.public_key.keyid], 1, 2, "r")
        signed.delegations = Delegations({key.public_key.keyid: key.public_key}, None, bins)

    publish(archive, "r-3701", edit, *archive.signers("r-3701"))
    assert "delegates by succinct roles, not by scope" in refused(archive)


def test_a_role_that_no_client_would_ask_is_refused(archive: TestArchive) -> None:
    """Where a province stands before a city, a TUF client never reaches the city's exports."""
    public, private = archive.new_key("r-37")
    delegate(
        archive.folder,
        "targets",
        "r-37",
        [public],
        portal=archive.portal,
        at=START,
        signers=archive.signers("targets-1", "targets-2"),
    )
    archive.receive(archive.sign("370200", 1, b"province", keys=[private]))

    def province_first(signed: Targets) -> None:
        roles = roles_of(signed)
        delegations_of(signed).roles = {"r-37": roles.pop("r-37"), **roles}

    sign_targets(archive, province_first)
    assert "belongs to r-37, which is asked before r-3715" in refused(archive)


def test_a_role_that_two_parents_delegate_is_refused(archive: TestArchive) -> None:
    """There is one way down to every role."""
    public, private = archive.new_key("r-37")
    delegate(
        archive.folder,
        "targets",
        "r-37",
        [public],
        portal=archive.portal,
        at=START,
        signers=archive.signers("targets-1", "targets-2"),
    )

    def also(signed: Targets) -> None:
        signed.delegations = Delegations(
            {public.keyid: public}, {"r-3715": delegation("r-3715", "", [public.keyid], 1)}
        )

    publish(archive, "r-37", also, private)
    assert "delegates to r-3715, which another role delegates to as well" in refused(archive)


def test_a_delegation_that_vanishes_without_a_record_is_refused(archive: TestArchive) -> None:
    """A revocation says so, signed; silence does not take an agency's exports away."""

    def edit(signed: Targets) -> None:
        del roles_of(signed)["r-3715"]

    sign_targets(archive, edit)
    lines = refused(archive).splitlines()
    assert "lists 'r-3715.json', which no role delegates to and none has revoked" in lines[0]
    assert f"{FIRST}: was accepted before and is left out now" in lines


def test_a_revoked_role_cannot_go_on(archive: TestArchive) -> None:
    """A stolen key that was revoked signs one more release, and the portal lets it."""
    revoke(
        archive.folder,
        "r-3715",
        portal=archive.portal,
        at=START,
        signers=archive.signers("targets-1", "targets-2"),
    )
    publish(archive, "r-3715", lists(THIRD), *archive.signers("r-3715"))
    assert "3.r-3715.json: has changed since targets revoked r-3715" in refused(archive)


def test_a_rotated_key_cannot_go_on(archive: TestArchive) -> None:
    """The old key of a role signs one more release."""
    public, _ = archive.new_key("new-3715")
    rotate(
        archive.folder,
        "r-3715",
        [public],
        portal=archive.portal,
        at=START,
        signers=archive.signers("targets-1", "targets-2"),
    )
    publish(archive, "r-3715", lists(THIRD), *archive.signers("r-3715"))
    assert "is signed by 0 of the 1 distinct keys that targets asks for" in refused(archive)


def test_all_faults_are_reported_at_once(archive: TestArchive) -> None:
    """One bad agency does not hide what is wrong with another."""
    bad = {
        "r-3715": archive.edited("r-3715", lists(THIRD), archive.signers("r-3701")),
        "r-3701": archive.edited(
            "r-3701", lambda signed: signed.targets.clear(), archive.signers("r-3701")
        ),
    }
    archive.put_unchecked(bad)
    lines = refused(archive).splitlines()
    assert lines == [
        "tuf/metadata/3.r-3715.json: is signed by 0 of the 1 distinct keys that targets asks for",
        "exports/370100/370100-0001.zip: was accepted before and is left out now",
    ]


def test_a_survey_needs_no_disk(archive: TestArchive) -> None:
    """The same refusal from bytes alone: verification is pure."""
    publish(archive, "r-3715", lists(THIRD), *archive.signers("r-3701"))
    held = Archive(archive.folder)
    files = {name: held.read(name) for name in held.names()}

    class Memory:
        keeps_all = True

        def read(self, name: str) -> bytes | None:
            return files.get(name)

        def names(self) -> frozenset[str]:
            return frozenset(files)

    with pytest.raises(VerificationError, match="is signed by 0 of the 1"):
        survey(Memory(), held.trusted_root(), at=START, accepted=archive.accepted)
