"""Building, updating and opening the index."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from generator.model.problems import DataError, UsageError, VerificationError
from generator.search.index.document import Held, SearchDocument
from generator.search.index.open import held_digests, open_index
from generator.search.index.program import program
from generator.search.index.update import update
from generator.search.query.engine import search
from generator.search.query.query import Query

Make = Callable[..., SearchDocument]
Indexed = Callable[[Iterable[SearchDocument]], Path]


def titles(folder: Path, text: str) -> list[str]:
    """The titles of the hits for a text."""
    return [hit.title for hit in search(folder, Query(text=text, limit=100)).hits]


def test_only_what_changed_is_indexed(document: Make, indexed: Indexed) -> None:
    """New, changed, moved, gone and unchanged documents are told apart, and search agrees."""
    first = [document(number, f"阳光托育园{number}") for number in range(20)]
    folder = indexed(first)
    second: list[SearchDocument | Held] = [
        *(Held(id=d.id, order=d.order, digest=d.digest) for d in first[:10]),
        document(10, "月亮托育园"),
        document(99, "星星托育园"),
        *first[12:19],
        Held(id=first[19].id, order=-1, digest=first[19].digest),
    ]
    outcome = update(folder, second, state="second")
    assert (outcome.new, outcome.changed, outcome.gone, outcome.moved) == (1, 1, 1, 1)
    assert outcome.documents == 20
    assert titles(folder, "月亮") == ["月亮托育园"]
    assert titles(folder, "星星") == ["星星托育园"]
    assert titles(folder, "阳光托育园11") == titles(folder, "阳光托育园10") == []
    assert titles(folder, "阳光")[0] == "阳光托育园19"


def test_the_same_state_reads_nothing(document: Make, indexed: Indexed) -> None:
    """With the state of the last build no document is asked for."""
    folder = indexed([document(1, "阳光托育园")])

    def untouched() -> Iterable[SearchDocument]:
        raise AssertionError
        yield

    assert update(folder, untouched(), state="first").documents == 1


def test_many_small_updates_leave_few_shards(document: Make, indexed: Indexed) -> None:
    """Updating again and again neither piles up shards nor keeps dead keys for ever."""
    documents = [document(number, f"阳光托育园{number}") for number in range(40)]
    folder = indexed(documents)
    for turn in range(12):
        documents[turn] = document(turn, f"月亮托育园{turn}")
        update(folder, documents, state=f"turn {turn}")
    with open_index(folder) as index:
        assert len(index.manifest.shards) <= 5
    assert len(titles(folder, "月亮")) == 12
    assert len(titles(folder, "阳光")) == 28


def test_mostly_dead_keys_are_given_up(
    document: Make, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When most keys have died all documents are numbered anew, and nothing is lost."""
    monkeypatch.setattr("generator.search.index.update.WORTH_A_PROCESS", 5)
    folder = indexed([document(number, f"阳光托育园{number}", body="正文") for number in range(60)])
    left = [document(number, f"月亮托育园{number}", body="正文") for number in range(10)]
    update(folder, left, state="few", processes=1)
    with open_index(folder) as index:
        assert index.manifest.next_key == 10
    assert titles(folder, "月亮") == [d.title for d in left]
    assert titles(folder, "正文") == [d.title for d in left]


@pytest.mark.slow
def test_two_processes_find_the_same(
    document: Make, index_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index may be written by several processes; every document is found."""
    monkeypatch.setattr("generator.search.index.update.WORTH_A_PROCESS", 10)
    documents = [document(number, f"阳光托育园{number}号") for number in range(30)]
    update(index_folder, documents, state="two", processes=2)
    with open_index(index_folder) as index:
        assert len(index.manifest.shards) == 2
    assert titles(index_folder, "园29号") == ["阳光托育园29号"]
    assert len(titles(index_folder, "阳光")) == 30


def test_wrong_documents_are_all_named_and_change_nothing(document: Make, indexed: Indexed) -> None:
    """A doubled id, an unknown kind, a bad region code, an unheld digest; the old index stands."""
    folder = indexed([document(1, "阳光托育园")])
    wrong: list[SearchDocument | Held] = [
        document(1, "阳光托育园"),
        document(1, "月亮托育园"),
        document(2, "园", kind="school"),
        document(3, "园", region_code="3715"),
        Held(id="f:T0004", order=4, digest="unknown"),
    ]
    with pytest.raises(DataError) as raised:
        update(folder, wrong, state="wrong")
    assert [problem.field for problem in raised.value.problems] == [
        "id",
        "kind",
        "region_code",
        "digest",
    ]
    assert titles(folder, "托育园") == ["阳光托育园"]
    assert len(list(folder.glob("0*"))) == 1


def test_held_digests_are_those_of_the_index(document: Make, indexed: Indexed) -> None:
    """A caller can ask which digest is held; without an index nothing is."""
    given = document(1, "阳光托育园")
    folder = indexed([given])
    with held_digests(folder) as digest:
        assert digest(given.id) == given.digest
        assert digest("f:T0002") is None
    with held_digests(folder.parent / "none") as digest:
        assert digest(given.id) is None


def test_no_index_is_misuse(tmp_path: Path) -> None:
    """Where nothing was built the message says what to do."""
    with pytest.raises(UsageError, match="gongshi build"):
        search(tmp_path, Query(text="阳光"))


def altered_file(folder: Path) -> None:
    """Changes one byte of the postings."""
    file = next(folder.rglob("*.pst"))
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def added_file(folder: Path) -> None:
    """Puts a newer table of contents beside the shard's own."""
    toc = next(folder.rglob("*.toc"))
    (toc.parent / "_MAIN_9.toc").write_bytes(b"cos\nsystem\n(S'true'\ntR.")


def writable_file(folder: Path) -> None:
    """Lets everybody write to the catalogue."""
    next(folder.rglob("catalogue.sqlite")).chmod(0o666)


def foreign_format(folder: Path) -> None:
    """Makes the manifest that of another version."""
    file = next(folder.rglob("manifest.json"))
    file.write_text(file.read_text().replace("gongshi-search-", "gongshi-search-0"))


def foreign_code(folder: Path) -> None:
    """Makes the manifest that of a program which may read names otherwise."""
    file = next(folder.rglob("manifest.json"))
    file.write_text(file.read_text().replace(program().split()[1], "0" * 16))


def strange_pointer(folder: Path) -> None:
    """Lets CURRENT lead out of the folder."""
    (folder / "CURRENT").write_text("../elsewhere")


@pytest.mark.parametrize(
    ("tamper", "message"),
    [
        (altered_file, "not the file that was written"),
        (added_file, "not the file that was written"),
        (writable_file, "can be written by other users"),
        (foreign_format, "made by another version"),
        (foreign_code, "made by another version"),
        (strange_pointer, "names no generation"),
    ],
)
def test_a_foreign_index_is_refused_and_built_anew(
    document: Make, indexed: Indexed, tamper: Callable[[Path], None], message: str
) -> None:
    """What is not exactly our own is not opened; the next build replaces it."""
    documents = [document(1, "阳光托育园")]
    folder = indexed(documents)
    tamper(folder)
    with pytest.raises(VerificationError, match=message):
        search(folder, Query(text="阳光"))
    update(folder, documents, state="first")
    assert titles(folder, "阳光") == ["阳光托育园"]


def test_another_users_index_is_refused(
    document: Make, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ownership counts, not only content."""
    folder = indexed([document(1, "阳光托育园")])
    owner = next(folder.rglob("manifest.json")).stat().st_uid
    if owner == 0:
        os.chown(next(folder.rglob("manifest.json")), 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(VerificationError, match="belongs to another user"):
        search(folder, Query(text="阳光"))


def test_a_generous_umask_does_no_harm(document: Make, indexed: Indexed) -> None:
    """An index built where new files are group-writable can be opened all the same."""
    before = os.umask(0)
    try:
        folder = indexed([document(1, "阳光托育园")])
    finally:
        os.umask(before)
    assert titles(folder, "阳光") == ["阳光托育园"]


def test_two_builds_do_not_write_at_once(document: Make, indexed: Indexed) -> None:
    """A second build is told to wait while the first one runs."""
    folder = indexed([])

    def second_build() -> Iterable[SearchDocument]:
        with pytest.raises(UsageError, match="another build"):
            update(folder, [], state="second")
        yield document(1, "阳光托育园")

    assert update(folder, second_build(), state="first, later").documents == 1


PROJECT = Path(__file__).parents[2]
BUILD = """
import sys
from pathlib import Path
from generator.search.index.program import program
from generator.search.index.update import update
from generator.search.index.document import SearchDocument
update(Path(sys.argv[1]), (
    SearchDocument(id=f"f:{n}", kind="facility", order=n, url="", title="月亮托育园", digest="2")
    for n in range(3000)
), state="second", processes=1)
"""


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_index(document: Make, indexed: Indexed) -> None:
    """Killed at any instant: the old index or the new one answers, and the next build completes."""
    documents = [document(number, f"阳光托育园{number}") for number in range(30)]
    folder = indexed(documents)
    draw = random.Random(7)
    for _ in range(5):
        update(folder, documents, state="first again")
        process = subprocess.Popen([sys.executable, "-c", BUILD, str(folder)], cwd=PROJECT)
        time.sleep(draw.uniform(0.1, 0.8))
        process.send_signal(signal.SIGKILL)
        assert process.wait() in (0, -signal.SIGKILL)
        assert len(titles(folder, "阳光")) in (30, 0)
        assert search(folder, Query(text="托育园")).total in (30, 3000)
    update(folder, documents, state="last")
    assert len(titles(folder, "阳光")) == 30
    assert sorted(path.name for path in folder.iterdir())[1:] == ["CURRENT", "LOCK"]
