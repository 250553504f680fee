"""The command `gongshi`: arguments, one call, an exit status.

0: done. 1: the data were refused. 2: the command was used wrongly.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__
from generator.arguments import (
    Run,
    add_command,
    new_passphrase,
    now,
    open_key,
    open_portal_keys,
    port,
    with_passphrase,
    with_portal,
)
from generator.cli_audit import add_audit
from generator.cli_diff import add_diff
from generator.cli_keys import add_keys
from generator.cli_log import add_log
from generator.cli_placard import add_placard
from generator.console import Steps, complain, out, say, show_problems, summary
from generator.model.problems import BadData, GongshiError, Misuse
from generator.search.names import FILTERS, ORDERS

if TYPE_CHECKING:
    from generator.arguments import Commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; GongshiError becomes a message and its exit status."""
    options = parser().parse_args(arguments)
    command: Run = options.run
    try:
        return command(options)
    except BadData as bad:
        if bad.problems:
            show_problems(bad.problems)
            complain(f"Refused: {summary(bad.problems)}. Nothing was changed.")
        else:
            complain(f"Refused: {bad}")
        return bad.exit_status
    except GongshiError as error:
        complain(f"gongshi: {error}")
        return error.exit_status
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        complain(f"gongshi: {place}{error.strerror or error}. Nothing was put in force.")
        return 1
    except sqlite3.OperationalError as error:
        complain(f"gongshi: {error}. Nothing was put in force.")
        return 1
    except KeyboardInterrupt:
        complain("gongshi: stopped; what was live before still is")
        return 130


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments; each says what it does and gives an example."""
    top = argparse.ArgumentParser(
        prog="gongshi",
        description="From signed exports about childcare institutions to a searchable site.",
    )
    top.add_argument("--version", action="version", version=f"gongshi {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _add_demo(commands)
    _add_init(commands)
    add_keys(commands)
    _add_pack(commands)
    _add_sign(commands)
    _add_receive(commands)
    _add_build(commands)
    _add_search(commands)
    _add_serve(commands)
    add_placard(commands)
    add_diff(commands)
    add_log(commands)
    add_audit(commands)
    return top


# --- demo ---------------------------------------------------------------------------------------


def _add_demo(commands: Commands) -> None:
    command = add_command(
        commands,
        "demo",
        run_demo,
        "Make the demonstration portal: exports, keys, signatures, site, index.",
        "gongshi demo --serve\n         gongshi demo --facilities 10000 --portal /tmp/big",
    )
    command.add_argument("--portal", type=Path, default=Path("demo"), metavar="FOLDER")
    command.add_argument(
        "--facilities", type=int, metavar="N", help="invented facilities all over the country"
    )
    command.set_defaults(passphrase_file=[], withdraw_missing=False, anew=False)
    command.add_argument("--serve", action="store_true", help="serve the site when it is built")
    command.add_argument("--port", type=port, default=8000, help="0 for any that is free")


def run_demo(options: argparse.Namespace) -> int:
    """`gongshi demo`."""
    from generator.demo import prepare_demo
    from generator.deployment import Deployment
    from generator.serving import require_free

    deployment = Deployment(options.portal)
    if options.serve:
        require_free(options.port)
    steps = Steps()
    try:
        prepare_demo(deployment, options.facilities, at=now(), progress=steps)
    finally:
        steps.close()
    status = _build(options.portal, options)
    if options.serve and status == 0:
        return _serve(options.portal, options.port)
    return status


# --- init ---------------------------------------------------------------------------------------


def _add_init(commands: Commands) -> None:
    command = add_command(
        commands,
        "init",
        run_init,
        "Found a portal: root and targets keys, the portal's own keys, the first agency.",
        "gongshi init portal --name 托育公示 --address https://ty.example.gov.cn"
        " --region 371500 --agency 聊城市卫生健康委员会",
    )
    command.add_argument("folder", type=Path)
    command.add_argument("--name", required=True, help="name of the site")
    command.add_argument("--address", required=True, help="where it will stand, with https://")
    command.add_argument("--region", required=True, help="six-digit region code of the agency")
    command.add_argument("--agency", required=True, help="name of the agency")
    with_passphrase(command)


def run_init(options: argparse.Namespace) -> int:
    """`gongshi init`."""
    from generator.deployment import Deployment
    from generator.founding import found_portal

    founding = found_portal(
        Deployment(options.folder),
        name=options.name,
        address=options.address,
        region=options.region,
        agency=options.agency,
        passphrase=new_passphrase(options),
        at=now(),
    )
    say(f"Founded {options.folder}. Keys, each with the fingerprint to read aloud:")
    for key in founding.keys:
        say(f"  {key.fingerprint}  {key.private}")
    say(
        "Move the root and targets keys to safe places, and hand r-… to its agency; the portal "
        "needs snapshot, timestamp and log."
    )
    say("The key of the log, to be printed and kept where nobody of the portal can change it:")
    say(f"  {Deployment(options.folder).log_key()}")
    return 0


# --- pack, sign, receive ------------------------------------------------------------------------


def _add_pack(commands: Commands) -> None:
    command = add_command(
        commands,
        "pack",
        run_pack,
        "Check a folder of CSV, Excel and Markdown files and pack it into an export.",
        "gongshi pack 2026-09 --out exports",
    )
    command.add_argument("folder", type=Path, help="holds pack.toml and the tables")
    command.add_argument("--out", type=Path, default=Path(), metavar="FOLDER")


def run_pack(options: argparse.Namespace) -> int:
    """`gongshi pack`: kinds of repairs on the terminal, every single one in a file beside."""
    from generator.exports.pack import grouped, pack

    report = pack(options.folder, options.out)
    notes = (*report.repairs, *report.warnings)
    for group in grouped(notes):
        more = f"  (and {group.count - 1} more like it)" if group.count > 1 else ""
        complain(f"{group.first.severity.value:>8}  {group.first}{more}")
    rows = ", ".join(f"{count} {table}" for table, count in report.rows.items() if count)
    say(f"Packed {report.path}: {rows} ({summary(notes)}).")
    if notes:
        listing = report.path.with_suffix(".txt")
        lines = (f"{note.severity.value} {note}\n" for note in notes)
        try:
            listing.write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            listing.unlink(missing_ok=True)
            complain(f"{listing}: {error.strerror}; the export itself is complete")
            return 0
        say(f"Every repair and warning, line by line: {listing}")
    return 0


def _add_sign(commands: Commands) -> None:
    command = add_command(
        commands,
        "sign",
        run_sign,
        "Sign an export for hand-over; a second person runs the same command with another key.",
        "gongshi sign exports/371500-0007.zip --key keys/r-3715.pem --to stick"
        " --archive portal/archive",
    )
    command.add_argument("export", type=Path, help="the zip that gongshi pack wrote")
    command.add_argument("--key", type=Path, action="append", required=True, metavar="FILE")
    command.add_argument(
        "--to", type=Path, required=True, metavar="FOLDER", help="hand-over folder"
    )
    command.add_argument(
        "--archive",
        type=Path,
        metavar="PATH",
        help="the portal's archive or the role's last metadata; left out for a first export",
    )
    with_passphrase(command)


def run_sign(options: argparse.Namespace) -> int:
    """`gongshi sign`."""
    from generator.exports.archive import parse_export
    from generator.trust.signing import sign_export

    parse_export(_bytes_of(options.export), options.export.name)
    keys = [open_key(path, options) for path in options.key]
    handover = sign_export(options.export, keys, options.to, options.archive, at=now())
    needed = f" of {handover.threshold}" if handover.threshold else ""
    count = f"{handover.signatures}{needed} signatures"
    until = f"until {handover.expires:%Y-%m-%d}"
    say(f"Signed as {handover.role}, version {handover.version}: {count}, {until}.")
    if handover.threshold is None:
        say("How many must sign was not known here; with --archive it is said.")
    elif not handover.complete:
        say("Another person must sign before it can be handed over.")
        return 0
    say(f"Hand over the folder {handover.folder}.")
    return 0


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror}") from None


def _add_receive(commands: Commands) -> None:
    command = add_command(
        commands,
        "receive",
        run_receive,
        "Take over a hand-over folder or stick; without one, renew the portal's own signatures.",
        "gongshi receive /media/stick --portal portal",
    )
    command.add_argument("stick", type=Path, nargs="?", help="folder that gongshi sign made")
    with_portal(command)
    with_passphrase(command)


def run_receive(options: argparse.Namespace) -> int:
    """`gongshi receive`."""
    from generator.deployment import find_deployment
    from generator.receiving import receive_handover, renew

    deployment = find_deployment(options.portal)
    if options.stick is not None and not options.stick.is_dir():
        raise Misuse(f"{options.stick} is no folder to receive from")
    keys = open_portal_keys(deployment.keys, options)
    if options.stick is None:
        receipt = renew(deployment, portal_keys=keys, at=now())
    else:
        receipt = receive_handover(deployment, options.stick, portal_keys=keys, at=now())
    for export in receipt.new:
        say(f"Accepted {export.path}  sha256 {export.sha256}")
    _warn_suspended(receipt.suspended)
    say(f"{len(receipt.new)} new, {receipt.exports} exports in the archive.")
    return 0


def _warn_suspended(suspended: tuple[str, ...]) -> None:
    for words in suspended:
        complain(f"SUSPENDED  {words}. Its data stay on the site, marked so.")


# --- build, search, serve -----------------------------------------------------------------------


def _add_build(commands: Commands) -> None:
    command = add_command(
        commands,
        "build",
        run_build,
        "Verify the archive and bring the site and the index up to date.",
        "gongshi build --portal portal",
    )
    with_portal(command)
    with_passphrase(command)
    command.add_argument(
        "--withdraw-missing",
        action="store_true",
        help="take back in public the records of the log whose source had to be destroyed",
    )
    command.add_argument(
        "--anew",
        action="store_true",
        help="take no file over from the live site, which somebody may have altered",
    )


def run_build(options: argparse.Namespace) -> int:
    """`gongshi build`."""
    from generator.deployment import find_deployment

    return _build(find_deployment(options.portal).folder, options)


def _build(folder: Path, options: argparse.Namespace) -> int:
    from generator.build import build
    from generator.deployment import Deployment

    steps = Steps()
    try:
        report = build(
            Deployment(folder),
            lambda path: open_key(path, options),
            steps,
            withdraw_missing=options.withdraw_missing,
            anew=options.anew,
        )
    finally:
        steps.close()
    show_problems(report.warnings)
    _warn_suspended(report.suspended)
    if report.release is None:
        say(f"Nothing changed: {report.exports} exports verified, the site stands as it is.")
        return 0
    say(
        f"{report.exports} exports verified, {report.loaded} loaded; "
        f"{report.made} files made, {report.reused} kept; {report.indexed} documents indexed."
    )
    say(f"Live: {report.release}")
    return 0


def _add_search(commands: Commands) -> None:
    command = add_command(
        commands,
        "search",
        run_search,
        "Find facilities, policies and interpretations by any piece of a name or number.",
        "gongshi search 阳光 --region 371502"
        " --filter grade.liaocheng-hygiene=A --filter fee=2000 --order newest",
    )
    command.add_argument("words", nargs="*", help="what to look for; several words in any order")
    command.add_argument(
        "--region", metavar="CODE", help="only in this region: 2, 4, 6, 9 or 12 digits of its code"
    )
    command.add_argument("--kind", choices=("facility", "policy", "interpretation"))
    command.add_argument("--filed", action="store_true", help="only facilities that are filed")
    command.add_argument("--grade", metavar="SCHEME=LABEL", help="only with this grade of a scheme")
    command.add_argument("--fee-up-to", metavar="YUAN")
    command.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="as in the address of the search page, repeated for more: " + _listed(FILTERS),
    )
    command.add_argument("--order", default="relevance", help=_listed(ORDERS))
    command.add_argument("--limit", type=int, default=10)
    command.add_argument("--json", action="store_true")
    with_portal(command)


def run_search(options: argparse.Namespace) -> int:
    """`gongshi search`."""
    from generator.deployment import find_deployment
    from generator.search.asked import query_of
    from generator.search.engine import search
    from generator.search.output import as_json, show

    query = query_of(_asked(options), limit=options.limit)
    results = search(find_deployment(options.portal).index, query)
    if options.json:
        say(as_json(results))
    else:
        show(results, out)
    return 0


def _asked(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Names and values of the question, as an address would have them."""
    given = {
        "q": " ".join(options.words),
        "region": options.region,
        "kind": options.kind,
        "filed": "true" if options.filed else None,
        "fee": options.fee_up_to,
        "order": options.order,
    }
    yield from ((name, value) for name, value in given.items() if value)
    if options.grade and "=" not in options.grade:
        raise Misuse(f"--grade {options.grade}: write it as SCHEME=LABEL, say liaocheng-hygiene=A")
    grades = [f"grade.{options.grade}"] if options.grade else []
    for written in (*grades, *options.filter):
        name, separator, value = written.partition("=")
        if not separator or not value:
            raise Misuse(f"{written}: write it as NAME=VALUE, say grade.liaocheng-hygiene=A")
        yield name, value


def _listed(meanings: Mapping[str, str]) -> str:
    """Names with their meanings, for help."""
    return "; ".join(f"{name}: {meaning}" for name, meaning in meanings.items())


def _add_serve(commands: Commands) -> None:
    command = add_command(
        commands,
        "serve",
        run_serve,
        "Serve the built site on this machine.",
        "gongshi serve --portal portal --port 8080",
    )
    with_portal(command)
    command.add_argument("--port", type=port, default=8000, help="0 for any that is free")


def run_serve(options: argparse.Namespace) -> int:
    """`gongshi serve`."""
    from generator.deployment import find_deployment

    return _serve(find_deployment(options.portal).folder, options.port)


def _serve(folder: Path, port: int) -> int:
    from generator.deployment import Deployment
    from generator.serving import make_server

    deployment = Deployment(folder)
    portal = deployment.portal()
    root, images = portal.root, portal.map.hosts if portal.map else ()
    with make_server(
        deployment.site, port, root, images=images, index=deployment.index, warn=_warn_of_index
    ) as server:
        say(f"Serving at http://localhost:{server.server_address[1]}{root}/  (Ctrl+C ends it)")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("")
    return 0


def _warn_of_index(why: str) -> None:
    complain(f"gongshi: no search over HTTP: {why}")


if __name__ == "__main__":
    sys.exit(main())
