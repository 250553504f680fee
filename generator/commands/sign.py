"""The command `gongshi sign`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import (
    add_command,
    open_key,
    with_passphrase,
)
from generator.commands.shared.clock import now
from generator.commands.shared.console import Steps, say, show, show_problems
from generator.commands.shared.words import text
from generator.model.messages import foreign, message_of, msg
from generator.model.problems import DataError, GongshiError, Problem, UsageError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.exports.contents import Export


def add_sign(commands: Commands) -> None:
    command = add_command(
        commands,
        "sign",
        run_sign,
        text(
            "Sign an export for hand-over; a second person runs the same command with another key."
        ),
        "gongshi sign exports/371500-0007.zip --key keys/r-3715.pem --to stick"
        " --archive portal/archive",
    )
    command.add_argument(
        "export",
        type=Path,
        nargs="+",
        help=text("the zip that gongshi pack wrote; several at once"),
    )
    command.add_argument("--key", type=Path, action="append", default=[], metavar=text("FILE"))
    command.add_argument(
        "--keys",
        type=Path,
        metavar=text("FOLDER"),
        help=text("in place of --key: each export is signed with its own role's key from there"),
    )
    command.add_argument(
        "--to", type=Path, required=True, metavar=text("FOLDER"), help=text("hand-over folder")
    )
    command.add_argument(
        "--archive",
        type=Path,
        metavar=text("PATH"),
        help=text("the portal's archive or the role's last metadata; left out for a first export"),
    )
    with_passphrase(command)


def run_sign(options: argparse.Namespace) -> int:
    """`gongshi sign`."""
    if bool(options.key) == bool(options.keys):
        raise UsageError(msg("name --key FILE, or --keys FOLDER"))
    if options.keys or len(options.export) > 1:
        return _sign_many(options)
    from generator.exports.archive import parse_export
    from generator.trust.signing import sign_export

    path: Path = options.export[0]
    export = parse_export(_bytes_of(path), path.name)
    keys = [open_key(each, options) for each in options.key]
    handover = sign_export(
        path, keys, options.to, options.archive, at=now(), row_tree=export.row_tree
    )
    count = msg("%(signatures)s signatures", signatures=handover.signatures)
    if handover.threshold:
        count = msg(
            "%(signatures)s of %(threshold)s signatures",
            signatures=handover.signatures,
            threshold=handover.threshold,
        )
    for line in _changes(export, options.archive):
        show(line)
    if handover.already:
        say(msg("It was signed with this key before; nothing was changed."))
    say(
        msg(
            "Signed as %(role)s, version %(version)s: %(count)s, until %(expires)s.",
            role=handover.role,
            version=handover.version,
            count=count,
            expires=f"{handover.expires:%Y-%m-%d}",
        )
    )
    if handover.threshold is None:
        say(msg("How many must sign was not known here; with --archive it is said."))
    elif not handover.complete:
        say(msg("Another person must sign before it can be handed over."))
        return 0
    say(msg("Hand over the folder %(folder)s.", folder=handover.folder))
    return 0


def _sign_many(options: argparse.Namespace) -> int:
    """Each export with its own role's key, or all with the same ones; every fault at the end."""
    from generator.commands.shared.keys_of_many import keys_for
    from generator.exports.archive import parse_export
    from generator.trust.drafts import surveyed
    from generator.trust.signing import sign_export

    at = now()
    regions = {path: path.name[:6] for path in options.export}
    if options.keys:
        found = keys_for(sorted(set(regions.values())), options.keys, options)
    else:
        same = [open_key(each, options) for each in options.key]
    base = options.archive
    if base is not None and base.is_dir():
        base = surveyed(base, at)
    signed, unfinished = 0, 0
    faults: list[Problem] = []
    lines: list[str] = []
    steps = Steps()
    steps.step("sign")
    for number, (path, region) in enumerate(regions.items()):
        steps.count(number, len(regions))
        try:
            keys = ([found[region]] if region in found else []) if options.keys else same
            if not keys:
                raise UsageError(msg("no key of it lies in %(folder)s", folder=options.keys))
            export = parse_export(_bytes_of(path), path.name)
            handover = sign_export(path, keys, options.to, base, at=at, row_tree=export.row_tree)
        except DataError as bad:
            faults += _of_export(path, bad)
        except GongshiError as bad:
            faults.append(Problem(str(path), None, None, message_of(bad)))
        else:
            signed += 1
            unfinished += not handover.complete
            lines += (f"{path.name}  {line}" for line in _changes(export, options.archive))
    steps.close()
    for line in lines:
        show(line)
    show_problems(faults)
    say(
        msg(
            "Signed %(signed)s of %(count)s exports; %(unfinished)s need another person.",
            signed=signed,
            count=len(regions),
            unfinished=unfinished,
        )
    )
    if faults:
        return DataError.exit_status
    say(msg("Hand over the folder %(folder)s.", folder=options.to))
    return 0


def _of_export(path: Path, bad: DataError) -> Iterator[Problem]:
    """What is wrong with an export, each with its name: of many it would not be known which."""
    if not bad.problems:
        yield Problem(str(path), None, None, message_of(bad))
    for problem in bad.problems:
        named = problem.file if path.name in problem.file else f"{path} {problem.file}"
        yield replace(problem, file=named)


def _changes(export: Export, archive: Path | None) -> Iterator[str]:
    """What is signed here, against what the portal of the archive accepted last."""
    from generator.commands.shared.change_summary import summary_lines
    from generator.commands.shared.words import text
    from generator.portal.folder import Deployment
    from generator.preparation.last_release import last_accepted
    from generator.preparation.release_changes import release_changes

    portal = Deployment(archive.parent) if archive is not None else None
    older = last_accepted(export.info.region, portal) if portal else None
    if older is None and export.info.release > 1:
        yield text("The release before is not at hand: compare with gongshi diff before signing.")
    elif older is None or older.info.release < export.info.release:
        yield from summary_lines(release_changes(older, export).summary)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            msg("%(file)s: %(reason)s", file=path, reason=foreign(error.strerror))
        ) from None
