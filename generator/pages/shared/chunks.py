"""The theme's modules as browsers load them: in a few files, since each file costs a slow phone
more time than what stands in it.

A chunk holds modules in the order of need, each a function of its own that gives what it exports;
chunks import each other as modules do. A module stands in one chunk, but for those that are copied.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CHUNKS: Mapping[str, tuple[str, ...]] = {
    # On every page.
    "page.js": (
        "shared/modes.js",
        "search/box.js",
        "compare/saved.js",
        "check/check.js",
        "shared/in_app.js",
    ),
    # On the pages of facilities and wherever a day is told.
    "today.js": ("shared/today.js", "shared/way.js", "shared/from_near.js"),
    # What reads the index, answers and draws hits: of search and of what is near.
    "engine.js": (
        "engine/engine.js",
        "engine/index/columns.js",
        "engine/query_params.js",
        "engine/rephrasing.js",
        "search/results.js",
        "search/search_client.js",
        "shared/distance.js",
        "shared/last_region.js",
        "shared/region_href.js",
    ),
    # What few first answers need.
    "further.js": (
        "engine/orders.js",
        "engine/counting.js",
        "engine/did_you_mean.js",
        "engine/labels.js",
        "engine/region_names.js",
        "engine/text/sounds.js",
    ),
    "digest.js": ("shared/digest.js",),
    "search.js": ("search/search.js",),
    "filters.js": (
        "search/search_filters.js",
        "search/search_leads.js",
        "search/search_nearby.js",
    ),
    "offline.js": ("shared/offline.js", "shared/kept.js"),
    "suggest.js": ("search/suggest.js",),
    "wechat.js": ("shared/in_wechat.js",),
    "worker.js": ("search/worker.js",),
    "near.js": ("near/near.js",),
    "places.js": ("near/near_start.js", "near/near_fitting.js"),
    "compare.js": ("compare/compare.js",),
    "map.js": ("map/map.js",),
    "map_here.js": ("map/map_here.js",),
    "checking.js": ("check/check_run.js",),
    "verify.js": ("check/verify.js",),
}
"""The chunks, and with which modules each begins: what these import at once is in it too, unless a
chunk above has it."""

BEGINNING = frozenset(
    {"today.js", "search.js", "worker.js", "near.js", "compare.js", "map_here.js", "verify.js"}
)
"""Those that begin something on some pages; no other one imports them. `page.js` is on all."""

COPIED = frozenset({"shared/wording.js", "shared/position.js"})
"""Small modules that keep nothing: in every chunk that needs them."""

SEARCHING = ("search.js", "engine.js")
NEARBY = ("near.js", "engine.js")
"""What the first answers of the two pages need."""

COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
"""A comment of whole lines, which readers of the source need and visitors do not."""

_INLINE = re.compile(r"/\*\*(?:(?!\*/).)*\*/ ?")
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[\w./]+)";\n', re.MULTILINE)
_AGAIN = re.compile(r'^export \{ (\w+) \} from "(\.{1,2}/[\w./]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LATER = re.compile(r'import\("(\.{1,2}/[\w./]+)"\)')
_ADDRESS = re.compile(r'new URL\("(\.{1,2}/[\w./]+)", import\.meta\.url\)')
_LEFT = re.compile(r'^(?:import|export)\b|\bfrom "\.|import\.meta', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the theme: its text without comments, and what it imports at once by path."""

    path: str
    text: str
    imports: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called in a chunk."""
        return re.sub(r"\W", "_", self.path.removesuffix(".js"))

    def beside(self, path: str) -> str:
        """The path of a file that it names by a relative one."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), path))


def read_modules(folder: Path) -> dict[str, Module]:
    """All modules below a folder by path."""
    found = {}
    for file in sorted(folder.rglob("*.js")):
        path = file.relative_to(folder).as_posix()
        text = _INLINE.sub("", COMMENT.sub("", file.read_text("utf-8")))
        bare = Module(path, text, ())
        named = (match[2] for match in (*_IMPORT.finditer(text), *_AGAIN.finditer(text)))
        found[path] = Module(path, text, tuple(dict.fromkeys(map(bare.beside, named))))
    return found


def chunks(folder: Path) -> dict[str, str]:
    """The chunks of a folder of modules, each as it is served."""
    modules = read_modules(folder)
    contents: dict[str, list[Module]] = {}
    chunk_of: dict[str, str] = {}
    for chunk, begins in CHUNKS.items():
        taken = contents[chunk] = []
        for path in begins:
            for module in _needed(modules, path):
                if module.path in COPIED:
                    if module not in taken:
                        taken.append(module)
                elif module.path not in chunk_of:
                    chunk_of[module.path] = chunk
                    taken.append(module)
    left = sorted(modules.keys() - chunk_of.keys() - COPIED)
    assert not left, f"in no chunk: {', '.join(left)}"
    return {chunk: _written(chunk, contents[chunk], modules, chunk_of) for chunk in CHUNKS}


def _needed(modules: Mapping[str, Module], path: str) -> Iterator[Module]:
    """A module behind all that it imports at once."""
    done: set[str] = set()

    def visit(path: str, above: tuple[str, ...]) -> Iterator[Module]:
        assert path not in above, f"modules import each other: {' → '.join((*above, path))}"
        if path in done:
            return
        for other in modules[path].imports:
            yield from visit(other, (*above, path))
        done.add(path)
        yield modules[path]

    return visit(path, ())


def _written(
    chunk: str, own: list[Module], modules: Mapping[str, Module], chunk_of: Mapping[str, str]
) -> str:
    within = {module.path for module in own}
    asked: dict[str, set[str]] = {}
    for module in own:
        for path in module.imports:
            if path not in within:
                asked.setdefault(chunk_of[path], set()).add(modules[path].name)
    for other in asked:
        assert other not in BEGINNING, f"{chunk} would begin {other}"
    imports = [f'import {{ {", ".join(sorted(asked[each]))} }} from "./{each}";' for each in asked]
    bodies = [_body(module, chunk, within, modules, chunk_of) for module in own]
    names = [module.name for module in own]
    return "\n".join((*imports, *bodies, f"export {{ {', '.join(names)} }};", ""))


def _body(
    module: Module,
    chunk: str,
    within: set[str],
    modules: Mapping[str, Module],
    chunk_of: Mapping[str, str],
) -> str:
    """A module as a function that gives what it exports."""

    def imported(match: re.Match[str]) -> str:
        names = ", ".join(
            part.strip().replace(" as ", ": ") for part in match[1].split(",") if part.strip()
        )
        return f"const {{ {names} }} = {modules[module.beside(match[2])].name};\n"

    def later(match: re.Match[str]) -> str:
        path = module.beside(match[1])
        name = modules[path].name
        if path in within:
            return f"Promise.resolve({name})"
        return f'import("./{chunk_of[path]}").then((chunk) => chunk.{name})'

    def address(match: re.Match[str]) -> str:
        path = module.beside(match[1])
        return f'new URL("./{chunk_of.get(path, path)}", import.meta.url)'

    exported: dict[str, str] = {}

    def again(match: re.Match[str]) -> str:
        exported[match[1]] = f"{match[1]}: {modules[module.beside(match[2])].name}.{match[1]}"
        return ""

    def export(match: re.Match[str]) -> str:
        exported[match[2]] = match[2]
        return match[1]

    text = _AGAIN.sub(again, _IMPORT.sub(imported, module.text))
    text = _LATER.sub(later, _EXPORT.sub(export, text))
    plain = _ADDRESS.sub("", text)
    assert not _LEFT.search(plain), f"{module.path}: {_LEFT.search(plain)}"
    text = _ADDRESS.sub(address, text).strip()
    gives = f"\nreturn {{ {', '.join(exported.values())} }};" if exported else ""
    return f"const {module.name} = (() => {{\n{text}{gives}\n}})();"
