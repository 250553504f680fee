"""The server for looking at a site: the right headers, the site's own 404, nothing else."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from generator.model.problems import BadData
from generator.serving import POLICY, make_server


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A tiny site, served."""
    public = tmp_path / "releases" / "0001" / "public"
    (public / "data").mkdir(parents=True)
    (public / "index.html").write_text("<h1>公示</h1>", encoding="utf-8")
    (public / "404.html").write_text("没有这一页", encoding="utf-8")
    (public / "data" / "a.csv").write_text("甲\n", encoding="utf-8")
    (tmp_path / "secret.pem").write_text("key")
    (tmp_path / "current").symlink_to("releases/0001/public")
    with make_server(tmp_path, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def fetch(address: str) -> tuple[int, Message, str]:
    """Status, headers and text of an answer."""
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_a_page_comes_with_the_policy(address: str) -> None:
    """Content-Security-Policy and the type with its charset."""
    status, headers, text = fetch(address + "/")
    assert (status, text) == (200, "<h1>公示</h1>")
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/nothing", "/data/", "/../secret.pem", "/%2e%2e/secret.pem"])
def test_what_is_not_there_is_the_sites_own_404(address: str, path: str) -> None:
    """Folders without a page, and what lies outside, are not found."""
    status, headers, text = fetch(address + path)
    assert (status, text) == (404, "没有这一页")
    assert headers["Content-Security-Policy"] == POLICY


def test_nothing_to_serve_yet(tmp_path: Path) -> None:
    """Before the first build the message says what to do."""
    with pytest.raises(BadData, match="run gongshi build"):
        make_server(tmp_path, 0)
