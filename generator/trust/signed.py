"""Bytes of one metadata file → what they say and who signed it. Nothing here reads a file.

Each function raises VerificationError with the name of the file that does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Key
from tuf.api.metadata import (
    BaseFile,
    Metadata,
    MetaFile,
    Role,
    Signed,
    Snapshot,
    T,
    TargetFile,
)
from tuf.api.serialization import DeserializationError, SerializationError

from generator.model.messages import Message, msg
from generator.model.problems import Problem, VerificationError

_KINDS = {("ed25519", "ed25519"), ("ecdsa", "ecdsa-sha2-nistp256")}


def refuse(file: str, why: Message) -> VerificationError:
    """The error that says of one file why it is not trusted."""
    return VerificationError([Problem(file, None, None, why)])


def parse_metadata(file: str, data: bytes, kind: type[T]) -> Metadata[T]:
    """What `data` says, which must be of the TUF type `kind`; signatures are not yet looked at."""
    try:
        metadata = Metadata[T].from_bytes(data)
    except DeserializationError as error:
        reason = error.__cause__ or error
        raise refuse(
            file,
            msg("is no %(type)s metadata (%(name)s)", type=kind.type, name=type(reason).__name__),
        ) from error
    signed: Signed = metadata.signed
    if not isinstance(signed, kind):
        raise refuse(
            file,
            msg(
                "is %(type)s metadata where %(type_2)s was expected",
                type=signed.type,
                type_2=kind.type,
            ),
        )
    if type(signed.version) is not int:
        raise refuse(file, msg("has a version that is no whole number"))
    return metadata


def snapshot_files(file: str, data: bytes) -> list[str]:
    """The metadata files that a snapshot names, as `metadata/3.targets.json`, by their names."""
    meta = parse_metadata(file, data, Snapshot).signed.meta
    return [f"metadata/{each.version}.{name}" for name, each in sorted(meta.items())]


def public_bytes(key: Key) -> bytes | None:
    """The public key itself, however it is written; None for kinds that are not accepted.

    Ed25519 (32 bytes) and P-256 (DER) are accepted. Two key ids with the same public bytes are
    one key and one person.
    """
    if (key.keytype, key.scheme) not in _KINDS:
        return None
    try:
        if key.keytype == "ed25519":
            raw = bytes.fromhex(key.keyval["public"])
            return raw if len(raw) == 32 else None
        public = load_pem_public_key(key.keyval["public"].encode())
    except (ValueError, TypeError):
        return None
    if not isinstance(public, EllipticCurvePublicKey):
        return None
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signers(
    metadata: Metadata[T], keyids: Iterable[str], keys: Mapping[str, Key], file: str
) -> set[bytes]:
    """The distinct public keys among `keyids` that really signed `metadata`."""
    try:
        payload = metadata.signed_bytes
    except SerializationError as error:
        raise refuse(file, msg("has content that cannot be put in canonical form")) from error
    found = set()
    for keyid in keyids:
        key, signature = keys.get(keyid), metadata.signatures.get(keyid)
        raw = public_bytes(key) if key and signature else None
        if key is None or signature is None or raw is None:
            continue
        try:
            key.verify_signature(signature, payload)
        except UnverifiedSignatureError:
            continue
        found.add(raw)
    return found


def require_threshold(
    metadata: Metadata[T], role: Role, keys: Mapping[str, Key], *, file: str, by: str
) -> None:
    """VerificationError unless `role.threshold` distinct keys of `role` signed; `by` names who set
    them.
    """
    count = len(signers(metadata, role.keyids, keys, file))
    if type(role.threshold) is not int or count < role.threshold:
        raise refuse(
            file,
            msg(
                "is signed by %(count)s of the %(threshold)s distinct keys that %(by)s asks for",
                count=count,
                threshold=role.threshold,
                by=by,
            ),
        )


def require_content(file: str, data: bytes, meta: MetaFile, by: str) -> None:
    """VerificationError unless `data` has the length and the sha256 that the file `by` promises."""
    promised = sha256_of(meta)
    if promised is None or type(meta.length) is not int:
        raise refuse(by, msg("gives no length and sha256 for %(file)s", file=file))
    fault = content_fault(len(data), sha256(data).hexdigest(), meta.length, promised)
    if fault:
        raise refuse(file, msg("%(fault)s in %(by)s", fault=fault, by=by))


def content_fault(length: int, digest: str, promised_length: int, promised: str) -> Message | None:
    """How content differs from what was signed, or None."""
    if length != promised_length:
        return msg(
            "is %(length)s bytes long, %(promised_length)s bytes are signed",
            length=length,
            promised_length=promised_length,
        )
    if digest != promised:
        return msg("has other content than what was signed")
    return None


def sha256_of(described: BaseFile) -> str | None:
    """The one digest of a described file; None unless it is exactly a lower-case SHA-256."""
    if not isinstance(described, (MetaFile, TargetFile)) or set(described.hashes or ()) != {
        "sha256"
    }:
        return None
    digest: str = (described.hashes or {})["sha256"]
    return digest if len(digest) == 64 and set(digest) <= set("0123456789abcdef") else None


def require_fresh(file: str, signed: Signed, at: datetime) -> None:
    """VerificationError if `signed` had expired at `at`."""
    if signed.is_expired(at):
        raise refuse(
            file, msg("expired on %(expires)s UTC", expires=f"{signed.expires:%Y-%m-%d %H:%M}")
        )
