"""Stylesheets and scripts of the theme, under names that change with their content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.pages.shared import urls
from generator.pages.shared.chunks import chunks
from generator.pages.shared.page import File, fingerprint, write_content
from generator.pages.shared.site import OWN_STYLESHEETS, STYLESHEETS
from generator.portal.settings import Portal

CSS_COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
"""A comment of a stylesheet, which visitors need as little."""

CSS_SPACE = re.compile(rb";?\s*([{};])\s*")
"""Space around what opens, parts and closes rules, and the semicolon before the end of one."""

SOURCE_MAP = re.compile(rb"\n//# sourceMappingURL=[^\n]*\s*$")
"""Where a tool would look for a file that is not served."""


_ED25519 = ("@noble", "ed25519", "index.js")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the theme as it is served."""

    path: str
    content: bytes

    def file(self) -> File:
        """The asset as a file of the site."""
        return File(
            self.path, fingerprint(self.path, self.content), partial(write_content, self.content)
        )


def _asset(name: str, content: bytes) -> Asset:
    return Asset(urls.asset(name, hashlib.sha256(content).hexdigest()), content)


def asset_list(assets: Iterable[Asset]) -> tuple[Asset, str]:
    """The digests of all assets as `sha256sum` writes them, and the digest of that list.

    A page names both, so that whoever has checked the page can check what it loads.
    """
    lines = sorted(
        f"{hashlib.sha256(each.content).hexdigest()}  {each.path.lstrip('/')}\n" for each in assets
    )
    content = "".join(lines).encode()
    return _asset("list.txt", content), hashlib.sha256(content).hexdigest()


def _css(path: Path) -> bytes:
    return CSS_SPACE.sub(rb"\1", CSS_COMMENT.sub(b"", path.read_bytes()))


def stylesheet(theme: Path) -> Asset:
    """All stylesheets of the theme in the order of the cascade, as one file."""
    css = theme / "static" / "css"
    return _asset("site.css", b"\n".join(_css(css / name) for name in STYLESHEETS))


def scripts(theme: Path) -> tuple[str, tuple[Asset, ...]]:
    """The folder of the theme's scripts, and in it they and the stylesheets of single pages."""
    written = chunks(theme / "static" / "js")
    names = list(written)
    contents = [text.encode() for text in written.values()]
    styles = [theme / "static" / "css" / name for name in OWN_STYLESHEETS]
    contents += [_css(path) for path in styles]
    names += OWN_STYLESHEETS
    folder = urls.modules(fingerprint(names, contents).hex())
    return folder, tuple(map(Asset, (folder + name for name in names), contents))


def package_files(packages: Path) -> Iterator[Path]:
    """The files of packages that are served, as far as they are there."""
    one = packages.joinpath(*_ED25519)
    yield from (path for path in (*_leaflet_files(packages), one) if path.is_file())


def _leaflet_files(packages: Path) -> list[Path]:
    dist = packages / "leaflet" / "dist"
    return [dist / "leaflet.js", dist / "leaflet.css", *sorted((dist / "images").glob("*.png"))]


def leaflet(packages: Path) -> tuple[str, tuple[Asset, ...]] | None:
    """The folder in which Leaflet is served, and what stands in it; None where it is not there."""
    dist = packages / "leaflet" / "dist"
    files = _leaflet_files(packages)
    if not all(path.is_file() for path in files):
        return None
    names = [str(path.relative_to(dist)) for path in files]
    contents = [SOURCE_MAP.sub(b"", path.read_bytes()) for path in files]
    folder = urls.package("leaflet", fingerprint(names, contents).hex())
    return folder, tuple(map(Asset, (folder + name for name in names), contents))


def ed25519(packages: Path) -> Asset | None:
    """Verification of Ed25519 for browsers that have none; None where it is not installed."""
    path = packages.joinpath(*_ED25519)
    return _asset("ed25519.js", path.read_bytes()) if path.is_file() else None


def icon(theme: Path) -> Asset | None:
    """The mark of the site, if the theme has one."""
    path = theme / "static" / "images" / "icon.svg"
    return _asset("icon.svg", path.read_bytes()) if path.exists() else None


def main_colour(portal: Portal) -> Asset | None:
    """The operator's main colour, if one is set, as a stylesheet of its own."""
    if portal.main_colour is None:
        return None
    light, dark = portal.main_colour, portal.main_colour_dark or portal.main_colour
    css = (
        f":root{{--indigo:{light};--indigo-wash:color-mix(in srgb,{light} 11%,var(--paper))}}\n"
        "@media(prefers-color-scheme:dark){"
        f":root{{--indigo:{dark};--indigo-wash:color-mix(in srgb,{dark} 18%,var(--paper))}}}}\n"
    )
    return _asset("colour.css", css.encode())
