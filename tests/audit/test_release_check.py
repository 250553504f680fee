"""A release that fails an audit is not switched to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.audit import release_check
from generator.build import publish, site_log
from generator.model.problems import VerificationError
from generator.pages.shared import urls
from tests.factory_portal import (
    TestPortal,
    make_portal,
    release_info,
    replaced,
    small_tables,
    tree_digest,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """A portal that was built, with a release to come."""
    found = make_portal(tmp_path / "portal")
    found.publish(small_tables(), release_info())
    found.build()
    found.publish(replaced(small_tables(), "facilities", "F1", places=9), release_info(2, day=4))
    return found


def spoil(monkeypatch: pytest.MonkeyPatch, name: str, change: str) -> None:
    """Have a file of the new release changed once everything is written."""
    show_log = site_log.show_log

    def then_spoil(log: Any, staging: Any) -> None:
        show_log(log, staging)
        path = staging.public / name
        text = path.read_bytes()
        # A link would lead into the live release.
        path.unlink(missing_ok=True)
        if change == "altered":
            path.write_bytes(text.replace(b"9", b"8"))
        elif change == "longer":
            path.write_bytes(text + b"\n")
        elif change == "besides":
            path.write_bytes(text)
            path.with_name("besides.html").write_bytes(text)

    monkeypatch.setattr(publish, "show_log", then_spoil)


PAGE = urls.file_of(urls.facility("F1"))
SPOILT = [
    (PAGE, "altered"),
    (PAGE, "removed"),
    (PAGE, "besides"),
    (PAGE.replace(".html", ".json"), "altered"),
    ("manifest.txt", "longer"),
    ("log/checkpoint", "longer"),
]


def test_what_was_spoilt_on_its_way_is_not_switched_to(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old site stays byte for byte, and the next build completes."""
    before = tree_digest(portal.public)
    for name, change in SPOILT:
        with monkeypatch.context() as once:
            spoil(once, name, change)
            with pytest.raises(VerificationError, match="fails its audit, and the site stays"):
                portal.build()
        assert tree_digest(portal.public) == before, (name, change)
    portal.build(audit=True)
    assert tree_digest(portal.public)[PAGE] != before[PAGE]


def test_a_sample_is_another_one_in_each_release() -> None:
    """About one file in so many, always the same for one manifest."""
    paths = [f"f/{number}.html" for number in range(5000)]
    one, again, other = (release_check._sampled(each, 10) for each in ("a", "a", "b"))
    chosen = [path for path in paths if one(path)]
    assert chosen == [path for path in paths if again(path)]
    assert chosen != [path for path in paths if other(path)]
    assert 400 < len(chosen) < 600
