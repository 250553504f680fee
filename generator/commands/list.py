"""The command `gongshi list`: an Excel list becomes the next release, step by step."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.pack import find_portal, run_pack, with_pack_options
from generator.commands.shared.arguments import add_command, named_values
from generator.commands.shared.clock import now
from generator.commands.shared.console import say, show
from generator.commands.shared.words import say_problem, table_word, text, translate
from generator.model.messages import msg
from generator.model.problems import DataError, UsageError
from generator.model.release import CHINA

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.desk.lists.list_reading import ListView
    from generator.desk.releases.workspace import Office, Workspace


def add_list(commands: Commands) -> None:
    command = add_command(
        commands,
        "list",
        run_list,
        text(
            "Make the next release of an Excel list: asks what the list does not say, shows what"
            " changes, asks why, and packs it."
        ),
        "gongshi list 2026年第四季度评级.xlsx --portal portal --reviewed-by 王审 --publicity 5",
    )
    command.add_argument("file", type=Path, help=text("the list"))
    command.add_argument(
        "--folder",
        type=Path,
        metavar=text("FOLDER"),
        help=text("where list and pack.toml are put (default: named after the list)"),
    )
    command.add_argument(
        "--region", metavar=text("CODE"), help=text("whose release it is, where several publish")
    )
    command.add_argument("--reviewed-by", metavar=text("NAME"), help=text("who reviewed it"))
    command.add_argument("--table", metavar=text("TABLE"), help=text("what it is a list of"))
    command.add_argument(
        "--extent",
        choices=("additions", "current"),
        help=text("what is new this time, or all that holds now"),
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar=text("COLUMN=VALUE"),
        help=text("what every row has alike, or who is meant by a name; repeat for each"),
    )
    command.add_argument(
        "--leave-out-hidden", action="store_true", help=text("leave out what cannot be seen")
    )
    command.add_argument(
        "--publicity",
        type=int,
        metavar=text("DAYS"),
        help=text("put it to publicity for so many working days"),
    )
    with_pack_options(command)


def run_list(options: argparse.Namespace) -> int:
    """`gongshi list`: settle what is open, write the folder, pack it."""
    from msgspec.structs import replace

    from generator.desk.lists.list_folder import (
        list_publicity,
        open_questions,
        settle,
        write_list_folder,
    )
    from generator.desk.lists.list_guesses import guess_list
    from generator.desk.lists.list_reading import view_list
    from generator.desk.lists.list_settings import remember
    from generator.desk.releases.compose import Heading
    from generator.exports.headings import table_named
    from generator.model.tables import Facility
    from generator.preparation.last_release import next_release, read_packed

    space, office = _office(options)
    last = read_packed(options.previous) if options.previous else space.last_release(office.region)
    file: Path = options.file
    if not file.is_file():
        raise UsageError(msg("%(file)s: no such file", file=file))
    settings = guess_list(file.parent, file.name, space.lists, last)
    if options.table:
        row_type = table_named(options.table)
        if row_type is None:
            raise UsageError(msg("there is no table %(name)s", name=options.table))
        settings = replace(settings, table=row_type.table, columns={})
    settings = replace(
        settings,
        extent=options.extent or settings.extent,
        leave_out=options.leave_out_hidden,
    )
    view = view_list(file.parent, settings, office, last)
    _show(view)
    names = {row.facility_id: row.name for row in last.rows(Facility)} if last else {}
    settings = settle(
        settings, view, {**_ask(view), **named_values(options.set, text("COLUMN=VALUE"))}, names
    )
    missing = list(open_questions(view_list(file.parent, settings, office, last)))
    if missing:
        raise DataError(missing)
    at = now().astimezone(CHINA)
    reviewer = options.reviewed_by or _answer(text("Who reviewed it? Write a name."))
    if not reviewer:
        raise UsageError(msg("Who reviewed it? Write a name."))
    number = next_release(office.region, last, space.portal)
    heading = Heading(number, at, reviewer, at.date(), last.info.fictitious if last else False)
    folder = options.folder or file.with_suffix("")
    title = translate(
        msg("Notice of publicity: %(table)s, %(year)s-%(month)s", table=table_word(settings.table),
            year=at.year, month=f"{at.month:02d}")
    )  # fmt: skip
    words = translate(msg("Objections go to %(agency)s.", agency=office.agency))
    put = [list_publicity(settings, options.publicity, title, words)] if options.publicity else []
    write_list_folder(folder, file, settings, office, heading, put)
    remember(space.lists, list(settings.columns), settings)
    say(msg("Wrote %(path)s", path=folder / "pack.toml"))
    options.folder = folder
    return run_pack(options)


def _office(options: argparse.Namespace) -> tuple[Workspace, Office]:
    """The desk's folder and whose release it is: as the desk says, or as the last release does."""
    from generator.desk.releases.workspace import Office, Workspace
    from generator.preparation.last_release import (
        accepted_regions,
        packed_regions,
        read_packed,
    )

    portal = find_portal(options)
    space = Workspace(portal.folder / "desk" if portal else options.out, portal)
    office = space.office()
    if options.region is None and office is not None:
        return space, office
    regions = (
        [options.region]
        if options.region
        else accepted_regions(portal) or packed_regions(options.out)
    )
    if options.previous is not None:
        info = read_packed(options.previous).info
        return space, Office(agency=info.agency, region=info.region)
    if len(regions) != 1:
        raise UsageError(msg("whose release is it? name the region: --region 371500"))
    last = space.last_release(regions[0])
    if last is None:
        raise UsageError(
            msg("%(region)s has published nothing yet: begin with a folder, see docs/pack.md",
                region=regions[0])
        )  # fmt: skip
    return space, Office(agency=last.info.agency, region=last.info.region)


_EXTENTS = {
    "additions": msg("  what is new this time: the others stay (--extent current otherwise)"),
    "current": msg("  all that holds now: the others are no longer there (--extent additions"
                   " otherwise)"),
}  # fmt: skip


def _show(view: ListView) -> None:
    """What was understood, in a few lines."""
    said = msg("Read as %(table)s: %(rows)s rows, headings in line %(line)s",
               table=table_word(view.settings.table), rows=view.rows,
               line=view.heading_line or "–")  # fmt: skip
    say(said)
    titles = dict(view.options)
    for each in view.choices:
        meaning = titles.get(each.chosen) or text("(finds the institution)")
        if each.chosen == "-":
            meaning = text("(not read)")
        show(f"  {each.heading} → {meaning}")
    for constant in view.constants:
        if constant.value:
            said = msg(
                "  in every row: %(column)s %(value)s (--set %(name)s=… for another)",
                column=constant.column.title,
                value=dict(constant.options).get(constant.value, constant.value),
                name=constant.column.name,
            )
            say(said)
    if view.settings.extent:
        say(_EXTENTS[view.settings.extent])
    for problem in view.passed_over:
        show(f"  {say_problem(problem)}")


def _ask(view: ListView) -> dict[str, str]:
    """The answers of somebody at a terminal to what is open; none elsewhere."""
    answers = {}
    for each in view.constants:
        if not each.value:
            known = text(", ").join(f"{value} {title}" for value, title in each.options)
            if answer := _answer(f"{each.column.title} ({known})" if known else each.column.title):
                answers[each.column.name] = answer
    for doubt in view.doubts:
        known = text(", ").join(f"{value} {title}" for value, title in doubt.candidates)
        hint = text("(- leaves it out)")
        if not doubt.chosen and (answer := _answer(f"{doubt.name}? {known} {hint}")):
            answers[doubt.name] = answer
    for own in view.values:
        known = text(", ").join(f"{value} {title}" for value, title in own.options)
        if not own.chosen and (answer := _answer(f"{own.column.title} {own.word}? {known}")):
            answers[own.word] = answer
    return answers


def _answer(question: str) -> str:
    """What somebody at a terminal says; nothing where nobody is there."""
    if not sys.stdin.isatty():
        return ""
    show(question)
    return input("> ").strip()
