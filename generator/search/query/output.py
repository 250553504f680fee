"""How results look in a terminal, in a pipe and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

import msgspec
from msgspec.structs import replace
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from generator.model.messages import Message, msg
from generator.search.query.results import Hit, Matched, Results, Suggestion

MARK = "bold"
CONCERNS = "concerns"
_KINDS = {"policy": msg("policy"), "interpretation": msg("interpretation")}
HEADINGS = (msg("name"), msg("region"), msg("found in"), msg("more"))

Say = Callable[[Message], str]


def show(results: Results, console: Console, say: Say = str, *, day: date) -> None:
    """Prints results: a table on a terminal, plain lines elsewhere; `say` translates, `day` is the
    reader's, by which something speaks against an institution.
    """
    if not console.is_terminal:
        console.print(
            plain_lines(results, say, day=day), markup=False, highlight=False, soft_wrap=True
        )
        return
    console.print(say(heading(results)), markup=False, highlight=False)
    for line in _offered(results):
        console.print(line, markup=False, highlight=False)
    if results.hits:
        console.print(table(results, say, day=day))


def table(results: Results, say: Say = str, *, day: date) -> Table:
    """The hits for a terminal, what was found set bold."""
    drawn = Table(box=None, pad_edge=False)
    for name in HEADINGS:
        drawn.add_column(say(name), overflow="fold")
    for hit in results.hits:
        title, *others = hit.matched
        found = Text("\n").join(_marked(other) for other in others)
        drawn.add_row(_marked(title), _region(hit), found, _more(hit, say, day))
    return drawn


def plain_lines(results: Results, say: Say = str, *, day: date) -> str:
    """The hits in aligned columns without colour, one hit a line.

    A Chinese character is two cells wide.
    """
    headings = tuple(map(say, HEADINGS))
    rows = [headings, *(_cells(hit, say, day) for hit in results.hits)] if results.hits else []
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(set_cell_size, row, widths)).rstrip() for row in rows)
    return "\n".join(chain([say(heading(results))], _offered(results), lines))


def as_json(results: Results) -> str:
    """The results as JSON with the field names of `results.py`; Chinese is not escaped."""
    return msgspec.json.format(msgspec.json.encode(results), indent=2).decode()


def heading(results: Results) -> Message:
    """How many there are; where none, what to try."""
    if results.read_as:
        found = heading(replace(results, read_as=None))
        return msg("looked for %(text)s: %(found)s", text=_printable(results.read_as), found=found)
    if results.total:
        shown = len(results.hits)
        if shown < results.total:
            return msg("%(total)s found, %(shown)s shown", total=results.total, shown=shown)
        return msg("%(total)s found", total=results.total)
    if not results.suggestions:
        return msg("nothing found")
    first, *others = map(_try, results.suggestions)
    tries = first
    for each in others:
        tries = msg("%(tries)s; %(each)s", tries=tries, each=each)
    return msg("nothing found; try %(tries)s", tries=tries)


def _offered(results: Results) -> Iterator[str]:
    """The filters that words of the text name, as they are written."""
    for offer in results.filters:
        rest = f"{offer.text} " if offer.text else ""
        written = _printable(f"{rest}--filter {offer.name}={offer.value}")
        yield f"{_printable(offer.title)} ({offer.total}): {written}"


def _try(suggestion: Suggestion) -> Message:
    text, total = _printable(suggestion.text), suggestion.total
    if suggestion.region:
        region = suggestion.region
        return msg("%(text)s in %(region)s (%(total)s)", text=text, region=region, total=total)
    return msg("%(text)s in all regions (%(total)s)", text=text, total=total)


def _cells(hit: Hit, say: Say, day: date) -> tuple[str, ...]:
    title, *others = hit.matched
    found = " / ".join(_printable(other.text) for other in others)
    return _printable(title.text), _region(hit), found, _more(hit, say, day)


def _region(hit: Hit) -> str:
    return _printable(" ".join(hit.regions[-2:]))


def _more(hit: Hit, say: Say, day: date) -> str:
    """Kind where it is a document, closed, and what the summary says."""
    kind = () if hit.kind == "facility" else (say(_KINDS[hit.kind]),)
    closed = (say(msg("closed")),) if hit.closed else ()
    said = (text for name, text in hit.summary.items() if name not in ("never", CONCERNS))
    against = _against(hit.summary.get(CONCERNS, ""), day.isoformat())
    return _printable(", ".join((*kind, *closed, *filter(None, said), *against)))


def _against(lines: str, day: str) -> Iterator[str]:
    """What speaks against a facility on a day, of lines as `docs/search-format.md` has them."""
    for line in filter(None, lines.split("\n")):
        _, after, until, words = line.split("|", 3)
        if after < day and (not until or day <= until):
            yield words


def _marked(matched: Matched) -> Text:
    text = Text(_printable(matched.text))
    for start, end in matched.spans:
        text.stylize(MARK, start, end)
    return text


def _printable(text: str) -> str:
    """Text of the same length without what would steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
