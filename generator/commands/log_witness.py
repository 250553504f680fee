"""`gongshi log witness`, which asks one, and `gongshi log serve-witness`, which is one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.build.site_log import open_log
from generator.commands.audit import verifier_keys, witness_key
from generator.commands.shared.arguments import (
    add_command,
    open_key,
    port,
    with_passphrase,
    with_portal,
)
from generator.commands.shared.clock import now
from generator.commands.shared.console import say, show
from generator.commands.shared.words import text
from generator.io.atomic import replace_file
from generator.log.note import Signer
from generator.log.witness import Request
from generator.log.witness_client import ask_witness
from generator.log.writing import Log
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.portal.folder import Deployment, find_deployment

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_witness(inner: Commands) -> None:
    """Add `witness`."""

    def run(options: argparse.Namespace) -> int:
        if (options.request is None) == (options.send is None):
            raise UsageError(msg("name a file for the request, or an address with --send"))
        deployment = find_deployment(options.portal)
        return _send(options, deployment) if options.send else _write_request(options, deployment)

    action = add_command(
        inner,
        "witness",
        run,
        text("Ask a witness to sign the newest checkpoint, by a file or over HTTP."),
        "gongshi log witness request.txt --since 1204\n"
        "         gongshi log witness --send https://witness.example --witness newspaper.vkey",
    )
    action.add_argument("request", nargs="?", type=Path, metavar=text("FILE"))
    action.add_argument(
        "--since",
        type=int,
        default=0,
        metavar=text("SIZE"),
        help=text("entries of the checkpoint that the witness holds (default: none)"),
    )
    action.add_argument(
        "--send",
        metavar=text("ADDRESS"),
        help=text("ask the witness at this address, and add what it answers"),
    )
    action.add_argument("--witness", metavar=text("KEY-OR-FILE"), help=text("its key"))
    with_portal(action)


def _write_request(options: argparse.Namespace, deployment: Deployment) -> int:
    log = open_log(deployment)
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
    say(
        msg(
            "%(request)s: send this to the witness; the answer goes to gongshi log add",
            request=options.request,
        )
    )
    return 0


def _send(options: argparse.Namespace, deployment: Deployment) -> int:
    if options.witness is None:
        raise UsageError(msg("--witness is missing: the key by which its answer is checked"))
    witness = witness_key(options.witness)
    with deployment.locked():
        log: Log = open_log(deployment)
        signed = log.add_cosignature(ask_witness(log, options.send), witness)
    say(
        msg(
            "%(name)s has witnessed %(size)s entries.",
            name=witness.name,
            size=signed.checkpoint.size,
        )
    )
    say(msg("The next gongshi build publishes it."))
    return 0


def add_serve_witness(inner: Commands) -> None:
    """Add `serve-witness`."""

    def run(options: argparse.Namespace) -> int:
        from generator.log.witness_state import Witness
        from generator.service.server import make_witness_server

        logs = [key for written in options.log for key in verifier_keys(written)]
        signer = Signer.stored(options.name or options.key.stem, open_key(options.key, options))
        with (
            Witness.at_work(options.folder, logs, signer, now) as witness,
            make_witness_server(witness.add_checkpoint, options.port) as server,
        ):
            show(str(signer.witness_key))
            for key in logs:
                say(
                    msg(
                        "Following %(name)s from %(size)s entries on.",
                        name=key.name,
                        size=witness.size(key.name),
                    )
                )
            say(
                msg(
                    "Witnessing at http://localhost:%(port)s/add-checkpoint  (Ctrl+C ends it)",
                    port=server.server_address[1],
                )
            )
            sys.stdout.flush()
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                show("")
        return 0

    action = add_command(
        inner,
        "serve-witness",
        run,
        text("Be a witness over HTTP of one log or several, of any make (C2SP tlog-witness)."),
        "gongshi log serve-witness held --log gongshi.vkey --key keys/newspaper.example.pem",
    )
    action.add_argument(
        "folder",
        type=Path,
        metavar=text("FOLDER"),
        help=text("where the newest checkpoint of each log is kept"),
    )
    action.add_argument(
        "--log",
        required=True,
        action="append",
        metavar=text("KEY-OR-FILE"),
        help=text("a log's key, or a file with one a line; repeat it"),
    )
    action.add_argument("--key", type=Path, required=True, metavar=text("FILE"))
    action.add_argument("--name", help=text("under which you sign (default: the key file's)"))
    action.add_argument("--port", type=port, default=8010, help=text("0 for any that is free"))
    with_passphrase(action)
