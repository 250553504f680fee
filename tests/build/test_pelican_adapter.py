"""Templates of an operator: put before the theme's, without a fork."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.build import pelican_adapter
from generator.model.problems import GongshiError
from generator.pages.shared import urls
from tests.factory_portal import TestPortal, make_portal, release_info, small_tables

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(tmp_path: Path) -> TestPortal:
    """A built portal whose operator has a folder of templates, empty so far."""
    made = make_portal(tmp_path / "portal")
    theirs = made.deployment.pelicanconf.read_text(encoding="utf-8")
    folder = made.deployment.folder / "templates"
    (folder / "components").mkdir(parents=True)
    own = theirs + f"THEME_TEMPLATES_OVERRIDES = [{str(folder)!r}]\n"
    (made.deployment.folder / "pelicanconf.py").write_text(own, encoding="utf-8")
    made.publish(small_tables(), release_info())
    made.build()
    return made


def write(portal: TestPortal, name: str, source: str) -> None:
    """A template of the operator."""
    (portal.deployment.folder / "templates" / name).write_text(source, encoding="utf-8")


def test_a_page_can_be_extended(portal: TestPortal) -> None:
    """`!theme/` names the theme's template; pages of that type are made again, others kept."""
    page = urls.file_of(urls.facility("F1"))
    assert "本市家长热线" not in portal.page(page)
    added = "{% block main %}{{ super() }}<p>本市家长热线 12345</p>{% endblock %}"
    write(portal, "facility.html", '{% extends "!theme/facility.html" %}' + added)
    portal.build()
    assert "本市家长热线 12345" in portal.page(page)
    assert "启明星托育中心" in portal.page(page)
    assert "本市家长热线" not in portal.page("index.html")


def test_a_component_can_be_replaced(portal: TestPortal) -> None:
    """A component of the operator stands on every page that uses it."""
    macros = (
        "{% macro questions() -%}<section id='questions'><h2>先问这些</h2></section>{%- endmacro %}"
        "{% macro complaints(view) -%}<p>{{ view.source.agency }}</p>{%- endmacro %}"
    )
    write(portal, "components/questions.html", macros)
    portal.build()
    for facility in ("F1", "F2"):
        assert "先问这些" in portal.page(urls.file_of(urls.facility(facility)))


@pytest.mark.parametrize("few", [pelican_adapter.FEW, 0], ids=["in place", "in workers"])
@pytest.mark.parametrize("page", ["facility.html", "home.html"])
def test_a_broken_template_is_named(
    portal: TestPortal, few: int, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says which file and line, whoever made the page; the live site stays."""
    monkeypatch.setattr(pelican_adapter, "FEW", few)
    broken = "{% block main %}\n{{ nowhere.to_be_found }}{% endblock %}"
    write(portal, page, f'{{% extends "!theme/{page}" %}}\n{broken}')
    with pytest.raises(GongshiError, match=rf"{page}:3.*'nowhere' is undefined"):
        portal.build()
    assert "启明星托育中心" in portal.page(urls.file_of(urls.facility("F1")))


def test_a_template_that_does_not_end_is_named(portal: TestPortal) -> None:
    """The message says which file and line; the live site stays as it was."""
    write(portal, "facility.html", '{% extends "!theme/facility.html" %}\n{% block main %}')
    with pytest.raises(GongshiError, match=r"facility\.html:2"):
        portal.build()
    assert "启明星托育中心" in portal.page(urls.file_of(urls.facility("F1")))


@pytest.mark.parametrize(
    "line",
    ['PLUGINS = ["generator.pelican_plugin"]', 'PLUGINS = ["generator.build.pelican_adapter"]', ""],
)
def test_settings_copied_from_any_version_work(portal: TestPortal, line: str) -> None:
    """An operator's copy may name our plugin as it was called then, or not at all."""
    own = portal.deployment.folder / "pelicanconf.py"
    text = own.read_text(encoding="utf-8").replace("PLUGINS = []\n", f"{line}\n")
    assert "PLUGINS = []" not in text
    own.write_text(text, encoding="utf-8")
    assert portal.build().made > 0
