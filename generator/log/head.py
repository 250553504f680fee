"""Where a log in a folder stands: its newest checkpoint and the edge from which it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from generator.log.checkpoint import SignedCheckpoint, open_checkpoint
from generator.log.growing import Growing
from generator.log.note import VerifierKey
from generator.log.tile_files import CHECKPOINT, CHECKPOINTS, Folder
from generator.log.tiles import TilePath
from generator.model.merkle import EMPTY_ROOT, TILE, leaf_hashes
from generator.model.problems import VerificationError


@dataclass(frozen=True, slots=True)
class LogHead:
    """What the newest checkpoint commits to, and the edge from which the log goes on."""

    signed: SignedCheckpoint | None
    edge: tuple[bytes, ...] = ()
    last_bundle: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """How many entries."""
        return self.signed.checkpoint.size if self.signed else 0

    @property
    def root(self) -> bytes:
        """The root over them."""
        return self.signed.checkpoint.root if self.signed else EMPTY_ROOT


def read_state(files: Folder, key: VerifierKey) -> LogHead:
    """The newest checkpoint with its edge; VerificationError where it was rolled back or does not
    fit.
    """
    data = files.read(CHECKPOINT)
    sizes = files.sizes()
    if data is None:
        if sizes:
            raise VerificationError(
                f"{files.root / CHECKPOINT} is missing,"
                f" though one of {sizes[-1]} entries was signed"
            )
        return LogHead(None)
    signed = open_checkpoint(data, key)
    size = signed.checkpoint.size
    if sizes and sizes[-1] > size:
        raise VerificationError(
            f"{files.root / CHECKPOINT} has {size} entries, though {sizes[-1]} were signed:"
            " it was rolled back"
        )
    earlier = files.read(f"{CHECKPOINTS}/{size}")
    if earlier is not None and open_checkpoint(earlier, key).checkpoint != signed.checkpoint:
        raise VerificationError(
            f"{files.root}: two checkpoints of {size} entries have different roots"
        )
    edge = tuple(files.edge(size))
    if Growing(size, edge).root() != signed.checkpoint.root:
        raise VerificationError(
            f"{files.root}: the tiles at the edge are not those of the checkpoint"
        )
    width = size % TILE
    last = tuple(files.bundle(size // TILE, width)) if width else ()
    if leaf_hashes(last) != (edge[0] if edge else b""):
        raise VerificationError(
            f"{files.root / TilePath(None, size // TILE, width or TILE).path}:"
            " the entries are not those of the tile"
        )
    return LogHead(signed, edge, last)
