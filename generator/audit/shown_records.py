"""The records that a site shows, as far as the agencies' signatures are to be held against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.audit.record_check import Seen
from generator.model.messages import msg
from generator.model.release import EXPORT_PATH
from generator.trust.signed import refuse
from generator.trust.state import Listed

Present = tuple[bytes, str]
"""SHA-256 of a record, and the name of the release that brought it."""


@dataclass(slots=True)
class ShownRecords:
    """What the records of a site say, kept small.

    `facilities` and `documents` (`policy/SLUG`) are the present records. `roots` are the roots to
    which rows lead, each with the first file that says so; `whole` counts, by release, the records
    of exports that were signed as a whole only; `unproved` are rows that no signature covers any
    more, as file and pointer.
    """

    facilities: dict[str, Present] = field(default_factory=dict)
    documents: dict[str, Present] = field(default_factory=dict)
    roots: dict[tuple[str, str, int, str], str] = field(default_factory=dict)
    whole: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    unproved: list[tuple[str, str]] = field(default_factory=list)

    def add(self, path: str, seen: Seen) -> None:
        """One more record, which is right as a file and has its leaf."""
        present = seen.record, seen.release
        if seen.kind != "facility":
            if seen.current:
                self.documents[f"{seen.kind}/{seen.subject}"] = present
            return
        if seen.current:
            self.facilities[seen.subject] = present
        if seen.rows is None:
            self.whole[seen.release] += 1
            self.first.setdefault(seen.release, path)
            return
        claim = seen.rows
        self.roots.setdefault((seen.release, claim.export, claim.subjects, claim.root), path)
        self.unproved += [(path, pointer) for pointer in claim.unproved]

    def require_signed(self, listed: Mapping[str, Listed], *, removed: bool) -> None:
        """VerificationError unless the rows of every record lead to the root that an agency signed.

        `listed` are the exports that were signed, by path; a row may be without a leaf only where
        the operator has `removed` something.
        """
        if self.unproved and not removed:
            path, pointer = self.unproved[0]
            raise refuse(
                path,
                msg(
                    "proves nothing of its row %(pointer)s, and the log says nothing of a removal",
                    pointer=pointer,
                ),
            )
        for (release, export, subjects, root), path in self.roots.items():
            signed = listed.get(export)
            if signed is None or signed.row_tree is None:
                raise refuse(
                    path, msg("is of %(export)s, whose rows nobody has signed", export=export)
                )
            tree = signed.row_tree
            if (tree.root, tree.subjects) != (root, subjects):
                raise refuse(
                    path,
                    msg(
                        "has rows that lead to the root %(root)s; in %(export)s %(role)s signed"
                        " %(root_2)s",
                        root=root,
                        export=export,
                        role=signed.role,
                        root_2=tree.root,
                    ),
                )
            if _name(export) != release:
                raise refuse(
                    path,
                    msg(
                        "says that %(release)s brought it, and proves its rows by %(export)s",
                        release=release,
                        export=export,
                    ),
                )
        by_name = {_name(path): each for path, each in listed.items()}
        for release, path in self.first.items():
            signed = by_name.get(release)
            if signed is None:
                raise refuse(
                    path,
                    msg("names the release %(release)s, which nobody has signed", release=release),
                )
            if signed.row_tree is not None:
                raise refuse(
                    path,
                    msg(
                        "does not prove its rows, though %(role)s signed those of %(export)s",
                        role=signed.role,
                        export=signed.path,
                    ),
                )


def _name(path: str) -> str:
    """The name of the release that is in an export: 371500-0007."""
    found = EXPORT_PATH.fullmatch(path)
    return f"{found[1]}-{found[2]}" if found else path
