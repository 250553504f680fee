"""What an export to the browser consists of, and how a new one takes the place of the old."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.io.atomic import replace_file, sync_everything
from generator.io.links import link_or_copy
from generator.model.problems import MALFORMED
from generator.search.browser.blocks import BlockPages
from generator.search.browser.columns import fitted, in_columns, in_rows
from generator.search.browser.lexicon import Characters
from generator.search.browser.shard_files import ENDING, PAGE, BlobStore, apart, read_names
from generator.search.index.catalogue import FILE as CATALOGUE
from generator.search.index.program import program

FORMAT = "gongshi-browser-6"
ROOT = "root.json"
STATE = "state.json"

WHOLE = 96 * 1024
"""Where all documents and what leads to them have no more bytes than this, the root holds them: to
wait for one more answer costs a slow phone as much as reading them."""
DIRECTORY = 24 * 1024
"""The same for the pages of one list of files."""

Pages = list[tuple[str, str]]
"""First term and name of each page of a family."""


class Root(Struct, kw_only=True):
    """What root.json says, but for its digest."""

    format: str = FORMAT
    documents: int
    block: int
    page: int
    terms: dict[str, Pages]
    blocks: BlockPages
    orders: dict[str, list[str]]
    bounds: str
    regions: str
    folding: str
    sounds: str
    synonyms: list[list[str]]
    help: str
    words: str
    numbers: str
    whole: bool = False
    """Whether `held` has every document."""
    bodies: str = ""
    """The file with the texts of all documents, where they are few."""
    boxes: str = ""
    """The file with the boxes of all blocks, where it is small and `held` has not each of them."""
    held: dict[str, str] = {}
    """Texts of files that every question needs, so that nobody waits for them."""

    def names(self) -> set[str]:
        """The files that it names."""
        pages = {name for family in self.terms.values() for _, name in family}
        columns = {name for names in self.orders.values() for name in names}
        tables = {self.bounds, self.regions, self.folding, self.sounds, self.help, self.words}
        tables |= {self.numbers, *filter(None, (self.bodies, self.boxes))}
        return pages | columns | tables | set(self.blocks.pages)


class ExportState(Struct, kw_only=True):
    """An export. `needs` says which files a file names, `program` by which code it was made."""

    made_from: str
    program: str
    root: Root
    characters: Characters
    needs: dict[str, list[str]]

    @property
    def catalogue(self) -> str:
        """The file with the catalogue that it was made from."""
        return f"{self.made_from}.sqlite"


def hold(blobs: BlobStore, root: Root, needs: Mapping[str, list[str]]) -> None:
    """Puts into the root what questions would otherwise wait for, as far as it is small.

    `needs` says which files a file names: of a block, the texts of its documents.
    """
    leading = {family: [name for _, name in pages] for family, pages in root.terms.items()}
    blocks = [name for name in read_names(blobs, root.blocks.pages) if name]
    boxes = [name for name in apart(blobs.get_json(root.bounds)["names"]) if name]
    every = [
        *blocks,
        *boxes,
        *root.blocks.pages,
        *(name for names in leading.values() for name in names),
    ]
    root.whole = blobs.size(every) <= WHOLE
    names = [root.folding, root.words, root.bounds, root.numbers]
    if root.whole:
        names += [root.sounds, *every]
        bodies = sorted({body for block in blocks for body in needs.get(block, ())})
        if bodies and blobs.size(bodies) <= WHOLE:
            root.bodies = blobs.put_json({body: blobs.get(body).decode() for body in bodies})
    else:
        for pages in (leading["text"], root.blocks.pages):
            names += pages if blobs.size(pages) <= DIRECTORY else ()
        if blobs.size(boxes) <= DIRECTORY:
            pages_of_boxes = (in_rows(blobs.get_json(name)) for name in boxes)
            whole_pages = (fitted(page, PAGE, None) for page in pages_of_boxes)
            root.boxes = blobs.put_json(in_columns([box for page in whole_pages for box in page]))
    root.held = {name: blobs.get(name).decode() for name in names}


def load_state(folder: Path) -> ExportState | None:
    """The export in a folder, if this code can go on from it."""
    try:
        state = msgspec.json.decode((folder / STATE).read_bytes(), type=ExportState)
    except (OSError, *MALFORMED):
        return None
    whole = (folder / ROOT).exists() and (folder / state.catalogue).exists()
    return state if whole and (state.root.format, state.program) == (FORMAT, program()) else None


def replace_state(folder: Path, generation: Path, state: ExportState) -> None:
    """Makes an export whose files are there the one that stands, and clears the rest away."""
    names = _in_use(state)
    state.needs = {name: state.needs[name] for name in sorted(names & state.needs.keys())}
    (folder / state.catalogue).unlink(missing_ok=True)
    link_or_copy(generation / CATALOGUE, folder / state.catalogue)
    sync_everything(folder)
    replace_file(folder / ROOT, _signed(state.root))
    replace_file(folder / STATE, msgspec.json.encode(state, order="sorted"))
    needed = {ROOT, STATE, state.catalogue}
    for path in folder.iterdir():
        if path.name not in needed and not (path.suffix == ENDING and path.stem in names):
            path.unlink()


def _in_use(state: ExportState) -> set[str]:
    """Every file that the root leads to."""
    found: set[str] = set()
    waiting = state.root.names()
    while waiting:
        found |= waiting
        waiting = {name for each in waiting for name in state.needs.get(each, ())} - found
    return found


def _signed(root: Root) -> bytes:
    """The root closes with the digest of all that stands before."""
    content = msgspec.json.encode(root)
    digest = hashlib.sha256(content).hexdigest()
    return content[:-1] + f',"digest":"{digest}"}}'.encode()
