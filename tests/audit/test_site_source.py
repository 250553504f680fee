"""An audit over the network: the same findings, cut off and continued, published again
meanwhile.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.audit.as_readers import BROWSER
from generator.audit.audit_site import audit
from generator.audit.heads import AuditOptions
from generator.audit.site_source import FolderSource, WebSource, source_of
from generator.model.problems import GongshiError, UsageError, VerificationError
from tests.factory_site import Site
from tests.serving import running

pytestmark = pytest.mark.slow

Answer = Callable[[str], tuple[bytes, dict[str, str]] | None]
HTML = {"Content-Type": "text/html; charset=utf-8"}
NAMES = {f"F{number}": f"第{number}托育园" for number in range(30)}


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server that counts what it is asked for, and fails on demand."""

    asked: Counter[str]
    failing: dict[str, int]

    def send_head(self) -> Any:
        """The file, unless the next requests for it are to fail."""
        self.asked[self.path] += 1
        if self.failing.get(self.path, 0):
            self.failing[self.path] -= 1
            self.send_error(503)
            return None
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, kind: type[Quiet] = Quiet) -> Iterator[tuple[str, type[Quiet]]]:
    """A server for a folder: its address, and what it was asked for."""
    handler = type("Handler", (kind,), {"asked": Counter(), "failing": {}})
    shown = partial(handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), shown) as server, running(server) as address:
        yield f"{address}/", handler


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site.make(tmp_path / "site")
    made.publish(NAMES)
    made.publish({**NAMES, "F3": "改名托育园"})
    return made


def test_over_the_network_as_in_a_folder(site: Site) -> None:
    """The same is proved, but for files besides; a server that stumbles is asked again."""
    with served(site.folder) as (address, server):
        server.failing["/log/checkpoint"] = 2
        found = audit(source_of(address), AuditOptions()).found
    assert (found.files, found.records, len(found.exports)) == (72, 31, 2)
    assert not found.listed and audit(FolderSource(site.folder), AuditOptions()).found.listed


def test_connections_are_used_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a new one for each file: one an asker, and after each answer that closes it."""
    opened: list[Quiet] = []
    closed: list[Quiet] = []
    monkeypatch.setattr(Quiet, "protocol_version", "HTTP/1.1")
    setup, fail = SimpleHTTPRequestHandler.setup, SimpleHTTPRequestHandler.send_error

    def note(self: Quiet) -> None:
        opened.append(self)
        setup(self)

    def refuse(self: Quiet, *why: Any) -> None:
        closed.append(self)
        fail(self, *why)

    monkeypatch.setattr(Quiet, "setup", note)
    monkeypatch.setattr(Quiet, "send_error", refuse)
    with served(site.folder) as (address, server):
        source = WebSource(address)
        found = audit(source, AuditOptions()).found
        assert sum(server.asked.values()) > found.files
        source.close()
    assert len(opened) <= source.workers + len(closed) < 20


def test_answer_that_breaks_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file is no difference: the connection broke off."""
    page = f"/{site.page('F3').relative_to(site.folder)}"

    def half(self: Quiet, source: Any, target: Any) -> None:
        content = source.read()
        target.write(content[: len(content) // 2] if self.path == page else content)

    monkeypatch.setattr(Quiet, "copyfile", half)
    with served(site.folder) as (address, _):
        with pytest.raises(GongshiError, match="the connection broke off") as refused:
            audit(WebSource(address), AuditOptions())
        assert not isinstance(refused.value, VerificationError)


@pytest.mark.slow
def test_difference_is_found_over_the_network(site: Site) -> None:
    """One page, edited on the server."""
    page = site.page("F3")
    page.write_text("<p>好托育园</p>\n", encoding="utf-8")
    with served(site.folder) as (address, _):
        with pytest.raises(VerificationError, match=page.name):
            audit(WebSource(address), AuditOptions())
        page.unlink()
        with pytest.raises(VerificationError, match=r"is missing; the manifest has it"):
            audit(WebSource(address), AuditOptions())


def _to_browsers(answer: Answer) -> type[Quiet]:
    """A server that answers otherwise who calls himself a browser."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            """The file, or what `answer` gives a browser instead."""
            if "Mozilla" in self.headers["User-Agent"]:
                other = answer(self.path)
                if other is not None:
                    self._give(*other)
                    return
            super().do_GET()

        def _give(self, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(200)
            for name, value in {"Content-Length": str(len(content)), **HTML, **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    return Handler


OTHER = b"<p>another page</p>"
PACKED = {"Content-Encoding": "gzip"}
FOLDER = (
    b'<img src="/icons/x.gif"><a href="../">up</a><a href="?C=N">n</a><a href="//o.example/">o</a>'
)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda path: (OTHER, {}) if path == "/" else None, r"/ gives a browser another file"),
        (
            lambda path: (gzip.compress(OTHER), PACKED) if path == "/" else None,
            "gives a browser another file, with the SHA-256",
        ),
        (lambda path: (b"no gzip", PACKED) if path == "/" else None, "cannot be unpacked"),
        (
            lambda path: (OTHER, {"Content-Encoding": "br"}) if path == "/" else None,
            "an encoding that was not asked for",
        ),
        (
            lambda path: (OTHER, {"Link": "</x.css>; rel=stylesheet"}) if path == "/" else None,
            "adds to the file by the header Link: </x.css>; rel=stylesheet",
        ),
        (
            lambda path: (OTHER, {}) if path == "/log/checkpoint" else None,
            r"^log/checkpoint: .* gives a browser another file",
        ),
        (lambda path: (OTHER, {}) if path == "/favicon.ico" else None, "^favicon.ico: is on the"),
        (
            lambda path: (FOLDER + b'<a href="more/">m</a>', HTML) if path == "/f/" else None,
            r"^f/more/: is not in the manifest, and the server lists it at .*/f/",
        ),
        (
            lambda path: (OTHER, HTML) if path == "/f/" else None,
            r"^f/: is answered with a page that is not in the manifest",
        ),
        (
            lambda path: (
                (OTHER, {"Content-Type": "text/html; charset=iso-8859-1"}) if path == "/" else None
            ),
            "calls the page 'text/html; charset=iso-8859-1'",
        ),
        (
            lambda path: (FOLDER + b'<a href="more.html">m</a>', HTML) if path == "/f/" else None,
            r"^f/more.html: is not in the manifest, and the server lists it at .*/f/",
        ),
    ],
    ids=[
        "page",
        "gzip",
        "no gzip",
        "br",
        "header",
        "checkpoint",
        "icon",
        "folder",
        "alone",
        "type",
        "list",
    ],
)
def test_readers_get_something_else(site: Site, answer: Answer, why: str) -> None:
    """What only browsers are shown fails the audit, as what everybody is shown does."""
    with served(site.folder, _to_browsers(answer)) as (address, _):
        with pytest.raises(VerificationError, match=why):
            audit(WebSource(address), AuditOptions())
        # An auditor may call himself as he likes; this server shows it to browsers alone.
        audit(WebSource(address, user_agent="curl/8"), AuditOptions())


def test_what_servers_do_of_themselves_is_no_difference(site: Site) -> None:
    """They pack, they list their folders, and answer what is missing with a page of the site."""

    def answer(path: str) -> tuple[bytes, dict[str, str]] | None:
        if path == "/":
            return gzip.compress((site.folder / "index.html").read_bytes()), PACKED
        if path == "/f/":
            below = next((site.folder / "f").iterdir()).name
            return FOLDER + f'<a href="{below}/">x</a>'.encode(), HTML
        if path == "/favicon.ico":
            return (site.folder / "index.html").read_bytes(), HTML
        return None

    with served(site.folder, _to_browsers(answer)) as (address, _):
        found = audit(WebSource(address), AuditOptions())
    assert found.as_reader == BROWSER


@pytest.mark.slow
def test_goes_on_where_it_was_cut_off(site: Site, tmp_path: Path) -> None:
    """What was found right is not asked for again, until an audit is complete."""
    cache = tmp_path / "cache"
    last = sorted(NAMES, key=lambda one: site.page(one))[-1]
    path = f"/{site.page(last).relative_to(site.folder)}"
    with served(site.folder) as (address, server):
        server.failing[path] = 99
        with pytest.raises(GongshiError, match="503"):
            audit(WebSource(address, cache), AuditOptions(), cache=cache, batch=8)
        server.failing.clear()
        server.asked.clear()
        found = audit(WebSource(address, cache), AuditOptions(), cache=cache, batch=8).found
        assert found.resumed >= 48 and found.files == 72
        assert server.asked["/index.html"] == server.asked["/"] == 1
        # Plainly, and as a browser does.
        assert server.asked[path] == 2
        assert not any("/tile/" in one for one in server.asked)
        server.asked.clear()
        audit(WebSource(address, cache), AuditOptions(), cache=cache)
        assert server.asked["/log/tile/0/000.p/35"] >= 1
        assert sum(path.startswith("/f/") and path[-1] != "/" for path in server.asked) == 62


def test_published_anew_while_it_was_audited(site: Site) -> None:
    """A release in the midst of an audit is no difference: it is to be run again."""
    source = FolderSource(site.folder)
    steps: list[str] = []

    def tell(step: str) -> None:
        steps.append(step)
        if len(steps) == 3:
            site.publish({**NAMES, "F4": "又改名托育园"})

    with pytest.raises(GongshiError, match="published again") as refused:
        audit(source, AuditOptions(), tell=tell)
    assert not isinstance(refused.value, VerificationError)
    audit(source, AuditOptions())


def test_what_is_no_site(tmp_path: Path) -> None:
    """Neither a folder nor an address, an empty folder, a server that is not there."""
    for place in ("ftp://example.org/", "https://", str(tmp_path / "nowhere")):
        with pytest.raises(UsageError):
            source_of(place)
    with pytest.raises(VerificationError, match="gongshi-log: is missing"):
        audit(source_of(str(tmp_path)), AuditOptions())


def test_links_in_a_folder_are_not_followed(site: Site, tmp_path: Path) -> None:
    """A link would let a copy show what the site does not have."""
    page = site.page("F3")
    page.rename(tmp_path / "elsewhere.html")
    page.symlink_to(tmp_path / "elsewhere.html")
    with pytest.raises(VerificationError, match="is a link"):
        audit(FolderSource(site.folder), AuditOptions())
