"""Everything that a site is made from, as digests: the same inputs, the same site."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from generator import __version__
from generator.build.pelican_adapter import template_overrides
from generator.history.document_versions import Journal
from generator.history.removals import stamp
from generator.io.atomic import replace_file
from generator.pages.shared.assets import leaflet
from generator.portal.folder import USUAL_PAGES, Deployment
from generator.portal.resources import LOCK, PACKAGE, WORD_LISTS, code_files
from generator.search.query.word_lists import EDITED
from generator.trust.walk import Walk


def inputs_digest(deployment: Deployment, found: Walk) -> str:
    """Digest of everything that the site is made from."""
    hasher = hashlib.sha256(__version__.encode())
    suspended = [(one.role, one.since, one.reason) for one in found.suspended]
    withdrawn = [line.digest for line in Journal(deployment.log).withdrawn()]
    # What the portal renews by itself is among it: a standard client that reads the public
    # repository stops as soon as the timestamp that it finds there has run out.
    accepted = sorted(found.accepted.metadata.items())
    hasher.update(msgspec.msgpack.encode([accepted, suspended, withdrawn]))
    hasher.update(stamp(deployment))
    overrides = template_overrides(deployment.pelicanconf)
    for path in code_files():
        hasher.update(_named(str(path.relative_to(PACKAGE)), path))
    own = deployment.content / USUAL_PAGES.name
    pages = () if own.is_dir() else (USUAL_PAGES,)
    for folder in (deployment.content, *pages, deployment.theme, *overrides):
        for path in sorted(folder.rglob("*")):
            # What the terminal says stands on no page.
            if path.is_file() and path.name != "commands.po":
                hasher.update(_named(str(path.relative_to(folder)), path))
    for path in (deployment.settings, deployment.pelicanconf, LOCK, *_word_lists(deployment)):
        hasher.update(_named(path.name, path))
    drawn = leaflet(deployment.packages)
    hasher.update(drawn[0].encode() if drawn else b"no map")
    return hasher.hexdigest()


def _named(name: str, path: Path) -> bytes:
    """A file as part of a digest: its name, its length, its content."""
    content = path.read_bytes()
    return f"{name}\0{len(content)}\0".encode() + content


def code_digest(deployment: Deployment) -> bytes:
    """Digest of the code and the words that pages are made with, and of how Pelican runs.

    And of what was removed: exports are the same as before, and no page may be taken over.
    """
    code = [path for path in code_files() if path.suffix == ".py"]
    words = sorted((deployment.theme / "locale").rglob("messages.po"))
    files = (*code, *words, deployment.pelicanconf, LOCK)
    read = b"\0".join(path.read_bytes() for path in files)
    return hashlib.sha256(read + stamp(deployment)).digest()


def _word_lists(deployment: Deployment) -> tuple[Path, ...]:
    """The lists of words that the search follows; ours until an operator changes them."""
    folder = deployment.index.parent
    folder.mkdir(parents=True, exist_ok=True)
    lists = tuple(folder / name for name in EDITED)
    for path in lists:
        if not path.exists():
            replace_file(path, (WORD_LISTS / path.name).read_bytes())
    return lists
