"""Who may speak to the desk: its own pages, in a browser that was given its address."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from tests.desk.conftest import OpenDesk, Visitor


def test_the_first_visit_gives_a_strict_cookie(desk: OpenDesk) -> None:
    """The token stands in no later address; the cookie is for this browser and site only."""
    visitor = Visitor(desk, who="")
    assert visitor.status == HTTPStatus.OK and "token" not in visitor.path
    (name,) = visitor.cookies
    assert desk.address.partition("token=")[2] not in visitor.cookies[name]


def test_every_answer_is_strict(visitor: Visitor) -> None:
    """No script of others, no frame, nothing kept."""
    visitor.get("/")
    assert "script-src 'self'" in visitor.headers["content-security-policy"]
    assert "default-src 'none'" in visitor.headers["content-security-policy"]
    assert visitor.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/new/policy", "/static/desk.js", "/?token=guess", "/name"])
def test_without_the_cookie_nothing_is_shown(desk: OpenDesk, path: str) -> None:
    """Who only knows the port learns nothing."""
    stranger = Visitor(desk, who="")
    stranger.cookies.clear()
    stranger.get(path)
    assert stranger.status == HTTPStatus.FORBIDDEN
    assert stranger.cookies == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "localhost"},
        {"Host": "127.0.0.1"},
        {"Host": "gongshi.example:80"},
    ],
    ids=str,
)
def test_what_others_send_changes_nothing(
    desk: OpenDesk, visitor: Visitor, headers: dict[str, str]
) -> None:
    """Not even with the cookie, which a browser might send along."""
    visitor.send("/new/notice", {}, None, **headers)
    assert visitor.status == HTTPStatus.FORBIDDEN
    assert desk.desk.drafts.all() == []


def test_a_post_without_an_origin_changes_nothing(desk: OpenDesk, visitor: Visitor) -> None:
    """Every browser names it."""
    visitor._ask("POST", "/new/notice", b"", {"Content-Type": "text/plain"})
    assert visitor.status == HTTPStatus.FORBIDDEN
    assert desk.desk.drafts.all() == []


def test_a_link_from_another_site_shows_nothing(visitor: Visitor) -> None:
    """Nor does a picture or a script that another page names."""
    visitor.get("/", Sec_Fetch_Site="cross-site")
    assert visitor.status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "path", ["/static/../templates/base.html", "/static/%2e%2e/x.css", "/draft/../x", "/nowhere"]
)
def test_no_address_leads_elsewhere(visitor: Visitor, path: str) -> None:
    """A page of the desk says that there is none."""
    visitor.get(path)
    assert visitor.status == HTTPStatus.NOT_FOUND
    assert "没有这一页" in visitor.words


@pytest.mark.parametrize("target", ["//example.org", "/\\example.org", "https://example.org"])
def test_a_name_leads_to_no_other_site(visitor: Visitor, target: str) -> None:
    """Where the form says to go has to be here."""
    visitor.post("/name", name="李文", to=target)
    assert visitor.path == "/"
