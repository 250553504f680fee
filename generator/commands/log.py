"""The command `gongshi log`: show, withdraw, witness, cosign, add, witness-key."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.build.site_log import open_log
from generator.commands.arguments import (
    add_command,
    new_passphrase,
    now,
    open_key,
    with_passphrase,
    with_portal,
)
from generator.commands.audit import verifier_key, witness_key
from generator.commands.console import say
from generator.history.document_versions import REASONS, Journal
from generator.io.atomic import replace_file
from generator.log.checkpoint import open_checkpoint
from generator.log.note import COSIGNATURE, MAX_NOTE, Signer, VerifierKey
from generator.log.witness import Request, cosign, parse_request
from generator.model.messages import message_of, msg
from generator.model.problems import UsageError
from generator.portal.folder import find_deployment
from generator.trust.files import read_file
from generator.trust.keys import create_key

if TYPE_CHECKING:
    from generator.commands.arguments import Commands


def add_log(commands: Commands) -> None:
    """Add `log` with its own commands."""
    about = "Show the transparency log, and have outsiders witness that it only grows."
    log = commands.add_parser(
        "log",
        help=about,
        description=about,
        epilog="example: gongshi log show",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = log.add_subparsers(metavar="ACTION", required=True)
    _add_show(inner)
    _add_withdraw(inner)
    _add_witness(inner)
    _add_add(inner)
    _add_witness_key(inner)
    _add_cosign(inner)


def _add_show(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        log = open_log(find_deployment(options.portal))
        say(f"log          {log.key.name}")
        say(f"key          {log.key}")
        say(f"entries      {log.size}")
        say(f"root         {log.root.hex()}")
        for one in log.witnessed():
            say(f"witnessed    {one.key.name}, {one.at:%Y-%m-%d %H:%M} UTC")
        return 0

    action = add_command(
        inner, "show", run, "Say what the log's newest checkpoint is.", "gongshi log show"
    )
    with_portal(action)


def _add_withdraw(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        deployment = find_deployment(options.portal)
        with deployment.locked():
            newest = Journal(deployment.log).withdraw(
                options.document, options.version, options.reason, deployment.secret()
            )
        say(f"Version {options.version} of {options.document} is destroyed in the archive.")
        if newest:
            say("It is the newest: change the document in content/ as well, or remove its file and")
            say(f"build with gongshi build --remove {options.document}")
        say("The next gongshi build takes it off the site and says so in public.")
        return 0

    action = add_command(
        inner,
        "withdraw",
        run,
        "Take back one version of a policy or an interpretation, in public.",
        "gongshi log withdraw policy/2024-hygiene-grading --version 2 --reason personal-data",
    )
    action.add_argument("document", metavar="policy/SLUG", help="or interpretation/SLUG")
    action.add_argument("--version", type=int, required=True, metavar="N", help="counted from 1")
    action.add_argument("--reason", required=True, choices=REASONS, help="stands in the log")
    with_portal(action)


def _add_witness(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        log = open_log(find_deployment(options.portal))
        if log.signed is None:
            raise UsageError(msg("the log has no checkpoint yet; run gongshi build"))
        if not 0 <= options.since <= log.size:
            raise UsageError(
                msg(
                    "--since %(since)s: the log has %(size)s entries",
                    since=options.since,
                    size=log.size,
                )
            )
        proof = tuple(log.prove_consistency(options.since))
        request = Request(options.since, proof, bytes(log.signed.note))
        replace_file(options.request, bytes(request))
        say(f"{options.request}: send this to the witness; the answer goes to gongshi log add")
        return 0

    action = add_command(
        inner,
        "witness",
        run,
        "Write a file that asks a witness to sign the newest checkpoint.",
        "gongshi log witness request.txt --since 1204",
    )
    action.add_argument("request", type=Path, metavar="FILE")
    action.add_argument(
        "--since",
        type=int,
        default=0,
        metavar="SIZE",
        help="entries of the checkpoint that the witness holds (default: none)",
    )
    with_portal(action)


def _add_add(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        deployment = find_deployment(options.portal)
        witness = witness_key(options.witness)
        with deployment.locked():
            signed = open_log(deployment).add_cosignature(_read(options.answer), witness)
        say(f"{witness.name} has witnessed {signed.checkpoint.size} entries.")
        say("The next gongshi build publishes it.")
        return 0

    action = add_command(
        inner,
        "add",
        run,
        "Put a witness's answer under the checkpoint.",
        "gongshi log add answer.txt --witness newspaper.vkey",
    )
    action.add_argument("answer", type=Path, metavar="FILE")
    action.add_argument("--witness", required=True, metavar="KEY-OR-FILE")
    with_portal(action)


def _add_witness_key(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        try:
            VerifierKey(options.name, COSIGNATURE, bytes(32))
        except ValueError as error:
            raise UsageError(message_of(error)) from None
        files = create_key(options.folder, options.name, new_passphrase(options))
        key = Signer.stored(options.name, open_key(files.private, options)).witness_key
        place = options.folder / f"{options.name}.vkey"
        replace_file(place, f"{key}\n".encode())
        say(f"Private key  {files.private}   keep it to yourself")
        say(f"Witness key  {place}   publish it, and give it to the portal")
        say(str(key))
        return 0

    action = add_command(
        inner,
        "witness-key",
        run,
        "Make the key of a witness, who is somebody else than the portal.",
        "gongshi log witness-key keys newspaper.example",
    )
    action.add_argument("folder", type=Path)
    action.add_argument("name", help="under which the witness signs; no spaces")
    with_passphrase(action)


def _add_cosign(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        log = verifier_key(options.log)
        signer = Signer.stored(options.name or options.key.stem, open_key(options.key, options))
        held = None
        if options.held.exists():
            held = open_checkpoint(_read(options.held), log).checkpoint
        request = parse_request(_read(options.request))
        line, signed = cosign(request, held, log, signer, at=now())
        # Held before it is given away: a witness never signs two histories, even if it is killed.
        replace_file(options.held, bytes(signed.note))
        replace_file(options.answer, str(line).encode())
        first = " This was the first time: from now on it must continue." if held is None else ""
        say(f"Signed {signed.checkpoint.size} entries of {log.name}.{first}")
        say(f"{options.answer}: send this back. {options.held}: keep this.")
        return 0

    action = add_command(
        inner,
        "cosign",
        run,
        "As a witness: sign a checkpoint that continues the one you hold.",
        "gongshi log cosign request.txt answer.txt --log gongshi.vkey --held gongshi.checkpoint"
        " --key keys/newspaper.example.pem",
    )
    action.add_argument("request", type=Path, metavar="REQUEST")
    action.add_argument("answer", type=Path, metavar="ANSWER")
    action.add_argument("--log", required=True, metavar="KEY-OR-FILE", help="the log's key")
    action.add_argument(
        "--held", type=Path, required=True, metavar="FILE", help="your checkpoint of the last time"
    )
    action.add_argument("--key", type=Path, required=True, metavar="FILE")
    action.add_argument("--name", help="under which you sign (default: the key file's)")
    with_passphrase(action)


def _read(path: Path) -> bytes:
    data = read_file(path, MAX_NOTE, name=str(path))
    if data is None:
        raise UsageError(msg("%(path)s is missing", path=path))
    return data
