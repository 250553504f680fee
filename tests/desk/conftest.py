"""A desk on a fresh portal, served in this process; its clock stands still unless it is moved."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from generator.commands.shared.words import choose, say_problem, translate
from generator.desk.releases.publishing import Publisher
from generator.desk.releases.workspace import Office, Workspace
from generator.desk.screens.app import make_desk
from generator.desk.screens.guard import HEADERS
from generator.desk.screens.screen import Desk, Words
from generator.desk.writing.drafts import Drafts
from generator.model.release import CHINA
from generator.portal.folder import Deployment
from generator.portal.init_portal import init_portal
from generator.service.server import make_app_server
from tests.factory_portal import PASSPHRASE
from tests.serving import running

AGENCY, REGION = "聊城市卫生健康委员会", "371500"
MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=CHINA)


@dataclass
class Clock:
    """The time of a desk."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        """Now."""
        return self.now

    def later(self, **by: float) -> None:
        """Some time passes."""
        self.now += timedelta(**by)


@dataclass
class OpenDesk:
    """A desk that answers at `address`."""

    desk: Desk
    address: str
    """With its token."""
    clock: Clock

    @property
    def root(self) -> str:
        """Without it."""
        return self.address.partition("/?")[0]


def new_portal(folder: Path) -> Deployment:
    """A portal of which nothing was published yet, with all its keys."""
    init_portal(
        Deployment(folder),
        name="聊城托育公示",
        address="http://localhost:8000",
        region=REGION,
        agency=AGENCY,
        passphrase=PASSPHRASE,
        at=MONDAY - timedelta(days=3),
    )
    return Deployment(folder)


@contextmanager
def opened(space: Workspace, clock: Clock, language: str = "zh-CN") -> Iterator[OpenDesk]:
    """A desk over a folder, as `gongshi desk` opens it."""
    choose(language)
    words = Words(language, translate, say_problem)
    space.folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(space, Drafts(space.folder / "drafts"), words, clock, Publisher())
    server, guard = make_app_server(lambda port: make_desk(desk, port), 0, HEADERS)
    try:
        with server, running(server):
            yield OpenDesk(desk, guard.address, clock)
    finally:
        choose(None)


@pytest.fixture
def clock() -> Clock:
    """The time of the desk."""
    return Clock()


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A desk's folder without a portal, of an office that has said who it is."""
    space = Workspace(tmp_path / "desk", None)
    space.folder.mkdir()
    space.set_office(Office(agency=AGENCY, region=REGION))
    return space


@pytest.fixture
def desk(space: Workspace, clock: Clock) -> Iterator[OpenDesk]:
    """An open desk in Chinese, of an office without the portal."""
    with opened(space, clock) as it:
        yield it


class Visitor:
    """A browser without scripts: it keeps cookies, sends forms as one does, follows redirects."""

    def __init__(self, desk: OpenDesk, who: str = "李文") -> None:
        self.root = desk.root
        self.host = self.root.removeprefix("http://")
        self.cookies: dict[str, str] = {}
        self.status, self.page, self.path = 0, "", ""
        self.headers: dict[str, str] = {}
        self.get(desk.address.removeprefix(self.root))
        if who:
            self.post("/name", name=who)

    def get(self, path: str, **headers: str) -> str:
        """A page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, files: Mapping[str, Files] | None = None, **fields: str) -> str:
        """Send a form, and see where it leads."""
        return self.send(path, fields, files)

    def send(
        self,
        path: str,
        fields: Mapping[str, str | list[str]],
        files: Mapping[str, Files] | None = None,
        **headers: str,
    ) -> str:
        """The same with fields that are no names of Python, and with headers."""
        body, kind = _form(fields, files or {})
        own = {
            "Origin": self.root,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": kind,
            **headers,
        }
        return self._ask("POST", path, body, own)

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.page)
        assert found, f"{name} on {self.path}"
        return html.unescape(found[1])

    @property
    def words(self) -> str:
        """What the page says, without its markup."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.page)).split())

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> str:
        for _ in range(5):
            connection = HTTPConnection(self.host, timeout=60)
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            sent = {"Cookie": cookies} if cookies else {}
            sent |= {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            self.page = response.read().decode("utf-8", "replace")
            self.status, self.path = response.status, path
            self.headers = dict(response.getheaders())
            for each in response.headers.get_all("Set-Cookie") or ():
                name, _, value = each.partition(";")[0].partition("=")
                self.cookies[name] = value
            connection.close()
            if response.status != HTTPStatus.SEE_OTHER:
                break
            method, path, body, headers = "GET", self.headers["location"], None, {}
        return self.page


Files = Sequence[tuple[str, bytes]]
"""Files of a field: name and content of each."""


def _form(fields: Mapping[str, str | list[str]], files: Mapping[str, Files]) -> tuple[bytes, str]:
    mark = "----gongshi-test"
    parts = []
    for name, value in fields.items():
        for each in [value] if isinstance(value, str) else value:
            parts.append(f'form-data; name="{name}"\r\n\r\n{each}'.encode())
    for name, given in files.items():
        for file, content in given:
            head = f'form-data; name="{name}"; filename="{file}"\r\n'
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content)
    lines = [f"--{mark}\r\nContent-Disposition: ".encode() + part + b"\r\n" for part in parts]
    return b"".join(lines) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


@pytest.fixture
def visitor(desk: OpenDesk) -> Visitor:
    """Somebody before the desk, who gave a name."""
    return Visitor(desk)
