"""Folding: radicals and private characters are the characters that they stand for."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from generator.model.characters import MEANT
from generator.search.browser.folding_tables import folding
from generator.search.text.folding import fold
from tests.search.asking import node

ENGINE = Path(__file__).parents[2] / "theme" / "static" / "js" / "engine" / "text" / "folding.js"


def test_a_radical_is_found_by_the_character_it_stands_for() -> None:
    """Also where normalisation of Unicode leaves it alone."""
    assert fold("⼩⾦⽜托育⺠⽣\ue81e") == fold("小金牛托育民生\u9fb4")


def test_the_browser_folds_them_alike() -> None:
    """Every character of the table, whether a document has it or not."""
    texts = [chr(code) for code in sorted(MEANT)]
    script = (
        f"const {{ Folding }} = await import({json.dumps(ENGINE.as_uri())});"
        f"const folding = new Folding({json.dumps(folding(()))});"
        f"console.log(JSON.stringify({json.dumps(texts)}.map((text) => folding.fold(text))));"
    )
    command = [node(), "--input-type=module", "-e", script]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # Traditional characters are exchanged by the part of the table that documents decide.
    assert [fold(each) for each in json.loads(answer)] == [fold(text) for text in texts]
