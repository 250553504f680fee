"""The accepted state opened for reading, for commands that make no site."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from generator.build.load_documents import LoadedDocuments, load_documents
from generator.build.missing_documents import Expected
from generator.history.removals import stamp
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.model.working_days import Overrides
from generator.pages.shared.assemble import assemble
from generator.pages.shared.context import Context
from generator.portal.folder import Deployment
from generator.store.database import is_current, open_readonly
from generator.store.queries import releases

Load = Callable[[Path, sqlite3.Connection, Expected | None, Overrides], LoadedDocuments]


@contextmanager
def open_context(deployment: Deployment) -> Iterator[Context]:
    """The state as the last build took it from the archive, without its documents' problems."""
    with open_loaded(deployment, load_documents) as (context, _):
        yield context


@contextmanager
def open_loaded(deployment: Deployment, load: Load) -> Iterator[tuple[Context, LoadedDocuments]]:
    """The state as the last build took it from the archive, with the documents that `load` gives.

    UsageError where nothing was built yet, or where an export was accepted since: what a command
    says must be what the site says.
    """
    if not deployment.store.exists():
        raise UsageError(
            msg("%(folder)s: nothing was built yet; run gongshi build", folder=deployment.folder)
        )
    with closing(open_readonly(deployment.store)) as connection:
        _require_current(deployment, connection)
        portal, theme, secret = deployment.portal(), deployment.theme, deployment.secret()
        loaded = load(deployment.content, connection, None, portal.calendar.overrides)
        context, _ = assemble(
            connection,
            portal,
            theme,
            loaded.documents,
            {},
            secret,
            deployment.log_key(),
            day=deployment.required_state().accepted.day,
        )
        yield context, loaded


def _require_current(deployment: Deployment, connection: sqlite3.Connection) -> None:
    state = deployment.state()
    accepted = state.accepted.targets if state else {}
    disowned = state.accepted.disowned if state else {}
    readable = releases(connection) if is_current(connection, stamp(deployment)) else ()
    held = {(each.path, each.sha256) for each in readable}
    wanted = {(path, digest) for path, (_, digest) in accepted.items()
              if path.endswith(".zip") and path not in disowned}  # fmt: skip
    if held != wanted:
        raise UsageError(
            msg(
                "%(folder)s: the site is older than the archive; run gongshi build",
                folder=deployment.folder,
            )
        )
