"""Signed notes and the keys that sign them (C2SP signed-note, tlog-cosignature). Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import Signer as StoredSigner

from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError
from generator.trust.signed import public_bytes

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
ML_DSA_44: Final = 0x06
COSIGNATURES: Final = frozenset({COSIGNATURE, ML_DSA_44})
"""The kinds of keys that witnesses sign with."""
MAX_SIGNATURES = 100
MAX_NOTE = 64 * 1024

_DASH = "— "
_TIME = 8
_LENGTHS = {ED25519: ("Ed25519", 32), COSIGNATURE: ("Ed25519", 32), ML_DSA_44: ("ML-DSA-44", 1312)}
"""By kind of key: what it is called, and how many bytes it has."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name of who holds it; `kind` is ED25519, COSIGNATURE or ML_DSA_44."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        """ValueError for a name, a kind or a length that the format does not have."""
        _check_name(self.name)
        if self.kind not in _LENGTHS:
            raise ValueError(
                msg("keys of type %(kind)s are not known here", kind=f"{self.kind:02x}")
            )
        algorithm, length = _LENGTHS[self.kind]
        if len(self.public) != length:
            raise ValueError(
                msg(
                    "a key of %(algorithm)s has %(length)s bytes, not %(count)s",
                    algorithm=algorithm,
                    length=length,
                    count=len(self.public),
                )
            )

    @property
    def id(self) -> bytes:
        """The four bytes that say in a signature which key made it."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """The one line in which a key is published."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    def signed_at(self, text: bytes, value: bytes) -> datetime | None:
        """Verify a signature over a note's text; InvalidSignature if it does not hold.

        The time that a cosignature states, None for a plain signature. UnsupportedAlgorithm where
        this machine's cryptography has no ML-DSA-44.
        """
        if self.kind == ED25519:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, text)
            return None
        time = int.from_bytes(value[:_TIME], "big")
        if self.kind == ML_DSA_44:
            message = cosigned_subtree(self.name, text, time)
            mldsa.MLDSA44PublicKey.from_public_bytes(self.public).verify(value[_TIME:], message)
        else:
            key = Ed25519PublicKey.from_public_bytes(self.public)
            key.verify(value[_TIME:], cosigned(text, time))
        try:
            return datetime.fromtimestamp(time, UTC)
        except (ValueError, OverflowError, OSError):
            raise InvalidSignature from None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who can sign: a name, a public key, and a way to sign bytes. The private key stays away."""

    name: str
    public: bytes
    sign: Callable[[bytes], bytes]

    @classmethod
    def of(cls, name: str, private: Ed25519PrivateKey) -> Signer:
        """A signer with this private key."""
        return cls(name, private.public_key().public_bytes_raw(), private.sign)

    @classmethod
    def stored(cls, name: str, key: StoredSigner) -> Signer:
        """A signer with a key as `trust.keys` loads it; UsageError unless it is Ed25519."""
        public = public_bytes(key.public_key)
        if public is None or key.public_key.keytype != "ed25519":
            raise UsageError(msg("the key of %(name)s is no Ed25519 key", name=name))
        return cls(name, public, lambda data: bytes.fromhex(key.sign(data).signature))

    @property
    def key(self) -> VerifierKey:
        """The key that verifies its plain signatures."""
        return VerifierKey(self.name, ED25519, self.public)

    @property
    def witness_key(self) -> VerifierKey:
        """The key that verifies its cosignatures."""
        return VerifierKey(self.name, COSIGNATURE, self.public)


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        """The line, with its end."""
        return f"{_DASH}{self.name} {_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was verified; `at` is the time that a cosignature states."""

    key: VerifierKey
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """A text with signatures, none of which is verified yet."""

    text: bytes
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        """The note as a file."""
        return self.text + b"\n" + "".join(map(str, self.signatures)).encode()

    def verified(self, known: Iterable[VerifierKey]) -> tuple[Signed, ...]:
        """The signatures of known keys, in their order; VerificationError if one of them fails.

        Signatures of unknown keys are passed over, and those that cannot be read here: see
        `unread`.
        """
        return self._read(known)[0]

    def unread(self, known: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """The known keys whose signatures are there, and which this machine cannot check."""
        return self._read(key for key in known if key.kind == ML_DSA_44)[1]

    def _read(
        self, known: Iterable[VerifierKey]
    ) -> tuple[tuple[Signed, ...], tuple[VerifierKey, ...]]:
        keys = {(key.name, key.id): key for key in known}
        found, unread = [], []
        for signature in self.signatures:
            key = keys.get((signature.name, signature.key_id))
            if key is None:
                continue
            try:
                found.append(Signed(key, key.signed_at(self.text, signature.value)))
            except InvalidSignature:
                raise VerificationError(
                    msg("the signature of %(name)s does not hold", name=key.name)
                ) from None
            except UnsupportedAlgorithm:
                unread.append(key)
        return tuple(found), tuple(unread)


def parse_key(line: str) -> VerifierKey:
    """The key in `name+id+base64`; ValueError where it is none or its id is another key's."""
    name, plus, rest = line.strip().partition("+")
    key_id, second, encoded = rest.partition("+")
    if not plus or not second:
        raise ValueError(msg('"%(strip)s" is no verifier key: name+id+key', strip=line.strip()))
    data = _plain(encoded)
    if not data:
        raise ValueError(msg("the key of %(name)s is empty", name=name))
    key = VerifierKey(name, data[0], data[1:])
    if key.id.hex() != key_id:
        raise ValueError(
            msg(
                "the key of %(name)s has the id %(hex)s, not %(key_id)s",
                name=name,
                hex=key.id.hex(),
                key_id=key_id,
            )
        )
    return key


def parse_keys(text: str) -> list[VerifierKey]:
    """The keys in a text with one a line; ValueError where a line is none."""
    return [parse_key(line) for line in text.splitlines() if line.strip()]


def parse_note(data: bytes) -> Note:
    """The parts of a signed note; VerificationError where it is none."""
    if len(data) > MAX_NOTE:
        raise VerificationError(
            msg(
                "a note of %(count)s bytes is longer than %(max_note)s",
                count=len(data),
                max_note=MAX_NOTE,
            )
        )
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise VerificationError(msg("the note is no UTF-8 text")) from None
    if any(character < " " and character != "\n" for character in whole):
        raise VerificationError(msg("the note has control characters"))
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise VerificationError(msg("the note has no signatures"))
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise VerificationError(
            msg(
                "the note has more than %(max_signatures)s signatures",
                max_signatures=MAX_SIGNATURES,
            )
        )
    return Note(f"{text}\n".encode(), tuple(map(parse_signature, lines)))


def open_note(data: bytes, known: Sequence[VerifierKey]) -> tuple[Note, tuple[Signed, ...]]:
    """A note that at least one known key signed, and who of them did; VerificationError
    otherwise.
    """
    note = parse_note(data)
    signed = note.verified(known)
    if not signed:
        names = ", ".join(sorted({key.name for key in known}))
        raise VerificationError(msg("the note is not signed by %(names)s", names=names))
    return note, signed


def parse_signature(line: str) -> Signature:
    """The signature in a line (its end left off); VerificationError where it is none."""
    name, gap, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        if not line.startswith(_DASH) or not gap:
            raise ValueError(msg("no dash, name and value"))
        _check_name(name)
        data = _plain(encoded)
        if len(data) < 5:
            raise ValueError(msg("too short"))
    except ValueError as error:
        raise VerificationError(
            msg('"%(line)s" is no signature line: %(error)s', line=line[:80], error=error)
        ) from None
    return Signature(name, data[:4], data[4:])


def sign_note(text: bytes, signer: Signer) -> Note:
    """The text with a plain signature; ValueError if it does not end a line."""
    if not text.endswith(b"\n"):
        raise ValueError(msg("the text of a note ends with a line feed"))
    signature = Signature(signer.name, signer.key.id, signer.sign(text))
    return parse_note(bytes(Note(text, (signature,))))


def cosign_note(text: bytes, signer: Signer, at: datetime) -> Signature:
    """A cosignature over the text that states the time `at`."""
    time = int(at.timestamp())
    value = time.to_bytes(_TIME, "big") + signer.sign(cosigned(text, time))
    return Signature(signer.name, signer.witness_key.id, value)


def cosigned(text: bytes, time: int) -> bytes:
    """What a witness signs: a version, a time in seconds since 1970, and the text."""
    return f"cosignature/v1\ntime {time}\n".encode() + text


def cosigned_subtree(cosigner: str, text: bytes, time: int) -> bytes:
    """What a witness signs by ML-DSA-44: its name, the time, and the whole tree of a checkpoint
    (`cosigned_message` of tlog-cosignature); InvalidSignature where the text is no checkpoint.
    """
    try:
        origin, size, root = text.decode().split("\n")[:3]
        tree = int(size).to_bytes(8, "big") + base64.b64decode(root, validate=True)
        names = [bytes([len(name)]) + name for name in (cosigner.encode(), origin.encode())]
        stated = time.to_bytes(_TIME, "big")
    except (ValueError, OverflowError, binascii.Error):
        raise InvalidSignature from None
    return b"subtree/v1\n\0" + names[0] + stated + names[1] + bytes(8) + tree


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or c < " " for c in name):
        raise ValueError(msg('"%(name)s" is no name of a key: no spaces and no +', name=name))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _plain(encoded: str) -> bytes:
    """The bytes of base64 in its one spelling."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(msg("no base64")) from None
    if _base64(data) != encoded:
        raise ValueError(msg("base64 in another spelling"))
    return data
