"""Where an outsider's audit reads a published site: over the network, or from a folder."""

from __future__ import annotations

import os
import shutil
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol, cast

import msgspec
import urllib3
from urllib3.exceptions import HTTPError

from generator import __version__
from generator.audit.as_readers import BROWSER, BUSY, AsReaders, no_answer
from generator.audit.record_check import Seen
from generator.io.atomic import replace_file
from generator.log.tiles import MAX_BUNDLE
from generator.model.messages import msg
from generator.model.problems import MALFORMED, GongshiError, UsageError
from generator.trust.files import open_regular
from generator.trust.signed import refuse

TRIES = 4
TIMEOUT = 60
"""Seconds without an answer before a request is tried again."""

BROKEN = (HTTPError, OSError)
"""What reading a stream raises where the connection breaks off."""


class Source(Protocol):
    """A published site. Paths are those of its files, without a leading slash."""

    name: str
    workers: int
    """How many files it pays to ask for at once."""

    @property
    def readers(self) -> AsReaders | None:
        """The same site as browsers get it; None for a folder, which nobody serves."""

    def open(self, path: str) -> IO[bytes] | None:
        """The file as a stream to be closed; None where there is none."""

    def names(self) -> Iterator[str] | None:
        """All files in the order of their bytes; None where that cannot be asked."""


class FolderSource:
    """A site in a folder: a copy, or the folder from which it is served."""

    workers = 1
    readers: AsReaders | None = None

    def __init__(self, folder: Path) -> None:
        live = folder / "current"
        self._folder = live if live.is_symlink() else folder
        if not self._folder.is_dir():
            raise UsageError(msg("%(folder)s is no folder and no address", folder=folder))
        self.name = str(folder)

    def open(self, path: str) -> IO[bytes] | None:
        """See Source."""
        return open_regular(self._folder / path, name=path)

    def names(self) -> Iterator[str] | None:
        """See Source."""
        return _walk(self._folder, "")


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        # A folder's files come where its name with a slash would stand.
        listed = [(f"{one.name}/" if one.is_dir() else one.name, one.path) for one in found]
    for name, path in sorted(listed, key=lambda one: os.fsencode(one[0])):
        if name.endswith("/"):
            yield from _walk(Path(path), prefix + name)
        else:
            yield prefix + name


class WebSource:
    """A site over http or https. With a `cache`, tiles of the log are kept there; `user_agent` is
    the browser in whose name everything is asked for once more.
    """

    workers = 8

    def __init__(self, address: str, cache: Path | None = None, user_agent: str = BROWSER) -> None:
        self.name = address.rstrip("/")
        require_address(address)
        self._cache = cache
        self._pool = _pool(self.name, self.workers)
        self.readers = AsReaders(self.name, self._pool, user_agent)

    def open(self, path: str) -> IO[bytes] | None:
        """See Source."""
        if self._cache is None or not path.startswith("log/tile/"):
            return self._ask(path)
        saved = self._cache / "tiles" / sha256(path.encode()).hexdigest()
        if not saved.exists():
            answer = self._ask(path)
            if answer is None:
                return None
            with answer:
                saved.parent.mkdir(parents=True, exist_ok=True)
                replace_file(saved, read_stream(answer, path, MAX_BUNDLE))
        return BytesIO(saved.read_bytes())

    def names(self) -> Iterator[str] | None:
        """See Source."""
        return None

    def close(self) -> None:
        """Give the connections back."""
        self._pool.clear()

    def _ask(self, path: str) -> IO[bytes] | None:
        address = f"{self.name}/{urllib.parse.quote(path)}"
        try:
            answer = self._pool.request("GET", address, preload_content=False, decode_content=False)
            if answer.status in (404, 410):
                # Read to its end, so that its connection serves again.
                answer.drain_conn()
                return None
        except HTTPError as error:
            raise GongshiError(
                msg("%(address)s: %(error)s", address=address, error=error)
            ) from None
        if answer.status != 200:
            answer.close()
            raise no_answer(address, answer)
        # Object stores send what is kept compressed so to everybody, whatever is asked for.
        answer.decode_content = answer.headers.get("Content-Encoding") == "gzip"
        return cast(IO[bytes], answer)


def require_address(address: str) -> None:
    """UsageError for what is no address of a site on the web."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(msg("%(address)s is no address of a site", address=address))


def _pool(address: str, connections: int) -> urllib3.PoolManager:
    """Connections that are used again and again; by the proxy that this machine asks for."""
    parts = urllib.parse.urlsplit(address)
    proxy = urllib.request.getproxies().get(parts.scheme)
    headers = {
        "User-Agent": f"gongshi-audit/{__version__}",
        "Accept-Encoding": "identity",
        "Cache-Control": "no-cache",
    }
    retries = urllib3.Retry(
        TRIES - 1,
        backoff_factor=0.25,
        status_forcelist=BUSY,
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    timeout = urllib3.Timeout(TIMEOUT)
    if proxy is None or urllib.request.proxy_bypass(parts.hostname or ""):
        return urllib3.PoolManager(
            headers=headers, maxsize=connections, retries=retries, timeout=timeout
        )
    return urllib3.ProxyManager(
        proxy, headers=headers, maxsize=connections, retries=retries, timeout=timeout
    )


def source_of(place: str, cache: Path | None = None, user_agent: str = BROWSER) -> Source:
    """The site at an address or in a folder."""
    if "://" in place:
        return WebSource(place, cache, user_agent)
    return FolderSource(Path(place))


def read(source: Source, path: str, cap: int) -> bytes | None:
    """A whole file; None where there is none, VerificationError where it has more than `cap`
    bytes.
    """
    stream = source.open(path)
    if stream is None:
        return None
    with stream:
        return read_stream(stream, path, cap)


def read_stream(stream: IO[bytes], path: str, cap: int) -> bytes:
    """The rest of a stream; VerificationError where it is longer than `cap` bytes."""
    try:
        data = stream.read(cap + 1)
    except BROKEN as error:
        raise GongshiError(
            msg("%(path)s: the connection broke off (%(error)s)", path=path, error=error)
        ) from None
    if len(data) > cap:
        raise refuse(path, msg("is longer than the %(cap)s bytes that are allowed", cap=cap))
    return data


class AuditProgress:
    """Which files of a site were found right, so that an audit that was cut off goes on.

    It is of one manifest: another release of the site is looked at again, whole. A line is a JSON
    array of the file's path and of what was found in it.
    """

    def __init__(self, cache: Path | None, manifest: str) -> None:
        self._cache = cache
        self._file = cache / f"checked-{manifest[:32]}" if cache else None
        self.done: dict[str, Seen | str | None] = {}
        if self._file and self._file.exists():
            for line in self._file.read_bytes().splitlines():
                try:
                    path, seen = msgspec.json.decode(line, type=tuple[str, Seen | str | None])
                except MALFORMED:
                    continue  # cut short by a kill
                self.done[path] = seen

    def add(self, checked: Iterable[tuple[str, Seen | str | None]]) -> None:
        """These files are right."""
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as target:
                target.writelines(msgspec.json.encode(each) + b"\n" for each in checked)

    def end(self) -> None:
        """The audit is complete: the next one asks for everything again."""
        if self._file:
            self._file.unlink(missing_ok=True)
        if self._cache:
            shutil.rmtree(self._cache / "tiles", ignore_errors=True)
