"""The folder of one portal: what lies where, and the state that was accepted last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.io.atomic import replace_file
from generator.io.locks import exclusive
from generator.io.permissions import keep_private
from generator.model.messages import Message, msg
from generator.model.problems import MALFORMED, DataError, UsageError
from generator.portal import resources
from generator.portal.log_secret import read_log_secret
from generator.portal.settings import Portal, read_portal
from generator.trust.walk import Accepted

DEMONSTRATION = "demonstration.json"
"""The file that says that a portal is the demonstration."""

KEPT = "releases"
"""The folder of a log with what its releases were made from; never published."""

REBUILT = "rebuilt"
"""The folder of a portal where `gongshi rebuild` makes earlier releases again."""

MIRRORS = "mirrors"
"""The folder of a portal with what `gongshi deploy` sends to other machines."""

USUAL_PAGES = resources.CONTENT / "pages"
"""Pages that speak of no portal in particular; a portal without pages of its own shows them."""


class State(Struct, frozen=True):
    """What the last receipt accepted, and when it was, which is the reference time for expiry."""

    at: datetime
    accepted: Accepted


@dataclass(frozen=True, slots=True)
class Deployment:
    """The folder of one portal."""

    folder: Path

    @property
    def settings(self) -> Path:
        """`portal.toml`, what the operator says."""
        return self.folder / "portal.toml"

    @property
    def archive(self) -> Path:
        """The TUF repository with every accepted export."""
        return self.folder / "archive"

    @property
    def log(self) -> Path:
        """The transparency log, with what is never published of it: `salt`, `documents.jsonl`."""
        return self.archive / "log"

    @property
    def releases(self) -> Path:
        """What each release of the site in the log was made from (`history.kept_releases`)."""
        return self.log / KEPT

    @property
    def earlier_logs(self) -> tuple[Path, ...]:
        """The logs that this one followed upon, each with a key of its own, the first one first."""
        numbered = (path for path in self.archive.glob("log-[1-9]*") if path.name[4:].isdigit())
        return tuple(sorted(numbered, key=lambda path: int(path.name[4:])))

    def secret(self) -> bytes:
        """What the salts of the log are made with: see `read_log_secret`."""
        return read_log_secret(self.log)

    def log_key(self) -> str:
        """The verifier key of the log, as it is published; UsageError where no log was founded."""
        try:
            return (self.log / "key.vkey").read_text("ascii", "replace").strip()
        except FileNotFoundError:
            raise UsageError(
                msg(
                    "%(log)s is missing: the log belongs to the archive; put it back",
                    log=self.log / "key.vkey",
                )
            ) from None

    @property
    def keys(self) -> Path:
        """Encrypted private keys; offline ones belong elsewhere."""
        return self.folder / "keys"

    @property
    def state_file(self) -> Path:
        """What was accepted last."""
        return self.folder / "accepted.json"

    @property
    def store(self) -> Path:
        """The one SQLite file; it can be made again from the archive."""
        return self.folder / "gongshi.sqlite"

    @property
    def index(self) -> Path:
        """The Whoosh index; it can be made again from the store."""
        return self.folder / "search_index" / "whoosh"

    @property
    def site(self) -> Path:
        """Releases of the site, and `current`."""
        return self.folder / "site"

    @property
    def content(self) -> Path:
        """The portal's own content; that of the program is published by the demonstration only."""
        own = self.folder.resolve() / "content"
        if own.exists() or own.is_symlink() or not (self.folder / DEMONSTRATION).exists():
            return own
        return resources.CONTENT

    @property
    def theme(self) -> Path:
        """The theme of the program; operators put templates before it in pelicanconf.py."""
        return resources.THEME

    @property
    def packages(self) -> Path:
        """What comes from npm; the site is complete without, but has no map."""
        return resources.NPM

    @property
    def pelicanconf(self) -> Path:
        """How Pelican runs."""
        own = self.folder.resolve() / "pelicanconf.py"
        return own if own.exists() else resources.PELICANCONF

    def portal(self) -> Portal:
        """The operator's settings; DataError where they cannot be used."""
        return read_portal(self.settings)

    def state(self) -> State | None:
        """What was accepted last; None before the first receipt.

        DataError where the record is damaged, or is gone from a portal that has published.
        """
        try:
            return msgspec.json.decode(self.state_file.read_bytes(), type=State)
        except FileNotFoundError:
            if self.has_published:
                raise DataError(self._lost_state()) from None
            return None
        except MALFORMED as error:
            raise DataError(
                msg(
                    "%(state_file)s: %(error)s; put its newest copy back from the back-up, or"
                    " remove it and run gongshi recover",
                    state_file=self.state_file,
                    error=error,
                )
            ) from None

    def required_state(self) -> State:
        """What was accepted last; DataError where nothing was, or where the record is gone."""
        state = self.state()
        if state is not None:
            return state
        if any((self.archive / "tuf" / "targets" / "exports").rglob("*.zip")):
            raise DataError(self._lost_state())
        raise DataError(
            msg("%(archive)s: nothing was received yet; run gongshi receive", archive=self.archive)
        )

    def _lost_state(self) -> Message:
        return msg(
            "%(file)s is missing: it is the record of what was accepted, against which a rollback"
            " is seen; put its newest copy back from the back-up, or make it again from the"
            " archive and what the log proves, with gongshi recover",
            file=self.state_file,
        )

    @property
    def has_published(self) -> bool:
        """Whether the log was ever signed, or a release of the site was ever made."""
        return (self.log / "checkpoint").exists() or any((self.site / "releases").glob("[0-9]*"))

    @contextmanager
    def locked(self, name: str = ".lock") -> Iterator[None]:
        """Hold the portal for one command; UsageError while another one works on it."""
        busy = msg("%(folder)s: another gongshi command is at work here", folder=self.folder)
        with exclusive(self.folder / name, busy):
            # Exports hold rows that leave the public one day; the site alone is for everybody.
            keep_private(self.archive)
            yield

    def remember(self, state: State) -> None:
        """Replace the accepted state in one step."""
        text = msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n"
        replace_file(self.state_file, text)


def find_deployment(named: Path | None) -> Deployment:
    """The portal that a command means: as named, or here, or the demonstration beside us."""
    if named is not None:
        candidates = [named]
    else:
        candidates = [Path(os.environ.get("GONGSHI_PORTAL", ".")), Path("demo")]
    for folder in candidates:
        if (folder / "portal.toml").exists():
            return Deployment(folder)
    first, *others = map(str, candidates)
    places: str = first
    for other in others:
        places = msg("%(one)s or %(other)s", one=places, other=other)
    raise UsageError(
        msg(
            "no portal.toml in %(places)s: name the folder with --portal, or run gongshi init",
            places=places,
        )
    )
