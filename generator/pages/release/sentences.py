"""Changes between releases as sentences: on pages, in feeds and in terminals the same."""

from __future__ import annotations

from babel.support import Translations

from generator.pages.release.views import Change
from generator.render.formats import formats


class Sentences:
    """Tells changes in a language."""

    def __init__(self, language: str, translations: Translations) -> None:
        self._translations = translations
        self._dates = formats(language, translations)["prose_dates"]
        self._clause = str(translations.pgettext("between clauses", ", "))
        # Pages may break a line there, by a space without width that terminals need not see.
        between = str(translations.pgettext("between sentences", " "))
        self.between = between.replace("\u200b", "")

    def line(self, change: Change) -> str:
        """Whom a change concerns, and what it is."""
        return f"{change.subject.title}{self._text(': ')}{self.sentence(change)}"

    def sentence(self, change: Change) -> str:
        """What changed, from what, to what."""
        table = str(self._translations.pgettext("Table", change.table))
        before, after = self._spoken(change.before), self._spoken(change.after)
        if change.what == "new" and before and after:
            words = self._text("Grade changed from %(before)s to %(after)s.")
            if after.split(" · ")[0] == before:
                words = self._text("Assessed again, still %(after)s.")
            return words % {"before": before, "after": self._clauses(after)}
        if change.what == "new":
            return self._row(self._text("Published for the first time: %(table)s"), table, after)
        if change.what == "gone":
            return self._row(self._text("No longer published: %(table)s"), table, before)
        if change.field is None:
            return self._text("Changed: %(table)s.") % {"table": table}
        values = {"field": change.field, "before": before, "after": after}
        if before is None:
            return self._text("%(field)s was added: “%(after)s”.") % values
        if after is None:
            return self._text("%(field)s was removed; it was “%(before)s”.") % values
        return self._text("%(field)s changed from “%(before)s” to “%(after)s”.") % values

    def _row(self, words: str, table: str, row: str | None) -> str:
        clauses = self._text(": ") + self._clauses(row) if row else ""
        return words % {"table": table} + clauses + self._text(".")

    def _clauses(self, row: str) -> str:
        return row.replace(" · ", self._clause)

    def _spoken(self, value: str | None) -> str | None:
        return None if value is None else self._dates(value)

    def _text(self, message: str) -> str:
        return str(self._translations.gettext(message))
