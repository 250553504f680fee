"""A desk on a fresh portal, served in this process; its clock stands still unless it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from generator.commands.words import choose, say_problem, term, translate
from generator.desk.app import make_desk
from generator.desk.drafts import Drafts
from generator.desk.guard import HEADERS
from generator.desk.publishing import Publisher
from generator.desk.screen import Desk, Words
from generator.desk.workspace import Office, Workspace
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
    words = Words(language, translate, say_problem, term)
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
