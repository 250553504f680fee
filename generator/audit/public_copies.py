"""The public copies of exports on a site: their rows lead to the roots that the agencies signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from generator.audit.site_source import Source
from generator.exports.public_copy import CopyLeaf, PublicCopy, check_copy
from generator.exports.schema import TYPES_BY_NAME
from generator.exports.subjects import DOCUMENTS, RowRef
from generator.model.messages import Message, msg
from generator.pages.shared import urls
from generator.trust.scope import COPIES
from generator.trust.signed import refuse
from generator.trust.state import Listed, ListedCopies

See = Callable[[str, list[CopyLeaf]], None]
"""Is told of every subject of every copy its leaves that are shown, with the path of its export."""


def check_copies(
    source: Source, paths: Iterable[str], signed: Mapping[str, Listed], see: See = lambda *_: None
) -> tuple[PublicCopy, ...]:
    """Every public copy of a site, each row checked; VerificationError at the first that differs.

    `signed` is what the agencies' metadata say of each export, by its path.
    """
    return tuple(_checked(source, path, signed, see) for path in sorted(paths))


def _checked(source: Source, path: str, signed: Mapping[str, Listed], see: See) -> PublicCopy:
    stream = source.open(path)
    if stream is None:
        raise refuse(path, msg("is missing"))
    export = export_of_copy(path)
    with stream:
        copy = check_copy(path, stream, partial(see, export))
    if copy.export != export:
        raise refuse(path, msg("says that it is of %(export)s", export=copy.export))
    listed = signed.get(export)
    if listed is None or listed.row_tree is None:
        raise refuse(path, msg("is of %(export)s, whose rows nobody has signed", export=export))
    if not listed.row_tree.states(copy.root):
        raise refuse(path, _why(listed, copy))
    if listed.sha256 != copy.sha256:
        raise refuse(
            path, msg("names another file than the %(export)s that was signed", export=export)
        )
    return copy


def require_same_copies(
    signed: ListedCopies, copies: Mapping[str, str], offered: Mapping[str, str]
) -> None:
    """What the portal's own role lists for standard TUF clients are the copies that the site has.

    `copies` and `offered` are the digests of the copies by their paths, for readers and as targets;
    VerificationError at the first difference.
    """
    role = {file.address.removeprefix("/"): file for file in signed.files}
    for path in sorted(copies.keys() | role.keys()):
        file = role.get(path)
        if file is None:
            raise refuse(path, msg("is not listed by the role %(role)s", role=COPIES))
        if copies.get(path) != file.sha256:
            raise refuse(
                path,
                msg(
                    "has the SHA-256 %(digest)s; the role %(role)s signed %(sha256)s",
                    digest=copies.get(path) or msg("none"),
                    role=COPIES,
                    sha256=file.sha256,
                ),
            )
    targets = {urls.file_of(urls.target(each.path, each.sha256)): each for each in signed.files}
    for path in sorted(offered.keys() | targets.keys()):
        if path not in targets:
            raise refuse(path, msg("is not listed by the role %(role)s", role=COPIES))
        if offered.get(path) != targets[path].sha256:
            raise refuse(path, msg("is not the copy that the role %(role)s signed", role=COPIES))


def _why(listed: Listed, copy: PublicCopy) -> Message:
    assert listed.row_tree is not None
    if listed.row_tree.root != copy.root.root:
        return msg(
            "has rows with the root %(root)s; %(root_2)s was signed",
            root=copy.root.root,
            root_2=listed.row_tree.root,
        )
    return msg(
        "shows %(count)s rows that do not expire; %(role)s signed %(lasting)s: rows are hidden",
        count=copy.root.lasting,
        role=listed.role,
        lasting=listed.row_tree.lasting,
    )


def export_of_copy(path: str) -> str:
    """The export of which a file of the site is the public copy."""
    region, file = path.split("/")[-2:]
    return f"exports/{region}/{file.partition('.')[0]}.zip"


def shown_rows(source: Source, path: str) -> frozenset[RowRef]:
    """The rows that a public copy shows, by table and key."""
    found: set[RowRef] = set()

    def see(leaves: list[CopyLeaf]) -> None:
        found.update((leaf.table, row_name(leaf.table, leaf.row)) for leaf in leaves)

    stream = source.open(path)
    if stream is None:
        raise refuse(path, msg("is missing"))
    with stream:
        check_copy(path, stream, see)
    return frozenset(found)


def row_name(table: str, cells: Mapping[str, str]) -> str:
    """The key of a row, of which the cells are at hand, as notices name it."""
    if table == DOCUMENTS:
        return cells["name"]
    return "/".join(cells.get(name, "") for name in TYPES_BY_NAME[table].key)
