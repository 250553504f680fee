"""Draws `house.svg`, the rooms of `generator/` on their floors, from the imports that stand there.

    .venv/bin/python docs/images/draw_house.py

A room stands one floor above the highest that it imports, so every arrow points downwards. A test
holds the drawing to the code.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "generator"
DRAWING = Path(__file__).with_name("house.svg")

BOX_WIDTH, BOX_HEIGHT, GAP, FLOOR_HEIGHT, MARGIN = 128, 44, 28, 104, 24
STYLE = (
    "text{font:15px system-ui,sans-serif;fill:#1d3b36}.lines{font-size:11px;fill:#5b716c}"
    "rect{fill:#eef5f3;stroke:#1f7a6b;stroke-width:1.2}path{fill:none;stroke:#1f7a6b;opacity:.28}"
)


def rooms() -> dict[str, int]:
    """The rooms of the package, with their lines of code."""
    found = {}
    for folder in sorted(PACKAGE.iterdir()):
        if (folder / "__init__.py").exists():
            texts = (path.read_text("utf-8") for path in folder.rglob("*.py"))
            found[folder.name] = sum(len(text.splitlines()) for text in texts)
    return found


def imports(known: dict[str, int]) -> dict[str, set[str]]:
    """Which rooms a room imports."""
    found: dict[str, set[str]] = defaultdict(set)
    for room in known:
        for path in (PACKAGE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    parts = node.module.split(".")
                    if parts[0] == "generator" and len(parts) > 1 and parts[1] in known:
                        found[room].add(parts[1])
        found[room].discard(room)
    return found


def floors(known: dict[str, int], uses: dict[str, set[str]]) -> list[list[str]]:
    """The rooms by floor, the ground first; ValueError where they lead round in a circle."""
    level: dict[str, int] = {}
    while len(level) < len(known):
        ready = [r for r in known if r not in level and uses[r] <= level.keys()]
        if not ready:
            raise ValueError("the rooms import each other in a circle")
        for room in ready:
            level[room] = 1 + max((level[other] for other in uses[room]), default=-1)
    found: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for room in sorted(known):
        found[level[room]].append(room)
    return found


def draw() -> str:
    """The whole drawing."""
    known = rooms()
    uses = imports(known)
    rows = floors(known, uses)
    widest = max(map(len, rows))
    width = widest * (BOX_WIDTH + GAP) - GAP + 2 * MARGIN
    height = len(rows) * FLOOR_HEIGHT - (FLOOR_HEIGHT - BOX_HEIGHT) + 2 * MARGIN
    corner: dict[str, tuple[int, int]] = {}
    for floor, row in enumerate(rows):
        start = (width - (len(row) * (BOX_WIDTH + GAP) - GAP)) // 2
        top = MARGIN + (len(rows) - 1 - floor) * FLOOR_HEIGHT
        for number, room in enumerate(row):
            corner[room] = (start + number * (BOX_WIDTH + GAP), top)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' role="img" aria-label="The rooms of generator/ and what they import">',
        f"<style>{STYLE}</style>",
    ]
    for room in sorted(uses):
        for other in sorted(uses[room]):
            (x, y), (to_x, to_y) = corner[room], corner[other]
            x, to_x, y = x + BOX_WIDTH // 2, to_x + BOX_WIDTH // 2, y + BOX_HEIGHT
            bend = (y + to_y) // 2
            parts.append(f'<path d="M{x} {y}C{x} {bend} {to_x} {bend} {to_x} {to_y}"/>')
    for room, (x, y) in sorted(corner.items()):
        parts.append(
            f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8"/>'
            f'<text x="{x + BOX_WIDTH // 2}" y="{y + 20}" text-anchor="middle">{room}</text>'
            f'<text class="lines" x="{x + BOX_WIDTH // 2}" y="{y + 36}" text-anchor="middle">'
            f"{round(known[room], -2):,} lines</text>"
        )
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    DRAWING.write_text(draw(), encoding="utf-8")
