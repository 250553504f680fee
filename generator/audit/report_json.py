"""What an audit says when it is done, as JSON for a script."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from generator.audit.audit_site import Audited
from generator.audit.earlier_logs import Followed
from generator.audit.own_exports import OwnExport
from generator.audit.proofs import Checked
from generator.audit.quorums import Witnessed
from generator.audit.report import unproved
from generator.audit.signatures import SignedMetadata
from generator.audit.times import ended_since
from generator.model.problems import DataError


def own_json(own: Iterable[OwnExport]) -> dict[str, Any]:
    """The same for a script."""
    found = {
        each.name: {
            "path": each.path,
            "role": each.role,
            "newest": each.newest,
            "offered": each.offered,
            "rows": each.rows,
            "held_back": [f"{table}/{key}" for table, key in each.held_back],
        }
        for each in own
    }
    return {"own": found} if found else {}


def site_json(found: Audited, at: datetime | None = None) -> dict[str, Any]:
    """The result for a script; `at` is the auditor's clock."""
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
        "published": found.signed.published.isoformat(timespec="seconds"),
        "ended_since": _ended_since(found.signed, at) if at else None,
        "entries": dict(sorted(log_says.counts.items())),
        "files": found.found.files,
        "records": found.found.records,
        "exports": len(found.found.exports),
        "copies": {copy.export: copy.shown for copy in found.derived.copies},
        "derived": {
            "facilities": found.derived.facilities,
            "documents": found.derived.documents,
        },
        "not_made_anew": dict(sorted(found.found.unmade.items())),
        "not_proved": [str(line) for line in unproved(found)],
        "withdrawn": len(log_says.withdrawn),
        "withdrawals": {str(each): why for each, why in sorted(log_says.withdrawn.items())},
        "as_reader": found.as_reader,
        "followed": _followed(found.followed) if found.followed else None,
        "resumed": found.found.resumed,
        "signers": {
            "root": found.signed.root,
            "first_root": found.signed.first_root,
            "roles": list(found.signed.roles),
            "exports": len(found.signed.accepted.targets),
            "suspended": {one.role: one.reason for one in found.signed.suspended},
            "taken_back": sorted(found.signed.accepted.disowned),
        },
        "witnesses": [_witness(one) for one in head.witnessed],
        "unread_witnesses": [str(key) for key in head.signed.unread],
    }


def _ended_since(signed: SignedMetadata, at: datetime) -> dict[str, str]:
    return {
        role: signed.ends[role].isoformat(timespec="seconds")
        for role in ended_since(signed.ends, signed.published, at)
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


def _followed(one: Followed) -> dict[str, Any]:
    return {
        "key": str(one.key),
        "size": one.size,
        "reason": one.reason,
        "signed_by_old_key": one.signed,
        "known_root": one.known_root,
        "proved": one.proved,
    }


def _witness(one: Witnessed) -> dict[str, Any]:
    return {
        "name": one.key.name,
        "key": str(one.key),
        "size": one.size,
        "at": one.at.isoformat(),
    }
