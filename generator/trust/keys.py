"""Keys: made, kept encrypted, read back, and shown to people.

A key is a pair of files, `<name>.pem` (PKCS#8, encrypted with a passphrase, mode 0600) and
`<name>.pub.pem`. Nothing here writes or reads an unencrypted private key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path

import segno
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from securesystemslib.signer import CryptoSigner, Key, Signer, SSlibKey

from generator.io.atomic import clear_left, create_whole
from generator.model.messages import message_of, msg
from generator.model.problems import UsageError, VerificationError
from generator.trust.files import read_file
from generator.trust.signed import public_bytes

MIN_PASSPHRASE = 12
"""Bytes. The key derivation of PKCS#8 files is quick, so the passphrase has to be long."""

_MAX_KEY = 64 * 1024


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """A key that was just made."""

    name: str
    private: Path
    public: Path
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PortalKeys:
    """The two keys that the portal itself holds."""

    snapshot: Signer
    timestamp: Signer

    @classmethod
    def opened(cls, folder: Path, open_key: Callable[[Path], Signer]) -> PortalKeys:
        """Both keys of a portal, which lie in its folder of keys."""
        return cls(open_key(folder / "snapshot.pem"), open_key(folder / "timestamp.pem"))


def create_key(
    folder: Path, name: str, passphrase: bytes, *, further: Path | None = None
) -> KeyFiles:
    """A new Ed25519 key in `folder`; UsageError if one of that name is there or the passphrase
    weak.

    `further` is a file that the caller makes from the key: the key is there already once it is.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise UsageError(
            msg(
                "the passphrase is shorter than %(min_passphrase)s bytes",
                min_passphrase=MIN_PASSPHRASE,
            )
        )
    key = Ed25519PrivateKey.generate()
    private, public = folder / f"{name}.pem", folder / f"{name}.pub.pem"
    for path in (private, public):
        clear_left(path)
    if private.exists() and not (public.exists() and (further is None or further.exists())):
        # A command was killed between two of them: who knows the passphrase completes the set.
        return _with_public_half(name, private, public, _open(private, passphrase).public_key())
    for path in (private, public):
        if path.exists():
            raise UsageError(
                msg("%(path)s is there already, and a key is never overwritten", path=path)
            )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    encrypted = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase)
    )
    create_whole(private, encrypted, mode=0o600)
    return _with_public_half(name, private, public, key.public_key())


def _with_public_half(
    name: str, private: Path, public: Path, key: Ed25519PublicKey | EllipticCurvePublicKey
) -> KeyFiles:
    if not public.exists():
        create_whole(public, key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return KeyFiles(name, private, public, key_fingerprint(SSlibKey.from_crypto(key)))


def load_signer(path: Path, passphrase: bytes) -> CryptoSigner:
    """The private key in an encrypted PEM file; UsageError with the reason where that cannot be."""
    signer = CryptoSigner(_open(path, passphrase))
    if public_bytes(signer.public_key) is None:
        raise UsageError(msg("%(path)s is neither an Ed25519 nor a P-256 key", path=path))
    return signer


def _open(path: Path, passphrase: bytes) -> Ed25519PrivateKey | EllipticCurvePrivateKey:
    pem = _read_key(path)
    if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in pem:
        raise UsageError(
            msg("%(path)s is no encrypted private key (PKCS#8 PEM); it is not used", path=path)
        )
    try:
        key = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError) as error:
        raise UsageError(
            msg("%(path)s does not open: wrong passphrase or damaged file", path=path)
        ) from error
    except UnsupportedAlgorithm as error:
        raise UsageError(
            msg("%(path)s is encrypted in a way that is not supported", path=path)
        ) from error
    if not isinstance(key, (Ed25519PrivateKey, EllipticCurvePrivateKey)):
        raise UsageError(msg("%(path)s is neither an Ed25519 nor a P-256 key", path=path))
    return key


def load_signers(folder: Path, names: list[str], passphrase: bytes) -> tuple[CryptoSigner, ...]:
    """The keys of these names in `folder`, in that order."""
    return tuple(load_signer(folder / f"{name}.pem", passphrase) for name in names)


def load_portal_keys(folder: Path, passphrase: bytes) -> PortalKeys:
    """`snapshot.pem` and `timestamp.pem` in `folder`."""
    return PortalKeys(*load_signers(folder, ["snapshot", "timestamp"], passphrase))


def load_public(path: Path) -> SSlibKey:
    """The public key in a PEM file; UsageError if it is none that is accepted."""
    try:
        key = SSlibKey.from_crypto(load_pem_public_key(_read_key(path)))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(
            msg("%(path)s is no public key (PEM) of a kind that is accepted", path=path)
        ) from error
    if public_bytes(key) is None:
        raise UsageError(msg("%(path)s is neither an Ed25519 nor a P-256 key", path=path))
    return key


def key_fingerprint(key: Key) -> str:
    """The first 128 bits of the public key's SHA-256, in 8 groups of 4 to be read aloud."""
    digest = sha256(_public(key)).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


def card(key: Key, *, role: str, holder: str) -> str:
    """A page to print: whose key it is, the fingerprint to read aloud, the key as a QR code."""
    return cards([(key, role, holder)])


def cards(keys: Iterable[tuple[Key, str, str]]) -> str:
    """The same of many (key, role, holder), a page each."""
    pages = [_one_card(key, role, holder) for key, role, holder in keys]
    return f"{_HEAD}{''.join(pages)}</body>\n</html>\n"


def _one_card(key: Key, role: str, holder: str) -> str:
    code = segno.make(f"gongshi-key:{role}:{key.scheme}:{_public(key).hex()}", error="m")
    groups = key_fingerprint(key).split()
    rows = "<br>".join(" ".join(groups[start : start + 4]) for start in (0, 4))
    return _CARD.format(
        role=escape(role),
        holder=escape(holder),
        rows=rows,
        svg=code.svg_inline(scale=5, border=4, omitsize=False),
    )


def _public(key: Key) -> bytes:
    raw = public_bytes(key)
    if raw is None:
        raise UsageError(
            msg("%(keytype)s keys are not accepted: use Ed25519 or P-256", keytype=key.keytype)
        )
    return raw


def _read_key(path: Path) -> bytes:
    try:
        pem = read_file(path, _MAX_KEY, name=str(path))
    except VerificationError as error:
        raise UsageError(message_of(error)) from error
    if pem is None:
        raise UsageError(msg("%(path)s is missing", path=path))
    return pem


_HEAD = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>公钥卡片</title>
<style>
body { font: 14pt serif; margin: 2cm; }
section + section { break-before: page; }
.print { font: bold 24pt monospace; line-height: 1.6; }
</style>
</head>
<body>
"""

_CARD = """<section>
<h1>公钥卡片</h1>
<p>角色：{role}</p>
<p>持有人：{holder}</p>
<p>指纹（请向上级机关逐组朗读核对）：</p>
<p class="print">{rows}</p>
<div>{svg}</div>
<p>本卡片只含公钥，可以公开；私钥和口令绝不外传。</p>
</section>
"""
