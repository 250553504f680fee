"""What `gongshi keys` does for a list of agencies in one step, and `gongshi keys due`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from securesystemslib.signer import Signer

from generator.commands.shared.arguments import (
    add_command,
    new_passphrase,
    open_key,
    open_keys,
    open_portal_keys,
    with_portal,
)
from generator.commands.shared.clock import age, now
from generator.commands.shared.console import complain, say, show
from generator.commands.shared.words import text
from generator.model.messages import msg, nmsg
from generator.model.problems import UsageError
from generator.trust.keys import cards, create_key

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.portal.folder import Deployment


def with_list(action: argparse.ArgumentParser) -> None:
    """Add --list."""
    action.add_argument(
        "--list",
        type=Path,
        dest="agencies",
        metavar=text("FILE"),
        help=text("all agencies of a list (CSV or .xlsx) at once"),
    )


def one_or_list(options: argparse.Namespace, *needed: str) -> bool:
    """Whether a list was given; UsageError where neither it nor what one role needs is there."""
    missing = [name for name in needed if not getattr(options, name)]
    if options.agencies is None and missing:
        raise UsageError(msg("name a role, or a list of agencies with --list"))
    if options.agencies is not None and len(missing) < len(needed):
        raise UsageError(msg("name a role, or a list of agencies with --list, not both"))
    return options.agencies is not None


def make_keys(options: argparse.Namespace) -> int:
    """`gongshi keys new --list`: a key for each agency that has none in the folder."""
    from generator.portal.agency_list import read_agencies

    agencies = read_agencies(options.agencies, options.folder)
    wanted = [each for each in agencies if each.public == (_own(options.folder, each.role),)]
    missing = [each for each in wanted if not each.public[0].exists()]
    if missing:
        phrase = new_passphrase(options)
        for agency in missing:
            made = create_key(options.folder, agency.role, phrase)
            show(f"{agency.role}  {made.fingerprint}  {agency.name}")
    say(
        msg(
            "%(made)s keys made in %(folder)s, %(there)s were there.",
            made=len(missing),
            folder=options.folder,
            there=len(agencies) - len(missing),
        )
    )
    return 0


def print_cards(options: argparse.Namespace) -> int:
    """`gongshi keys card --list`: a page for each key, in one file."""
    from generator.io.atomic import replace_file
    from generator.portal.agency_list import new_roles, read_agencies
    from generator.render.printing import find_browser, print_pdf

    place: Path = options.out or options.agencies.with_suffix(".html")
    if place.suffix not in (".html", ".pdf"):
        raise UsageError(msg("%(place)s: cards are written as .html or .pdf", place=place))
    browser = find_browser() if place.suffix == ".pdf" else None
    agencies = read_agencies(options.agencies, options.keys or Path("keys"))
    named = {each.role: each.name for each in agencies}
    roles = [new for group in new_roles(options.agencies, agencies).values() for new in group]
    pages = [(key, new.role, named[new.role]) for new in roles for key in new.keys]
    if browser is None:
        replace_file(place, cards(pages).encode())
    else:
        with TemporaryDirectory() as folder:
            html = Path(folder, "cards.html")
            html.write_bytes(cards(pages).encode())
            print_pdf(browser, html, place)
    say(msg("%(count)s cards: %(place)s", count=len(pages), place=place))
    return 0


def delegate_list(options: argparse.Namespace, deployment: Deployment) -> int:
    """`gongshi keys delegate --list`: one new version of each superior's metadata."""
    from generator.portal.agency_list import new_roles, read_agencies
    from generator.trust.amendments import delegate_all, not_yet_delegated

    keys = options.keys or deployment.keys
    agencies = read_agencies(options.agencies, keys)
    at = now()
    groups = new_roles(options.agencies, agencies)
    missing = {
        parent: not_yet_delegated(deployment.archive, roles, at) for parent, roles in groups.items()
    }
    signers = [open_key(path, options) for path in options.signer]
    portal = open_portal_keys(deployment.keys, options)
    for parent, roles in missing.items():
        if roles:
            change = delegate_all(
                deployment.archive, parent, roles, signers=signers, portal=portal, at=at
            )
            say(
                msg(
                    "%(count)s roles: version %(version)s of %(signed_by)s is in force.",
                    count=len(roles),
                    version=change.version,
                    signed_by=change.signed_by,
                )
            )
    there = len(agencies) - sum(map(len, missing.values()))
    if there:
        say(msg("%(count)s were delegated already.", count=there))
    return 0


def sign_delegation_of(options: argparse.Namespace, *, many: bool) -> int:
    """`gongshi keys delegate --to FOLDER`: the next metadata of a province or city, for hand-over;
    of a list those of every one whose key is among the `--signer`.
    """
    from generator.portal.agency_list import new_roles, read_agencies
    from generator.trust.amendments import NewRole
    from generator.trust.keys import load_public
    from generator.trust.scope import TARGETS, is_role
    from generator.trust.signing import sign_delegations

    if many:
        keys = options.keys or Path("keys")
        groups = new_roles(options.agencies, read_agencies(options.agencies, keys))
        if options.parent != TARGETS:
            groups = {options.parent: groups.get(options.parent, [])}
    else:
        public = [load_public(path) for path in options.public]
        new = NewRole(options.role, public, options.threshold, options.agency)
        groups = {options.parent: [new]}
    if not all(groups.values()):
        raise UsageError(
            msg("%(file)s: no line with %(parent)s as 上级", file=options.agencies,
                parent=options.parent)
        )  # fmt: skip
    if others := [parent for parent in groups if not is_role(parent)]:
        raise UsageError(
            msg(
                "--to is for a province or a city: name it with --parent r-37; %(others)s is"
                " changed where the portal's keys are",
                others=others[0],
            )
        )
    signers = [open_key(path, options) for path in options.signer]
    for parent, roles in groups.items():
        done = sign_delegations(parent, roles, signers, options.to, options.archive, at=now())
        say(
            nmsg(
                "Signed %(parent)s, version %(version)s: it lets %(n)s role speak, until"
                " %(expires)s.",
                "Signed %(parent)s, version %(version)s: it lets %(n)s more roles speak, until"
                " %(expires)s.",
                len(roles),
                parent=parent,
                version=done.version,
                expires=f"{done.expires:%Y-%m-%d}",
            )
        )
        if not done.complete:
            complain(msg("Another person must sign before it can be handed over."))
    say(msg("Hand over the folder %(folder)s.", folder=options.to))
    return 0


def renew_many(options: argparse.Namespace, deployment: Deployment) -> int:
    """`gongshi keys renew --due 60d --keys FOLDER --to FOLDER`: every agency's role that ends by
    then and whose key lies in the folder; who else has to sign is named.
    """
    from generator.trust.drafts import surveyed
    from generator.trust.scope import is_role
    from generator.trust.signing import sign_renewal

    at = now()
    found = surveyed(deployment.archive, at)
    due = [role for role, end in found.ends.items() if is_role(role) and end - at <= options.due]
    opened = open_keys([options.keys / f"{role}.pem" for role in sorted(due)], options)
    for path, signer in opened.items():
        sign_renewal(path.stem, [signer], options.to, found, at=at)
    if opened:
        say(
            nmsg(
                "%(count)s role signed again; hand over %(folder)s.",
                "%(count)s roles signed again; hand over %(folder)s.",
                len(opened),
                count=len(opened),
                folder=options.to,
            )
        )
    elif not due:
        say(msg("No agency's signature ends by then."))
    for role in sorted(set(due) - {path.stem for path in opened}):
        complain(msg("%(role)s: its key is not in %(folder)s", role=role, folder=options.keys))
    return 0


def add_due(inner: Commands) -> None:
    """Add `keys due`."""

    def run(options: argparse.Namespace) -> int:
        from generator.portal.folder import find_deployment
        from generator.trust.drafts import surveyed

        at = now()
        found = surveyed(find_deployment(options.portal).archive, at)
        ends = sorted((end, role) for role, end in found.ends.items())
        shown = [each for each in ends if each[0] - at <= options.within]
        for end, role in shown:
            days = max((end - at).days, 0)
            say(
                msg(
                    "%(day)s  %(role)s  %(days)s days",
                    day=f"{end:%Y-%m-%d}",
                    role=role,
                    days=days,
                )
            )
        say(
            msg(
                "%(count)s of %(all)s signatures end within %(within)s days.",
                count=len(shown),
                all=len(ends),
                within=options.within // timedelta(days=1),
            )
        )
        return 0

    action = add_command(
        inner,
        "due",
        run,
        text("List which signatures end when, the next one first."),
        "gongshi keys due --within 60d",
    )
    action.add_argument(
        "--within",
        type=age,
        default=age("60d"),
        metavar=text("60d"),
        help=text("how far ahead to look (default: 60d)"),
    )
    with_portal(action)


def keys_for(
    regions: Iterable[str], folder: Path, options: argparse.Namespace
) -> dict[str, Signer]:
    """For each six-digit region the key of the narrowest role in a folder that covers it."""
    paths: dict[str, Path] = {}
    for region in regions:
        names = [f"r-{region[:digits]}" for digits in (6, 4, 2)]
        found = next((path for name in names if (path := folder / f"{name}.pem").exists()), None)
        if found is not None:
            paths[region] = found
    opened = open_keys(sorted(set(paths.values())), options)
    return {region: opened[path] for region, path in paths.items() if path in opened}


def _own(folder: Path, role: str) -> Path:
    return folder / f"{role}.pub.pem"
