"""An export brought up to date is the same, byte for byte, as one made of everything."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.search.browser import difference as shards_difference
from generator.search.browser import shards
from generator.search.browser.shards import export_shards, shard_files
from generator.search.index.document import SearchDocument
from generator.search.index.update import update
from tests.search.conftest import Make

CITIES = ("110101001000", "371502001000", "371502002000", "371525003000", "620102001000")
SYLLABLES = "阳光启明星小太托育幼儿园中心东昌府区柳新华建设大地宝贝童话森林海燕向日葵金色摇篮"
Export = Callable[[list[SearchDocument]], Path]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Indexes documents and brings the export up to date."""

    def exported(documents: list[SearchDocument]) -> Path:
        index, folder = tmp_path / "search_index" / "whoosh", tmp_path / "browser"
        update(index, documents, state=f"{random.random()}", processes=1)
        export_shards(index, folder)
        return folder

    return exported


def made_of_everything(documents: list[SearchDocument], folder: Path) -> dict[str, bytes]:
    """The files of an export that nothing stood before."""
    update(folder / "whoosh", documents, state="only", processes=1)
    export_shards(folder / "whoosh", folder / "browser")
    return contents(folder / "browser")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shard_files(folder)}


def draw_document(make: Make, draw: random.Random, number: int) -> SearchDocument:
    """A facility, or now and then a policy, that looks like nothing else."""

    def text(length: int) -> str:
        return "".join(draw.choices(SYLLABLES, k=length))

    policy = number % 40 == 0
    code = draw.choice(CITIES)
    return make(
        number,
        text(draw.randint(1, 8)),
        id=f"{'p' if policy else 'f'}:T{number:04}",
        kind="policy" if policy else "facility",
        other_names=(text(4),) if draw.random() < 0.2 else (),
        address=f"{text(3)}路{draw.randint(1, 99)}号",
        region_code=code,
        regions=("省", f"市{code[:4]}", f"区{code[:6]}", f"街道{code}"),
        region_codes=(f"{code[:2]}{0:010}", f"{code[:4]}{0:08}", f"{code[:6]}{0:06}", code),
        numbers=(f"T{number:04}", f"91{draw.randint(10**8, 10**9)}"),
        body=text(50) if policy else "",
        closed=draw.random() < 0.1,
        filed=draw.random() < 0.5,
        facets={"kind": (draw.choice(("institution", "class")),)},
        fee=draw.choice((None, 1000.0, 1280.5)),
        assessed=draw.choice((None, "2025-06-02", "2026-01-15")),
        lon=draw.choice((None, round(116 + draw.random(), 5))),
        lat=round(36 + draw.random(), 5),
    )  # fmt: skip


def histories(make: Make, draw: random.Random) -> Iterator[list[SearchDocument]]:
    """Documents as they change: some otherwise, gone, new, many new, all closed."""
    held = {number: draw_document(make, draw, number) for number in range(700)}
    yield in_order(held.values())
    for changed, gone, new in ((3, 0, 0), (0, 0, 1), (5, 4, 6), (0, 1, 0), (2, 60, 0), (1, 0, 90)):
        for number in draw.sample(sorted(held), gone):
            del held[number]
        for number in draw.sample(sorted(held), changed):
            held[number] = draw_document(make, draw, number)
        for number in range(max(held) + 1, max(held) + 1 + new):
            held[number] = draw_document(make, draw, number)
        yield in_order(held.values())


def in_order(documents: Iterable[SearchDocument]) -> list[SearchDocument]:
    """In document order, numbered so."""
    ordered = sorted(
        documents, key=lambda each: (each.kind != "facility", each.region_code, each.id)
    )
    return [replace(document, order=order) for order, document in enumerate(ordered)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_brought_up_to_date_it_is_as_made_of_everything(
    document: Make, export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whatever changed, and although nothing is made of everything after the first time."""
    monkeypatch.setattr(shards_difference, "LARGEST_SHARE", 1.0)
    from_scratch = shards._from_scratch
    for step, documents in enumerate(histories(document, random.Random(seed))):
        folder = export(documents)
        monkeypatch.setattr(shards, "_from_scratch", from_scratch, raising=False)
        assert contents(folder) == made_of_everything(documents, tmp_path / f"{seed}-{step}")
        monkeypatch.delattr(shards, "_from_scratch")


def test_what_was_damaged_is_made_of_everything(
    document: Make, export: Export, tmp_path: Path
) -> None:
    """An old file that is not what was written is not built upon."""
    draw = random.Random(4)
    documents = [draw_document(document, draw, number) for number in range(100)]
    folder = export(in_order(documents))
    for path in shard_files(folder):
        if path.suffix == ".bin":
            path.write_bytes(path.read_bytes()[:-1])
    documents[7] = draw_document(document, draw, 7)
    assert contents(export(in_order(documents))) == made_of_everything(
        in_order(documents), tmp_path / "other"
    )


def test_another_program_makes_everything_anew(
    document: Make, export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documents are the same, so that nothing but the code tells it."""
    documents = [draw_document(document, random.Random(7), 1)]
    before = contents(export(documents))
    monkeypatch.setattr("generator.search.browser.blocks._place", lambda shown: ("zzz",))
    monkeypatch.setattr("generator.search.index.manifest.program", lambda: "another")
    monkeypatch.setattr("generator.search.index.update.program", lambda: "another")
    monkeypatch.setattr("generator.search.browser.export_state.program", lambda: "another")
    monkeypatch.setattr("generator.search.browser.shards.program", lambda: "another")
    after = contents(export(documents))
    assert after == made_of_everything(documents, tmp_path / "other") != before
