"""The command `gongshi audit`: a site, or one downloaded proof, against the log."""

from __future__ import annotations

import argparse
import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command
from generator.commands.shared.clock import age, now
from generator.commands.shared.console import complain, say, show
from generator.commands.shared.words import text
from generator.log.note import COSIGNATURES, VerifierKey, parse_key, parse_keys
from generator.model.messages import message_of, msg
from generator.model.problems import UsageError, VerificationError

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_audit(commands: Commands) -> None:
    """Add `audit`."""
    command = add_command(
        commands,
        "audit",
        run_audit,
        text("Prove that a published site is what its log says, and that nothing was rewritten."),
        "gongshi audit https://gongshi.example --checkpoint gongshi.checkpoint\n"
        "         gongshi audit --proof record-proof.json --key gongshi.vkey",
    )
    command.add_argument(
        "site",
        nargs="?",
        metavar=text("ADDRESS-OR-FOLDER"),
        help=text("where the site is published, or a folder with a copy of it"),
    )
    command.add_argument(
        "--key",
        metavar=text("KEY-OR-FILE"),
        help=text("the verifier key, as you got it elsewhere; without it the site's own is taken"),
    )
    command.add_argument(
        "--checkpoint",
        type=Path,
        metavar=text("FILE"),
        help=text(
            "your checkpoint of the last time: proves that nothing was rewritten since; after a"
            " good audit the new one is kept there, the old one beside it"
        ),
    )
    command.add_argument(
        "--root",
        metavar=text("FILE-OR-DIGEST"),
        help=text(
            "a root of the agencies' keys that you know: its file, or sha256: and its digest;"
            " without it the site's first one is taken"
        ),
    )
    command.add_argument(
        "--witness",
        action="append",
        default=[],
        metavar=text("KEY-OR-FILE"),
        help=text("the key of a witness that you trust; repeat it"),
    )
    command.add_argument(
        "--quorum",
        type=int,
        metavar=text("N"),
        help=text("how many of them must have signed (default: all)"),
    )
    command.add_argument(
        "--max-age",
        type=age,
        metavar=text("8d"),
        help=text(
            "fail where the newest release is older: days or hours, such as 8d or 36h; a site may"
            " stand still, or an old copy be shown to you"
        ),
    )
    command.add_argument(
        "--cache",
        type=Path,
        metavar=text("FOLDER"),
        help=text("go on here where an audit was cut off"),
    )
    command.add_argument(
        "--user-agent",
        metavar=text("BROWSER"),
        help=text(
            "over the network each file is asked for once more as a browser does, in this name;"
            " without it in that of the commonest one of a phone"
        ),
    )
    command.add_argument(
        "--exports",
        type=Path,
        metavar=text("FOLDER"),
        help=text(
            "for an agency: its own signed exports; says whether they are in the log and shown "
            "whole, as they were signed"
        ),
    )
    command.add_argument(
        "--proof",
        type=Path,
        metavar=text("FILE"),
        help=text("a downloaded proof; needs no network"),
    )
    command.add_argument(
        "--json", action="store_true", help=text("the answer for a script, on one line")
    )


def run_audit(options: argparse.Namespace) -> int:
    """`gongshi audit`."""
    if (options.site is None) == (options.proof is None):
        raise UsageError(msg("name a site to audit, or a file with --proof"))
    from generator.audit.report_json import difference_json

    try:
        return _audit_proof(options) if options.proof else _audit_site(options)
    except VerificationError as error:
        if options.json:
            show(json.dumps(difference_json(error), ensure_ascii=False))
        else:
            complain(msg("DOES NOT HOLD. %(error)s", error=error))
            complain(msg("What to do now is in docs/trust.md. Keep a copy of what you were given."))
        return error.exit_status


def _audit_site(options: argparse.Namespace) -> int:
    from generator.audit.as_readers import BROWSER
    from generator.audit.audit_site import audit
    from generator.audit.heads import AuditOptions
    from generator.audit.own_exports import check_own_exports
    from generator.audit.report import report_own, report_site
    from generator.audit.report_json import own_json, site_json
    from generator.audit.saved_state import keep_accepted, keep_checkpoint, read_accepted, read_old
    from generator.audit.site_source import source_of

    witnesses = tuple(witness_key(one) for one in options.witness)
    if Path(options.site, "portal.toml").exists():
        raise UsageError(
            msg(
                "%(site)s is a portal; its site is in %(path)s/current",
                site=options.site,
                path=Path(options.site, "site"),
            )
        )
    wanted = len(witnesses) if options.quorum is None else options.quorum
    if not 0 <= wanted <= len(witnesses):
        raise UsageError(
            msg(
                "--quorum %(wanted)s: you named %(count)s witnesses",
                wanted=wanted,
                count=len(witnesses),
            )
        )
    old = read_old(options.checkpoint) if options.checkpoint else None
    chosen = AuditOptions(
        verifier_key(options.key) if options.key else None,
        old,
        witnesses,
        wanted,
        root_digest(options.root) if options.root else None,
        read_accepted(options.checkpoint) if options.checkpoint else None,
        now(),
        options.max_age,
    )
    tell = (
        (lambda _: None) if options.json else (lambda step: complain(msg("%(step)s …", step=step)))
    )
    source = source_of(options.site, options.cache, options.user_agent or BROWSER)
    found = audit(source, chosen, cache=options.cache, tell=tell)
    own = check_own_exports(source, options.exports, found) if options.exports else ()
    aside = (
        keep_checkpoint(options.checkpoint, found.head, found.old) if options.checkpoint else None
    )
    if options.checkpoint:
        keep_accepted(options.checkpoint, found.signed)
    if options.json:
        show(json.dumps(site_json(found, chosen.at) | own_json(own), ensure_ascii=False))
        return 0
    for line in (*report_site(found, chosen), *report_own(own)):
        say(line)
    if options.checkpoint:
        kept = options.checkpoint
        if aside:
            say(
                msg(
                    "The checkpoint is kept in %(kept)s for next time, the one before in "
                    "%(aside)s.",
                    kept=kept,
                    aside=aside,
                )
            )
        else:
            say(msg("The checkpoint is kept in %(kept)s for next time.", kept=kept))
        if old is None:
            say(
                msg(
                    "It is the first one: whether something was rewritten before today is "
                    "not known."
                )
            )
    return 0


def _audit_proof(options: argparse.Namespace) -> int:
    from generator.audit.proofs import MAX_PROOF, check_proof
    from generator.audit.report import report_proof
    from generator.audit.report_json import proof_json
    from generator.trust.files import read_file

    name = str(options.proof)
    data = read_file(options.proof, MAX_PROOF, name=name)
    if data is None:
        raise UsageError(msg("%(name)s is missing", name=name))
    found = check_proof(name, data, verifier_key(options.key) if options.key else None)
    if options.json:
        show(json.dumps(proof_json(found), ensure_ascii=False))
        return 0
    for line in report_proof(name, found):
        say(line)
    return 0


def root_digest(written: str) -> str:
    """The SHA-256 of a root, given so or as its file; UsageError for anything else."""
    kind, _, digest = written.partition(":")
    if kind == "sha256" and len(digest) == 64 and set(digest) <= set("0123456789abcdef"):
        return digest
    try:
        return sha256(Path(written).read_bytes()).hexdigest()
    except OSError:
        raise UsageError(
            msg(
                "%(written)s is neither a root's file nor sha256: and 64 hexadecimal digits",
                written=written,
            )
        ) from None


def witness_key(written: str) -> VerifierKey:
    """The key of a witness; UsageError for one that makes no cosignatures."""
    key = verifier_key(written)
    if key.kind not in COSIGNATURES:
        raise UsageError(msg("%(key)s is the key of a log, not of a witness", key=key))
    return key


def verifier_key(written: str) -> VerifierKey:
    """The verifier key in an argument, or in the file that it names; UsageError where there is
    none.
    """
    return verifier_keys(written)[0]


def verifier_keys(written: str) -> list[VerifierKey]:
    """The verifier key in an argument, or all those in the file that it names, one a line, at least
    one; UsageError where there is none.
    """
    try:
        return [parse_key(written)]
    except ValueError as error:
        problem = message_of(error)
    try:
        return parse_keys(Path(written).read_text("utf-8")) or [parse_key("")]
    except (OSError, UnicodeDecodeError):
        raise UsageError(problem) from None
    except ValueError as error:
        raise UsageError(msg("%(written)s: %(error)s", written=written, error=error)) from None
