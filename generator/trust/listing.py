"""The exports that one verified role lists: whether it may, and whether a TUF client finds them."""

from __future__ import annotations

import msgspec
from tuf.api.metadata import TargetFile, Targets

from generator.model.messages import Message, msg
from generator.model.problems import Problem
from generator.model.release import RowTreeRoot
from generator.trust.files import MAX_EXPORT
from generator.trust.scope import COPY_PATH, TARGETS, covers, export_of
from generator.trust.signed import sha256_of
from generator.trust.state import Listed, ListedCopy, Survey

ROWS = "rows"
"""The member of a target's `custom` that holds the root of the export's rows."""
ADDRESS = "address"
"""The member of a target's `custom` that says where on the site a public copy is."""


def list_exports(found: Survey, role: str, signed: Targets, shown: str) -> list[Problem]:
    """Notes every export of `role` in `found.listed`; what is wrong with the others."""
    problems = []
    for path, target in sorted(signed.targets.items()):
        if _adopted(found, role, path, target):
            continue
        named, digest = export_of(path), sha256_of(target)
        why = _fault(found, role, path, target)
        if why is not None or named is None or digest is None:
            problems.append(Problem(shown, None, ascii(path), why or msg("is no export")))
            continue
        found.listed[path] = Listed(
            path=path,
            region=named[0],
            release=named[1],
            role=role,
            role_version=signed.version,
            length=target.length,
            sha256=digest,
            suspension=found.suspended.get(role),
            row_tree=row_tree_of(target),
        )
    return problems


def list_copies(signed: Targets, shown: str) -> tuple[tuple[ListedCopy, ...], list[Problem]]:
    """The public copies that the portal's own role lists; what is wrong with the others."""
    files, problems = [], []
    for path, target in sorted(signed.targets.items()):
        digest, custom = sha256_of(target), target.custom
        address = custom.get(ADDRESS) if isinstance(custom, dict) else None
        if not COPY_PATH.fullmatch(path) or not isinstance(address, str):
            why = msg("is not of the form rows/371500/371500-0007.jsonl, with its address")
            problems.append(Problem(shown, None, ascii(path), why))
        elif digest is None or type(target.length) is not int:
            why = msg("is not described by a length and one SHA-256")
            problems.append(Problem(shown, None, ascii(path), why))
        else:
            files.append(ListedCopy(path, address, target.length, digest))
    return tuple(files), problems


def copy_target(copy: ListedCopy) -> TargetFile:
    """The target that says so."""
    custom = {"custom": {ADDRESS: copy.address}}
    return TargetFile(copy.length, {"sha256": copy.sha256}, copy.path, custom)


def _fault(found: Survey, role: str, path: str, target: TargetFile) -> Message | None:
    """Why `role` may not list this; None if it may."""
    named = export_of(path)
    if named is None:
        return msg("is not of the form exports/371500/371500-0007.zip")
    if not covers(role, named[0]):
        return msg("lies outside the scope of %(role)s", role=role)
    if sha256_of(target) is None or type(target.length) is not int:
        return msg("is not described by a length and one SHA-256")
    try:
        row_tree_of(target)
    except ValueError as error:
        return msg("has a root of its rows that cannot be read: %(error)s", error=error)
    if target.length > MAX_EXPORT:
        return msg(
            "is longer than the %(max_export)s bytes that are allowed", max_export=MAX_EXPORT
        )
    other = found.listed.get(path)
    if other is not None:
        return msg("is listed by %(role)s as well", role=other.role)
    rival = _rival(found, role, named[0])
    return (
        msg("belongs to %(rival)s, which is asked before %(role)s", rival=rival, role=role)
        if rival
        else None
    )


def row_tree_of(target: TargetFile) -> RowTreeRoot | None:
    """The root of the rows in a target's `custom`; None without, ValueError if malformed."""
    custom = target.custom
    if not isinstance(custom, dict) or ROWS not in custom:
        return None
    return msgspec.convert(custom[ROWS], RowTreeRoot)


def custom_rows(row_tree: RowTreeRoot) -> dict[str, object]:
    """The `custom` of a target whose export has this root of its rows."""
    return {ROWS: msgspec.to_builtins(row_tree)}


def _is_revoked(found: Survey, role: str) -> bool:
    return role not in found.order.get(found.parents[role], {})


def _adopted(found: Survey, role: str, path: str, target: TargetFile) -> bool:
    """Whether a role in force has taken over this very export of a revoked one."""
    other = found.listed.get(path)
    return (
        other is not None
        and _is_revoked(found, role)
        and (other.length, other.sha256) == (target.length, sha256_of(target))
    )


def _rival(found: Survey, role: str, region: str) -> str | None:
    """The role that ends a TUF client's search for `region` before it reaches `role`.

    A revoked role is not searched at all: what it published stays without that.
    """
    if _is_revoked(found, role):
        return None
    while role != TARGETS:
        parent = found.parents[role]
        order = found.order[parent]
        for width in (2, 4, 6):
            other = f"r-{region[:width]}"
            if order.get(other, len(order)) < order[role]:
                return other
        role = parent
    return None
