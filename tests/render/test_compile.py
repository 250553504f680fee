"""Compiled templates: fast, and still what plain Jinja would make of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from babel.support import Translations
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from generator.render.compile import escape_fragment
from generator.render.translations import install, load_catalogue
from tests.theme.samples import THEME


@dataclass(frozen=True)
class Thing:
    """Something with a name."""

    name: str


def plain(environment: Environment, translations: Translations) -> None:
    """What Jinja's own i18n does, without this project's compiler."""
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]


def made(source: str, language: str = "zh-CN", setup: object = install) -> Environment:
    """An environment with one page, and a macro file beside it."""
    macros = "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}"
    environment = Environment(
        loader=DictLoader({"page": source, "macros": macros}),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    assert callable(setup)
    setup(environment, load_catalogue(THEME / "locale", language))
    return environment


PAGES = (
    '{{ _("Menu") }}',
    '{{ _("Grade %(label)s", label=thing.name) }}',
    '{{ ngettext("%(num)s facility", "%(num)s facilities", 1) }}',
    '{{ ngettext("%(num)s facility", "%(num)s facilities", 3, num="1,003") }}',
    '{{ pgettext("seal", "Checked") }}',
    '{{ [1, 2]|join(_(", ")) }}',
    '{{ _("Grade %(label)s", label=thing.name) if thing else _("Grade") }}',
    '{% from "macros" import twice %}{{ twice(thing.name) }}',
    '{% from "macros" import twice %}{{ twice(x=_("Menu")) }}',
    "{% for x in [thing] %}{{ loop.index }}{{ x.name|upper }}{% endfor %}",
    "{% set n = namespace(i=0) %}{% set n.i = n.i + 1 %}{{ n.i }}",
)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_mean_what_they_mean_in_jinja(page: str, language: str) -> None:
    """The shortcuts change nothing that a reader sees, with hostile text as well."""
    thing = Thing("<b>甲 & 乙</b>")
    ours = made(page, language).get_template("page").render(thing=thing)
    theirs = made(page, language, plain).get_template("page").render(thing=thing)
    assert ours == theirs
    assert "<b>" not in ours


def test_words_are_looked_up_once() -> None:
    """A literal message stands in the compiled template: no page asks for it again."""
    environment = made('{{ _("Menu") }}: {{ ngettext("%(num)s row", "%(num)s rows", 2) }}')
    environment.globals["gettext"] = environment.globals["ngettext"] = None
    page = environment.get_template("page").render()
    assert page.replace("\u00a0", " ") == "菜单: 2 行"


def test_indentation_stays_in_the_template() -> None:
    """What indents a template for its reader is not sent to the page's reader."""
    assert (
        made("<ul>\n    <li>a  b\n  </ul>").get_template("page").render() == "<ul>\n<li>a  b\n</ul>"
    )


def test_unknown_names_are_refused() -> None:
    """A template that names what its view lacks fails; it never prints nothing."""
    with pytest.raises(UndefinedError):
        made("{{ nothing }}").get_template("page").render()
    with pytest.raises(AttributeError, match="nothing"):
        made("{{ thing.nothing }}").get_template("page").render(thing=Thing("a"))


@settings(deadline=None, max_examples=100)
@given(st.one_of(st.text(), st.integers(), st.none(), st.builds(Markup, st.text())))
def test_escape_fragment_escapes_like_markupsafe(value: object) -> None:
    """The same text as `markupsafe.escape`, whatever the value."""
    assert str(escape_fragment(value)) == str(escape(value))
