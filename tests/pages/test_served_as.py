"""Types and times by which every host serves the site."""

from __future__ import annotations

import pytest

from generator.pages.shared.served_as import FOR_EVER, REVALIDATE, cached, is_compressed, type_of


@pytest.mark.parametrize(
    ("path", "kind", "kept", "packed"),
    [
        ("/index.html", "text/html", REVALIDATE, True),
        ("/assets/site.abc.css", "text/css", FOR_EVER, True),
        ("/search/0123456789abcdef.bin", "application/octet-stream", FOR_EVER, False),
        ("/search/root.json", "application/json", REVALIDATE, False),
        ("/log/tile/0/000", "application/octet-stream", FOR_EVER, False),
        ("/log/checkpoint", "text/plain", REVALIDATE, False),
        ("/log/checkpoints/28", "text/plain", REVALIDATE, False),
        ("/.well-known/gongshi-log", "text/plain", REVALIDATE, False),
        ("/opensearch.xml", "application/opensearchdescription+xml", REVALIDATE, True),
        ("/data/all/facilities.csv", "text/csv", REVALIDATE, False),
    ],
)
def test_what_a_path_is_served_as(path: str, kind: str, kept: str, packed: bool) -> None:
    """What others compare by its digest is never packed, what may change is asked for again."""
    assert (type_of(path, path), cached(path), is_compressed(path)) == (kind, kept, packed)
