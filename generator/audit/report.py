"""What an audit says when it is done: in plain words, or as JSON for a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.audit.audit_site import Audited
from generator.audit.heads import AuditOptions
from generator.audit.proofs import Checked
from generator.audit.quorums import Witnessed
from generator.audit.signatures import SignedMetadata
from generator.model.problems import DataError

OWN_KEY = (
    "NOTE: the key came from the site itself. Whoever runs the site could publish another key"
    " together with another history. Compare it with the one you find elsewhere: in a newspaper,"
    " with the agency by telephone, in an older copy of the site. Give it with --key next time."
)
NOT_PROVED = (
    "that what an agency entered is true: only that it was entered, and not rewritten since",
    "that the site shows everybody the same log: compare checkpoints with others, or ask for"
    " witnesses with --witness",
    "that this is the newest state: a site may stand still; look at the time of the release",
)
OWN_ROOT = (
    "NOTE: whose keys may sign follows from root 1 of this site, which you saw for the first time."
    " Compare its SHA-256 with the one that the agency has printed, and give it with --root"
)


def report_site(found: Audited, options: AuditOptions) -> Iterator[str]:
    """The lines of a good result."""
    head, log_says, checkpoint = found.head, found.log_says, found.head.checkpoint
    yield f"{found.site}: everything holds."
    yield f"  log          {checkpoint.origin}, {checkpoint.size} entries"
    yield f"  root         {checkpoint.root.hex()}"
    yield f"  key          {head.key}"
    if log_says.release:
        yield f"  release      {log_says.release.reference}, log entry {log_says.releases[-1]}"
    yield "Proved:"
    yield f"  the key signed each of {len(head.earlier)} checkpoints, and each continues the last"
    if head.old:
        yield f"  nothing was rewritten since the {head.old.size} entries of your checkpoint"
    yield (
        f"  the entries ({_counts(log_says.counts)}) are complete, and every tile follows from them"
    )
    others = ", and there is no other" if found.found.listed else ""
    yield f"  all {found.found.files} files of the manifest are those of the release{others}"
    yield f"  {found.found.records} records are word for word those that were entered"
    withdrawn = len(log_says.withdrawn)
    yield f"  {withdrawn} records were withdrawn in the open, and none of them is shown"
    if found.found.exports:
        yield (
            f"  {found.found.exports} of {len(log_says.exports)} signed exports are offered, "
            "byte for byte as they were entered"
        )
    rows = sum(copy.shown for copy in found.copies)
    yield (
        f"  {len(found.copies)} exports are offered row by row, and their {rows} rows lead to the"
        " roots that their agencies signed"
    )
    yield from _signed(found.signed)
    for one in head.witnessed:
        whose = "" if one.key in options.witnesses else " (key named by the site)"
        yield (
            f"  {one.key.name} witnessed {one.size} entries on {one.at:%Y-%m-%d %H:%M} UTC{whose}"
        )
    yield "Not proved:"
    yield from (f"  {line}" for line in NOT_PROVED)
    if found.own_key:
        yield OWN_KEY
    if options.root is None and options.accepted is None:
        yield f"{OWN_ROOT} sha256:{found.signed.first_root}."


def report_proof(name: str, found: Checked) -> Iterator[str]:
    """The lines of a proof that holds."""
    yield f"{name}: the proof holds."
    yield f"  record       {found.kind} {found.subject}"
    yield f"  log          {found.checkpoint.origin}, entry {found.index}"
    yield f"  checkpoint   {found.checkpoint.size} entries, root {found.checkpoint.root.hex()}"
    yield f"  key          {found.key}"
    yield json.dumps(found.record, ensure_ascii=False, indent=1)
    yield "Proved: this record was entered in the log, word for word, and the key signed it."
    yield "Not proved: that it is the newest one, or that it was not withdrawn since."
    if found.own_key:
        yield OWN_KEY.replace("the site itself", "the file itself")


def site_json(found: Audited) -> dict[str, Any]:
    """The result for a script."""
    head, log_says = found.head, found.log_says
    return {
        "ok": True,
        "site": found.site,
        "log": head.checkpoint.origin,
        "key": str(head.key),
        "key_from_site": found.own_key,
        "size": head.checkpoint.size,
        "root": head.checkpoint.root.hex(),
        "checkpoints": len(head.earlier),
        "since": head.old.size if head.old else None,
        "release": log_says.release.reference if log_says.release else None,
        "entries": dict(sorted(log_says.counts.items())),
        "files": found.found.files,
        "records": found.found.records,
        "exports": found.found.exports,
        "copies": {copy.export: copy.shown for copy in found.copies},
        "withdrawn": len(log_says.withdrawn),
        "resumed": found.found.resumed,
        "signers": {
            "root": found.signed.root,
            "first_root": found.signed.first_root,
            "roles": list(found.signed.roles),
            "exports": len(found.signed.accepted.targets),
            "suspended": {one.role: one.reason for one in found.signed.suspended},
        },
        "witnesses": [_witness(one) for one in head.witnessed],
    }


def proof_json(found: Checked) -> dict[str, Any]:
    """The result of a proof file for a script."""
    return {
        "ok": True,
        "kind": found.kind,
        "subject": found.subject,
        "leaf": found.index,
        "log": found.checkpoint.origin,
        "size": found.checkpoint.size,
        "root": found.checkpoint.root.hex(),
        "key": str(found.key),
        "key_from_file": found.own_key,
        "record": found.record,
    }


def difference_json(error: DataError) -> dict[str, Any]:
    """The first difference for a script."""
    file = error.problems[0].file if error.problems else None
    why = error.problems[0].why if error.problems else str(error)
    return {"ok": False, "file": file, "why": why}


def _signed(signed: SignedMetadata) -> Iterator[str]:
    """What the agencies' signatures prove."""
    yield (
        f"  {len(signed.accepted.targets)} exports are signed by {len(signed.roles)} agencies,"
        f" each for its own region, under root {signed.root}"
    )
    for one in signed.suspended:
        since = f"{one.since:%Y-%m-%d} ({one.reason})"
        yield f"  {one.role} is suspended since {since}, and the site says so"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))


def _witness(one: Witnessed) -> dict[str, Any]:
    return {
        "name": one.key.name,
        "key": str(one.key),
        "size": one.size,
        "at": one.at.isoformat(),
    }
