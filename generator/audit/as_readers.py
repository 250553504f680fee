"""A site as readers get it: at the addresses of folders, packed with gzip, for a browser.

A server may answer those otherwise than it answers an audit. So each file is asked for once more as
a browser does, and what a server adds of its own, in headers, in lists of folders or where browsers
look unasked, has to be in the manifest. Source: TRUST.md, "Four: what readers get".
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from hashlib import sha256
from html.parser import HTMLParser
from typing import Final

import urllib3
from urllib3.exceptions import DecodeError, HTTPError

from generator.model.messages import Message, msg
from generator.model.problems import GongshiError, VerificationError
from generator.trust.signed import refuse

BROWSER: Final = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Mobile Safari/537.36"
)
"""As whom an audit asks where nothing else is said: the commonest browser of a phone."""

BUSY: Final = frozenset({429, 500, 502, 503, 504})
"""Answers of a server that may answer otherwise in a while: no difference."""

UNASKED: Final = ("favicon.ico", "apple-touch-icon.png", "robots.txt", "sitemap.xml")
"""What browsers and search engines look for without a link."""

MAX_LIST = 16 * 2**20
"""Bytes of a folder's list that are read."""

_BLOCK = 2**16
_INDEX = "index.html"
_HTML = re.compile(r"text/html(; *charset=\"?utf-8\"?)?", re.IGNORECASE)
_PLAIN = ("", "identity", "gzip")


Lines = Callable[[], Iterable[tuple[str, str]]]
"""Gives the lines of the manifest from the beginning: (SHA-256, path), sorted by path."""


class AsReaders:
    """Asks one site as a browser does; `name` is its address without a slash at the end."""

    def __init__(self, name: str, pool: urllib3.PoolManager, user_agent: str = BROWSER) -> None:
        self.user_agent = user_agent
        self._name, self._pool = name, pool

    def require_same(self, path: str, digest: str, length: int) -> None:
        """VerificationError where readers get something else at a file's address than the file."""
        with self._asked(shown_at(path)) as answer:
            if answer.status in BUSY:
                raise no_answer(f"{self._name}/{shown_at(path)}", answer)
            if answer.status != 200:
                raise self._refused(path, msg("answers a browser %(status)s", status=answer.status))
            fault = _added_by_headers(answer, path)
            if fault is not None:
                raise self._refused(path, fault)
            found = self._digest(answer, path, length)
        if found != digest:
            raise self._refused(
                path,
                msg(
                    "gives a browser another file, with the SHA-256 %(found)s; the manifest says"
                    " %(digest)s",
                    found=found,
                    digest=digest,
                ),
            )

    def require_no_more(self, lines: Lines) -> None:
        """VerificationError where the server lists or gives something that no manifest has."""
        # With its page for what is missing, or its first page, a server may answer anything.
        own = {path: digest for digest, path in lines() if "/" not in path}
        for path in UNASKED:
            if path not in own:
                self._require_none(path, own)
        for folder, inside in folders(path for _, path in lines()):
            if f"{folder}{_INDEX}" not in inside:
                self._require_list(folder, inside, own)

    def _require_none(self, path: str, own: Mapping[str, str]) -> None:
        with self._asked(path) as answer:
            if answer.status != 200:
                return
            content = _read(answer, path, MAX_LIST)
        if sha256(content).hexdigest() not in own.values():
            raise refuse(path, msg("is on the site, but not in the manifest"))

    def _require_list(self, folder: str, inside: Set[str], own: Mapping[str, str]) -> None:
        """The page that a server makes for a folder lists what the manifest has there, and no more;
        none, or one of the site's own, is as good.
        """
        with self._asked(folder) as answer:
            if answer.status != 200:
                return
            content = _read(answer, folder, MAX_LIST)
        if sha256(content).hexdigest() in own.values():
            return
        listed = list(self._below(folder, content))
        if not listed:
            raise refuse(folder or "/", msg("is answered with a page that is not in the manifest"))
        for path in listed:
            if path not in inside:
                raise refuse(
                    path,
                    msg(
                        "is not in the manifest, and the server lists it at %(address)s",
                        address=f"{self._name}/{folder}",
                    ),
                )

    def _below(self, folder: str, content: bytes) -> Iterator[str]:
        """Where the links of a page lead below a folder: to files, and to folders with a slash."""
        links = _Links()
        links.feed(content.decode("utf-8", "replace"))
        base = f"{self._name}/{urllib.parse.quote(folder)}"
        for link in links.found:
            address = urllib.parse.urldefrag(urllib.parse.urljoin(base, link)).url.partition("?")[0]
            path = urllib.parse.unquote(address.removeprefix(f"{self._name}/"))
            if address.startswith(base) and address != base:
                yield path

    @contextmanager
    def _asked(self, path: str) -> Iterator[urllib3.BaseHTTPResponse]:
        address = f"{self._name}/{urllib.parse.quote(path)}"
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip",
        }
        try:
            answer = self._pool.request(
                "GET", address, headers=headers, preload_content=False, redirect=False
            )
        except HTTPError as error:
            raise GongshiError(
                msg("%(address)s: %(error)s", address=address, error=error)
            ) from None
        try:
            yield answer
        finally:
            # A short rest is read, so that the connection serves again; it may as well be endless.
            with suppress(HTTPError, OSError):
                answer.read(_BLOCK)
            answer.close()

    def _digest(self, answer: urllib3.BaseHTTPResponse, path: str, length: int) -> str:
        """The SHA-256 of what a reader reads; of more than the file has, no more than shows it."""
        found, rest = sha256(), length + 1
        try:
            while rest > 0 and (block := answer.read(min(_BLOCK, rest), decode_content=True)):
                found.update(block)
                rest -= len(block)
        except DecodeError as error:
            raise self._refused(path, msg("cannot be unpacked: %(error)s", error=error)) from None
        except (HTTPError, OSError) as error:
            raise _broken(path, error) from None
        return found.hexdigest()

    def _refused(self, path: str, why: Message) -> VerificationError:
        address = f"{self._name}/{shown_at(path)}"
        return refuse(path, msg("%(address)s %(why)s", address=address, why=why))


_OWN = frozenset({"log/", "manifest/", "manifest.txt"})
"""What stands in the site's own folder beside the files of the manifest."""


def folders(paths: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each folder of sorted paths with what lies in it, folders with a slash behind; the site's own
    is empty. No more is held than the folders on the way to one file.
    """
    opened: list[tuple[str, set[str]]] = [("", set(_OWN))]
    for path in paths:
        while not path.startswith(opened[-1][0]):
            folder, inside = opened.pop()
            yield folder, frozenset(inside)
        while True:
            folder, inside = opened[-1]
            name, slash, _ = path[len(folder) :].partition("/")
            inside.add(f"{folder}{name}{slash}")
            if not slash:
                break
            opened.append((f"{folder}{name}/", set()))
    for folder, inside in reversed(opened):
        yield folder, frozenset(inside)


class _Links(HTMLParser):
    """Where the links of a page lead; icons beside them lead nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def shown_at(path: str) -> str:
    """The address below the site at which readers get a file: a folder's for its index."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}" if name == _INDEX else path


def compared(readers: AsReaders | None, path: str, content: bytes) -> None:
    """VerificationError where readers get something else than this file; none for a folder."""
    if readers is not None:
        readers.require_same(path, sha256(content).hexdigest(), len(content))


def no_answer(address: str, answer: urllib3.BaseHTTPResponse) -> GongshiError:
    """The error that says with what a server answers instead of a file."""
    return GongshiError(
        msg(
            "%(address)s: the server answers %(status)s %(reason)s",
            address=address,
            status=answer.status,
            reason=answer.reason,
        )
    )


def _added_by_headers(answer: urllib3.BaseHTTPResponse, path: str) -> Message | None:
    """What a server does to a page without touching its bytes."""
    kind = answer.headers.get("Content-Type", "")
    if path.endswith(".html") and not _HTML.fullmatch(kind):
        return msg("calls the page %(kind)s, so that browsers show another one", kind=repr(kind))
    if answer.headers.get("Content-Encoding", "").lower() not in _PLAIN:
        return msg("answers in an encoding that was not asked for")
    for name in ("Link", "Refresh"):
        value = answer.headers.get(name)
        if value:
            return msg("adds to the file by the header %(name)s: %(value)s", name=name, value=value)
    return None


def _read(answer: urllib3.BaseHTTPResponse, path: str, cap: int) -> bytes:
    try:
        return answer.read(cap, decode_content=True)
    except (HTTPError, OSError) as error:
        raise _broken(path, error) from None


def _broken(path: str, error: Exception) -> GongshiError:
    return GongshiError(
        msg("%(path)s: the connection broke off (%(error)s)", path=path, error=error)
    )
