"""The agencies' own signatures: the published metadata, by the same strict walk as the portal's.

Root after root from the first, thresholds, scopes, versions, all at the time of the release; then
what they sign against what the log has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from generator.audit.heads import LOG, AuditOptions, Head, log_file
from generator.audit.log_leaves import LogContents
from generator.audit.site_source import Source, read
from generator.log.leaves import ExportLeaf, ReleaseLeaf
from generator.log.published import judged_at
from generator.log.tile_files import KEY
from generator.model.canonical import read_json
from generator.model.messages import msg
from generator.model.suspension import Suspension
from generator.pages.shared import urls
from generator.trust.agency_keys import key_files
from generator.trust.files import MAX_METADATA
from generator.trust.recovery.log_key import FOLLOWS
from generator.trust.scope import covers, is_role
from generator.trust.signed import refuse
from generator.trust.signed_day import require_published_on
from generator.trust.state import Accepted, Listed, ListedCopies, Survey
from generator.trust.survey import survey

TUF = urls.TUF.strip("/")
SUSPENDED = urls.file_of(urls.SUSPENDED)
_FIRST = "metadata/1.root.json"


@dataclass(frozen=True, slots=True)
class SignedMetadata:
    """What the metadata prove; `first_root` is the SHA-256 of root 1, `root` the newest's version.

    `accepted` is what the next audit holds them against, `listed` each export in force as its role
    signed it, `published` the time at which they were judged, `ends` when each role expires,
    `copies` what the portal's own role says of public copies, None where there is no such role.
    """

    first_root: str
    root: int
    roles: tuple[str, ...]
    suspended: tuple[Suspension, ...]
    accepted: Accepted
    listed: Mapping[str, Listed]
    published: datetime
    ends: Mapping[str, datetime]
    copies: ListedCopies | None

    @property
    def newest(self) -> Mapping[str, Listed]:
        """The newest export of each region."""
        found: dict[str, Listed] = {}
        for each in self.listed.values():
            known = found.get(each.region)
            if known is None or known.release < each.release:
                found[each.region] = each
        return found


@dataclass(frozen=True, slots=True)
class PublishedMetadata:
    """The metadata on a site, as a `View`; `listed` are the paths that the manifest has of them."""

    source: Source
    listed: frozenset[str]
    keeps_all = False

    def read(self, name: str) -> bytes | None:
        """See View."""
        return read(self.source, f"{TUF}/{name}", MAX_METADATA)

    def names(self) -> frozenset[str]:
        """See View."""
        return frozenset(path.removeprefix(f"{TUF}/") for path in self.listed)


def check_signatures(
    source: Source,
    listed: Iterable[str],
    head: Head,
    log_says: LogContents,
    options: AuditOptions,
) -> SignedMetadata:
    """Every export of the log is signed by a role in charge of its region; VerificationError
    otherwise.
    """
    view = PublishedMetadata(source, frozenset(listed))
    release = log_says.release
    if release is None:
        raise ValueError("a log without a release was refused before")
    name = f"{TUF}/{_FIRST}"
    first = view.read(_FIRST)
    if first is None:
        raise refuse(name, msg("is missing, so nothing says who may sign"))
    at = judged_at(release)
    found = survey(
        view, first, at=at, accepted=options.accepted, suspending=True, trusted_name=name
    )
    if options.root is not None:
        _require_known(view, found, options.root)
    _require_logged_state(found, release)
    require_published_on(found, at)
    _require_key(found, head)
    _require_predecessor(found, log_says)
    _require_same_exports(found, log_says)
    _require_said(source, found)
    _require_keys(view, found)
    return SignedMetadata(
        sha256(first).hexdigest(),
        found.versions["root"],
        tuple(sorted(filter(is_role, found.raw))),
        tuple(one for _, one in sorted(found.suspended.items())),
        found.accepted(),
        {path: each for path, each in found.listed.items() if path not in found.disowned},
        at,
        found.ends,
        found.copies,
    )


def _require_known(view: PublishedMetadata, found: Survey, root: str) -> None:
    """The root that the auditor knows is one of those that follow upon each other."""
    newest = found.versions["root"]
    chain = (view.read(f"metadata/{version}.root.json") for version in range(1, newest + 1))
    digests = [sha256(data or b"").hexdigest() for data in chain]
    if root not in digests:
        raise refuse(
            f"{TUF}/metadata/{newest}.root.json",
            msg(
                "has the SHA-256 %(digests)s; neither it nor a root before it has %(root)s, which"
                " you expected",
                digests=digests[-1],
                root=root,
            ),
        )


def _require_logged_state(found: Survey, release: ReleaseLeaf) -> None:
    digest = sha256(found.raw["snapshot"]).hexdigest()
    if digest != release.snapshot:
        raise refuse(
            f"{TUF}/metadata/{found.versions['snapshot']}.snapshot.json",
            msg(
                "has the SHA-256 %(digest)s; the newest release in the log says %(snapshot)s",
                digest=digest,
                snapshot=release.snapshot,
            ),
        )


def _require_key(found: Survey, head: Head) -> None:
    digest = sha256(f"{head.key}\n".encode()).hexdigest()
    if found.log_key != digest:
        raise refuse(
            log_file(KEY),
            msg(
                "has the SHA-256 %(digest)s; the targets role signed %(log_key)s",
                digest=digest,
                log_key=found.log_key or msg("none"),
            ),
        )


def _require_predecessor(found: Survey, log_says: LogContents) -> None:
    """The log goes on from the one that the targets role names, if it names one."""
    custom = found.log_follows
    signed = custom.get(FOLLOWS) if isinstance(custom, dict) else None
    said = msgspec.to_builtins(log_says.predecessor)
    if said != signed:
        raise refuse(
            LOG,
            msg(
                "goes on from %(said)s; the targets role signed %(signed)s",
                said=said or msg("none"),
                signed=signed or msg("none"),
            ),
        )


def _require_same_exports(found: Survey, log_says: LogContents) -> None:
    """The log has the exports that are signed, and no other."""
    for path, leaf in log_says.exports.items():
        signed = found.listed.get(path)
        gone = found.disowned.get(path)
        if signed is None and (gone is None or gone.sha256 != leaf.sha256):
            raise refuse(path, msg("stands in the log, but no role has signed it"))
        if signed is not None:
            _require_same(signed, leaf)
    for path, signed in sorted(found.listed.items()):
        if path not in log_says.exports and path not in found.disowned:
            raise refuse(
                path, msg("is signed by %(role)s, but the log has no entry of it", role=signed.role)
            )


def _require_same(signed: Listed, leaf: ExportLeaf) -> None:
    if (signed.length, signed.sha256) != (leaf.length, leaf.sha256):
        raise refuse(
            leaf.path,
            msg(
                "has %(length)s bytes with the SHA-256 %(sha256)s in the log; %(role)s signed "
                "%(length_2)s bytes with %(sha256_2)s",
                length=leaf.length,
                sha256=leaf.sha256,
                role=signed.role,
                length_2=signed.length,
                sha256_2=signed.sha256,
            ),
        )
    if not is_role(leaf.role) or not covers(leaf.role, signed.region):
        raise refuse(
            leaf.path,
            msg("was entered as signed by %(role)s, which may not sign it", role=leaf.role),
        )
    if leaf.version != signed.release:
        raise refuse(leaf.path, msg("was entered as release %(version)s", version=leaf.version))


def _require_said(source: Source, found: Survey) -> None:
    """Of each role that is suspended the site says so, since when and why."""
    data = read(source, SUSPENDED, MAX_METADATA)
    try:
        said = read_json(data or b"")
    except (ValueError, RecursionError) as error:
        raise refuse(SUSPENDED, msg("is no list of roles: %(error)s", error=error)) from None
    for role, one in sorted(found.suspended.items()):
        if not isinstance(said, dict) or said.get(role) != one.said:
            raise refuse(
                SUSPENDED,
                msg(
                    "does not say that %(role)s is suspended since %(since)s: %(reason)s",
                    role=role,
                    since=one.day.isoformat(),
                    reason=one.why,
                ),
            )


def _require_keys(view: PublishedMetadata, found: Survey) -> None:
    """The site says of each region with which keys its agency signs; checks of pages go by it.

    Sites of earlier versions of this program have no such file at all, and no page asks for one.
    """
    folder = urls.AGENCY_KEYS.removeprefix("/")
    named = {path for path in view.listed if path.startswith(folder)}
    if not named:
        return
    shown = (each for path, each in found.listed.items() if path not in found.disowned)
    digests = {role: sha256(data).hexdigest() for role, data in found.raw.items()}
    files = {
        urls.file_of(urls.agency_keys(region)): keys
        for region, keys in key_files(shown, found.signing, digests)
    }
    for name in sorted(named | files.keys()):
        if name not in files or view.read(name.removeprefix(f"{TUF}/")) != files[name]:
            raise refuse(name, msg("does not say with which keys the agency signs"))
