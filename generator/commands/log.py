"""The command `gongshi log`: show, add, witness-key, cosign, proof; the rest is in log_witness."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.audit.proofs import MAX_PROOF, check_proof, read_proof
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
from generator.commands.console import say, show
from generator.commands.log_witness import add_serve_witness, add_witness
from generator.commands.words import text
from generator.io.atomic import replace_file
from generator.log.checkpoint import open_checkpoint
from generator.log.note import COSIGNATURE, MAX_NOTE, Signer, VerifierKey
from generator.log.witness import cosign, parse_request
from generator.model.messages import message_of, msg
from generator.model.problems import UsageError
from generator.portal.folder import find_deployment
from generator.trust.files import read_file
from generator.trust.keys import create_key

if TYPE_CHECKING:
    from generator.commands.arguments import Commands


def add_log(commands: Commands) -> None:
    """Add `log` with its own commands."""
    about = text("Show the transparency log, and have outsiders witness that it only grows.")
    log = commands.add_parser(
        "log",
        help=about,
        description=about,
        epilog=text("example: ") + "gongshi log show",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = log.add_subparsers(metavar=text("ACTION"), required=True)
    _add_show(inner)
    add_witness(inner)
    _add_add(inner)
    _add_witness_key(inner)
    _add_cosign(inner)
    add_serve_witness(inner)
    _add_proof(inner)


def _add_show(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        log = open_log(find_deployment(options.portal))
        say(msg("log          %(name)s", name=log.key.name))
        say(msg("key          %(key)s", key=log.key))
        say(msg("entries      %(size)s", size=log.size))
        say(msg("root         %(hex)s", hex=log.root.hex()))
        for one in log.witnessed():
            say(
                msg(
                    "witnessed    %(name)s, %(at)s UTC",
                    name=one.key.name,
                    at=f"{one.at:%Y-%m-%d %H:%M}",
                )
            )
        return 0

    action = add_command(
        inner, "show", run, text("Say what the log's newest checkpoint is."), "gongshi log show"
    )
    with_portal(action)


def _add_add(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        deployment = find_deployment(options.portal)
        witness = witness_key(options.witness)
        with deployment.locked():
            signed = open_log(deployment).add_cosignature(_read(options.answer), witness)
        say(
            msg(
                "%(name)s has witnessed %(size)s entries.",
                name=witness.name,
                size=signed.checkpoint.size,
            )
        )
        say(msg("The next gongshi build publishes it."))
        return 0

    action = add_command(
        inner,
        "add",
        run,
        text("Put a witness's answer under the checkpoint."),
        "gongshi log add answer.txt --witness newspaper.vkey",
    )
    action.add_argument("answer", type=Path, metavar=text("FILE"))
    action.add_argument("--witness", required=True, metavar=text("KEY-OR-FILE"))
    with_portal(action)


def _add_witness_key(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        try:
            VerifierKey(options.name, COSIGNATURE, bytes(32))
        except ValueError as error:
            raise UsageError(message_of(error)) from None
        place = options.folder / f"{options.name}.vkey"
        files = create_key(options.folder, options.name, new_passphrase(options), further=place)
        key = Signer.stored(options.name, open_key(files.private, options)).witness_key
        replace_file(place, f"{key}\n".encode())
        say(msg("Private key  %(private)s   keep it to yourself", private=files.private))
        say(msg("Witness key  %(place)s   publish it, and give it to the portal", place=place))
        show(str(key))
        return 0

    action = add_command(
        inner,
        "witness-key",
        run,
        text("Make the key of a witness, who is somebody else than the portal."),
        "gongshi log witness-key keys newspaper.example",
    )
    action.add_argument("folder", type=Path)
    action.add_argument("name", help=text("under which the witness signs; no spaces"))
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
        done = msg(
            "Signed %(size)s entries of %(name)s.", size=signed.checkpoint.size, name=log.name
        )
        if held is None:
            done = msg("%(done)s This was the first time: from now on it must continue.", done=done)
        say(done)
        say(
            msg(
                "%(answer)s: send this back. %(held)s: keep this.",
                answer=options.answer,
                held=options.held,
            )
        )
        return 0

    action = add_command(
        inner,
        "cosign",
        run,
        text("As a witness: sign a checkpoint that continues the one you hold."),
        "gongshi log cosign request.txt answer.txt --log gongshi.vkey --held gongshi.checkpoint"
        " --key keys/newspaper.example.pem",
    )
    action.add_argument("request", type=Path, metavar=text("REQUEST"))
    action.add_argument("answer", type=Path, metavar=text("ANSWER"))
    action.add_argument(
        "--log", required=True, metavar=text("KEY-OR-FILE"), help=text("the log's key")
    )
    action.add_argument(
        "--held",
        type=Path,
        required=True,
        metavar=text("FILE"),
        help=text("your checkpoint of the last time"),
    )
    action.add_argument("--key", type=Path, required=True, metavar=text("FILE"))
    action.add_argument("--name", help=text("under which you sign (default: the key file's)"))
    with_passphrase(action)


def _add_proof(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        name = str(options.proof)
        data = _read(options.proof, MAX_PROOF)
        key = verifier_key(options.key) if options.key else None
        check_proof(name, data, key)
        place: Path = options.out or options.proof.with_suffix(".tlog-proof")
        replace_file(place, bytes(read_proof(name, data).as_tlog_proof()))
        say(msg("%(place)s: the same proof for programs that read tlog-proof@v1.", place=place))
        return 0

    action = add_command(
        inner,
        "proof",
        run,
        text("Write a downloaded proof in the form c2sp.org/tlog-proof@v1."),
        "gongshi log proof 371500-0007-12.proof.json --key gongshi.vkey",
    )
    action.add_argument("proof", type=Path, metavar=text("FILE"), help=text("a downloaded proof"))
    action.add_argument(
        "--key",
        metavar=text("KEY-OR-FILE"),
        help=text("the log's key, as you got it elsewhere; without it the file's own is taken"),
    )
    action.add_argument(
        "--out",
        type=Path,
        metavar=text("FILE"),
        help=text("where to (default: beside it, with the ending .tlog-proof)"),
    )


def _read(path: Path, cap: int = MAX_NOTE) -> bytes:
    data = read_file(path, cap, name=str(path))
    if data is None:
        raise UsageError(msg("%(path)s is missing", path=path))
    return data
