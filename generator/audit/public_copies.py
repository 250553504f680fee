"""The public copies of exports on a site: their rows lead to the roots that the agencies signed."""

from __future__ import annotations

from collections.abc import Iterable

from generator.audit.site_source import Source
from generator.exports.public_copy import PublicCopy, check_copy
from generator.model.messages import msg
from generator.trust.signed import refuse
from generator.trust.state import Accepted


def check_copies(source: Source, paths: Iterable[str], signed: Accepted) -> tuple[PublicCopy, ...]:
    """Every public copy of a site, each row checked; VerificationError at the first that differs.

    `signed` is what the agencies' metadata say.
    """
    found = []
    for path in sorted(paths):
        stream = source.open(path)
        if stream is None:
            raise refuse(path, msg("is missing"))
        with stream:
            copy = check_copy(path, stream)
        root = signed.row_trees.get(copy.export)
        if root is None:
            raise refuse(
                path, msg("is of %(export)s, whose rows nobody has signed", export=copy.export)
            )
        if root != copy.root.root:
            raise refuse(
                path,
                msg(
                    "has rows with the root %(root)s; %(root_2)s was signed",
                    root=copy.root.root,
                    root_2=root,
                ),
            )
        if signed.targets[copy.export][1] != copy.sha256:
            raise refuse(
                path,
                msg("names another file than the %(export)s that was signed", export=copy.export),
            )
        found.append(copy)
    return tuple(found)
