"""Filters offered for words of a text: the same in the browser and on the command line."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from generator.portal.folder import Deployment
from generator.search.browser.shards import export_shards
from generator.search.index.open import open_index
from generator.search.query.engine import answer
from generator.search.query.output import plain_lines
from generator.search.query.query import Query
from generator.search.query.results import Offer
from generator.search.query.word_lists import read_lists
from tests.search.asking import node

TEXTS = [
    "普惠",
    "A级",
    "A+",
    "不预评级",
    "不予评级",
    "省级示范",
    "阳光 普惠",
    "普惠 阳光 托育",
    "示范",
    "级",
    "没有这种东西",
    "ＡＡ级",
]
SCRIPT = """
import { readFile } from "node:fs/promises";
import { Engine } from "./theme/static/js/engine/engine.js";
const [folder, labels, texts] = process.argv.slice(1);
const load = async (file) => new Uint8Array(await readFile(`${folder}/${file}`));
const engine = await Engine.open(load);
const known = JSON.parse(await readFile(labels, "utf8"));
const found = [];
for (const text of JSON.parse(texts)) {
  found.push((await engine.labelled(text, known)).map(({ label, rest, total }) =>
    [label.parameter, label.value, label.title, rest, total]));
}
console.log(JSON.stringify(found));
"""


def offered(demo: Deployment, text: str) -> tuple[Offer, ...]:
    """What the engine of the command line and of the service offers."""
    with open_index(demo.index) as index:
        return answer(index, Query(text=text), read_lists(demo.index)).filters


def test_both_engines_offer_the_same(demo: Deployment, tmp_path: Path) -> None:
    """The same filters, in the same order, with the same rest of the text and the same count."""
    export_shards(demo.index, tmp_path / "browser")
    known = demo.index.with_name("labels.json")
    command = [node(), "--input-type=module", "-e", SCRIPT, "--"]
    given = [str(tmp_path / "browser"), str(known), json.dumps(TEXTS)]
    done = subprocess.run([*command, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    expected = [
        [[o.name, o.value, o.title, o.text, o.total] for o in offered(demo, text)] for text in TEXTS
    ]
    assert json.loads(done.stdout) == expected
    assert sum(map(bool, expected)) > 5


@pytest.mark.parametrize(
    ("text", "name", "value", "rest"),
    [("普惠", "inclusive", "yes", ""), ("阳光 普惠", "inclusive", "yes", "阳光")],
)
def test_a_word_that_names_a_filter_offers_it(
    demo: Deployment, text: str, name: str, value: str, rest: str
) -> None:
    """With what is left of the text; the terminal prints what to write."""
    first = offered(demo, text)[0]
    assert (first.name, first.value, first.text) == (name, value, rest)
    with open_index(demo.index) as index:
        results = answer(index, Query(text=text), read_lists(demo.index))
    assert f"--filter {name}={value}" in plain_lines(results, day=date(2026, 9, 10))
