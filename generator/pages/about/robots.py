"""What search engines read: the site map and robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint

LOCATIONS = 40_000
"""Addresses in one site map; the protocol allows 50,000 and 50 MB."""
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robot_files(context: Context, paths: Callable[[], Iterator[str]]) -> Iterator[File]:
    """Site maps for all public `paths`, their index, and robots.txt."""
    count = sum(1 for _ in paths())
    maps = -(-count // LOCATIONS)
    names = [f"/sitemap-{number}.xml" for number in range(1, maps + 1)]
    base = context.site.address + context.site.root
    found = paths()
    for name in names:
        piece = list(islice(found, LOCATIONS))
        yield File(name, fingerprint(base, piece), partial(_write_map, base, piece))
    yield File(urls.SITEMAP, fingerprint(base, names), partial(_write_index, base, names))
    robots = f"User-agent: *\nAllow: /\nSitemap: {base}{urls.SITEMAP}\n"
    yield File(urls.ROBOTS, fingerprint(robots), lambda path: _write_text(path, robots))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_map(base: str, paths: list[str], path: Path) -> None:
    lines = "".join(f"<url><loc>{escape(base + each)}</loc></url>\n" for each in paths)
    _write_xml(path, "urlset", lines)


def _write_index(base: str, names: list[str], path: Path) -> None:
    lines = "".join(f"<sitemap><loc>{escape(base + n)}</loc></sitemap>\n" for n in names)
    _write_xml(path, "sitemapindex", lines)


def _write_xml(path: Path, element: str, lines: str) -> None:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{element} xmlns="{NAMESPACE}">\n'
    _write_text(path, f"{head}{lines}</{element}>\n")
