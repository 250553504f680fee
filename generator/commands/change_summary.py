"""What a release changes, in the few lines that pack, sign and receive print."""

from __future__ import annotations

from collections.abc import Iterator

from generator.commands.words import term, text
from generator.desk.release_changes import ReleaseChanges, TableCounts


def summary_lines(changes: ReleaseChanges) -> Iterator[str]:
    """The lines, with the release that this one is compared with first."""
    if changes.older is None:
        first = text("%(name)s is the first release of this authority.")
        yield first % {"name": changes.newer.name}
    else:
        names = {"name": changes.newer.name, "older": changes.older.name}
        yield text("%(name)s against %(older)s:") % names
    found = list(changes.counts())
    for counts in found:
        title = text("Documents") if counts.table == "documents" else term("Table", counts.table)
        yield f"  {title}{text(': ')}{text(', ').join(_words(counts))}"
    if changes.upgraded or changes.downgraded:
        moved = {"up": changes.upgraded, "down": changes.downgraded}
        yield "  " + text("Present grades: %(up)s better, %(down)s worse") % moved
    if not found:
        yield "  " + text("Nothing changed since the release before.")


def _words(counts: TableCounts) -> Iterator[str]:
    for number, message in (
        (counts.new, "%(number)s new"),
        (counts.changed, "%(number)s changed"),
        (counts.gone, "%(number)s no longer there"),
        (counts.unexplained, "%(number)s unexplained"),
    ):
        if number:
            yield text(message) % {"number": number}
