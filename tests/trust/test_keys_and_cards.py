"""Keys are kept encrypted, and what people read aloud is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from generator.io.atomic import staging_path
from generator.model.problems import UsageError
from generator.trust.keys import card, create_key, key_fingerprint, load_public, load_signer
from generator.trust.row_secret import find_row_secret
from tests.factory_trust import PASSPHRASE


def test_a_new_key_is_encrypted_and_private(tmp_path: Path) -> None:
    """Mode 0600, PKCS#8 encrypted, and the public half is the same key."""
    files = create_key(tmp_path / "keys", "r-3715", PASSPHRASE)
    assert files.private.stat().st_mode & 0o777 == 0o600
    assert files.private.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    signer = load_signer(files.private, PASSPHRASE)
    assert load_public(files.public) == signer.public_key
    assert key_fingerprint(signer.public_key) == files.fingerprint


def test_a_fingerprint_has_eight_groups_of_four(tmp_path: Path) -> None:
    """So that it can be read aloud and compared."""
    files = create_key(tmp_path, "r-3715", PASSPHRASE)
    groups = files.fingerprint.split(" ")
    assert [len(group) for group in groups] == [4] * 8
    assert set("".join(groups)) <= set("0123456789abcdef")


def test_the_card_shows_role_holder_fingerprint_and_code(tmp_path: Path) -> None:
    """The printed page carries all that the parent agency compares, escaped."""
    key = load_public(create_key(tmp_path, "r-3715", PASSPHRASE).public)
    page = card(key, role="r-3715", holder="聊城市<卫健委>")
    assert "聊城市&lt;卫健委&gt;" in page and "<svg" in page and "r-3715" in page
    assert all(group in page for group in key_fingerprint(key).split())


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """A second key of the same name is refused and the first stays."""
    first = create_key(tmp_path, "root-1", PASSPHRASE).private.read_bytes()
    with pytest.raises(UsageError, match="never overwritten"):
        create_key(tmp_path, "root-1", PASSPHRASE)
    assert (tmp_path / "root-1.pem").read_bytes() == first


def test_a_weak_passphrase_is_refused(tmp_path: Path) -> None:
    """Nothing is written for it."""
    with pytest.raises(UsageError, match="shorter than 12 bytes"):
        create_key(tmp_path, "root-1", b"secret")
    assert not list(tmp_path.iterdir())


def test_a_wrong_passphrase_is_said(tmp_path: Path) -> None:
    """The message names the file."""
    files = create_key(tmp_path, "root-1", PASSPHRASE)
    with pytest.raises(UsageError, match=r"root-1\.pem does not open: wrong passphrase"):
        load_signer(files.private, b"nine geese fly south")


def test_a_missing_key_is_said(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(UsageError, match=r"root-1\.pem is missing"):
        load_signer(tmp_path / "root-1.pem", PASSPHRASE)


def test_an_unencrypted_key_is_not_used(tmp_path: Path) -> None:
    """However it came to be there."""
    path = tmp_path / "root-1.pem"
    path.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    )
    with pytest.raises(UsageError, match="is no encrypted private key"):
        load_signer(path, PASSPHRASE)


def test_keys_of_other_kinds_are_refused(tmp_path: Path) -> None:
    """RSA is neither Ed25519 nor P-256."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    private, public = tmp_path / "root-1.pem", tmp_path / "root-1.pub.pem"
    private.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE))
    )
    public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(UsageError, match="neither an Ed25519 nor a P-256 key"):
        load_signer(private, PASSPHRASE)
    with pytest.raises(UsageError, match="neither an Ed25519 nor a P-256 key"):
        load_public(public)


def test_a_pair_that_lacks_its_public_half_is_completed(tmp_path: Path) -> None:
    """A command was killed between the two; who has another passphrase gets no key."""
    made = create_key(tmp_path, "r-3715", PASSPHRASE)
    made.public.unlink()
    with pytest.raises(UsageError, match="wrong passphrase"):
        create_key(tmp_path, "r-3715", PASSPHRASE + b"!")
    assert create_key(tmp_path, "r-3715", PASSPHRASE) == made
    assert load_public(made.public) == load_signer(made.private, PASSPHRASE).public_key
    with pytest.raises(UsageError, match="never overwritten"):
        create_key(tmp_path, "r-3715", PASSPHRASE)


def test_a_set_that_lacks_a_further_file_is_completed(tmp_path: Path) -> None:
    """So is a pair from which the caller had not made its own file yet."""
    further = tmp_path / "r-3715.vkey"
    made = create_key(tmp_path, "r-3715", PASSPHRASE, further=further)
    with pytest.raises(UsageError, match="wrong passphrase"):
        create_key(tmp_path, "r-3715", PASSPHRASE + b"!", further=further)
    assert create_key(tmp_path, "r-3715", PASSPHRASE, further=further) == made
    further.write_bytes(b"")
    with pytest.raises(UsageError, match="never overwritten"):
        create_key(tmp_path, "r-3715", PASSPHRASE, further=further)


def test_a_second_name_that_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    """A private key must not lie there twice, hidden from whoever moves it to a safe place."""
    made = create_key(tmp_path, "r-3715", PASSPHRASE)
    for path in (made.private, made.public):
        staging_path(path).hardlink_to(path)
    with pytest.raises(UsageError, match="never overwritten"):
        create_key(tmp_path, "r-3715", PASSPHRASE)
    assert sorted(tmp_path.iterdir()) == [made.private, made.public]


def test_a_second_name_of_a_row_secret_is_cleared(tmp_path: Path) -> None:
    """When the secret is used the next time."""
    path, secret = find_row_secret([tmp_path], "371500")
    staging_path(path).hardlink_to(path)
    assert find_row_secret([tmp_path], "371500") == (path, secret)
    assert list(tmp_path.iterdir()) == [path]
