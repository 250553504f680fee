"""An S3-compatible object store: `s3://bucket` or `s3://bucket/prefix`.

Address and credentials come from where every S3 program looks for them: `AWS_ENDPOINT_URL_S3`,
`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `~/.aws/config`.

Objects cannot be switched in one step. What changed is therefore brought below `.gongshi/staged/`
first, and copied inside the store when all of it is there, in an order in which each file comes
after those that it names: only this short step can be seen, and one that was cut off is completed
by the next call. The first time, nothing is shown before the home page, which comes last.
"""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from generator.deploy.assets import with_assets
from generator.deploy.folder import compressed
from generator.deploy.host import Count, Sending, There, failed, foreign, there_by
from generator.deploy.listing import (
    UNKNOWN,
    Change,
    changes,
    compared,
    is_asset,
    keeps_its_bytes,
    read_listing,
    write_lines,
)
from generator.deploy.record import RECORD, Deployed, read_record
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.pages.shared import urls
from generator.pages.shared.served_as import cached, is_compressed, type_of

OWN = ".gongshi/"
"""Where in the store lies what is not of the site."""
STAGED = f"{OWN}staged/"
AT_ONCE = 16
"""Requests."""
BATCH = 512
LARGE = 64 * 2**20
"""Bytes from which a file is sent and copied in parts."""
LAST = ("log/", "manifest", "tuf/timestamp.json", ".well-known/")
"""What says that all the others are there."""


class ObjectStore:
    """See the module; UsageError where the address is none or boto3 is not installed."""

    packs_in_place = True

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if not parts.netloc or parts.query or parts.fragment:
            raise UsageError(msg("%(address)s: write s3://bucket/prefix", address=address))
        try:
            import boto3
            from botocore.config import Config
            from botocore.exceptions import BotoCoreError, ClientError
        except ImportError:
            raise UsageError(
                msg("for s3:// addresses, install the program with `pip install gongshi[s3]`")
            ) from None
        self.name = address.rstrip("/")
        self._bucket = parts.netloc
        inside = parts.path.strip("/")
        self._prefix = f"{inside}/" if inside else ""
        self._refused = ClientError
        self._broken = (BotoCoreError, boto3.exceptions.Boto3Error)
        # Stores of others do not know the checksums that Amazon's asks for by now.
        config = Config(
            max_pool_connections=AT_ONCE,
            retries={"max_attempts": 5, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        with self._told():
            self._client: Any = boto3.client("s3", config=config)

    def there(self, folder: Path) -> There:
        """See Host."""
        with self._told():
            data = self._read(OWN + RECORD)
            if data is None:
                if next(self._keys(""), None) is not None:
                    raise foreign(self.name)
                return There()
            record = read_record(data, f"{self.name}/{OWN}{RECORD}")
            listing = folder / "there.txt"
            packed = folder / "there.txt.gz"
            self._client.download_file(
                self._bucket, self._key(_listing(record.listing)), str(packed)
            )
            # What cannot be unpacked has not the digest that the record says.
            with (
                suppress(EOFError, gzip.BadGzipFile, zlib.error),
                gzip.open(packed) as source,
                listing.open("wb") as target,
            ):
                shutil.copyfileobj(source, target)
            listing.touch()
            return there_by(data, listing, f"{self.name}/{OWN.rstrip('/')}")

    def send(self, site: Sending, there: There, count: Count) -> None:
        """See Host."""
        with self._told(), ThreadPoolExecutor(AT_ONCE) as pool:
            record = with_assets(site, there)
            before = there.record
            if before is None or not before.shown:
                self._send_first(pool, site, there, count)
            else:
                self._stage(pool, site, there, count)
                self._mark(site, there, shown=True)
                self._switch(pool, site, there)
            self._remove(pool, site, there, record)
            self._keep_listing(site.listing, record.listing)
            self._put_record(record)
            _each(pool, self._delete, self._others(record))

    def _send_first(
        self, pool: ThreadPoolExecutor, site: Sending, there: There, count: Count
    ) -> None:
        """Bring everything to where it belongs, the home page last."""
        before, ours = there.record, site.record
        resumed = before is not None and (before.towards, before.compressed) == (
            ours.listing,
            ours.compressed,
        )
        self._mark(site, there, shown=False)
        home = urls.file_of(urls.HOME)
        known = self._keys("") if resumed else iter(())

        def put(path: str, digest: str) -> None:
            self._put(site, path, digest, path)

        files = (each for each in read_listing(site.listing) if each[0] != home)
        _each_counted(pool, put, _without(files, known), count, site.changed)
        for path, digest in read_listing(site.listing):
            if path == home:
                put(path, digest)

    def _stage(self, pool: ThreadPoolExecutor, site: Sending, there: There, count: Count) -> None:
        """Bring what changed beside the site."""
        here = set(self._keys(STAGED))

        def put(path: str, digest: str) -> None:
            staged = _staged(path, digest, site.record)
            if staged not in here:
                self._put(site, path, digest, staged)

        files = ((each.path, each.new) for each in _changes(site, there) if each.new)
        _each_counted(pool, put, files, count, site.changed)

    def _switch(self, pool: ThreadPoolExecutor, site: Sending, there: There) -> None:
        """Copy what was brought to where it belongs; what names others comes after them."""

        def copy(path: str, digest: str) -> None:
            source = {
                "Bucket": self._bucket,
                "Key": self._key(_staged(path, digest, site.record)),
            }
            target = self._key(path)
            if (site.public / path).stat().st_size >= LARGE:
                self._client.copy(source, self._bucket, target)
            else:
                self._client.copy_object(Bucket=self._bucket, Key=target, CopySource=source)

        for wave in range(len(WAVES)):
            changed = (each for each in _changes(site, there) if _wave(each.path) == wave)
            _each(pool, copy, ((each.path, each.new) for each in changed if each.new))

    def _remove(
        self, pool: ThreadPoolExecutor, site: Sending, there: There, record: Deployed
    ) -> None:
        """Remove what is not of the site any more, but for assets in their grace."""
        gone = (path for path, _, now in compared(there.listing, site.listing) if now is None)
        _each(pool, self._delete, (path for path in gone if path not in record.leaving))
        known = there.record.leaving if there.record else {}
        here = {path for path, _ in read_listing(site.listing) if is_asset(path)}
        _each(pool, self._delete, sorted(known.keys() - record.leaving - here))

    def _others(self, record: Deployed) -> Iterator[str]:
        """What lies beside the site and is of no use any more."""
        kept = {OWN + RECORD, _listing(record.listing)}
        return (key for key in self._keys(OWN) if key not in kept)

    def _mark(self, site: Sending, there: There, *, shown: bool) -> None:
        """Write down that files are being exchanged, and which: they may be of this release or
        that.
        """
        marked = site.listing.with_name("marked.txt")
        # Only what stays as it is is known for sure.
        lines = (
            (path, was if was and was == now and not _repacked(site, path) else UNKNOWN)
            for path, was, now in compared(there.listing, site.listing)
        )
        with marked.open("wb") as target:
            write_lines(lines, target)
        digest = sha256(marked.read_bytes()).hexdigest()
        self._keep_listing(marked, digest)
        known = there.record.leaving if there.record else {}
        self._put_record(
            replace(
                site.record,
                listing=digest,
                towards=site.record.listing,
                leaving=known,
                complete=False,
                shown=shown,
            )
        )

    def _keep_listing(self, listing: Path, digest: str) -> None:
        packed = listing.with_name(f"{listing.name}.gz")
        with listing.open("rb") as source, gzip.open(packed, "wb") as target:
            shutil.copyfileobj(source, target)
        self._client.upload_file(str(packed), self._bucket, self._key(_listing(digest)))

    def _put_record(self, record: Deployed) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._key(OWN + RECORD),
            Body=record.encoded(),
            ContentType="application/json",
            CacheControl=cached(""),
        )

    def _put(self, site: Sending, path: str, digest: str, key: str) -> None:
        """A file of the site as an object, with what its visitors are told of it."""
        kind = type_of(path, f"/{path}")
        if kind.startswith("text/") and "charset" not in kind:
            kind = f"{kind}; charset=utf-8"
        told = {"ContentType": kind, "CacheControl": cached(f"/{path}")}
        with site.opened(path, digest) as source:
            if (site.public / path).stat().st_size >= LARGE:
                self._client.upload_fileobj(source, self._bucket, self._key(key), ExtraArgs=told)
                return
            data = source.read()
            if site.record.compressed and is_compressed(path):
                data, told["ContentEncoding"] = compressed(data), "gzip"
            self._client.put_object(Bucket=self._bucket, Key=self._key(key), Body=data, **told)

    def _read(self, path: str) -> bytes | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(path))
        except self._refused as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise
        return bytes(answer["Body"].read())

    def _keys(self, below: str) -> Iterator[str]:
        """Objects whose names begin so, without the prefix, in the order of their names."""
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=self._key(below)):
            for one in page.get("Contents", ()):
                yield one["Key"].removeprefix(self._prefix)

    def _delete(self, path: str) -> None:
        # One by one: stores differ in the checksum that they want with a list of many.
        self._client.delete_object(Bucket=self._bucket, Key=self._key(path))

    def _key(self, path: str) -> str:
        return f"{self._prefix}{path}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the store or the way to it says goes to whoever called the command."""
        try:
            yield
        except (self._refused, *self._broken) as error:
            raise failed(self.name, str(error)) from None


WAVES: tuple[Callable[[str], bool], ...] = (
    keeps_its_bytes,
    lambda path: not path.startswith(LAST) and not path.endswith(".html"),
    lambda path: not path.startswith(LAST),
    lambda path: True,
)
"""What is copied first, second and so on: the first that holds for a path."""


def _wave(path: str) -> int:
    return next(number for number, holds in enumerate(WAVES) if holds(path))


def _changes(site: Sending, there: There) -> Iterator[Change]:
    return changes(there.listing, site.listing, repacked=site.repacked)


def _repacked(site: Sending, path: str) -> bool:
    return site.repacked and is_compressed(path)


def _staged(path: str, digest: str, record: Deployed) -> str:
    name = f"{digest} {path} {record.compressed}"
    return STAGED + sha256(name.encode()).hexdigest()


def _listing(digest: str) -> str:
    return f"{OWN}listing-{digest}.txt.gz"


def _without(files: Iterable[tuple[str, str]], known: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Files but for those whose paths are known; both are in the order of their names."""
    here = next(known, None)
    for path, digest in files:
        while here is not None and here.encode() < path.encode():
            here = next(known, None)
        if here != path:
            yield path, digest


def _each(pool: ThreadPoolExecutor, work: Callable[..., None], given: Iterable[Any]) -> None:
    """Do it for each, several at once, without holding all of them."""
    _each_counted(pool, work, given, lambda _done, _all: None, 0)


def _each_counted(
    pool: ThreadPoolExecutor,
    work: Callable[..., None],
    given: Iterable[Any],
    count: Count,
    total: int,
) -> None:
    waiting, done = iter(given), 0
    while batch := list(islice(waiting, BATCH)):
        calls = [pool.submit(work, *(one if isinstance(one, tuple) else (one,))) for one in batch]
        for call in calls:
            call.result()
            done += 1
            count(min(done, total), total)
