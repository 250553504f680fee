"""Changes between releases as sentences: on pages, in feeds and in terminals the same."""

from __future__ import annotations

from babel.support import Translations

from generator.model.tables import Fee, Grade
from generator.pages.release.views import Change
from generator.render.formats import formats, number


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
        if change.table == Grade.table and change.what == "new" and change.after:
            return self._graded(change)
        table = str(self._translations.pgettext("Table", change.table))
        before, after = self._spoken(change.before), self._spoken(change.after)
        if change.what == "new":
            return self._row(self._text("Published for the first time: %(table)s"), table, after)
        if change.what == "gone":
            return self._row(self._text("No longer published: %(table)s"), table, before)
        if change.field is None:
            return self._text("Changed: %(table)s.") % {"table": table}
        if change.figures and change.unit:
            return self._figures(change, change.figures)
        values = {"field": self._field(change), "before": before, "after": after}
        if before is None:
            return self._text("%(field)s was added: “%(after)s”.") % values
        if after is None:
            return self._text("%(field)s was removed; it was “%(before)s”.") % values
        return self._text("%(field)s changed from “%(before)s” to “%(after)s”.") % values

    def _graded(self, change: Change) -> str:
        """A new grade with its scheme and its day, beside the one whose place it takes."""
        if change.before is None:
            words = self._text("%(scheme)s %(after)s (assessed %(day)s).")
        elif change.before == change.after:
            words = self._text("%(scheme)s still %(after)s (assessed %(day)s).")
        else:
            words = self._text("%(scheme)s %(before)s → %(after)s (assessed %(day)s).")
        return words % {
            "scheme": change.scheme,
            "before": change.before,
            "after": change.after,
            "day": change.row,
        }

    def _figures(self, change: Change, figures: tuple[float, float]) -> str:
        """Two numbers with their unit, and by how much in a hundred the second differs."""
        before, after = figures
        what = change.row if change.table == Fee.table else None
        step = 100 * (after - before) / before if before else 0.0
        if abs(step) < 0.5:
            words = self._text("%(what)s %(before)s → %(after)s %(unit)s.")
        else:
            words = self._text("%(what)s %(before)s → %(after)s %(unit)s (%(step)s%%).")
        return words % {
            "what": what or self._field(change),
            "before": number(before),
            "after": number(after),
            "unit": change.unit,
            "step": f"{step:+.0f}".replace("-", "−"),
        }

    def _field(self, change: Change) -> str:
        """The title of the column, and which row it stands in."""
        row = self._text("%(row)s, ") % {"row": self._spoken(change.row)} if change.row else ""
        return f"{row}{change.field}"

    def _row(self, words: str, table: str, row: str | None) -> str:
        clauses = self._text(": ") + self._clauses(row) if row else ""
        return words % {"table": table} + clauses + self._text(".")

    def _clauses(self, row: str) -> str:
        return row.replace(" · ", self._clause)

    def _spoken(self, value: str | None) -> str | None:
        return None if value is None else self._dates(value)

    def _text(self, message: str) -> str:
        return str(self._translations.gettext(message))
