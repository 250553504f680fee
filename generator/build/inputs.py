"""Everything that a site is made from, as digests: the same inputs, the same site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from generator import __version__
from generator.build.pelican_adapter import template_overrides
from generator.history.document_versions import Journal
from generator.history.removals import stamp
from generator.io.atomic import replace_file
from generator.pages.shared.assets import package_files
from generator.portal.folder import USUAL_PAGES, Deployment
from generator.portal.resources import LOCK, PACKAGE, WORD_LISTS, code_files
from generator.search.query.word_lists import EDITED
from generator.trust.walk import Walk


def inputs_digest(deployment: Deployment, found: Walk) -> str:
    """Digest of everything that the site is made from."""
    hasher = hashlib.sha256(f"{__version__} {program_digest()}".encode())
    suspended = [(one.role, one.since, one.reason) for one in found.suspended]
    withdrawn = [line.digest for line in Journal(deployment.log).withdrawn()]
    # What the portal renews by itself is among it: a standard client that reads the public
    # repository stops as soon as the timestamp that it finds there has run out.
    accepted = sorted(found.accepted.metadata.items())
    hasher.update(msgspec.msgpack.encode([accepted, suspended, withdrawn]))
    hasher.update(stamp(deployment))
    _make_word_lists(deployment)
    for name, path in input_files(deployment):
        hasher.update(_named(name, path))
    return hasher.hexdigest()


CONTENT, THEME, PACKAGES = "content", "theme", "packages"
SETTINGS, PELICANCONF, WORDS = "portal.toml", "pelicanconf.py", "search_index"
OVERRIDES = "templates"
"""What the names of an operator's own templates begin with, the number of their folder next."""


def input_files(deployment: Deployment) -> Iterator[tuple[str, Path]]:
    """The files that a site is made from beside the code and what agencies signed, by the name
    that each has in an archive: content, theme, settings, lists of words, packages for browsers.
    """
    own = deployment.content / USUAL_PAGES.name
    folders = [(CONTENT, deployment.content), (THEME, deployment.theme)]
    if not own.is_dir():
        folders.append((f"{CONTENT}/{USUAL_PAGES.name}", USUAL_PAGES))
    overrides = template_overrides(deployment.pelicanconf)
    folders += [(f"{OVERRIDES}/{number}", path) for number, path in enumerate(overrides)]
    for name, folder in folders:
        for path in sorted(folder.rglob("*")):
            # What the terminal says stands on no page.
            if path.is_file() and path.name != "commands.po":
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
    yield SETTINGS, deployment.settings
    yield PELICANCONF, deployment.pelicanconf
    for path in (deployment.index.parent / name for name in EDITED):
        if path.exists():
            yield f"{WORDS}/{path.name}", path
    for path in package_files(deployment.packages):
        yield f"{PACKAGES}/{path.relative_to(deployment.packages).as_posix()}", path


def _named(name: str, path: Path) -> bytes:
    """A file as part of a digest: its name, its length, its content."""
    content = path.read_bytes()
    return f"{name}\0{len(content)}\0".encode() + content


def code_digest(deployment: Deployment) -> bytes:
    """Digest of the code and the words that pages are made with, and of how Pelican runs.

    And of what was removed: exports are the same as before, and no page may be taken over.
    """
    words = sorted((deployment.theme / "locale").rglob("messages.po"))
    read = b"\0".join(path.read_bytes() for path in (*words, deployment.pelicanconf))
    return hashlib.sha256(program_digest().encode() + read + stamp(deployment)).digest()


@cache
def program_digest() -> str:
    """Names the code and the libraries that make pages, whoever has built with them."""
    hasher = hashlib.sha256()
    for path in code_files():
        hasher.update(_named(path.relative_to(PACKAGE).as_posix(), path))
    hasher.update(_named(LOCK.name, LOCK))
    return hasher.hexdigest()


def _make_word_lists(deployment: Deployment) -> None:
    """The lists of words that the search follows are ours until an operator changes them."""
    folder = deployment.index.parent
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder / name for name in EDITED):
        if not path.exists():
            replace_file(path, (WORD_LISTS / path.name).read_bytes())
