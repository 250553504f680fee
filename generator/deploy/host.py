"""What a site can be sent to, whatever it is, and what is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from generator.deploy.record import RECORD, Deployed, read_record
from generator.model.messages import msg
from generator.model.problems import DataError, GongshiError, UsageError

Count = Callable[[int, int], None]
"""Hears how many of how many files are done."""


@dataclass(frozen=True, slots=True)
class There:
    """What a host has: its record, and its listing as a file on this machine; nothing before the
    first time.
    """

    record: Deployed | None = None
    listing: Path | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """A release to be sent.

    `public` has its files, `listing` names them; `record` is what the host will have. Assets that
    the site has no longer stay for `grace`, counted from the record's time.
    """

    public: Path
    listing: Path
    record: Deployed
    grace: timedelta
    changed: int
    """How many files are new or other ones: for progress."""
    repacked: bool = False
    """Whether files of the same bytes have to be sent too, since the host has their other form."""

    @contextmanager
    def opened(self, path: str, digest: str) -> Iterator[BufferedReader]:
        """A file of the site for reading; DataError where its bytes are not those listed."""
        try:
            source = (self.public / path).open("rb")
        except FileNotFoundError:
            raise DataError(
                msg(
                    "%(file)s went away meanwhile: another gongshi command made a new release; run"
                    " this again",
                    file=self.public / path,
                )
            ) from None
        with source:
            if file_digest(source, "sha256").hexdigest() != digest:
                raise DataError(
                    msg(
                        "%(file)s is not what was published: somebody changed it; make the site"
                        " again with gongshi build --from-scratch",
                        file=self.public / path,
                    )
                )
            source.seek(0)
            yield source


class Host(Protocol):
    """A place that serves the site."""

    name: str
    packs_in_place: bool
    """Whether a compressed variant stands in place of a file, and not beside it."""

    def there(self, folder: Path) -> There:
        """What is there now; its listing is put into `folder`.

        UsageError where something is there that `gongshi deploy` did not send.
        """

    def send(self, site: Sending, there: There, count: Count) -> None:
        """Bring everything, then switch, then remove what is not of the site any more.

        Cut off at any moment, the release before is shown whole, and the next call goes on.
        """


def there_by(data: bytes, listing: Path, name: str) -> There:
    """What a host has, by its record and its listing, which were fetched from `name`.

    UsageError where one of them is not what `gongshi deploy` wrote.
    """
    record = read_record(data, f"{name}/{RECORD}")
    with listing.open("rb") as lines:
        if file_digest(lines, "sha256").hexdigest() == record.listing:
            return There(record, listing)
    raise UsageError(
        msg(
            "%(name)s: the list of its files is damaged, so that it is not known what is there:"
            " empty the place and send the site again",
            name=name,
        )
    )


def foreign(name: str) -> UsageError:
    """The error where a host is not empty and has no record."""
    return UsageError(
        msg(
            "%(name)s is not empty, and gongshi deploy did not send what is there: name an empty"
            " place",
            name=name,
        )
    )


def failed(name: str, why: str) -> GongshiError:
    """The error where a host cannot be reached or refuses."""
    return GongshiError(msg("%(name)s: %(why)s", name=name, why=why))
