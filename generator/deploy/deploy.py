"""The way of a release from the portal to its host, and the look at it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.audit.release_check import check_published
from generator.audit.site_source import WebSource
from generator.build.staging import live_release
from generator.deploy.assets import with_assets
from generator.deploy.host import Count, Host, Sending, There
from generator.deploy.listing import Change, changes, read_listing, write_listing
from generator.deploy.record import new_record, require_newer
from generator.log.note import MAX_NOTE, parse_key
from generator.log.tile_files import CHECKPOINT
from generator.model.messages import msg
from generator.model.problems import DataError, GongshiError
from generator.pages.shared import urls
from generator.portal.folder import Deployment
from generator.trust.files import read_file


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to send to a host; `site` can be sent, `there` is what it has."""

    host: Host
    site: Sending
    there: There
    new: int
    other: int
    gone: int
    same: int
    size: int
    """Bytes of the new and the other files."""

    @property
    def done(self) -> bool:
        """Whether the host has all of it already, and nothing that it has to lose."""
        record, ours = self.there.record, self.site.record
        return (
            record is not None
            and record.complete
            and (record.listing, record.compressed, record.key)
            == (ours.listing, ours.compressed, ours.key)
            and with_assets(self.site, self.there).leaving == record.leaving
        )

    def changes(self) -> Iterator[Change]:
        """Every file that has to be sent or goes."""
        return changes(self.there.listing, self.site.listing, repacked=self.site.repacked)

    def send(self, count: Count) -> None:
        """Send it, switch, and remove what is not of the site any more."""
        self.host.send(self.site, self.there, count)


@contextmanager
def planned(
    deployment: Deployment, host: Host, at: datetime, grace: timedelta, *, compress: bool
) -> Iterator[Plan]:
    """What is to be sent of the live release. Nothing is sent yet, and nothing on the host changes.

    DataError where no release is live or files of it are missing, UsageError where the host has
    something that must not be replaced.
    """
    live = live_release(deployment.site)
    if live is None:
        raise DataError(msg("%(site)s: no site is live; run gongshi build", site=deployment.site))
    public = live / "public"
    with TemporaryDirectory(prefix="gongshi-") as made:
        folder = Path(made)
        listing = folder / "here.txt"
        digest = write_listing(public, listing)
        record = new_record(deployment, _checkpoint(public), digest, at, compressed=compress)
        there = host.there(folder)
        if there.record is not None:
            require_newer(deployment, there.record, record, host.name)
        there_packed = there.record.compressed if there.record else compress
        repacked = host.packs_in_place and there_packed != compress
        new = other = gone = size = 0
        for each in changes(there.listing, listing, repacked=repacked):
            if each.new is None:
                gone += 1
            else:
                size += (public / each.path).stat().st_size
                new, other = (new + 1, other) if each.old is None else (new, other + 1)
        same = sum(1 for _ in read_listing(listing)) - new - other
        site = Sending(public, listing, record, grace, new + other, repacked)
        yield Plan(host, site, there, new, other, gone, same, size)


def check_host(deployment: Deployment, plan: Plan, address: str, *, whole: bool) -> None:
    """Audit what visitors get at an address now: log, manifest, names and signatures, and about 200
    files, or with `whole` all of them.

    VerificationError where it does not hold, GongshiError where it cannot be read or is another
    release.
    """
    source = WebSource(address)
    try:
        shown = check_published(
            source,
            parse_key(deployment.log_key()),
            plan.same + plan.new + plan.other,
            whole=whole,
        )
    finally:
        source.close()
    if bytes(shown.note) != _checkpoint(plan.site.public):
        raise GongshiError(
            msg(
                "%(address)s shows another release, whose log has %(there)s entries and not"
                " %(ours)s: a cache before it may keep the old one, or it is served from elsewhere",
                address=address,
                there=shown.checkpoint.size,
                ours=plan.site.record.entries,
            )
        )


def _checkpoint(public: Path) -> bytes:
    path = public / urls.LOG.strip("/") / CHECKPOINT
    data = read_file(path, MAX_NOTE, name=str(path))
    if data is None:
        raise DataError(msg("%(name)s is missing", name=path))
    return data
