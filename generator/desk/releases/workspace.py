"""The folder of a desk: who it works for, and where drafts, keys and releases lie.

desk/desk.toml     the office: its name and its region
    /drafts/       see `desk.writing.drafts`; /put-away/ what nobody wanted any more
    /lists/        how the columns of a list were read last time, as `pack.toml` says it
    /exports/      without the portal: every release that was handed over
    /last/         without the portal: the signatures upon which the next one follows
    /keys/         the office's keys, where the portal has none of them
    /journal.jsonl who wrote what, and when
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from generator.desk.releases.toml_text import toml_string
from generator.exports.contents import Export
from generator.io.atomic import replace_file
from generator.model.messages import foreign, msg
from generator.model.problems import MALFORMED, DataError, UsageError
from generator.portal.folder import Deployment
from generator.preparation.last_release import (
    last_accepted,
    last_accepted_digest,
    last_packed,
    last_packed_file,
    next_release,
)


class Office(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who publishes from this desk, as `desk.toml` says it."""

    agency: Annotated[str, Meta(min_length=2, max_length=100)]
    region: Annotated[str, Meta(pattern=r"^[1-9][0-9]{5}$")]


@dataclass(frozen=True, slots=True)
class Workspace:
    """A desk's folder, with the portal beside it where there is one."""

    folder: Path
    portal: Deployment | None

    @property
    def exports(self) -> Path:
        """Packed releases."""
        return self.folder / "exports"

    @property
    def lists(self) -> Path:
        """How lists were read."""
        return self.folder / "lists"

    @property
    def key_folders(self) -> list[Path]:
        """Where keys and the secrets of rows may lie."""
        own = self.folder / "keys"
        return [own, self.portal.keys] if self.portal else [own]

    def office(self) -> Office | None:
        """Whose desk this is; None until somebody said so, DataError where the file is wrong."""
        path = self.folder / "desk.toml"
        try:
            values = tomllib.loads(path.read_text("utf-8"))
            return msgspec.convert(values, Office)
        except FileNotFoundError:
            return None
        except (tomllib.TOMLDecodeError, *MALFORMED) as error:
            raise DataError(
                msg("%(path)s: %(error)s", path=path, error=foreign(str(error)))
            ) from None

    def set_office(self, office: Office) -> None:
        """Say whose desk this is."""
        text = f"agency = {toml_string(office.agency)}\nregion = {toml_string(office.region)}\n"
        replace_file(self.folder / "desk.toml", text.encode())

    def last_release(self, region: str) -> Export | None:
        """What the portal accepted last; without one, the newest release that lies here."""
        if self.portal is not None:
            return last_accepted(region, self.portal)
        return last_packed(region, self.exports)

    def release_before(self, region: str, number: int) -> Export | None:
        """The newest release before a number."""
        if self.portal is not None:
            return last_accepted(region, self.portal, before=number)
        return last_packed(region, self.exports, before=number)

    def last_digest(self, region: str) -> str:
        """What tells the last release from every other one: its name and digest."""
        if self.portal is not None:
            return last_accepted_digest(region, self.portal)
        path = last_packed_file(region, self.exports)
        return f"{path.stem} {sha256(path.read_bytes()).hexdigest()}" if path else ""

    def next_number(self, region: str) -> int:
        """The number that the next release has."""
        return next_release(region, self.last_release(region), self.portal)

    def has_accepted(self, name: str) -> bool:
        """Whether the portal on this machine has a release already."""
        state = self.portal.state() if self.portal else None
        region = name.partition("-")[0]
        return state is not None and f"exports/{region}/{name}.zip" in state.accepted.targets

    def keep_metadata(self, name: str, content: bytes) -> None:
        """Keep the role's metadata that the portal has, upon which the next signature follows."""
        if not re.fullmatch(r"[1-9][0-9]{0,8}\.r-[0-9]{2,6}\.json", name):
            raise UsageError(msg("%(name)s is no file like 6.r-3715.json", name=name))
        path = self.folder / "last" / "metadata" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)

    def note(self, at: datetime, who: str, draft: str, what: str) -> None:
        """Write down who did what; never what was typed."""
        line = msgspec.json.encode(
            {"at": at.isoformat(timespec="seconds"), "who": who, "draft": draft, "what": what}
        )
        with (self.folder / "journal.jsonl").open("ab") as journal:
            journal.write(line + b"\n")
