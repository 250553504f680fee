"""The one type that data may be loaded from.

A `VerifiedExport` exists only where `walk` has checked signatures, scope, length and digest. Its
constructor asks for a seal that lives in this module, so no caller can make one by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from generator.model.messages import msg
from generator.model.release import RowTreeRoot
from generator.model.suspension import Suspension
from generator.trust.files import MAX_EXPORT, read_file
from generator.trust.signed import content_fault, refuse

_SEAL = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedExport:
    """An export that a role in charge of its region has signed and that the archive holds.

    `row_tree` is the root of its rows as the role signed it, None where the target has none.
    """

    path: str
    region: str
    release: int
    role: str
    role_version: int
    length: int
    sha256: str
    suspension: Suspension | None
    row_tree: RowTreeRoot | None
    file: Path
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        """TypeError outside generator.trust."""
        if seal is not _SEAL:
            raise TypeError("a VerifiedExport comes from generator.trust.walk, never by hand")

    def read(self) -> bytes:
        """The bytes of the export, checked again now; VerificationError if the file has changed
        since.
        """
        data = read_file(self.file, MAX_EXPORT, name=self.path)
        if data is None:
            raise refuse(self.path, msg("is missing in the archive"))
        fault = content_fault(len(data), sha256(data).hexdigest(), self.length, self.sha256)
        if fault:
            raise refuse(self.path, fault)
        return data

    def moved_to(self, file: Path) -> VerifiedExport:
        """The same export at the place where the archive keeps it; `read` checks it there."""
        return replace(self, file=file, seal=_SEAL)


admit: Callable[..., VerifiedExport] = partial(VerifiedExport, seal=_SEAL)
"""Makes a VerifiedExport. Only `generator.trust.walk` may call it, after its checks."""
