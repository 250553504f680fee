"""Signed notes, keys and checkpoints, against vectors and verifiers of others."""

from __future__ import annotations

import base64
import json
import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from generator.log.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from generator.log.note import (
    ML_DSA_44,
    Note,
    Signature,
    Signer,
    VerifierKey,
    cosign_note,
    open_note,
    parse_key,
    parse_note,
    sign_note,
)
from generator.model.merkle import EMPTY_ROOT, leaf_hash
from generator.model.problems import VerificationError
from generator.trust.keys import create_key, load_signer
from tests.factory_log import ORIGIN, signer
from tests.search.asking import node

TEXT = b"a text\nof two lines\n"
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANNS_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
""".encode()  # noqa: E501
AT = datetime(2026, 9, 3, 8, 0, tzinfo=UTC)
CHECKPOINT = Checkpoint(ORIGIN, 7, leaf_hash(b"root"))


def test_known_key_and_note() -> None:
    """The example of the format's own documentation, and the key of a log in use."""
    key = parse_key(NEUMANN)
    note, signed = open_note(NEUMANNS_NOTE, [key])
    assert bytes(note) == NEUMANNS_NOTE
    assert [one.key for one in signed] == [key]
    other = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(parse_key(other)) == other


def test_key_id_follows_from_name_type_and_key() -> None:
    """SHA-256 over name, line feed, type and key; a key with another id is refused."""
    key = signer().key
    assert key.id == sha256(ORIGIN.encode() + b"\x0a\x01" + key.public).digest()[:4]
    witness = signer().witness_key
    assert witness.id == sha256(ORIGIN.encode() + b"\x0a\x04" + key.public).digest()[:4]
    name, _, encoded = str(key).split("+", 2)
    for wrong in (f"{name}+00000000+{encoded}", f"{name}+{encoded}", f"a {key!s}", name, ""):
        with pytest.raises(ValueError):
            parse_key(wrong)


def test_openssl_accepts_the_signature(tmp_path: Path) -> None:
    """A verifier that shares nothing with ours, over the bytes before the empty line."""
    data = bytes(sign_note(CHECKPOINT.text(), signer()))
    text, _, line = data.decode().rpartition("\n\n")
    (tmp_path / "text").write_text(f"{text}\n", encoding="utf-8")
    (tmp_path / "value").write_bytes(base64.b64decode(line.split(" ")[2])[4:])
    public = Ed25519PublicKey.from_public_bytes(signer().public)
    (tmp_path / "key").write_bytes(
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin"]
    subprocess.run(
        [*command, "-in", "text", "-sigfile", "value"], cwd=tmp_path, check=True, timeout=60
    )


def test_unknown_keys_are_passed_over_and_a_failed_known_one_is_not() -> None:
    """Twenty strangers do no harm; one wrong byte under a known name does."""
    note = sign_note(TEXT, signer())
    strangers = [sign_note(TEXT, signer("stranger", str(n))).signatures[0] for n in range(20)]
    crowd = Note(TEXT, (*strangers, *note.signatures))
    assert [one.key for one in open_note(bytes(crowd), [signer().key])[1]] == [signer().key]
    with pytest.raises(VerificationError, match="not signed by"):
        open_note(bytes(Note(TEXT, tuple(strangers))), [signer().key])
    own = note.signatures[0]
    broken = Signature(own.name, own.key_id, own.value[:-1] + bytes([own.value[-1] ^ 1]))
    for lines in ((own, broken), (broken, own), (broken,)):
        with pytest.raises(VerificationError, match="does not hold"):
            open_note(bytes(Note(TEXT, lines)), [signer().key])
    with pytest.raises(VerificationError, match="does not hold"):
        open_note(bytes(note).replace(b"two", b"six"), [signer().key])


@pytest.mark.parametrize(
    "data",
    [b"", b"text\n", b"text\n\n", TEXT + "\n— name AAAAAAAA".encode(),
     TEXT + b"\n- name AAAAAAAA\n",
     TEXT + "\n— name AAAA\n".encode(), TEXT + "\n— na+me AAAAAAAA\n".encode(),
     TEXT + "\n— name AAAAAAB=\n".encode(), TEXT + "\n—  AAAAAAAA\n".encode(),
     b"a\ttext\n" + "\n— name AAAAAAAA\n".encode(), b"\xff\n\n" + "— name AAAAAAAA\n".encode()],
)  # fmt: skip
def test_what_is_no_note(data: bytes) -> None:
    """A note is UTF-8 without control characters, and every line below it is a signature."""
    with pytest.raises(VerificationError):
        parse_note(data)


def test_cosignature_states_its_time() -> None:
    """Time and text are signed together; a cosignature alone does not make a checkpoint."""
    at = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    witness = signer("newspaper.example", "witness")
    note = sign_note(CHECKPOINT.text(), signer())
    line = cosign_note(note.text, witness, at)
    assert line.value[:8] == int(at.timestamp()).to_bytes(8, "big") and len(line.value) == 72
    Ed25519PublicKey.from_public_bytes(witness.public).verify(
        line.value[8:], b"cosignature/v1\ntime 1788249600\n" + note.text
    )
    both = bytes(Note(note.text, (*note.signatures, line)))
    opened = open_checkpoint(both, signer().key, [witness.witness_key])
    assert opened.checkpoint == CHECKPOINT
    assert [(one.key.name, one.at) for one in opened.witnessed] == [("newspaper.example", at)]
    later = Signature(line.name, line.key_id, b"\0" * 8 + line.value[8:])
    with pytest.raises(VerificationError, match="newspaper"):
        open_checkpoint(
            bytes(Note(note.text, (*note.signatures, later))),
            signer().key,
            [witness.witness_key],
        )
    with pytest.raises(VerificationError, match="not signed by"):
        open_checkpoint(bytes(Note(note.text, (line,))), signer().key, [witness.witness_key])


def test_checkpoint_is_of_the_log_that_signs_it() -> None:
    """A log cannot speak for another one."""
    other = Checkpoint("other.example", 7, leaf_hash(b"root"))
    with pytest.raises(VerificationError, match=r"other\.example"):
        open_checkpoint(bytes(sign_note(other.text(), signer())), signer().key)


@pytest.mark.parametrize(
    "text",
    [b"o\n1\n", b"o\n01\n%s\n", b"o\n-1\n%s\n", b"o\n1\nAAAA\n", b"o\n1\n%s", b"\n1\n%s\n",
     b"o\n1\n%s\n\n", b"o\n0\n%s\n"],
)  # fmt: skip
def test_what_is_no_checkpoint(text: bytes) -> None:
    """Three lines in one spelling; an empty log has the empty root."""
    root = base64.b64encode(leaf_hash(b"")).rstrip(b"\n")
    with pytest.raises(VerificationError):
        parse_checkpoint(text.replace(b"%s", root))


def test_checkpoints_are_read_back() -> None:
    """Also of an empty log, and with lines that later formats may add."""
    for one in (CHECKPOINT, Checkpoint(ORIGIN, 0, EMPTY_ROOT)):
        assert parse_checkpoint(one.text()) == one
        assert parse_checkpoint(one.text() + b"more\n") == one


def test_stored_key_signs(tmp_path: Path) -> None:
    """The encrypted key file of the portal signs the log."""
    files = create_key(tmp_path, "log", b"a long enough passphrase")
    stored = load_signer(files.private, b"a long enough passphrase")
    own = Signer.stored(ORIGIN, stored)
    assert open_note(bytes(sign_note(TEXT, own)), [own.key])[1]
    with pytest.raises(ValueError):
        VerifierKey("a name", 1, own.public)


def in_browser(note: Note, tmp_path: Path, *witnesses: VerifierKey) -> dict[str, object]:
    """What the script of the site says of a note."""
    place = tmp_path / "checkpoint"
    place.write_bytes(bytes(note))
    script = Path(__file__).with_name("open.mjs")
    command = [node(), str(script), str(place), *map(str, (signer().key, *witnesses))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return dict(json.loads(done.stdout))


@pytest.mark.slow
def test_witness_that_bears_the_logs_name(tmp_path: Path) -> None:
    """Its cosignature counts as a witness's and never as the log's, here and in the browser."""
    witness = signer(seed="paper")
    text = CHECKPOINT.text()
    line = cosign_note(text, witness, AT)
    own = sign_note(text, signer())
    assert witness.witness_key.name == signer().key.name
    for lines in ((*own.signatures, line), (line, *own.signatures)):
        both = Note(text, lines)
        opened = open_checkpoint(bytes(both), signer().key, [witness.witness_key])
        assert [one.key for one in opened.witnessed] == [witness.witness_key]
        said = in_browser(both, tmp_path, witness.witness_key)
        assert said["size"] == 7
        assert set(said["times"]) == {None, "2026-09-03T08:00:00.000Z"}  # type: ignore[call-overload]
        # Unknown, it is passed over.
        assert open_checkpoint(bytes(both), signer().key).witnessed == ()
        assert in_browser(both, tmp_path) == {"size": 7, "times": [None]}
    alone = Note(text, (line,))
    with pytest.raises(VerificationError, match="is not signed by"):
        open_checkpoint(bytes(alone), signer().key, [witness.witness_key])
    said = in_browser(alone, tmp_path, witness.witness_key)
    assert said == {"why": "the log did not sign this checkpoint"}


@pytest.mark.slow
def test_the_browser_says_what_it_cannot_check(tmp_path: Path) -> None:
    """No browser has ML-DSA-44: such a signature neither holds nor is it absent."""
    witness = VerifierKey("university.example", ML_DSA_44, bytes(1312))
    line = Signature(witness.name, witness.id, bytes(8 + 2420))
    note = Note(CHECKPOINT.text(), (*sign_note(CHECKPOINT.text(), signer()).signatures, line))
    said = in_browser(note, tmp_path, witness)
    assert said == {"size": 7, "times": [None, None], "unread": ["university.example"]}
    assert in_browser(note, tmp_path) == {"size": 7, "times": [None]}


def test_cosignature_with_the_logs_own_key(tmp_path: Path) -> None:
    """Of another type, it has another id: the log's signature is still missing."""
    alone = Note(CHECKPOINT.text(), (cosign_note(CHECKPOINT.text(), signer(), AT),))
    with pytest.raises(VerificationError, match="is not signed by"):
        open_checkpoint(bytes(alone), signer().key, [signer().witness_key])
    said = in_browser(alone, tmp_path, signer().witness_key)
    assert said == {"why": "the log did not sign this checkpoint"}
