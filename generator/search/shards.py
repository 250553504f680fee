"""The index as files that a browser reads from any static host (`docs/search-format.md`).

    search_index/browser/
        made-from       what these files were made from
        root.json       what there is, and under which names
        <digest>.bin    shards of terms, blocks of documents, tables, pages of names

Made from the catalogue of the index that the command line reads, so that both hold the same. New
files are written beside the old ones; what did not change is linked; one rename puts them in place.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import msgspec

from generator.search.catalogue import count, open_catalogue
from generator.search.manifest import FILE, current_generation
from generator.search.shards_blocks import write_blocks
from generator.search.shards_files import ENDING, PAGE, Shelf, list_names, list_terms
from generator.search.shards_numbers import BLOCK
from generator.search.shards_tables import folding, sounds
from generator.search.shards_terms import FAMILIES
from generator.search.synonyms import read_synonyms

FORMAT = "gongshi-browser-1"
ROOT = "root.json"
MADE_FROM = "made-from"

TASKS = (("text", "number"), ("sound", "filter", "address", "blocks"))
"""What two processes write, about the same amount of work each."""

WORTH_A_PROCESS = 4000


def export_shards(index_folder: Path, synonyms: Path, folder: Path) -> bool:
    """Makes `folder` hold the current index; False where it does already.

    Misuse where there is no index, BadData for a list of synonyms with mistakes.
    """
    generation = current_generation(index_folder)
    groups = _groups(read_synonyms(synonyms))
    state = _state(generation, groups)
    made_from = folder / MADE_FROM
    if made_from.exists() and made_from.read_text("ascii") == state:
        return False
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    parts = _write_parts(generation, beside, folder if folder.exists() else None)
    _write_root(generation, beside, parts, groups)
    (beside / MADE_FROM).write_text(state, "ascii")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)
    return True


def _state(generation: Path, groups: list[list[str]]) -> str:
    """What the files follow from: the generation's files, the synonyms, this format."""
    manifest = msgspec.json.decode((generation / FILE).read_bytes())
    parts = [FORMAT, manifest["format"], sorted(manifest["files"].items()), groups]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _write_parts(generation: Path, beside: Path, old: Path | None) -> dict[str, object]:
    """Everything but the root: by family its pages, and the pages of blocks."""
    with closing(open_catalogue(generation)) as catalogue:
        small = count(catalogue) < WORTH_A_PROCESS
    jobs = [(generation, beside, old, names) for names in TASKS]
    if small:
        return {name: found for job in jobs for name, found in _write_task(*job).items()}
    with ProcessPoolExecutor(len(jobs), mp_context=get_context("spawn")) as pool:
        done = pool.map(_write_task, *zip(*jobs, strict=True))
        return {name: found for part in done for name, found in part.items()}


def _write_task(
    generation: Path, beside: Path, old: Path | None, names: Iterable[str]
) -> dict[str, object]:
    """The families and the blocks that these names stand for."""
    shelf = Shelf(beside, old)
    found: dict[str, object] = {}
    with closing(open_catalogue(generation)) as catalogue:
        for name in names:
            if name == "blocks":
                blocks, first_closed = write_blocks(shelf, catalogue)
                pages = list_names(shelf, blocks)
                found[name] = {"pages": pages, "count": len(blocks), "closed": first_closed}
            else:
                found[name] = list_terms(shelf, FAMILIES[name](catalogue))
    return found


def _write_root(
    generation: Path, beside: Path, parts: dict[str, object], groups: list[list[str]]
) -> None:
    """The root closes with the digest of all that stands before."""
    shelf = Shelf(beside, None)
    with closing(open_catalogue(generation)) as catalogue:
        root = {
            "format": FORMAT,
            "documents": count(catalogue),
            "block": BLOCK,
            "page": PAGE,
            "terms": {family: parts[family] for family in FAMILIES},
            "blocks": parts["blocks"],
            "folding": shelf.put(folding(catalogue).encode()),
            "sounds": shelf.put_json(sounds(catalogue)),
            "synonyms": groups,
        }
    content = msgspec.json.encode(root)
    digest = hashlib.sha256(content).hexdigest()
    (beside / ROOT).write_bytes(content[:-1] + f',"digest":"{digest}"}}'.encode())


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
