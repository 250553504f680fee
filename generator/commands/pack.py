"""The command `gongshi pack`."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.console import (
    complain,
    say,
    show,
    summary,
    warn,
)
from generator.commands.shared.words import (
    say_problem,
    say_severity,
    table_word,
    term,
    text,
    translate,
)
from generator.model.messages import foreign, msg
from generator.model.problems import DataError, GongshiError, Problem, Severity, UsageError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.exports.contents import Export
    from generator.model.release import ReleaseInfo
    from generator.portal.folder import Deployment
    from generator.preparation.reasons import Place, Reason, Silence


def add_pack(commands: Commands) -> None:
    command = add_command(
        commands,
        "pack",
        run_packs,
        text("Check a folder of CSV, Excel and Markdown files and pack it into an export."),
        "gongshi pack 2026-09 --out exports",
    )
    command.add_argument(
        "folders",
        type=Path,
        nargs="+",
        metavar=text("FOLDER"),
        help=text("holds pack.toml and the tables; several are packed one after the other"),
    )
    command.add_argument(
        "--split",
        type=Path,
        metavar=text("FILE"),
        help=text(
            "pack nothing, but make of one folder with the tables of many agencies a folder for"
            " each agency of this list (CSV or .xlsx), below --out"
        ),
    )
    command.add_argument(
        "--whole",
        action="store_true",
        help=text("the folder holds all that the agency publishes: nothing is carried over"),
    )
    with_pack_options(command)


def with_pack_options(command: argparse.ArgumentParser) -> None:
    """Add where a release starts from, where it goes, and where its keys lie."""
    command.add_argument("--out", type=Path, default=Path(), metavar=text("FOLDER"))
    command.add_argument(
        "--previous",
        type=Path,
        metavar=text("FILE"),
        help=text(
            "the last release, from which this one starts"
            " (default: what the portal accepted last, or the last one in --out)"
        ),
    )
    with_portal(command)
    command.add_argument(
        "--keys",
        type=Path,
        metavar=text("FOLDER"),
        help=text(
            "where the role's key lies, and beside it the secret of its rows, r-….salt"
            " (default: keys, here or beside the folder); made where there is none"
        ),
    )


def run_packs(options: argparse.Namespace) -> int:
    """`gongshi pack` with one folder or several; what is refused does not keep the others."""
    if options.split is not None:
        return _split(options)
    worst, refused = 0, 0
    for number, folder in enumerate(options.folders, start=1):
        if len(options.folders) > 1:
            warn(f"{number}/{len(options.folders)}  {folder}:")
        one = argparse.Namespace(**vars(options) | {"folder": folder})
        try:
            status = run_pack(one)
        except GongshiError as error:
            if len(options.folders) == 1:
                raise
            complain(msg("%(folder)s: %(error)s", folder=folder, error=error))
            status = error.exit_status
        worst, refused = max(worst, status), refused + (status != 0)
    if len(options.folders) > 1:
        say(
            msg(
                "Packed %(packed)s of %(count)s folders.",
                packed=len(options.folders) - refused,
                count=len(options.folders),
            )
        )
    return worst


def _split(options: argparse.Namespace) -> int:
    from generator.exports.split_folder import split
    from generator.portal.agency_list import read_agencies

    if len(options.folders) != 1:
        raise UsageError(msg("--split takes one folder"))
    agencies = read_agencies(options.split, options.keys or Path("keys"))
    named = {each.region: each.name for each in agencies}
    report = split(options.folders[0], named, options.out)
    _show_groups(report.notes)
    say(
        msg(
            "%(institutions)s institutions in %(folders)s folders below %(out)s; %(without)s"
            " agencies have none.",
            institutions=sum(report.folders.values()),
            folders=len(report.folders),
            out=options.out,
            without=len(report.without),
        )
    )
    say(msg("Next: gongshi pack %(out)s/* --out exports", out=options.out))
    return 0


def run_pack(options: argparse.Namespace) -> int:
    """`gongshi pack`: kinds of repairs on the terminal, every single one in a file beside."""
    from generator.commands.shared.change_summary import summary_lines
    from generator.preparation.inspect_documents import known_documents
    from generator.preparation.last_release import find_last_release
    from generator.preparation.pack_release import pack_release

    named = [options.keys] if options.keys else [Path("keys"), options.folder.parent / "keys"]
    portal = find_portal(options)
    whole = getattr(options, "whole", False)

    def last(info: ReleaseInfo) -> Export | None:
        return find_last_release(
            info,
            named=options.previous,
            portal=portal,
            out=options.out,
            whole=whole,
        )

    try:
        packed = pack_release(
            options.folder,
            options.out,
            partial(_row_secret, named),
            last,
            known=known_documents(portal),
            whole=whole,
            ask=_ask if sys.stdin.isatty() else None,
        )
    except DataError as bad:
        if not bad.problems:
            raise
        return _refuse(bad.problems, options)
    # What was refused before is mended now: its list would mislead.
    _listing(options).unlink(missing_ok=True)
    report = packed.report
    notes = (*report.repairs, *report.warnings)
    _show_groups(notes)
    rows = [
        msg("%(count)s %(table)s", count=count, table=table_word(table))
        for table, count in report.rows.items()
        if count
    ]
    say(
        msg(
            "Packed %(path)s: %(rows)s (%(summary)s).",
            path=report.path,
            rows=rows,
            summary=summary(notes),
        )
    )
    for line in summary_lines(packed.changes.summary):
        show(line)
    for (table, key, _), _ in packed.needless:
        row = f"{table} {key}"
        complain(msg("reasons.csv: nothing to explain of %(row)s", row=row))
    if notes and _list(notes, listing := report.path.with_suffix(".txt")):
        say(msg("Every repair and warning, line by line: %(listing)s", listing=listing))
    return 0


def _listing(options: argparse.Namespace) -> Path:
    """Where every problem of a folder that was refused is listed."""
    from generator.exports.pack_folder import PROBLEMS

    folder: Path = options.folder
    return Path(options.out) / f"{folder.resolve().name}{PROBLEMS}"


def _refuse(problems: Sequence[Problem], options: argparse.Namespace) -> int:
    """Kinds of faults on the terminal, every single one in a file."""
    from generator.exports.pack_folder import REASONS

    _show_groups(problems)
    if _list(problems, listing := _listing(options)):
        complain(msg("Every one, line by line: %(listing)s", listing=listing))
    if any(problem.file == REASONS and problem.field and problem.line for problem in problems):
        complain(
            msg(
                "Every change that needs a reason has its line in %(folder)s",
                folder=options.folder / REASONS,
            )
        )
    complain(msg("Refused: %(summary)s. No export was written.", summary=summary(problems)))
    return DataError.exit_status


def _show_groups(problems: Sequence[Problem]) -> None:
    from generator.exports.pack_folder import grouped_problems
    from generator.exports.reading.dates import NEEDS_NO_EYE

    counts = Counter(problem.why for problem in problems if problem.why in NEEDS_NO_EYE)
    for why, count in counts.items():
        said = translate(msg("%(why)s (%(count)s)", why=why, count=count))
        warn(f"{say_severity(Severity.REPAIRED)}  {said}")
    for group in grouped_problems(each for each in problems if each.why not in NEEDS_NO_EYE):
        line = f"{say_severity(group.first.severity)}  {say_problem(group.first)}"
        if group.count > 1:
            more = translate(msg("(and %(count)s more like it)", count=group.count - 1))
            line = f"{line}  {more}"
        warn(line)


def _list(problems: Sequence[Problem], path: Path) -> bool:
    """Write every problem on a line of its own; whether that could be done."""
    from generator.io.atomic import replace_file

    lines = (
        f"{say_severity(problem.severity).strip()} {say_problem(problem)}\n" for problem in problems
    )
    try:
        replace_file(path, "".join(lines).encode())
    except OSError as error:
        complain(
            msg(
                "%(path)s: %(reason)s; this list was not written, all else was",
                path=path,
                reason=foreign(error.strerror),
            )
        )
        return False
    return True


def find_portal(options: argparse.Namespace) -> Deployment | None:
    """The portal that is named, or in which the command runs; None where there is none."""
    from generator.portal.folder import Deployment, find_deployment

    if options.portal is not None:
        return find_deployment(options.portal)
    near = (Path(os.environ.get("GONGSHI_PORTAL", ".")), (options.folder or Path()).parent)
    return next((Deployment(each) for each in near if (each / "portal.toml").exists()), None)


def _ask(missing: Sequence[Silence]) -> dict[Place, Reason]:
    """Ask for the reasons on the terminal: once for all that is alike."""
    from generator.preparation.reasons import KINDS, Reason

    given: dict[Place, Reason] = {}
    groups: dict[tuple[str, str, str], list[Silence]] = {}
    for one in missing:
        groups.setdefault((one.place[0], one.what, one.place[2]), []).append(one)
    say(msg("These rows were published, and change or go. Why? An empty answer stops here."))
    for (table, what, _), group in groups.items():
        names = text(", ").join(dict.fromkeys(one.name for one in group[:5]))
        more = f" … ({len(group)})" if len(group) > 5 else ""
        kind = text("no longer there") if what == "gone" else text("changed")
        show(f"{term('Table', table)} · {kind}{text(': ')}{names}{more}")
        try:
            answer = input("> ").strip()
        except EOFError:
            break
        if answer:
            given |= {one.place: Reason(KINDS[what], answer) for one in group}
    return given


def _row_secret(folders: list[Path], region: str) -> bytes:
    """The secret of a region's rows; says so where it was made now."""
    from generator.trust.row_secret import find_row_secret, secret_file

    before = {file for folder in folders if (file := secret_file(folder, region)).exists()}
    path, secret = find_row_secret(folders, region)
    if path not in before:
        say(
            msg(
                "Made %(path)s: the secret of this agency's rows. Back it up with the key "
                "beside it.",
                path=path,
            )
        )
    return secret
