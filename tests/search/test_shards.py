"""The browser's index: the same answers as the command line's, from files that are checked."""

from __future__ import annotations

import json
import subprocess
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.model.problems import UsageError
from generator.portal.folder import Deployment
from generator.search.browser import export_state
from generator.search.browser.shard_files import BlobStore, read_names
from generator.search.browser.shards import export_shards
from generator.search.index.open import open_index
from generator.search.query.engine import answer
from generator.search.query.query import Query
from generator.search.query.word_lists import read_lists
from tests.search.asking import ask, node, questions

FAVOURED = "371502"


@pytest.fixture(
    scope="module",
    params=[(export_state.WHOLE, 0), (0, export_state.DIRECTORY), (0, 0)],
    ids=["whole at hand", "directories at hand", "nothing at hand"],
)
def exported(
    request: pytest.FixtureRequest, demo: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The demonstration's index as files for a browser, as a small, a larger, a huge one is."""
    folder = tmp_path_factory.mktemp("browser") / "shards"
    with pytest.MonkeyPatch.context() as patch:
        for limit, most in zip(("WHOLE", "DIRECTORY"), request.param, strict=True):
            patch.setattr(export_state, limit, most)
        assert export_shards(demo.index, folder)
    return folder


def test_what_the_root_holds(exported: Path, request: pytest.FixtureRequest) -> None:
    """Every document, what leads to them, or little."""
    root = json.loads((exported / "root.json").read_bytes())
    limits = request.node.callspec.params["exported"]
    assert root["whole"] == bool(limits[0])
    assert set(root["blocks"]["pages"]) <= root["held"].keys() or limits == (0, 0)
    shards = {path.stem for path in exported.glob("*.bin")}
    assert (len(root["held"]) > 40, len(root["held"]) < 5) == (bool(limits[0]), limits == (0, 0))
    assert root["held"].keys() < shards


def test_the_browser_answers_as_the_command_line_does(demo: Deployment, exported: Path) -> None:
    """The same hits in the same order, with the same ranks, and the same help where there is none.

    A total that is exact is the same.
    """
    queries = questions(demo.index, each=16)
    assert len(queries) > 300
    differences = []
    lists = read_lists(demo.index)
    with open_index(demo.index) as index:
        for query, given in zip(queries, ask(exported, queries), strict=True):
            try:
                expected = answer(index, query, lists)
            except UsageError:
                if not given.get("error", "").startswith("Refused"):
                    differences.append((query, given))
                continue
            tries = [[s.text, s.region] for s in expected.suggestions]
            ids, ranks = [h.id for h in expected.hits], [h.rank for h in expected.hits]
            found = given.get("ids"), given.get("ranks"), given.get("suggestions")
            if (ids, ranks, tries, expected.read_as) != (*found, given.get("read_as")) or (
                given["exact"] and given["total"] != expected.total
            ):
                differences.append((query, {"expected": ids, **given}))
    assert differences == []


@pytest.mark.parametrize("text", ["阳光", "幼儿园", "yg", "东昌府 托育", "小"])
def test_of_equals_what_lies_in_the_favoured_region_comes_first(
    demo: Deployment, exported: Path, text: str
) -> None:
    """The region looked at last decides between hits that are equal, and nothing else."""
    query = Query(text=text, limit=25)
    with open_index(demo.index) as index:
        every = answer(index, replace(query, limit=1000), read_lists(demo.index)).hits
    expected = sorted(
        every, key=lambda hit: (hit.closed, hit.rank, not hit.region_code.startswith(FAVOURED))
    )
    (favoured,) = ask(exported, [query], favour=FAVOURED)
    assert favoured["ids"] == [hit.id for hit in expected[:25]]
    (plain,) = ask(exported, [query])
    assert plain["ids"] == [hit.id for hit in every[:25]]


def test_the_nearest_cost_little_however_the_index_is_held(exported: Path) -> None:
    """The same twenty; at most forty kilobytes besides the root, and nothing where it has all."""
    here = {"lon": 115.98765, "lat": 36.45678}
    line = json.dumps({"point": here, "most": 20, "within": 100_000})
    script = Path(__file__).with_name("near.mjs")
    command = [node(), str(script), str(exported)]
    done = subprocess.run(command, input=line, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["ids"] == nearest_ids(exported, here["lon"], here["lat"], 20)
    root = json.loads((exported / "root.json").read_bytes())
    assert (found["files"] == 0) == root["whole"]
    assert found["bytes"] < 40_000


def nearest_ids(exported: Path, lon: float, lat: float, most: int) -> list[str]:
    """The open facilities nearest to a point, by the haversine formula over all blocks."""
    blobs = BlobStore(exported)
    root = json.loads((exported / "root.json").read_bytes())
    last = -(-root["blocks"]["closed"] // root["block"])
    names = read_names(blobs, root["blocks"]["pages"])[:last]
    places = []
    for block in map(blobs.get_json, filter(None, names)):
        columns = (block[each] for each in ("lon", "lat", "ids", "kinds"))
        places += [
            (haversine((lon, lat), (east, north)), id_)
            for east, north, id_, kind in zip(*columns, strict=True)
            if kind == "facility" and east is not None
        ]
    return [id_ for _, id_ in sorted(places)[:most]]


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points on a sphere with the mean radius of the Earth, in metres."""
    (a, b), (c, d) = (map(radians, one), map(radians, other))
    half = sin((d - b) / 2) ** 2 + cos(b) * cos(d) * sin((c - a) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(half))
