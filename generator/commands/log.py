"""The command `gongshi log`: show, add, witness-key, cosign, proof, replace; for witnesses see
`log_witness`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from generator.audit.proofs import MAX_PROOF, check_proof, read_proof
from generator.build.site_log import open_log
from generator.commands.audit import verifier_key, witness_key
from generator.commands.log_witness import add_serve_witness, add_witness
from generator.commands.shared.arguments import (
    add_command,
    new_passphrase,
    open_key,
    open_portal_keys,
    with_passphrase,
    with_portal,
)
from generator.commands.shared.clock import confirmed_now, now, with_clock
from generator.commands.shared.console import say, show
from generator.commands.shared.words import text
from generator.history.publication import RECEIPT_AHEAD
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
    from generator.commands.shared.arguments import Commands


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
    _add_replace(inner)


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


def _add_replace(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        from generator.build.recovery.replace_log import replace_log
        from generator.commands.build import build_portal

        deployment = find_deployment(options.portal)
        done = replace_log(
            deployment,
            options.reason,
            last=options.last,
            passphrase=new_passphrase(options),
            open_key=lambda path: open_key(path, options),
            signers=[open_key(path, options) for path in options.signer],
            portal=open_portal_keys(deployment.keys, options),
            at=confirmed_now(options, deployment, RECEIPT_AHEAD),
        )
        build_portal(deployment.folder, options)
        say(msg("A new log goes on from entry %(size)s of the one before.", size=done.size))
        say(msg("Its key, to be printed and announced in place of the old one:"))
        show(done.key)
        return 0

    action = add_command(
        inner,
        "replace",
        run,
        text(
            "The log's key is lost, stolen, or to be changed: open a new log that goes on from the"
            " old one, and build."
        ),
        "gongshi log replace --reason lost --signer targets-1.pem --signer targets-2.pem",
    )
    with_clock(action)
    action.add_argument("--reason", required=True, choices=("planned", "lost", "stolen"))
    action.add_argument(
        "--last",
        type=int,
        metavar=text("SIZE"),
        help=text("entries of the last honest checkpoint (default: all)"),
    )
    action.add_argument(
        "--signer",
        type=Path,
        action="append",
        required=True,
        metavar=text("FILE"),
        help=text("a private key of targets; repeat it up to the threshold"),
    )
    with_portal(action)
    with_passphrase(action)


def _read(path: Path, cap: int = MAX_NOTE) -> bytes:
    data = read_file(path, cap, name=str(path))
    if data is None:
        raise UsageError(msg("%(path)s is missing", path=path))
    return data
