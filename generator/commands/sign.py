"""The command `gongshi sign`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import (
    add_command,
    open_key,
    with_passphrase,
)
from generator.commands.shared.clock import now
from generator.commands.shared.console import (
    say,
    show,
)
from generator.commands.shared.words import text
from generator.model.messages import foreign, msg
from generator.model.problems import UsageError

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
    command.add_argument("export", type=Path, help=text("the zip that gongshi pack wrote"))
    command.add_argument("--key", type=Path, action="append", required=True, metavar=text("FILE"))
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
    from generator.exports.archive import parse_export
    from generator.trust.signing import sign_export

    export = parse_export(_bytes_of(options.export), options.export.name)
    keys = [open_key(path, options) for path in options.key]
    handover = sign_export(
        options.export, keys, options.to, options.archive, at=now(), row_tree=export.row_tree
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
