"""What the leaves of a published log say, and whether they contradict each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from generator.history.document_versions import REASONS
from generator.log.leaves import (
    DossierLeaf,
    ExportLeaf,
    Kind,
    Leaf,
    PredecessorLeaf,
    ReleaseLeaf,
    SuccessorLeaf,
    WithdrawalLeaf,
    decode_leaf,
)
from generator.log.published import require_in_order
from generator.model.messages import message_of, msg
from generator.model.problems import VerificationError
from generator.trust.signed import refuse

_KINDS: Final[tuple[Kind, ...]] = ("facility", "policy", "interpretation", "page")
_DIGEST = 32


@dataclass(slots=True)
class LogContents:
    """What the leaves say, kept small: 33 bytes an entry, and the few that are no dossiers."""

    withdrawn: dict[int, str] = field(default_factory=dict)
    exports: dict[str, ExportLeaf] = field(default_factory=dict)
    releases: list[int] = field(default_factory=list)
    release: ReleaseLeaf | None = None
    published: list[tuple[int, datetime]] = field(default_factory=list)
    """Number and time of each release that says when it was published."""
    predecessor: PredecessorLeaf | None = None
    counts: Counter[str] = field(default_factory=Counter)
    _kinds: bytearray = field(default_factory=bytearray)
    _digests: bytearray = field(default_factory=bytearray)

    @property
    def size(self) -> int:
        """How many leaves were taken."""
        return len(self._kinds)

    @property
    def has_removals(self) -> bool:
        """Whether an operator took records back because of what stood in them."""
        return any(reason in REASONS for reason in self.withdrawn.values())

    def dossier(self, index: int) -> DossierLeaf | None:
        """The dossier leaf at an index; None where there is none."""
        if not 0 <= index < self.size or not self._kinds[index]:
            return None
        digest = self._digests[_DIGEST * index : _DIGEST * (index + 1)].hex()
        return DossierLeaf(kind=_KINDS[self._kinds[index] - 1], digest=digest)

    def neither_shown_nor_withdrawn(self, shown: set[int]) -> list[int]:
        """The records that are in the log, but on no page, though nobody withdrew them."""
        return [
            index
            for index, kind in enumerate(self._kinds)
            if kind and index not in shown and index not in self.withdrawn
        ]

    def take(self, entry: bytes) -> None:
        """The next entry; VerificationError where it is no leaf or contradicts the ones before
        it.
        """
        name = f"log entry {self.size}"
        try:
            leaf = decode_leaf(entry)
        except VerificationError as error:
            raise refuse(name, message_of(error)) from None
        kind, digest = 0, bytes(_DIGEST)
        if isinstance(leaf, DossierLeaf):
            kind, digest = _KINDS.index(leaf.kind) + 1, bytes.fromhex(leaf.digest)
            self.counts["dossier"] += 1
        else:
            self._take_other(name, leaf)
        self._kinds.append(kind)
        self._digests += digest

    def _take_other(self, name: str, leaf: Leaf) -> None:
        if isinstance(leaf, ExportLeaf):
            self.counts["export"] += 1
            self._take_export(name, leaf)
        elif isinstance(leaf, WithdrawalLeaf):
            self.counts["withdrawal"] += 1
            if self.dossier(leaf.index) is None:
                raise refuse(
                    name,
                    msg(
                        "withdraws entry %(index)s, which is no record before it", index=leaf.index
                    ),
                )
            self.withdrawn[leaf.index] = leaf.reason
        elif isinstance(leaf, ReleaseLeaf):
            self.counts["release"] += 1
            self._take_release(name, leaf)
        elif isinstance(leaf, PredecessorLeaf):
            self.counts["predecessor"] += 1
            if self.size:
                raise refuse(name, msg("names a log before it, and is not the first entry"))
            self.predecessor = leaf
        elif isinstance(leaf, SuccessorLeaf):
            raise refuse(
                name,
                msg("says that the log goes on with the key %(key)s, so it is no more the one of"
                    " this site", key=leaf.key),
            )  # fmt: skip

    def _take_release(self, name: str, leaf: ReleaseLeaf) -> None:
        last = self.published[-1][1] if self.published else None
        try:
            own = require_in_order(leaf, last)
        except VerificationError as error:
            raise refuse(name, message_of(error)) from None
        if self.release and self.release.files and not leaf.files:
            raise refuse(name, msg("has no tree of the manifest, though one before it had"))
        if own is not None:
            self.published.append((self.size, own))
        self.releases.append(self.size)
        self.release = leaf

    def _take_export(self, name: str, leaf: ExportLeaf) -> None:
        before = self.exports.get(leaf.path)
        if before:
            raise refuse(
                name,
                msg(
                    "says of %(path)s that it has the SHA-256 %(sha256)s; an earlier entry said "
                    "%(sha256_2)s",
                    path=leaf.path,
                    sha256=leaf.sha256,
                    sha256_2=before.sha256,
                ),
            )
        if leaf.supersedes is not None and leaf.supersedes not in self.exports:
            raise refuse(
                name,
                msg(
                    "supersedes %(supersedes)s, which was never entered", supersedes=leaf.supersedes
                ),
            )
        self.exports[leaf.path] = leaf
