"""The command `gongshi keys`: new, card, delegate, rotate, renew, revoke, stolen, due."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import (
    add_command,
    new_passphrase,
    open_key,
    open_portal_keys,
    with_passphrase,
)
from generator.commands.shared.clock import age, confirmed_now, now, with_clock
from generator.commands.shared.console import complain, say
from generator.commands.shared.keys_of_many import (
    add_due,
    delegate_list,
    make_keys,
    one_or_list,
    print_cards,
    renew_many,
    sign_delegation_of,
    with_list,
)
from generator.commands.shared.words import text
from generator.history.publication import RECEIPT_AHEAD
from generator.io.atomic import replace_file
from generator.model.messages import msg
from generator.model.problems import UsageError
from generator.portal.folder import Deployment, find_deployment
from generator.trust.amendments import Amendment, delegate, renew_role, revoke, rotate
from generator.trust.keys import (
    card,
    create_key,
    key_fingerprint,
    load_public,
)
from generator.trust.roots import renew_root, rotate_top
from generator.trust.signing import sign_renewal

TOP = frozenset({"root", "targets", "snapshot", "timestamp"})
"""Roles that root itself names."""

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_keys(commands: Commands) -> None:
    """Add `keys` with its own commands."""
    about = text("Make keys, print their cards, and say which key speaks for which region.")
    keys = commands.add_parser(
        "keys",
        help=about,
        description=about,
        epilog=text("example: ") + "gongshi keys new keys r-371502",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = keys.add_subparsers(metavar=text("ACTION"), required=True)
    _add_new(inner)
    _add_card(inner)
    _add_delegate(inner)
    _add_rotate(inner)
    _add_renew(inner)
    _add_revoke(inner)
    _add_stolen(inner)
    add_due(inner)


def _deployment(options: argparse.Namespace) -> Deployment:
    """The portal, whose archive may not be that of an older back-up: nothing goes on from it."""
    from generator.build.site_log import open_log

    deployment = find_deployment(options.portal)
    open_log(deployment)
    return deployment


def _with_keys(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--keys",
        type=Path,
        metavar=text("FOLDER"),
        help=text("where the agencies' keys lie (default: keys of the portal)"),
    )


def _with_signers(action: argparse.ArgumentParser, *, required: bool = True) -> None:
    action.add_argument("--portal", type=Path, metavar=text("FOLDER"))
    action.add_argument(
        "--signer",
        type=Path,
        action="append",
        required=required,
        default=None if required else [],
        metavar=text("FILE"),
        help=text("a private key of the role above; repeat it up to the threshold"),
    )
    with_passphrase(action)


def _add_new(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        if one_or_list(options, "name"):
            return make_keys(options)
        files = create_key(options.folder, options.name, new_passphrase(options))
        say(msg("Private key  %(private)s   keep it to yourself", private=files.private))
        say(msg("Public key   %(public)s   give it to the agency above", public=files.public))
        say(
            msg(
                "Fingerprint  %(fingerprint)s   read it aloud to them",
                fingerprint=files.fingerprint,
            )
        )
        return 0

    action = add_command(
        inner, "new", run, text("Make an encrypted key."), "gongshi keys new keys r-371502"
    )
    action.add_argument("folder", type=Path)
    action.add_argument("name", nargs="?")
    with_list(action)
    with_passphrase(action)


def _add_card(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        if one_or_list(options, "public", "role", "holder"):
            return print_cards(options)
        key = load_public(options.public)
        place: Path = options.out or options.public.with_name(f"{options.role}-card.html")
        replace_file(place, card(key, role=options.role, holder=options.holder).encode())
        say(
            msg("%(key_fingerprint)s  %(place)s", key_fingerprint=key_fingerprint(key), place=place)
        )
        return 0

    action = add_command(
        inner,
        "card",
        run,
        text("Write a printable card with a key's fingerprint and QR code."),
        "gongshi keys card keys/r-371502.pub.pem --role r-371502 --holder 东昌府区卫生健康局",
    )
    action.add_argument("public", type=Path, nargs="?", help=text("public key file"))
    action.add_argument("--role")
    action.add_argument("--holder")
    with_list(action)
    _with_keys(action)
    action.add_argument(
        "--out", type=Path, help=text("HTML file, of a list also PDF (default: beside the key)")
    )


def _add_delegate(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        many = one_or_list(options, "role", "public")
        if options.to is not None:
            return sign_delegation_of(options, many=many)
        deployment = _deployment(options)
        if many:
            return delegate_list(options, deployment)
        return _report(
            delegate(
                deployment.archive,
                options.parent,
                options.role,
                [load_public(path) for path in options.public],
                threshold=options.threshold,
                agency=options.agency,
                signers=[open_key(path, options) for path in options.signer],
                portal=open_portal_keys(deployment.keys, options),
                at=now(),
            )
        )

    action = add_command(
        inner,
        "delegate",
        run,
        text("Let a role speak for its region."),
        "gongshi keys delegate r-371502 --parent r-3715 --public keys/r-371502.pub.pem"
        " --agency 东昌府区卫生健康局 --signer keys/r-3715.pem",
    )
    action.add_argument("role", nargs="?")
    action.add_argument("--parent", default="targets")
    action.add_argument("--public", type=Path, action="append", metavar=text("FILE"))
    action.add_argument("--threshold", type=int, default=1)
    action.add_argument("--agency", default="")
    action.add_argument(
        "--to",
        type=Path,
        metavar=text("FOLDER"),
        help=text(
            "hand-over folder of a province or city that delegates on its own machine, without the"
            " portal's keys"
        ),
    )
    action.add_argument(
        "--archive",
        type=Path,
        metavar=text("PATH"),
        help=text(
            "with --to: the portal's archive or the last metadata of the role above; left out where"
            " that role never signed anything"
        ),
    )
    with_list(action)
    _with_keys(action)
    _with_signers(action)


def _add_rotate(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        deployment = _deployment(options)
        change = rotate_top if options.role in TOP else rotate
        return _report(
            change(
                deployment.archive,
                options.role,
                [load_public(path) for path in options.public],
                threshold=options.threshold,
                signers=[open_key(path, options) for path in options.signer],
                portal=open_portal_keys(deployment.keys, options),
                at=now(),
            )
        )

    action = add_command(
        inner,
        "rotate",
        run,
        text("Give a role new keys in place of its old ones."),
        "gongshi keys rotate r-371502 --public keys/r-371502-2.pub.pem --signer keys/r-3715.pem",
    )
    action.add_argument("role")
    action.add_argument("--public", type=Path, action="append", required=True, metavar=text("FILE"))
    action.add_argument("--threshold", type=int, default=1)
    _with_signers(action)


def _add_renew(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        if options.due is None and not (options.role and options.signer):
            raise UsageError(msg("name a role and its --signer, or a time with --due"))
        if options.due is not None and not (options.keys and options.to):
            raise UsageError(msg("--due asks for --keys FOLDER and --to FOLDER"))
        deployment = _deployment(options)
        if options.due is not None:
            return renew_many(options, deployment)
        signers = [open_key(path, options) for path in options.signer]
        if options.role not in TOP:
            if options.to is None:
                raise UsageError(
                    msg(
                        "--to FOLDER is missing: %(role)s hands its renewal over", role=options.role
                    )
                )
            handover = sign_renewal(options.role, signers, options.to, deployment.archive, at=now())
            say(
                msg(
                    "Signed %(role)s, version %(version)s; hand over %(folder)s.",
                    role=handover.role,
                    version=handover.version,
                    folder=handover.folder,
                )
            )
            return 0
        own = open_portal_keys(deployment.keys, options)
        again = renew_root if options.role == "root" else renew_role
        return _report(again(deployment.archive, signers=signers, portal=own, at=now()))

    action = add_command(
        inner,
        "renew",
        run,
        text(
            "Sign a role again before it expires: root, targets, or an agency's without a "
            "new export."
        ),
        "gongshi keys renew targets --signer keys/targets-1.pem --signer keys/targets-2.pem",
    )
    action.add_argument("role", nargs="?")
    action.add_argument(
        "--to", type=Path, metavar=text("FOLDER"), help=text("hand-over folder of an agency")
    )
    action.add_argument(
        "--due",
        type=age,
        metavar=text("60d"),
        help=text("every agency's role that ends by then and whose key is in --keys"),
    )
    _with_keys(action)
    _with_signers(action, required=False)


def _add_revoke(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        deployment = _deployment(options)
        return _report(
            revoke(
                deployment.archive,
                options.role,
                signers=[open_key(path, options) for path in options.signer],
                portal=open_portal_keys(deployment.keys, options),
                at=now(),
            )
        )

    action = add_command(
        inner,
        "revoke",
        run,
        text(
            "Take the right to publish from a role; what it published stays, marked as suspended."
        ),
        "gongshi keys revoke r-371502 --signer keys/r-3715.pem",
    )
    action.add_argument("role")
    _with_signers(action)


def _add_stolen(inner: Commands) -> None:
    def run(options: argparse.Namespace) -> int:
        from generator.build.recovery.stolen_key import take_back_since
        from generator.commands.build import build_portal

        deployment = _deployment(options)
        done = take_back_since(
            deployment,
            options.role,
            [load_public(path) for path in options.public],
            since=options.since,
            threshold=options.threshold,
            signers=[open_key(path, options) for path in options.signer],
            portal=open_portal_keys(deployment.keys, options),
            at=confirmed_now(options, deployment, RECEIPT_AHEAD),
        )
        _report(done.amendment)
        for path in done.paths:
            say(msg("Taken back: %(path)s", path=path))
        if not done.paths:
            say(msg("Nothing was received from it since %(day)s.", day=options.since.isoformat()))
        for child in done.delegations:
            complain(
                msg(
                    "%(role)s: the stolen key has changed its keys since; once the new key is in"
                    " force, gongshi keys rotate %(role)s",
                    role=child,
                )
            )
        build_portal(deployment.folder, options)
        return 0

    action = add_command(
        inner,
        "stolen",
        run,
        text(
            "An agency's key was stolen: take back in public all that was received with it since a"
            " day, and build."
        ),
        "gongshi keys stolen r-371502 --since 2026-09-04 --public keys/r-371502-2.pub.pem"
        " --signer keys/r-3715.pem",
    )
    with_clock(action)
    action.add_argument("role")
    action.add_argument(
        "--since",
        type=date.fromisoformat,
        required=True,
        metavar=text("DAY"),
        help=text("the first day on which the key may have been in other hands, as 2026-09-04"),
    )
    action.add_argument(
        "--public",
        type=Path,
        action="append",
        default=[],
        metavar=text("FILE"),
        help=text("the agency's new key; without one the role is revoked until it has one"),
    )
    action.add_argument("--threshold", type=int, default=1)
    _with_signers(action)


def _report(change: Amendment) -> int:
    say(
        msg(
            "%(role)s: version %(version)s of %(signed_by)s is in force.",
            role=change.role,
            version=change.version,
            signed_by=change.signed_by,
        )
    )
    return 0
