"""The search of a site: the index brought up to date, and its files for the browser."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from generator.build.search_documents import search_documents
from generator.io.atomic import replace_file
from generator.io.links import link_or_copy
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.pages.tools.search_files import labels
from generator.portal.folder import Deployment
from generator.search.browser.export_state import ROOT
from generator.search.browser.shards import export_shards, shard_files
from generator.search.index.open import held_digests
from generator.search.index.update import update
from generator.search.query.labels import FILE as LABELS


def update_index(deployment: Deployment, context: Context, state: str) -> int:
    """Bring the index up to date with the inputs `state`; how many documents are new or changed."""
    with held_digests(deployment.index) as held:
        outcome = update(deployment.index, search_documents(context, held), state=state)
    replace_file(deployment.index.with_name(LABELS), msgspec.json.encode(labels(context)))
    return outcome.new + outcome.changed


def search_files(deployment: Deployment) -> Iterator[File]:
    """The index as files for the browser, exported again where it changed."""
    folder = deployment.index.parent / "browser"
    export_shards(deployment.index, folder)
    for path in shard_files(folder):
        # All but the root are named by their content.
        content = path.read_bytes() if path.name == ROOT else path.name
        yield File(urls.shard(path.name), fingerprint(content), partial(link_or_copy, path))
