"""What an export to the browser consists of, and how a new one takes the place of the old."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.io.atomic import replace_file, sync_everything
from generator.io.links import link_or_copy
from generator.model.problems import MALFORMED
from generator.search.browser.blocks import BlockPages
from generator.search.browser.lexicon import Characters
from generator.search.browser.shard_files import ENDING
from generator.search.index.catalogue import FILE as CATALOGUE
from generator.search.index.program import program

FORMAT = "gongshi-browser-5"
ROOT = "root.json"
STATE = "state.json"

MIN_PAGES = 2
"""An index with so few pages of blocks is small."""

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
    held: dict[str, str] = {}
    """Texts of files that every question needs, so that nobody waits for them."""

    def held_names(self) -> list[str]:
        """The files that it holds: of a small index also the pages that lead to its shards."""
        found = [self.folding]
        if len(self.blocks.pages) <= MIN_PAGES:
            found += [*self.blocks.pages, self.bounds]
            found += [name for pages in self.terms.values() for _, name in pages]
        return found

    def names(self) -> set[str]:
        """The files that it names."""
        pages = {name for family in self.terms.values() for _, name in family}
        columns = {name for names in self.orders.values() for name in names}
        tables = {self.bounds, self.regions, self.folding, self.sounds, self.help, self.words}
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
