"""The index as files that a browser reads from any static host (`docs/search-format.md`).

    search_index/browser/
        root.json           what there is, and under which names
        <digest>.bin        shards of terms, blocks of documents, columns, tables, lists of names
        state.json          what these files were made from
        <state>.sqlite      the catalogue that they were made from, to compare the next one with

Made from the catalogue of the index that the command line reads, so that both hold the same. Where
an older export stands only what changed since is made, and that gives the same bytes as making
everything. Killed at any moment the old state stands: it is replaced last, and files of content
that nobody names any more go after that.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.io.workers import pool
from generator.model.problems import GongshiError
from generator.search.browser.blocks import Blocks, update_blocks, write_blocks
from generator.search.browser.difference import Difference, difference, moves
from generator.search.browser.export_state import (
    FORMAT,
    ROOT,
    ExportState,
    Pages,
    Root,
    hold,
    load_state,
    replace_state,
)
from generator.search.browser.folding_tables import folding, sounds
from generator.search.browser.lexicon import Characters, Collected, updated
from generator.search.browser.misspellings import help_table
from generator.search.browser.numbering import BLOCK, Numbered, numbers_of, rows_of
from generator.search.browser.region_names import write_regions
from generator.search.browser.shard_files import ENDING, PAGE, BlobStore
from generator.search.browser.term_entries import list_shards, read_shards, split_shard
from generator.search.browser.terms import FAMILIES
from generator.search.index.catalogue import count, open_catalogue
from generator.search.index.manifest import FILE, current_generation
from generator.search.index.program import program
from generator.search.query.word_lists import WordLists, read_lists

BLOCKS = "blocks"
PAIR = 2
TASKS = (("text",), ("number", "sound", "filter", BLOCKS))
"""What two processes write, about the same amount of work each."""
WORTH_A_PROCESS = 4000
"""With fewer documents a process takes longer to start than it saves."""


class Made(Struct):
    """What one process made. `regions` and `numbers` are those of before where they stayed."""

    terms: dict[str, Pages]
    blocks: Blocks | None
    characters: Characters
    needs: dict[str, list[str]]
    regions: str = ""
    numbers: str = ""


def export_shards(index_folder: Path, folder: Path) -> bool:
    """Makes `folder` hold the current index; False where it does already.

    The lists of words stand beside the index. UsageError where there is no index, DataError for a
    list with mistakes.
    """
    generation = current_generation(index_folder)
    # The site has its labels in a file of their own.
    lists = read_lists(index_folder)._replace(labels=())
    made_from = _made_from(generation, lists)
    old = load_state(folder)
    if old and old.made_from == made_from:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    made = (_update(generation, folder, old) if old else None) or _from_scratch(generation, folder)
    replace_state(folder, generation, _finish(generation, folder, made, lists, made_from))
    return True


def _made_from(generation: Path, lists: WordLists) -> str:
    """What the files follow from: the generation's files, the lists of words, this format."""
    manifest = msgspec.json.decode((generation / FILE).read_bytes())
    parts = [FORMAT, manifest["format"], sorted(manifest["files"].items()), [*lists]]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _from_scratch(generation: Path, folder: Path) -> Made:
    """Everything from all documents."""
    with closing(open_catalogue(generation)) as catalogue:
        small = len(numbers_of(catalogue).keys) < WORTH_A_PROCESS
    if small:
        return _joined([_write_task(generation, folder, names) for names in TASKS])
    with pool() as workers:
        done = workers.map(_write_task, [generation] * 2, [folder] * 2, TASKS)
        return _joined(list(done))


def _write_task(generation: Path, folder: Path, names: tuple[str, ...]) -> Made:
    """The families and the blocks that these names stand for."""
    blobs, characters = BlobStore(folder), Characters.none()
    with closing(open_catalogue(generation)) as catalogue:
        numbers = numbers_of(catalogue)
        every = numbers.used(range(len(numbers.digests)))
        families = {name: Collected(name) for name in names if name != BLOCKS}
        rows = _collecting(rows_of(catalogue, numbers, every), list(families.values()))
        blocks = None
        if BLOCKS in names:
            blocks = write_blocks(blobs, rows, numbers)
        else:
            deque(rows, maxlen=0)
        terms = {
            name: list_shards(blobs, family.write(blobs, characters))
            for name, family in families.items()
        }
    return Made(terms, blocks, characters, blobs.needs)


def _collecting(rows: Iterable[Numbered], families: list[Collected]) -> Iterator[Numbered]:
    """The documents, their terms collected on the way."""
    for row in rows:
        for family in families:
            family.add(row)
        yield row


def _joined(parts: list[Made]) -> Made:
    whole = Made({}, None, Characters.none(), {})
    for part in parts:
        whole.terms |= part.terms
        whole.blocks = whole.blocks or part.blocks
        whole.characters.add(part.characters)
        whole.needs |= part.needs
    return whole


def _update(generation: Path, folder: Path, old: ExportState) -> Made | None:
    """What changed since; None where that is too much, or where something old is damaged."""
    try:
        with (
            closing(open_catalogue(folder, old.catalogue)) as before,
            closing(open_catalogue(generation)) as after,
        ):
            return _updated(folder, old, before, after)
    except (GongshiError, sqlite3.DatabaseError):
        return None


def _updated(
    folder: Path, old: ExportState, before: sqlite3.Connection, after: sqlite3.Connection
) -> Made | None:
    numbers = numbers_of(after)
    found = difference(before, after, numbers)
    if found is None:
        return None
    blobs = BlobStore(folder)
    characters = old.characters
    terms = {
        family: _updated_family(blobs, family, old.root.terms[family], found, characters)
        for family in FAMILIES
    }
    held = Blocks(old.root.blocks, old.root.orders, old.root.bounds)
    changed = {number: found.after.get(number) for number in found.numbers}
    blocks = update_blocks(blobs, held, changed, found.around, numbers)
    regions = old.root.regions if found.regions_stay else ""
    same = terms["number"] == old.root.terms["number"]
    written = old.root.numbers if same else ""
    return Made(terms, blocks, characters, old.needs | blobs.needs, regions, written)


def _updated_family(
    blobs: BlobStore, family: str, pages: Pages, found: Difference, characters: Characters
) -> Pages:
    moved = moves(FAMILIES[family], found)
    if not moved:
        return pages
    shards = read_shards(blobs, pages)
    return list_shards(blobs, updated(blobs, family, shards, moved, characters))


def _finish(
    generation: Path, folder: Path, made: Made, lists: WordLists, made_from: str
) -> ExportState:
    """The tables, the root and the state that belong to what was made."""
    assert made.blocks is not None, "one of the tasks writes blocks"
    blobs = BlobStore(folder)
    with closing(open_catalogue(generation)) as catalogue:
        root = Root(
            documents=count(catalogue),
            block=BLOCK,
            page=PAGE,
            terms={family: made.terms[family] for family in FAMILIES},
            blocks=made.blocks.blocks,
            orders=made.blocks.orders,
            bounds=made.blocks.bounds,
            regions=made.regions or write_regions(blobs, catalogue),
            folding=blobs.put(folding(made.characters.texts).encode()),
            sounds=blobs.put_json(sounds(made.characters.names)),
            synonyms=_groups(lists.synonyms),
            help=blobs.put_json(help_table(lists.lookalikes)),
            words=blobs.put_json({"stopwords": lists.stopwords, "terms": lists.terms}),
            numbers=made.numbers
            or blobs.put(_written_in_numbers(blobs, made.terms["number"]).encode()),
        )
    hold(blobs, root, made.needs)
    needs = made.needs | blobs.needs
    return ExportState(
        made_from=made_from, program=program(), root=root, characters=made.characters, needs=needs
    )


def _written_in_numbers(blobs: BlobStore, pages: Pages) -> str:
    """Every pair of characters in a number of which one is no letter or digit of ASCII, joined.

    Whoever looks for Chinese words need not ask whether a number has them.
    """
    shards = (split_shard(blobs.get(shard.name)) for shard in read_shards(blobs, pages))
    terms = (term for shard in shards for term, _ in shard)
    return "".join(term for term in terms if len(term) == PAIR and not term.isascii())


def _groups(synonyms: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """Each group of synonyms once, in the order of the list."""
    seen: set[str] = set()
    groups = []
    for word, others in synonyms.items():
        if word not in seen:
            groups.append([word, *others])
            seen.update(groups[-1])
    return groups


def shard_files(folder: Path) -> list[Path]:
    """The files of an exported index, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix == ENDING or path.name == ROOT)
