"""Notices for the doors of facilities (公示牌): from the accepted state to the printer's files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)
from markupsafe import Markup

from generator.build.open_context import open_context
from generator.build.pelican_adapter import template_overrides
from generator.io.atomic import replacing
from generator.model.messages import Message, lines, msg
from generator.model.problems import UsageError
from generator.model.release import code_span
from generator.model.vocabulary import OperatingStatus
from generator.pages.facility.inputs import facility_inputs
from generator.pages.facility.placard import PlacardView, placard_view
from generator.pages.shared.context import Context
from generator.portal.folder import Deployment
from generator.render.formats import formats
from generator.render.printing import find_browser, has_chinese, print_pdf
from generator.render.translations import install
from generator.store.facility_states import (
    FacilityState,
    count_not_closed,
    facilities_named,
    state_of,
    states_not_closed,
)

SHEETS = 200
"""Notices in one file of a region: what a browser prints without running out of memory."""
INDIGO = "#1f4e79"
"""The main colour on paper, where the operator sets none."""

Count = Callable[[int, int], None]


class Size(StrEnum):
    """Sheets that the one design is made for."""

    A4 = "A4"
    A3 = "A3"


WIDTHS = {Size.A4: 210, Size.A3: 297}
"""Millimetres."""


@dataclass(frozen=True, slots=True)
class Form:
    """How notices are made; `scheme` is shown in large type, None for each agency's leading one."""

    size: Size = Size.A4
    pdf: bool = False
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class MadePlacards:
    """How many notices stand in which files; `closed` facilities of a region have none.

    `chinese` is False where a PDF was made without any of the fonts that the design names.
    """

    notices: int
    files: tuple[Path, ...]
    closed: int = 0
    chinese: bool = True


def facility_placards(
    deployment: Deployment, names: Iterable[str], out: Path, form: Form, count: Count
) -> MadePlacards:
    """One file for each facility, named by identifier, credit code or full name.

    UsageError that names every facility that is not known, not unique or closed.
    """
    with open_context(deployment) as context:
        printer = _Printer(deployment, context, out, form)
        identifiers = _identified(context, tuple(names))
        for done, identifier in enumerate(identifiers, start=1):
            state = state_of(context.connection, identifier)
            printer.write(identifier, _views(context, form, [state]))
            count(done, len(identifiers))
    return MadePlacards(len(identifiers), tuple(printer.files), chinese=printer.chinese)


def region_placards(
    deployment: Deployment, code: str, out: Path, form: Form, count: Count
) -> MadePlacards:
    """Notices of all facilities of a region that are not closed, SHEETS in a file."""
    with open_context(deployment) as context:
        region = _region_code(context, code)
        open_, closed = count_not_closed(context.connection, region)
        printer = _Printer(deployment, context, out, form)
        views = _views(context, form, states_not_closed(context.connection, region))
        parts = -(-open_ // SHEETS)
        for part in range(1, parts + 1):
            suffix = f"-{part:03d}" if parts > 1 else ""
            printer.write(f"{code}{suffix}", islice(views, SHEETS))
            count(min(part * SHEETS, open_), open_)
    return MadePlacards(open_, tuple(printer.files), closed, printer.chinese)


class _Printer:
    """Writes notices into files of a folder, as HTML and on demand as PDF."""

    def __init__(self, deployment: Deployment, context: Context, out: Path, form: Form) -> None:
        if form.scheme is not None and form.scheme not in context.schemes:
            known = ", ".join(context.schemes)
            raise UsageError(
                msg(
                    "--scheme %(scheme)s: no such scheme; there are %(known)s",
                    scheme=form.scheme,
                    known=known,
                )
            )
        self._browser = find_browser() if form.pdf else None
        self._template = _template(deployment, context)
        self._site = context.site
        self._colour = context.portal.main_colour or INDIGO
        self._style = (deployment.theme / "static" / "print" / "placard.css").read_text("utf-8")
        self._out = out
        self._size = form.size
        self.files: list[Path] = []
        self.chinese = True
        out.mkdir(parents=True, exist_ok=True)

    def write(self, stem: str, views: Iterable[PlacardView]) -> None:
        """One file with a notice a sheet; no more than one notice is held at a time."""
        html = self._out / f"{stem}-{self._size}.html"
        pieces = self._template.generate(
            site=self._site,
            placards=views,
            title=stem,
            size=self._size.value,
            unit=f"{WIDTHS[self._size] / 210:.4f}",
            colour=self._colour,
            style=Markup(self._style),
        )
        with replacing(html) as target:
            target.writelines(piece.encode() for piece in pieces)
        self.files.append(html)
        if self._browser:
            pdf = html.with_suffix(".pdf")
            self.chinese &= has_chinese(print_pdf(self._browser, html, pdf))
            self.files.append(pdf)


def _template(deployment: Deployment, context: Context) -> Template:
    """The notice of the theme, or the operator's own."""
    theme = deployment.theme / "templates"
    own = FileSystemLoader((*template_overrides(deployment.pelicanconf), theme))
    environment = Environment(
        loader=ChoiceLoader((own, PrefixLoader({"!theme": FileSystemLoader(theme)}))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    install(environment, context.translations)
    environment.filters.update(formats(context.site.language, context.translations))
    return environment.get_template("print/placards.html")


def _views(context: Context, form: Form, states: Iterable[FacilityState]) -> Iterator[PlacardView]:
    scheme = context.schemes[form.scheme] if form.scheme else None
    for inputs in facility_inputs(context, states):
        yield placard_view(inputs, scheme)


def _region_code(context: Context, code: str) -> tuple[str, str]:
    """The lowest and highest code inside a region; UsageError where there is no such region."""
    if not code.isdigit() or code.ljust(12, "0") not in context.tree.regions:
        raise UsageError(
            msg("--region %(code)s: no such region; give 6, 9 or 12 digits", code=code)
        )
    return code_span(code.ljust(12, "0"))


def _identified(context: Context, names: tuple[str, ...]) -> tuple[str, ...]:
    """The identifiers that names stand for, each once; UsageError with a line for every wrong
    one.
    """
    found: dict[str, None] = {}
    wrong: list[Message] = []
    for name in names:
        known = facilities_named(context.connection, name)
        if len(known) == 1 and known[0][1] != OperatingStatus.CLOSED:
            found[known[0][0]] = None
        else:
            wrong.append(msg("%(name)s: %(why)s", name=name, why=_why(known)))
    if wrong:
        raise UsageError(lines((msg("no notice was made"), *wrong)))
    return tuple(found)


def _why(known: list[tuple[str, str | None]]) -> Message:
    if not known:
        return msg("no facility has this identifier, credit code or full name")
    if len(known) > 1:
        return msg(
            "several are called so: %(list)s",
            list=", ".join((identifier for identifier, _ in known)),
        )
    return msg("it is closed, so no notice may hang there")
