"""Where a log in a folder stands: its newest checkpoint and the edge from which it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from generator.log.checkpoint import SignedCheckpoint, open_checkpoint
from generator.log.growing import Growing
from generator.log.note import VerifierKey
from generator.log.tile_files import CHECKPOINT, CHECKPOINTS, Folder
from generator.log.tiles import TilePath
from generator.model.merkle import EMPTY_ROOT, TILE, leaf_hashes
from generator.model.messages import msg
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
                msg(
                    "%(root)s is missing, though one of %(sizes)s entries was signed",
                    root=files.root / CHECKPOINT,
                    sizes=sizes[-1],
                )
            )
        return LogHead(None)
    signed = _opened(files, CHECKPOINT, data, key)
    size = signed.checkpoint.size
    if sizes and sizes[-1] > size:
        raise VerificationError(
            msg(
                "%(root)s has %(size)s entries, though %(sizes)s were signed: it was rolled back",
                root=files.root / CHECKPOINT,
                size=size,
                sizes=sizes[-1],
            )
        )
    earlier = files.read(f"{CHECKPOINTS}/{size}")
    if earlier is not None and (
        _opened(files, f"{CHECKPOINTS}/{size}", earlier, key).checkpoint != signed.checkpoint
    ):
        raise VerificationError(
            msg(
                "%(root)s: two checkpoints of %(size)s entries have different roots",
                root=files.root,
                size=size,
            )
        )
    edge = tuple(files.edge(size))
    if Growing(size, edge).root() != signed.checkpoint.root:
        raise VerificationError(
            msg("%(root)s: the tiles at the edge are not those of the checkpoint", root=files.root)
        )
    width = size % TILE
    last = tuple(files.bundle(size // TILE, width)) if width else ()
    if leaf_hashes(last) != (edge[0] if edge else b""):
        raise VerificationError(
            msg(
                "%(root)s: the entries are not those of the tile",
                root=files.root / TilePath(None, size // TILE, width or TILE).path,
            )
        )
    return LogHead(signed, edge, last)


def _opened(files: Folder, name: str, data: bytes, key: VerifierKey) -> SignedCheckpoint:
    """A checkpoint of this folder; VerificationError with its place and what mends it."""
    try:
        return open_checkpoint(data, key)
    except VerificationError as error:
        raise VerificationError(
            msg(
                "%(file)s: %(error)s; put its newest copy back, from a back-up or from the log"
                " folder of the live site",
                file=files.root / name,
                error=error,
            )
        ) from None
