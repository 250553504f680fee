"""Modules in chunks: each once, in the order of need, and no page begins another one."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from generator.pages.shared import chunks as chunks_of
from generator.pages.shared.chunks import BEGINNING, CHUNKS, COPIED, chunks, read_modules
from tests.search.asking import node
from tests.theme.samples import THEME

SCRIPTS = THEME / "static" / "js"
NAME = re.compile(r"^const (\w+) = \(\(\) => \{$", re.MULTILINE)
IMPORTED = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";$', re.MULTILINE)


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The chunks of the theme."""
    return chunks(SCRIPTS)


def test_each_module_stands_in_one_chunk(written: dict[str, str]) -> None:
    """But for the small ones that are copied."""
    modules = read_modules(SCRIPTS)
    copied = {modules[path].name for path in COPIED}
    found = [name for text in written.values() for name in NAME.findall(text)]
    assert sorted(name for name in found if name not in copied) == sorted(
        module.name for module in modules.values() if module.name not in copied
    )
    assert list(written) == list(CHUNKS)


def test_no_chunk_begins_another_page(written: dict[str, str]) -> None:
    """A thread that searches touches no document; a page runs its own script only."""

    def all_below(chunk: str) -> set[str]:
        below = set(IMPORTED.findall(written[chunk]))
        return below.union(*map(all_below, below))

    assert all_below("worker.js") == {"engine.js"}
    assert not [chunk for chunk in CHUNKS if all_below(chunk) & BEGINNING]


def test_chunks_do_what_the_modules_do(tmp_path: Path) -> None:
    """Names, aliases, later imports, addresses, what is exported again; in Node, as modules."""
    files = {
        "a/one.js": 'import { two as second, three } from "../b/two.js";\n'
        "// a comment\n"
        '/** @type {import("../b/two.js").X} */\n'
        "export const one = second + three();\n"
        'export { three } from "../b/two.js";\n'
        'export const later = () => import("../b/four.js");\n'
        'export const style = new URL("../look.css", import.meta.url).pathname;\n',
        "b/two.js": "export const two = 2;\nexport function three() {\n  return 3;\n}\n",
        "b/four.js": 'import { two } from "./two.js";\nexport async function four() {\n'
        "  return two * 2;\n}\n",
    }
    for path, text in files.items():
        (tmp_path / "js" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "js" / path).write_text(text, "utf-8")
    plan = {"first.js": ("a/one.js",), "second.js": ("b/four.js",)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks_of, "CHUNKS", plan)
        patch.setattr(chunks_of, "COPIED", frozenset())
        made = chunks(tmp_path / "js")
    for name, text in made.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    program = (
        f'const {{ a_one }} = await import("{tmp_path.as_uri()}/first.js");\n'
        "const { four } = await a_one.later();\n"
        "console.log(JSON.stringify([a_one.one, a_one.three(), await four(), a_one.style]));\n"
    )
    command = [node(), "--input-type=module", "--eval", program]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(said) == [5, 3, 4, f"{tmp_path.as_posix()}/look.css"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('import one from "./two.js";\n', "import"),
        ("export default 1;\n", "export"),
        ('import { a } from "./one.js";\n', "import each other"),
    ],
)
def test_what_cannot_be_put_into_a_chunk_is_said(tmp_path: Path, text: str, why: str) -> None:
    """Forms of imports and exports that nobody here uses; modules that need each other."""
    (tmp_path / "one.js").write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks_of, "CHUNKS", {"first.js": ("one.js",)})
        with pytest.raises(AssertionError, match=why):
            chunks(tmp_path)
