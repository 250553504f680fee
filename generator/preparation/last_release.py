"""The last release of an agency, from which the next one starts.

What a folder does not mention stays as it was: a table that it has no file for, a document that it
does not hold. A table that it does have is the whole table, and is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath

from generator.exports.archive import parse_export
from generator.exports.contents import Export, table_file
from generator.exports.headings import table_named
from generator.exports.pack_folder import FolderContent, Packed
from generator.exports.reading.mapping import Origin
from generator.exports.reading.toml_mistakes import SETTINGS
from generator.exports.schema import columns, row_key
from generator.model.messages import foreign, msg
from generator.model.problems import DataError, Problem, UsageError
from generator.model.release import ReleaseInfo
from generator.model.tables import TABLES, Demonstration, Facility, Region, Row, Succession
from generator.portal.folder import Deployment
from generator.preparation.carried_identifiers import names_institution, renamed
from generator.trust.files import Archive
from generator.trust.verified import VerifiedExport


def find_last_release(
    info: ReleaseInfo,
    *,
    named: Path | None,
    portal: Deployment | None,
    out: Path,
    whole: bool = False,
) -> Export | None:
    """The release before this one: the named file, else what the portal accepted, else in `out`.

    None where this is the agency's first. DataError where a later release was accepted already;
    UsageError where this is not the first one, none before it is at hand, and the folder is not
    said to be the whole.
    """
    if named is not None:
        return _of_this_agency(info, read_packed(named), named)
    if portal:
        _require_never_signed(info, portal)
    accepted = last_accepted(info.region, portal) if portal else None
    if accepted is not None:
        if accepted.info.release >= info.release:
            why = msg(
                "release %(release)s of %(region)s was accepted already; this is release "
                "%(release_2)s",
                release=accepted.info.release,
                region=info.region,
                release_2=accepted.info.release + 1,
            )
            raise DataError([Problem(SETTINGS, None, "export.release", why)])
        return accepted
    earlier = [path for number, path in _packed(info.region, out) if number < info.release]
    if earlier:
        return _of_this_agency(info, read_packed(earlier[-1]), earlier[-1])
    if info.release > 1 and not whole:
        raise UsageError(
            msg(
                "release %(release)s starts from the last one, which is not at hand: name it with"
                " --previous FILE, or the portal with --portal FOLDER; --whole says that the "
                "folder holds all that the agency publishes",
                release=info.release,
            )
        )
    return None


def _require_never_signed(info: ReleaseInfo, portal: Deployment) -> None:
    """DataError where a thief has used the number of a release: nobody gets it again."""
    used = _disowned(info.region, portal)
    if used and info.release <= max(used):
        why = msg(
            "release %(last)s of %(region)s was signed with a stolen key and taken back; this is"
            " release %(next)s",
            last=max(used),
            region=info.region,
            next=max(used) + 1,
        )
        raise DataError([Problem(SETTINGS, None, "export.release", why)])


def _disowned(region: str, portal: Deployment) -> list[int]:
    """The numbers of an agency's releases that were taken back, since a stolen key signed them."""
    state = portal.state()
    prefix = f"exports/{region}/{region}-"
    return [
        int(path.removeprefix(prefix).partition(".")[0])
        for path in (state.accepted.disowned if state else {})
        if path.startswith(prefix)
    ]


def next_release(region: str, last: Export | None, portal: Deployment | None) -> int:
    """The number of the release after `last`, which nobody else has used."""
    used = _disowned(region, portal) if portal else []
    return max([*used, last.info.release if last else 0]) + 1


def carry_over(last: Export, content: FolderContent, problems: list[Problem]) -> FolderContent:
    """The content of a folder with all that it does not mention, as it was in the last release.

    A row that belongs to one which is no longer there goes with it.
    """
    packed: Packed = {table: list(rows) for table, rows in content.packed.items()}
    heirs, removed = _heirs(packed, last), _removed(last, content, problems)
    for row_type in TABLES:
        if row_type.table not in content.mentioned | removed:
            packed[row_type.table] += _unknown(packed, last, row_type, heirs)
    known = {table: {row_key(row) for row, _ in rows} for table, rows in packed.items()}
    for row_type in TABLES:
        if row_type.table not in content.mentioned:
            present = [
                (row, origin)
                for row, origin in packed[row_type.table]
                if not _lost(row, known, last)
            ]
            packed[row_type.table] = present
            known[row_type.table] = {row_key(row) for row, _ in present}
    named = {document.path for document in content.documents}
    stay = tuple(each for each in last.documents if each.path not in named | removed)
    documents = tuple(sorted((*content.documents, *stay), key=lambda each: each.path))
    return replace(content, packed=packed, documents=documents)


def _removed(last: Export, content: FolderContent, problems: list[Problem]) -> frozenset[str]:
    """The tables and the documents, by path, that are published no longer."""
    found = set()
    present = content.mentioned | {document.path for document in content.documents}
    documents = {document.path for document in last.documents}
    for name in content.remove:
        row_type = table_named(name)
        meant = row_type.table if row_type else name
        published = bool(last.tables[meant]) if row_type else meant in documents
        if meant in present:
            why = msg("%(name)s is to go, but the folder holds it", name=name)
        elif not published:
            why = msg(
                "%(name)s is neither a table nor a document of %(name_2)s",
                name=name,
                name_2=last.info.name,
            )
        else:
            why = None
        if why:
            problems.append(Problem(SETTINGS, None, "export.remove", why))
        found.add(meant)
    return frozenset(found)


def carried_file(last: Export, row_type: type[Row]) -> str:
    """How problems name a table that was carried over."""
    return f"{last.info.name}.zip/{table_file(row_type)}"


def _unknown(
    packed: Packed, last: Export, row_type: type[Row], heirs: Mapping[str, str]
) -> Iterator[tuple[Row, Origin]]:
    """The rows of the last release that are not there yet: regions come from lists as well."""
    there = {row_key(row) for row, _ in packed[row_type.table]}
    for line, row in last.numbered(row_type):
        own = row if row_type in (Facility, Succession) else renamed(row, heirs)
        if row_key(own) not in there:
            yield own, Origin(carried_file(last, row_type), line)


def _heirs(packed: Packed, last: Export) -> dict[str, str]:
    """Old identifier → new one, of the successions that this release brings."""
    known = {row_key(row) for row in last.rows(Succession)}
    rows = (row for row, _ in packed[Succession.table] if row_key(row) not in known)
    return {row.old_id: row.new_id for row in rows if isinstance(row, Succession)}


def _lost(row: Row, known: Mapping[str, set[str]], last: Export) -> bool:
    """Whether a row refers to one that the last release had and this one has no more."""
    for column in columns(type(row)):
        value = getattr(row, column.name)
        table = column.references
        if isinstance(row, Demonstration) and names_institution(row, column.name):
            table = Facility.table
        if not table or not value or column.type == "list":
            continue
        if row.table != Region.table and value not in known[table]:
            return any(row_key(each) == value for each in last.tables[table])
    return False


def _of_this_agency(info: ReleaseInfo, found: Export, path: Path) -> Export:
    if found.info.region != info.region or found.info.release >= info.release:
        raise UsageError(
            msg(
                "%(path)s is release %(name)s: the one before %(name_2)s is wanted",
                path=path,
                name=found.info.name,
                name_2=info.name,
            )
        )
    return found


def read_packed(path: Path) -> Export:
    """The content of a zip that `pack` wrote, signed or not; UsageError where it cannot be read."""
    try:
        return parse_export(path.read_bytes(), path.name, rows_only=True)
    except OSError as error:
        raise UsageError(
            msg("%(path)s: %(reason)s", path=path, reason=foreign(error.strerror))
        ) from None


def rows_of(verified: VerifiedExport) -> Export:
    """The content of a verified export, for comparing another with it."""
    return parse_export(verified.read(), verified.path, rows_only=True)


def _packed(region: str, out: Path) -> list[tuple[int, Path]]:
    """(release, file) of an agency's exports in a folder, by number."""
    found = out.glob(f"{region}-[0-9][0-9][0-9][0-9]*.zip")
    return sorted((int(path.stem.partition("-")[2]), path) for path in found if _numbered(path))


def _numbered(path: Path) -> bool:
    return path.stem.partition("-")[2].isdigit()


def accepted_regions(portal: Deployment | None) -> list[str]:
    """The agencies from whom a portal has something."""
    state = portal.state() if portal else None
    targets = state.accepted.targets if state else {}
    return sorted({path.split("/")[1] for path in targets if path.startswith("exports/")})


def packed_regions(folder: Path) -> list[str]:
    """The agencies of whom packed releases lie in a folder."""
    found = {path.name.partition("-")[0] for path in folder.glob("[1-9]?????-[0-9]*.zip")}
    return sorted(found)


def last_packed_file(region: str, folder: Path, *, before: int | None = None) -> Path | None:
    """The newest release of an agency among the zips of a folder, before a number if one is given;
    None where there is none.
    """
    found = [each for each in _packed(region, folder) if before is None or each[0] < before]
    return found[-1][1] if found else None


def last_packed(region: str, folder: Path, *, before: int | None = None) -> Export | None:
    """The same, read."""
    path = last_packed_file(region, folder, before=before)
    return read_packed(path) if path else None


def last_accepted(region: str, portal: Deployment, *, before: int | None = None) -> Export | None:
    """The newest export of an agency that a portal accepted; only those before a number if given.

    None where there is none.
    """
    found = _newest_accepted(region, portal, before)
    return read_packed(Archive(portal.archive).target(*found)) if found else None


def last_accepted_digest(region: str, portal: Deployment) -> str:
    """Name and digest of the newest export of an agency; nothing where there is none."""
    found = _newest_accepted(region, portal, None)
    return f"{PurePath(found[0]).stem} {found[1]}" if found else ""


def _newest_accepted(region: str, portal: Deployment, before: int | None) -> tuple[str, str] | None:
    """Path and digest of the newest export that counts, before a number if one is given."""
    state = portal.state()
    prefix = f"exports/{region}/{region}-"
    targets = state.accepted.targets if state else {}
    disowned = state.accepted.disowned if state else {}
    numbers = {
        int(path.removeprefix(prefix).partition(".")[0]): path
        for path in targets
        if path.startswith(prefix) and path not in disowned
    }
    earlier = [number for number in numbers if before is None or number < before]
    if not earlier:
        return None
    path = numbers[max(earlier)]
    return path, targets[path][1]
