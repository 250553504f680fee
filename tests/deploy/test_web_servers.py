"""What visitors get from web servers with the settings of docs/hosts.md, audited whole."""

from __future__ import annotations

import re
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.conftest import REPOSITORY
from tests.factory_hosts import Advance, Deploy, folder_target, moto, store_target
from tests.factory_portal import TestPortal
from tests.serving import needs_nginx, nginx

pytestmark = [pytest.mark.slow, needs_nginx]

FOLDER, STORE = re.findall(
    r"^```nginx\n(.+?)^```", (REPOSITORY / "docs" / "hosts.md").read_text("utf-8"), re.DOTALL | re.M
)
"""The two settings that the guide shows."""


def asked(address: str, **headers: str) -> tuple[int, Message]:
    """Status and headers of an answer."""
    try:
        with urlopen(Request(address, headers=headers)) as answer:
            return answer.status, answer.headers
    except HTTPError as error:
        return error.code, error.headers


def test_a_folder_behind_nginx(
    portal: TestPortal,
    advance: Advance,
    deploy: Deploy,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two releases through one running server: the link is looked up with each request."""
    target = folder_target(tmp_path)
    (tmp_path / "nginx").mkdir()
    settings = FOLDER.replace("/srv/www/ty/", f"{target.address}/")
    with nginx(tmp_path / "nginx", settings) as port:
        address = f"http://127.0.0.1:{port}"
        look = ("--compress", "--audit", "--address", address)
        assert deploy(target, *look, check=True) == 0
        advance(2)
        assert deploy(target, *look, check=True) == 0
        assert f"{address} shows it, and its audit holds." in capsys.readouterr().out

        status, home = asked(f"{address}/", **{"Accept-Encoding": "gzip"})
        assert (status, home["Content-Encoding"]) == (200, "gzip")
        assert home["Content-Type"] == "text/html; charset=utf-8"
        assert home["Cache-Control"] == "no-cache"
        assert "default-src 'self'" in home["Content-Security-Policy"]
        public = portal.public.resolve()
        asset = next((public / "assets").rglob("*.css")).relative_to(public)
        assert "immutable" in asked(f"{address}/{asset}")[1]["Cache-Control"]
        types = {
            "opensearch.xml": "application/opensearchdescription+xml",
            "log/checkpoint": "text/plain; charset=utf-8",
            "api/v1/index.json": "application/json",
            "feed/releases.atom": "application/atom+xml",
        }
        for path, kind in types.items():
            assert asked(f"{address}/{path}")[1]["Content-Type"] == kind
        for path in ("nothing", "f/"):  # the second is a folder without a page
            status, missing = asked(f"{address}/{path}")
            assert (status, missing["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_another_release_at_the_address_is_told(
    portal: TestPortal,
    advance: Advance,
    deploy: Deploy,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A cache that keeps the old one, or another folder."""
    target = folder_target(tmp_path)
    (tmp_path / "nginx").mkdir()
    settings = FOLDER.replace("/srv/www/ty/current", str(portal.public.resolve()))
    with nginx(tmp_path / "nginx", settings) as port:
        advance(2)
        assert deploy(target, "--address", f"http://127.0.0.1:{port}", check=True) == 1
    said = capsys.readouterr()
    assert "is live" in said.out
    assert "shows another release" in said.err


def test_nobody_at_the_address_is_told(
    portal: TestPortal,
    advance: Advance,
    deploy: Deploy,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = folder_target(tmp_path)
    assert deploy(target, "--address", "http://127.0.0.1:9", check=True) == 1
    assert "http://127.0.0.1:9" in capsys.readouterr().err


def test_a_store_behind_nginx(
    portal: TestPortal,
    advance: Advance,
    deploy: Deploy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Objects with their types, packed ones too, hold in an audit of every file."""
    with moto() as endpoint:
        target = store_target(endpoint, monkeypatch)
        settings = STORE.replace("http://127.0.0.1:9000", endpoint)
        with nginx(tmp_path, settings) as port:
            assert deploy(target, "--compress") == 0
            advance(2)
            look = ("--compress", "--audit", "--address", f"http://127.0.0.1:{port}")
            assert deploy(target, *look, check=True) == 0
            assert "shows it, and its audit holds." in capsys.readouterr().out
            found = asked(f"http://127.0.0.1:{port}/region/")[1]
            assert found["Content-Encoding"] == "gzip"
            assert found["Content-Type"] == "text/html; charset=utf-8"
            assert found["Cache-Control"] == "no-cache"
            assert asked(f"http://127.0.0.1:{port}/nothing")[0] == 404
