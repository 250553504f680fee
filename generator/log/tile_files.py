"""The files of a log in a folder: read with care, and written so that nothing is replaced.

checkpoint                  the newest, replaced in one step
checkpoints/<size>          every one that was published
checkpoints/sizes           their sizes, one a line, for readers who cannot list a folder
tile/…                      tiles and bundles, never changed once a checkpoint covers them
key.vkey                    the verifier key
witnesses.vkey              keys of witnesses whose cosignatures were added
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.io.atomic import create_file, replace_file
from generator.io.locks import exclusive
from generator.log.growing import edge_widths
from generator.log.note import VerifierKey, parse_keys
from generator.log.tiles import MAX_BUNDLE, TilePath, checked_tile, decode_bundle, parse_path
from generator.model.merkle import HASH, HEIGHT, TILE
from generator.model.messages import msg
from generator.model.problems import VerificationError
from generator.trust.files import read_file

CHECKPOINT = "checkpoint"
CHECKPOINTS = "checkpoints"
SIZES = f"{CHECKPOINTS}/sizes"
KEY = "key.vkey"
WITNESSES = "witnesses.vkey"


class Folder:
    """A folder with the files of a log; `tile` makes it a `merkle.Reader`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> bytes | None:
        """A file of the log; None if there is none."""
        return read_file(self.root / path, MAX_BUNDLE, name=str(self.root / path))

    def tile(self, level: int, number: int, width: int) -> bytes:
        """See merkle.Reader. A full tile serves as well where the partial one is gone."""
        path = TilePath(level, number, width).path
        data = self.read(path)
        if data is None and width < TILE:
            whole = self.read(TilePath(level, number).path)
            data = whole and whole[: width * HASH]
        return checked_tile(str(self.root / path), data, width)

    def edge(self, size: int) -> list[bytes]:
        """The hashes of the unfinished tile of each level in a tree of `size` leaves."""
        return [
            self.tile(level, size >> (HEIGHT * (level + 1)), width) if width else b""
            for level, width in enumerate(edge_widths(size))
        ]

    def bundle(self, number: int, width: int) -> list[bytes]:
        """The entries of a bundle; VerificationError where it is missing or has not `width` of
        them.
        """
        path = TilePath(None, number, width).path
        data = self.read(path)
        if data is None:
            raise VerificationError(msg("%(root)s is missing", root=self.root / path))
        entries = decode_bundle(data, name=str(self.root / path))
        if len(entries) != width:
            raise VerificationError(
                msg(
                    "%(root)s has %(count)s entries where %(width)s belong",
                    root=self.root / path,
                    count=len(entries),
                    width=width,
                )
            )
        return entries

    def sizes(self) -> list[int]:
        """The sizes of the checkpoints that were published, smallest first."""
        folder = self.root / CHECKPOINTS
        if not folder.is_dir():
            return []
        return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())

    def witnesses(self) -> list[VerifierKey]:
        """The keys of witnesses whose cosignatures were added."""
        data = self.read(WITNESSES)
        try:
            return parse_keys(data.decode()) if data else []
        except ValueError as error:
            raise VerificationError(
                msg("%(file)s: %(error)s", file=self.root / WITNESSES, error=error)
            ) from None

    def write_tile(self, tile_path: TilePath, data: bytes) -> Path | None:
        """Write a tile or bundle that is not there; None if it is, VerificationError if it
        differs.
        """
        path = self.root / tile_path.path
        try:
            # The writer syncs all tiles together, before the checkpoint that covers them.
            create_file(path, data, durable=False)
        except FileExistsError:
            if self.read(tile_path.path) != data:
                raise VerificationError(
                    msg("%(path)s has other content and is never changed", path=path)
                ) from None
            return None
        return path

    def write_checkpoint(self, data: bytes, size: int) -> None:
        """Make a checkpoint visible: as the newest first, which is the one step that counts."""
        replace_file(self.root / CHECKPOINT, data)
        self.complete(data, size)

    def complete(self, data: bytes, size: int) -> None:
        """Keep the newest checkpoint among the earlier ones, and list it, where that is not so."""
        path = self.root / CHECKPOINTS / str(size)
        path.parent.mkdir(exist_ok=True)
        if self.read(f"{CHECKPOINTS}/{size}") != data:
            replace_file(path, data)
        listed = "".join(f"{one}\n" for one in self.sizes()).encode()
        if self.read(SIZES) != listed:
            replace_file(self.root / SIZES, listed)

    def clear_beyond(self, size: int) -> None:
        """Remove what an append left that was killed before its checkpoint."""
        for path in sorted((self.root / "tile").rglob("*")):
            if path.is_dir():
                continue
            tile_path = self._tile_path(path)
            covered = size if tile_path.level is None else size >> (HEIGHT * tile_path.level)
            if tile_path.number * TILE + tile_path.width > covered:
                path.unlink()

    def _tile_path(self, path: Path) -> TilePath:
        try:
            return parse_path(path.relative_to(self.root).as_posix())
        except ValueError:
            raise VerificationError(msg("%(path)s does not belong into a log", path=path)) from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the log for one writer; UsageError while another one writes."""
        with exclusive(
            self.root, msg("%(root)s: another command is writing this log", root=self.root)
        ):
            yield
