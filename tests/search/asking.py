"""Questions of every kind about an index, and the browser's engine run in Node to answer them."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from generator.search.index.catalogue import all_traits, open_catalogue, shown_fields
from generator.search.index.manifest import current_generation
from generator.search.query.query import Query, Sort
from generator.search.text.sounds import sounds_of

SCRIPT = Path(__file__).with_name("ask.mjs")


def node() -> str:
    """Node, or the test is skipped saying why."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("the browser's engine is tried in Node, which is not on this machine")
    return found


def ask(
    folder: Path, queries: list[Query], *, cold: bool = False, favour: str | None = None
) -> list[dict[str, Any]]:
    """What the browser's engine answers from a folder of shards.

    `favour` is the region that goes first among equals, which a browser alone knows.
    """
    more = {"favour": favour} if favour else {}
    lines = "\n".join(json.dumps(as_asked(query) | more) for query in queries)
    command = [node(), str(SCRIPT), str(folder), *(["cold"] if cold else [])]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def as_asked(query: Query) -> dict[str, object]:
    """A query as the browser's engine takes it."""
    given = {name: getattr(query, name) for name in ("text", "region", "near", "filed", "closed")}
    given |= {"kinds": query.kinds, "facets": query.facets}
    given |= {"fee": query.fee_up_to, "places": query.places_from}
    given |= {"order": query.sort.value, "scheme": query.scheme}
    given |= {"limit": query.limit, "offset": query.offset}
    return {name: value for name, value in given.items() if value is not None}


def questions(index: Path, each: int, seed: int = 1) -> list[Query]:
    """Queries about what the index holds, `each` of every kind, always the same ones."""
    draw = random.Random(seed)
    catalogue = open_catalogue(current_generation(index))
    keys = [key for (key,) in catalogue.execute("SELECT key FROM documents ORDER BY position")]
    schemes = _schemes(catalogue)
    found: list[Query] = []
    for _ in range(each):
        one = shown_fields(catalogue, draw.choice(keys))
        other = shown_fields(catalogue, draw.choice(keys))
        found += [Query(text=text) for text in _texts(draw, one, other)]
        word = _piece(draw, one.title, 2)
        region = one.region_code or "371500"
        found += [
            Query(text=word, region=region[: draw.choice((2, 4, 6, 9))]),
            Query(text=word, near=region[:6], offset=draw.choice((0, 3, 10))),
            Query(text=word, filed=draw.random() < 0.5, kinds=("facility",)),
            Query(text=word, closed=True),
            Query(text=one.title[-3:], kinds=("policy", "interpretation")),
            Query(text=word, facets={"kind": ("institution", "kindergarten_class")}),
            Query(region=region[:6], filed=True),
            *_narrowed(draw, word, region, schemes),
        ]
    catalogue.close()
    mistyped = ["洋光", "拖育", "东昌附", "幻儿园", "童心佳元", "聊诚 托育", "杨光 托育园", "早叫"]
    found += [Query(text=text, region="371502") for text in mistyped]
    fixed = [
        *mistyped,
        "幼儿园",
        "托育中心",
        "托育",
        "yg",
        "yangguang",
        "yanggu",
        "东昌府 阳光",
        "园",
        "阳",
    ]
    fixed += ["ＡＢＣ", "陽光", "y", "91", "371", "2024", "号", "1号", "shi", "a", "早教", "托班"]
    fixed += [
        "婴幼儿 政策",
        "聊城",
        "聊城市",
        "山东省聊城市",
        "没有这种东西",
        "zhuang",
        "xian",
        "托儿所",
        "东昌府区小石榴有限公司",
        "托育机构多久检查一次",
        "普惠托育收费",
        "托育多久中心",
        "幼儿园怎么样托班",
        "二十个工作日",
        "15个工作日",
        "2026年",
        "人口计生法",
        "yang guang",
        "marys",
        "怎么 收费",
    ]
    return [*found, *(Query(text=text) for text in fixed), Query()]


def _schemes(catalogue: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every scheme and label of grades that occurs."""
    return sorted(
        (facet.removeprefix("grade:"), label)
        for facet, label in {
            (facet, label)
            for traits in all_traits(catalogue).values()
            for facet, labels in traits.facets.items()
            for label in labels
        }
        if facet.startswith("grade:")
    )


def _narrowed(
    draw: random.Random, word: str, region: str, schemes: list[tuple[str, str]]
) -> Iterator[Query]:
    """Queries with limits, grades and orders."""
    scheme, label = draw.choice(schemes)
    fee, places = float(draw.randrange(500, 4000, 100)), draw.randrange(10, 150, 10)
    yield Query(text=word, fee_up_to=fee)
    yield Query(text=word, places_from=places, sort=Sort.NEWEST)
    yield Query(text=word, sort=Sort.FEE, limit=25)
    yield Query(text=word, sort=Sort.GRADE, scheme=scheme, offset=draw.choice((0, 5)))
    yield Query(text=word, facets={f"grade:{scheme}": (label,)}, sort=Sort.FEE)
    yield Query(region=region[:4], fee_up_to=fee, places_from=places, sort=Sort.NEWEST)
    yield Query(kinds=("facility",), sort=draw.choice((Sort.FEE, Sort.NEWEST)), offset=40)
    yield Query(
        facets={"age_class": ("infant", "mixed"), "service_mode": ("full_day",)},
        sort=Sort.GRADE,
        scheme=scheme,
        limit=30,
    )
    yield Query(facets={"clear": ("yes",)}, fee_up_to=fee, sort=Sort.FEE)
    yield Query(facets={"inclusive": ("yes",)}, near=region[:6], fee_up_to=fee)


def _texts(draw: random.Random, one: Any, other: Any) -> Iterator[str]:
    """Pieces of a document, written in many ways."""
    title, address = one.title, one.address or other.title
    region = draw.choice(one.regions or ("聊城市",))
    number = draw.choice(one.numbers or ("371502",))
    yield title
    yield _piece(draw, title, draw.randint(2, 5))
    yield title[: draw.randint(1, 5)]
    yield draw.choice(title)
    yield f"{_piece(draw, title, 2)} {_piece(draw, other.title, 2)}"
    yield f"{region} {_piece(draw, title, 2)}"
    yield f"{region}{_piece(draw, title, 3)}"
    yield f"{_piece(draw, title, 3)}{_piece(draw, address, 3)}"
    yield f"{_piece(draw, title, 3)} {_piece(draw, address, 2)} {region[:2]}"
    yield _piece(draw, address, draw.randint(2, 6))
    yield _piece(draw, number, draw.randint(2, 8)).lower()
    yield number
    yield region
    yield OpenCC("s2t").convert(title)
    yield "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in address)
    part = _piece(draw, title, draw.randint(2, 4))
    read = [sounds_of(character) for character in part]
    if all(read):
        letters = "".join(draw.choice(sounds) for sounds in read)
        yield letters
        yield letters[: max(2, len(letters) - 1)].upper()
        yield "".join(sounds[0][0] for sounds in read)
    for name in one.other_names[:1]:
        yield _piece(draw, name, 3)
        yield name
    yield f"{_piece(draw, title, 3)}有限公司"


def _piece(draw: random.Random, text: str, length: int) -> str:
    start = draw.randint(0, max(0, len(text) - length))
    return text[start : start + length] or "托育"
