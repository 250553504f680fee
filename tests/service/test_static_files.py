"""The files of a site: types, caching, and nothing that lies elsewhere."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from generator.service.server import POLICY
from tests.service.conftest import Serve


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/region/", "text/html; charset=utf-8", "no-cache"),
        ("/data/a.csv", "text/csv; charset=utf-8", "no-cache"),
        ("/log/checkpoint", "text/plain; charset=utf-8", "no-cache"),
        (
            "/assets/site.0123456789ab.css",
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
    ],
)
def test_a_file_has_its_type_and_its_time(serve: Serve, path: str, kind: str, cache: str) -> None:
    """What is named by its content is kept for ever, all else asked for again."""
    with serve() as served:
        answer = served.fetch(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == cache
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_static_api_is_files(serve: Serve, site: Path) -> None:
    """Below `/api/`, where the service answers questions itself; what is not there is not found."""
    folder = site / "current" / "api" / "v1" / "region"
    folder.mkdir(parents=True)
    (folder / "371502.json").write_text('{"name":"东昌府区"}', encoding="utf-8")
    with serve() as served:
        there = served.fetch("/api/v1/region/371502.json")
        missing = served.fetch("/api/v1/region/999999.json")
        described = served.fetch("/api/openapi.json")
    assert (there.status, there.headers["Content-Type"]) == (200, "application/json")
    assert "东昌府区" in there.text
    assert (missing.status, described.status) == (404, 200)


def test_what_a_visitor_has_is_not_sent_again(serve: Serve, site: Path) -> None:
    """By the entity tag; a release that goes live with another page sends it."""
    with serve() as served:
        first = served.fetch("/")
        again = served.fetch("/", {"If-None-Match": first.headers["ETag"]})
        other = site / "releases" / "0002" / "public"
        other.mkdir(parents=True)
        (other / "index.html").write_text("neu", encoding="utf-8")
        (site / "new").symlink_to("releases/0002/public")
        (site / "new").rename(site / "current")
        changed = served.fetch("/", {"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Content-Security-Policy"] == POLICY
    assert (changed.status, changed.text) == (200, "neu")


def test_text_is_compressed(serve: Serve) -> None:
    """Where the browser takes it; parts of a file are sent as they are."""
    with serve() as served:
        plain = served.fetch("/")
        packed = served.fetch("/", {"Accept-Encoding": "gzip"})
        part = served.fetch("/", {"Accept-Encoding": "gzip", "Range": "bytes=0-3"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert (part.status, part.body) == (206, b"<h1>")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/data/",
        "/outside",
        "/../secret.pem",
        "/%2e%2e/%2e%2e/secret.pem",
        "/..%2fsecret.pem",
        "/data/..%5c..%5csecret.pem",
        "//etc/passwd",
        "/%00",
        "/%ff",
        "/" + "a" * 5000,
    ],
)
def test_what_is_not_there_is_the_sites_own_404(serve: Serve, path: str) -> None:
    """Folders without a page, links that lead outside, and what lies outside are not found."""
    with serve() as served:
        answer = served.fetch(path)
    assert (answer.status, answer.text) == (404, "没有这一页")
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_a_site_below_a_path(serve: Serve) -> None:
    """Everything, the service too, stands below the root of the settings and nowhere else."""
    with serve(root="/ty") as served:
        page, service = served.fetch("/ty/region/"), served.fetch("/ty/api/openapi.json")
        elsewhere = served.fetch("/region/")
        folder = served.fetch("/ty/region")
    assert (page.status, service.status, elsewhere.status) == (200, 200, 404)
    assert service.json["servers"] == [{"url": "/ty"}]
    assert folder.headers["Location"] == "/ty/region/"


def test_a_redirect_stays_on_the_site(serve: Serve) -> None:
    """Whatever the web server before this one is called, and however many slashes are asked for."""
    with serve() as served:
        found = [served.fetch(path).headers["Location"] for path in ("/region", "//region")]
    assert found == ["/region/", "/region/"]


def test_an_address_of_any_bytes_is_answered(serve: Serve) -> None:
    """A redirect to the folder's page keeps them, percent-encoded."""
    with serve() as served:
        said = served.send(
            b"GET /region?q=\xc2\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
    status, _, rest = said.partition(b"\r\n")
    assert b" 500 " not in status
    assert b" 400 " in status or b"/region/?q=%C2%FF" in rest
