"""The words of the interface: gettext catalogues, read from their `.po` files at build time.

Prose is found by its English text, a vocabulary member by its value in the context of its enum.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations
from jinja2 import Environment

from generator.model.messages import message_of, msg
from generator.model.problems import DataError, Problem
from generator.render.compile import Compact, Imported, escape_fragment, page_code, quick_macro


def load_catalogue(folder: Path, language: str, domain: str = "messages") -> Translations:
    """The catalogue of `language` ("zh-CN", "en") under `folder`; DataError if there is none.

    `messages` are the words of pages, `commands` those of the terminal.
    """
    locale = language.replace("-", "_")
    path = folder / locale / "LC_MESSAGES" / f"{domain}.po"
    try:
        compiled = _compiled(path.read_bytes(), locale)
    except FileNotFoundError:
        why = msg("there is no catalogue for the language %(language)s", language=language)
        raise DataError([Problem(str(path), None, None, why)]) from None
    except PoFileError as error:
        raise DataError([Problem(str(path), error.lineno, None, message_of(error))]) from None
    return Translations(BytesIO(compiled))


@lru_cache(maxsize=4)
def _compiled(catalogue: bytes, locale: str) -> bytes:
    """A catalogue as gettext reads it; once a process, since it takes as long as a hundred pages.

    Raises PoFileError where it is none.
    """
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalogue), locale=locale, abort_invalid=True))
    return compiled.getvalue()


def word_filter(translations: Translations) -> Callable[..., str]:
    """The filter `word`: a vocabulary member, or a string in a context, in the site's language.

    What the catalogue does not know comes back as it is, as plain text that is still escaped.
    """
    known: dict[tuple[str, str], str] = {}

    def word(value: str, context: str | None = None) -> str:
        key = (context or type(value).__name__, value)
        found = known.get(key)
        if found is None:
            text = str(value.value) if isinstance(value, Enum) else value
            found = known[key] = str(translations.pgettext(key[0], text))
        return found

    return word


def install(environment: Environment, translations: Translations) -> None:
    """Makes an environment with `jinja2.ext.i18n` speak a language and compile pages lean.

    Call it before the first template is loaded.
    """
    # A method that the extension adds to the environment when it is created.
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.extend(
        escape_fragment=escape_fragment, quick_macro=quick_macro, imported=Imported(environment)
    )
    environment.add_extension(Compact)
    environment.code_generator_class = page_code(translations)
    environment.filters["word"] = word_filter(translations)
