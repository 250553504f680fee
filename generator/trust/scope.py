"""Which role may speak for which regions.

A role `r-<prefix>` speaks for the regions whose code begins with its prefix: `r-37` for a
province, `r-3715` for a city, `r-371502` for a county. Its delegation must carry exactly the one
path pattern that follows from its name. TUF wildcards do not cross `/`, and python-tuf would take
`[...]` where the specification does not, so nothing but this one form is accepted.
"""

from __future__ import annotations

import re

from tuf.api.metadata import DelegatedRole

from generator.model.messages import Message, msg
from generator.model.problems import UsageError
from generator.model.release import EXPORT_PATH, region_prefix

ROLE = re.compile(r"r-([1-9][0-9](?:[0-9]{2}){0,2})")
TARGETS = "targets"
AGENCY = "x-gongshi-agency"
"""The field of a delegation that says in words whose role it is."""
COPIES = "copies"
"""The portal's own role for the public copies of exports, which an archive may have; it speaks for
no region.
"""
COPY_PATH = re.compile(r"rows/([1-9][0-9]{5})/\1-[0-9]{4,}\.jsonl")
LOG_KEY = "log/key.vkey"
"""The one target beside exports: the verifier key of the transparency log."""


def role_of(region: str) -> str:
    """The role of a six-digit region: 371500 → r-3715."""
    return f"r-{region_prefix(region)}"


def is_role(name: object) -> bool:
    """Whether `name` is that of a delegated role."""
    return isinstance(name, str) and ROLE.fullmatch(name) is not None


def prefix_of(role: str) -> str:
    """The digits that every region of `role` begins with; empty for the top-level targets role.

    UsageError for any other name.
    """
    if role == TARGETS:
        return ""
    name = ROLE.fullmatch(role)
    if name is None:
        raise UsageError(
            msg(
                "%(role)s is no role: r- and the 2, 4 or 6 leading digits of a region code",
                role=repr(role),
            )
        )
    return name[1]


def covers(role: str, region: str) -> bool:
    """Whether `role` may speak for the six-digit `region`."""
    return region.startswith(prefix_of(role))


def is_below(role: str, parent: str) -> bool:
    """Whether the scope of `role` is a part of that of `parent`, so that this may delegate to it.

    UsageError for a name that is none.
    """
    if role == COPIES:
        return parent == TARGETS
    if parent == COPIES:
        return False
    outer, inner = prefix_of(parent), prefix_of(role)
    return inner.startswith(outer) and inner != outer


def pattern_of(role: str) -> str:
    """The one path pattern of a role: r-3715 → exports/3715??/*."""
    if role == COPIES:
        return "rows/??????/*"
    return f"exports/{prefix_of(role).ljust(6, '?')}/*"


def delegation_faults(delegated: DelegatedRole, parent: str) -> list[Message]:
    """Why `parent` may not delegate like this; empty when it may."""
    if not is_role(delegated.name) and delegated.name != COPIES:
        return [
            msg(
                "delegates to %(name)s, which is no role name of the form r-3715",
                name=repr(delegated.name),
            )
        ]
    role = delegated.name
    faults: list[Message] = []
    if delegated.terminating is not True:
        faults.append(msg("delegates to %(role)s without terminating the search there", role=role))
    if not is_below(role, parent):
        faults.append(
            msg(
                "delegates to %(role)s, which lies outside the scope of %(parent)s",
                role=role,
                parent=parent,
            )
        )
    if delegated.paths is None:
        return [
            *faults,
            msg("delegates to %(role)s by hash prefixes instead of a path pattern", role=role),
        ]
    for pattern in delegated.paths:
        if not pattern.isascii() or "[" in pattern:
            faults.append(
                msg(
                    'pattern %(ascii)s of %(role)s uses "[" or is not ASCII',
                    ascii=ascii(pattern),
                    role=role,
                )
            )
        elif pattern != pattern_of(role):
            faults.append(
                msg(
                    "pattern %(pattern)s of %(role)s is not its scope %(pattern_of)s",
                    pattern=repr(pattern),
                    role=role,
                    pattern_of=repr(pattern_of(role)),
                )
            )
    if not delegated.paths:
        faults.append(msg("delegates nothing to %(role)s", role=role))
    return faults


def export_of(path: str) -> tuple[str, int] | None:
    """Region and release of an export's path; None if it is not the one way to write them."""
    named = EXPORT_PATH.fullmatch(path) if path.isascii() else None
    if named is None:
        return None
    region, release = named[1], int(named[2])
    return (region, release) if release and named[2] == f"{release:04d}" else None
