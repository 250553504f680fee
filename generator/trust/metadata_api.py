"""The public names of python-tuf and securesystemslib that this package uses.

Both offer them from these modules, as their documentation says, but without declaring them as
exported, which a strict type checker asks for: hence the two exceptions, here and nowhere else.
"""

from __future__ import annotations

from securesystemslib.signer import (  # type: ignore[attr-defined]
    CryptoSigner,
    Key,
    Signer,
    SSlibKey,
)
from tuf.api.metadata import (  # type: ignore[attr-defined]
    BaseFile,
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Role,
    Root,
    Signed,
    Snapshot,
    T,
    TargetFile,
    Targets,
    Timestamp,
)

__all__ = [
    "BaseFile",
    "CryptoSigner",
    "DelegatedRole",
    "Delegations",
    "Key",
    "MetaFile",
    "Metadata",
    "Role",
    "Root",
    "SSlibKey",
    "Signed",
    "Signer",
    "Snapshot",
    "T",
    "TargetFile",
    "Targets",
    "Timestamp",
]
