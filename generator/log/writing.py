"""Writing a log: tiles first, the checkpoint last, and never one that rewrites what was said.

Appending, growing from nothing and going on after a power cut are the same code. What a killed
append left lies beyond the last checkpoint, is covered by no signature, and is cleared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from generator.io.atomic import replace_file, sync_files
from generator.log.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from generator.log.growing import Growing
from generator.log.head import LogHead, read_state
from generator.log.note import Note, Signed, Signer, VerifierKey, sign_note
from generator.log.published import newest_release, published, require_witnessed_after
from generator.log.release_proof import proof_of
from generator.log.tile_files import CHECKPOINT, CHECKPOINTS, KEY, WITNESSES, Folder
from generator.log.tiles import TilePath, encode_bundle
from generator.log.witness import add_cosignature
from generator.model.merkle import (
    TILE,
    consistency_proof,
    inclusion_proof,
    leaf_hashes,
    root_at,
    verify_consistency,
)
from generator.model.messages import msg
from generator.model.problems import UsageError, VerificationError


class Log:
    """A log in a folder, open for reading and appending. Make one with `Log.open`."""

    def __init__(self, files: Folder, key: VerifierKey, state: LogHead) -> None:
        self.folder = files.root
        self._files = files
        self.key = key
        self._state = state

    @classmethod
    def open(cls, folder: Path, key: VerifierKey) -> Log:
        """The log in `folder`, empty where nothing was written yet.

        VerificationError where the checkpoint's signature does not hold, is not the newest one
        that was
        signed, or the tiles and entries at the edge are not those it commits to. A checkpoint
        that a killed run did not yet keep among the earlier ones is kept now.
        """
        folder.mkdir(parents=True, exist_ok=True)
        files = Folder(folder)
        state = read_state(files, key)
        if state.signed:
            files.complete(bytes(state.signed.note), state.size)
        if files.read(KEY) != f"{key}\n".encode():
            replace_file(folder / KEY, f"{key}\n".encode())
        return cls(files, key, state)

    @property
    def size(self) -> int:
        """How many entries it has."""
        return self._state.size

    @property
    def root(self) -> bytes:
        """The root over them."""
        return self._state.root

    @property
    def signed(self) -> SignedCheckpoint | None:
        """The newest checkpoint; None before the first."""
        return self._state.signed

    def root_at(self, size: int) -> bytes:
        """The root that the log had when it was of `size` entries."""
        return root_at(size, self.size, self._files)

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The entries start … end - 1 (or all the rest), bundle by bundle."""
        end = self.size if end is None else min(end, self.size)
        for number in range(start // TILE, -(-end // TILE)):
            first = number * TILE
            bundle = self._files.bundle(number, min(TILE, self.size - first))
            yield from bundle[max(start - first, 0) : end - first]

    def append(self, entries: Iterable[bytes], signer: Signer) -> Checkpoint:
        """Add entries and sign the log that results; the checkpoint, unchanged if there were none.

        VerificationError where the log on disk is no longer the one that was opened, where a file
        that is covered by a checkpoint has other content, or the result would not continue the last
        checkpoint. Then nothing is signed.
        """
        if signer.key != self.key:
            raise UsageError(
                msg(
                    "the key %(key)s is not that of this log, %(key_2)s",
                    key=signer.key,
                    key_2=self.key,
                )
            )
        with self._files.held():
            before = read_state(self._files, self.key)
            if (before.size, before.root) != (self.size, self.root):
                raise VerificationError(
                    msg("%(folder)s: somebody else has written to this log", folder=self.folder)
                )
            self._files.clear_beyond(before.size)
            grown = self._write_tiles(before, entries)
            if before.signed is None or grown.size > before.size:
                self._sign(before, grown, signer)
            self._state = read_state(self._files, self.key)
        assert self._state.signed is not None
        return self._state.signed.checkpoint

    def follow(self, other: Log, size: int) -> None:
        """Take over the entries of another copy of this log up to one of its checkpoints, and those
        in between, as they were once appended.

        VerificationError where the copy has no checkpoint of that size, or it does not go on from
        what this one has.
        """
        copy = Folder(other.folder)
        with self._files.held():
            for each in (*(at for at in copy.sizes() if self.size < at < size), size):
                note = copy.read(f"{CHECKPOINTS}/{each}")
                if note is None:
                    raise VerificationError(
                        msg("%(folder)s: has no checkpoint of %(size)s entries",
                            folder=other.folder, size=each)
                    )  # fmt: skip
                grown = self._write_tiles(self._state, other.entries(self.size, each))
                signed = open_checkpoint(note, self.key).checkpoint
                if (signed.size, signed.root) != (grown.size, grown.root()):
                    raise VerificationError(
                        msg("%(folder)s: its checkpoint of %(size)s entries is not over them",
                            folder=other.folder, size=each)
                    )  # fmt: skip
                self._files.write_checkpoint(note, each)
                self._state = read_state(self._files, self.key)

    def add_cosignature(self, answer: bytes, witness: VerifierKey) -> SignedCheckpoint:
        """Put a witness's signature under the checkpoint it is of, and its key among the witnesses.

        The log may have grown since the witness was asked. VerificationError where the answer is
        over none of its checkpoints; UsageError where the log would witness itself.
        """
        if witness.public == self.key.public:
            raise UsageError(
                msg(
                    "%(name)s has the key of the log: a witness is somebody else", name=witness.name
                )
            )
        with self._files.held():
            state = read_state(self._files, self.key)
            if state.signed is None:
                raise UsageError(msg("%(folder)s: nothing was signed yet", folder=self.folder))
            signed, note = self._answered(answer, witness)
            size = signed.checkpoint.size
            self._require_in_time(bytes(note), witness, size)
            if size == state.size:
                replace_file(self.folder / CHECKPOINT, bytes(note))
            self._files.complete(bytes(note), size)
            known = self.witnesses()
            if witness not in known:
                lines = "".join(f"{key}\n" for key in (*known, witness))
                replace_file(self.folder / WITNESSES, lines.encode())
            self._state = read_state(self._files, self.key)
        return open_checkpoint(bytes(note), self.key, [witness])

    def _answered(self, answer: bytes, witness: VerifierKey) -> tuple[SignedCheckpoint, Note]:
        """The newest checkpoint that an answer is over, as it was and with the answer."""
        refusal: VerificationError | None = None
        for size in reversed(self._files.sizes()):
            earlier = self._files.read(f"{CHECKPOINTS}/{size}")
            if earlier is None:
                continue
            signed = open_checkpoint(earlier, self.key)
            try:
                return signed, add_cosignature(signed, answer, witness)
            except VerificationError as error:
                refusal = refusal or error
        raise refusal or VerificationError(
            msg("%(folder)s: nothing was signed yet", folder=self.folder)
        )

    def _require_in_time(self, note: bytes, witness: VerifierKey, size: int) -> None:
        """VerificationError where the witness's clock lies behind the release that it signed."""
        release = newest_release(self, size)
        own = published(release) if release else None
        for one in open_checkpoint(note, self.key, [witness]).witnessed:
            if one.at is not None:
                require_witnessed_after(witness.name, one.at, own)

    def witnesses(self) -> list[VerifierKey]:
        """The keys of witnesses whose cosignatures were added."""
        return self._files.witnesses()

    def witnessed(self) -> tuple[Signed, ...]:
        """Who cosigned the newest checkpoint, and when; VerificationError where one of them did
        not.
        """
        if self._state.signed is None:
            return ()
        note = bytes(self._state.signed.note)
        return open_checkpoint(note, self.key, self.witnesses()).witnessed

    def prove_consistency(self, old: int) -> list[bytes]:
        """The proof that the log continues the one that it was at `old` entries."""
        return consistency_proof(old, self.size, self._files)

    def newest_proved(self) -> bytes:
        """The newest entry with its proof, which is a release's (`release_proof`)."""
        index = self.size - 1
        (entry,) = self.entries(index, index + 1)
        return proof_of(index, entry, inclusion_proof(index, self.size, self._files))

    def _write_tiles(self, before: LogHead, entries: Iterable[bytes]) -> Growing:
        """Everything but the checkpoint, on the disk when this returns."""
        grown = Growing(before.size, before.edge)
        bundle = before.last_bundle
        written: list[Path | None] = []
        write = self._files.write_tile
        coming = iter(entries)
        while new := tuple(islice(coming, grown.room)):
            bundle = (*bundle, *new) if grown.size % TILE else new
            full = grown.add(leaf_hashes(new))
            if full:
                written.append(write(TilePath(None, full[0].number), encode_bundle(bundle)))
            written += [write(TilePath(one.level, one.number), one.hashes) for one in full]
        if grown.size == before.size:
            return grown
        for tile in grown.edge():
            written.append(write(TilePath(tile.level, tile.number, tile.width), tile.hashes))
        if grown.size % TILE:
            tile_path = TilePath(None, grown.size // TILE, len(bundle))
            written.append(write(tile_path, encode_bundle(bundle)))
        sync_files(self.folder, [path for path in written if path])
        return grown

    def _sign(self, before: LogHead, grown: Growing, signer: Signer) -> None:
        new = Checkpoint(self.key.name, grown.size, grown.root())
        # Read back from the files that readers will get, not from what is in memory.
        proof = consistency_proof(before.size, new.size, self._files)
        verify_consistency(before.size, new.size, before.root, new.root, proof)
        note = sign_note(new.text(), signer)
        open_checkpoint(bytes(note), self.key)
        # Checkpoint last: nobody may see a root without its tiles.
        self._files.write_checkpoint(bytes(note), new.size)
