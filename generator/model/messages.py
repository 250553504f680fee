"""What is said to people: an English sentence that knows how to be said in another language.

A `Message` is a `str`, so that logs, JSON and tests read it as it stands. Its template is what the
catalogue `commands.po` is asked for; its values are put into the translation, themselves translated
where they are messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path

from generator.model.foreign_words import HIDDEN, template_of

CONTEXT_END = "\x04"
"""What separates a context from its word in gettext's catalogues."""

Gettext = Callable[[str], str]
"""The translation of a template, which comes back as it is where there is none."""


class Message(str):
    """An English sentence; `template` and `values` are what it was made of."""

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, english: str, template: str, values: Mapping[str, object]) -> Message:
        """Use `msg`, `word` or `foreign`."""
        message = super().__new__(cls, english)
        message.template = template
        message.values = values
        return message

    def __reduce__(self) -> tuple[type[Message], tuple[str, str, dict[str, object]]]:
        """Workers pass problems from process to process."""
        return Message, (str(self), self.template, dict(self.values))

    def translated(self, gettext: Gettext) -> str:
        """The sentence in another language, its values too where they are messages."""
        if not self:
            return ""
        template = gettext(self.template).rpartition(CONTEXT_END)[2]
        return template % {name: _said(value, gettext) for name, value in self.values.items()}

    def hiding(self, hide: Callable[[str], str]) -> Message:
        """The same sentence with each of its values as `hide` leaves it."""
        values = {name: _hidden(value, hide) for name, value in self.values.items()}
        return Message(hide(self), self.template, values)


def msg(template: str, /, **values: object) -> Message:
    """A message: a sentence with `%(name)s` for each value, a percent sign in it doubled.

    A tuple or list of messages is said with commas between them, an exception by its message.
    """
    return Message(template % {n: _said(v, str) for n, v in values.items()}, template, values)


def nmsg(one: str, many: str, n: int, /, **values: object) -> Message:
    """The message for one, or that for several things; both may name them as `%(n)s`."""
    return msg(one if n == 1 else many, n=n, **values)


def word(context: str, name: str) -> Message:
    """A word of the interface, such as the name of a table in the context `Table`."""
    return Message(name, f"{context}{CONTEXT_END}{name}".replace("%", "%%"), {})


def lines(messages: Iterable[Message]) -> Message:
    """One message on several lines."""
    values = {f"line_{number}": message for number, message in enumerate(messages)}
    return msg("\n".join(f"%({name})s" for name in values), **values)


def foreign(text: object) -> Message:
    """What a library or the system says of an error; a message as it is."""
    if isinstance(text, Message):
        return text
    said = str(text)
    template, values = template_of(said)
    english = HIDDEN.sub(" in the form that belongs here", said)
    return Message(english, template, {name: foreign(value) for name, value in values.items()})


def message_of(error: BaseException) -> Message:
    """What an exception says, translatable where it was raised with a message."""
    given = error.args[0] if error.args else None
    return given if isinstance(given, Message) else foreign(error)


def _hidden(value: object, hide: Callable[[str], str]) -> object:
    if isinstance(value, Message):
        return value.hiding(hide)
    if isinstance(value, tuple | list):
        return [_hidden(each, hide) for each in value]
    return hide(str(value)) if isinstance(value, str | Path) else value


def _said(value: object, gettext: Gettext) -> object:
    if isinstance(value, BaseException):
        value = message_of(value)
    if isinstance(value, Message):
        return str(value) if gettext is str else value.translated(gettext)
    if isinstance(value, tuple | list):
        return gettext(", ").join(str(_said(each, gettext)) for each in value)
    if isinstance(value, Enum) and gettext is not str:
        # A member of a vocabulary, in the words of the site.
        return word(type(value).__name__, str(value)).translated(gettext)
    return value
