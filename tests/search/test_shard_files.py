"""The files of the browser's index: lists, numbers, names that stay, and what damage does."""

from __future__ import annotations

import hashlib
import json
import shutil
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.search.browser import export_state
from generator.search.browser.export_state import ROOT
from generator.search.browser.lists import BITS, DELTAS, RUNS, decode, encode
from generator.search.browser.shards import export_shards, shard_files
from generator.search.index.document import SearchDocument
from generator.search.index.update import update
from generator.search.query.query import Query
from tests.search.asking import ask
from tests.search.conftest import Make

Indexed = Callable[[Iterable[SearchDocument]], Path]


@pytest.fixture
def exported(indexed: Indexed, document: Make, tmp_path: Path) -> Path:
    """A small index as files."""
    names = ["阳光托育中心", "启明星托育园", "小太阳幼儿园"]
    index = indexed(document(n, name, address="柳园路1号") for n, name in enumerate(names))
    export_shards(index, tmp_path / "browser")
    return tmp_path / "browser"


def read_list(form: int, content: bytes) -> list[int]:
    """The numbers of a list, read as `docs/search-format.md` says."""
    values, value, shift = [], 0, 0
    for at, byte in enumerate(content):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value = shift = 0
            if form == BITS:
                bits = content[at + 1 :]
                return [
                    8 * (values[0] + n // 8) + n % 8
                    for n in range(8 * len(bits))
                    if bits[n // 8] >> n % 8 & 1
                ]
    if form == DELTAS:
        return [sum(values[: n + 1]) for n in range(len(values))]
    numbers: list[int] = []
    expected = 0
    for left, length in zip(values[::2], values[1::2], strict=True):
        numbers += range(expected + left, expected + left + length + 1)
        expected = numbers[-1] + 1
    return numbers


@settings(deadline=None, max_examples=80)
@given(st.sets(st.integers(0, 3000), min_size=1), st.booleans())
def test_a_list_reads_as_it_was_written(numbers: set[int], dense: bool) -> None:
    """Whatever form is chosen, the numbers come back."""
    chosen = sorted(numbers | set(range(500, 900, 2))) if dense else sorted(numbers)
    assert read_list(*encode(array("I", chosen))) == chosen
    assert list(decode(*encode(array("I", chosen)))) == chosen


def test_each_form_is_used_where_it_is_small() -> None:
    """Few numbers as differences, neighbours as runs, many as bits."""
    assert encode(array("I", [5, 900]))[0] == DELTAS
    assert encode(array("I", range(100, 400)))[0] == RUNS
    assert encode(array("I", range(0, 4000, 3)))[0] == BITS


def test_files_are_named_by_their_content(exported: Path) -> None:
    """And the root says by a digest of its own that it is whole."""
    for path in shard_files(exported):
        if path.name != ROOT:
            assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == path.stem
    text = (exported / ROOT).read_text("utf-8")
    before, _, _ = text.rpartition(',"digest"')
    assert json.loads(text)["digest"] == hashlib.sha256(f"{before}}}".encode()).hexdigest()


def test_nothing_is_written_where_nothing_changed(
    indexed: Indexed, document: Make, tmp_path: Path
) -> None:
    """A changed list of synonyms counts as a change."""
    index = indexed([document(1, "阳光托育中心")])
    synonyms, folder = index.with_name("synonyms.txt"), tmp_path / "browser"
    assert export_shards(index, folder)
    assert not export_shards(index, folder)
    synonyms.write_text("托班 托儿班\n", "utf-8")
    assert export_shards(index, folder)


def test_a_changed_fee_leaves_the_terms_alone(
    indexed: Indexed, document: Make, tmp_path: Path
) -> None:
    """One block and one page of fees, the lists that name them and the root; nothing else."""
    documents = [
        document(n, f"阳光托育中心{n}", region_code="371502001000", fee=1000.0) for n in range(200)
    ]
    folder = tmp_path / "browser"
    export_shards(indexed(documents), folder)
    before = {path.name: path.read_bytes() for path in shard_files(folder)}
    documents[50] = document(50, "阳光托育中心50", region_code="371502001000", fee=1200.0)
    index = tmp_path / "search_index" / "whoosh"
    update(index, documents, state="second", processes=1)
    export_shards(index, folder)
    after = {path.name: path.read_bytes() for path in shard_files(folder)}
    new = [name for name in after if before.get(name) != after[name]]
    assert len(new) == 5 and ROOT in new


def test_a_new_facility_moves_its_own_city_only(
    indexed: Indexed, document: Make, tmp_path: Path
) -> None:
    """The blocks of other cities keep their names."""
    cities = ["110101001000", "371502001000", "620102001000"]

    def documents(extra: int) -> list[SearchDocument]:
        made = []
        for city, code in enumerate(cities):
            count = 60 + (extra if city == 1 else 0)
            made += [
                document(1000 * city + n, f"小太阳{n}", region_code=code, order=1000 * city + n)
                for n in range(count)
            ]
        return made

    folder = tmp_path / "browser"
    export_shards(indexed(documents(0)), folder)
    before = {path.name for path in shard_files(folder)}
    index = tmp_path / "search_index" / "whoosh"
    update(index, documents(1), state="second", processes=1)
    export_shards(index, folder)
    blocks_of_others = 2 * 4
    assert len(before & {path.name for path in shard_files(folder)}) >= blocks_of_others


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["altered", "cut", "missing"])
def test_damage_gives_a_message_and_no_result(exported: Path, tmp_path: Path, damage: str) -> None:
    """Each file in turn: every query either says so or does not need the file."""
    queries = [Query(text="阳光"), Query(text="yg"), Query(text="柳园路"), Query(text="371502")]
    whole = [answer["ids"] for answer in ask(exported, queries, cold=True)]
    said = 0
    for path in shard_files(exported):
        folder = tmp_path / "damaged"
        shutil.copytree(exported, folder)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        if damage == "missing":
            (folder / path.name).unlink()
        else:
            content = content[: len(content) // 2] if damage == "cut" else content
            (folder / path.name).write_bytes(content)
        for expected, answer in zip(whole, ask(folder, queries, cold=True), strict=True):
            assert answer.get("ids") == expected or answer["error"].startswith("Damaged")
            said += "error" in answer
        shutil.rmtree(folder)
    assert said >= len(queries)


@pytest.mark.slow
def test_a_query_reads_a_small_part(
    indexed: Indexed, document: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a word that every name holds only the head of the list is looked at."""
    index = indexed(document(n, f"第{n}幼儿园", address=f"柳园路{n}号") for n in range(3000))
    folder = tmp_path / "browser"
    monkeypatch.setattr(export_state, "WHOLE", 0)
    export_shards(index, folder)
    everything = sum(path.stat().st_size for path in shard_files(folder))
    (answer,) = ask(folder, [Query(text="幼儿园")], cold=True)
    assert answer["ids"] == [f"f:T{n:04}" for n in range(10)]
    assert answer["bytes"] < everything / 5
