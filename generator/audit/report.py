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
from generator.model.messages import Message, foreign, msg
from generator.model.problems import DataError

OWN_KEY = msg(
    "NOTE: the key came from the site itself. Whoever runs the site could publish "
    "another key together with another history. Compare it with the one you find "
    "elsewhere: in a newspaper, with the agency by telephone, in an older copy of the"
    " site. Give it with --key next time."
)
OWN_KEY_OF_FILE = msg(
    "NOTE: the key came from the file itself. Whoever runs the site could publish "
    "another key together with another history. Compare it with the one you find "
    "elsewhere: in a newspaper, with the agency by telephone, in an older copy of the"
    " site. Give it with --key next time."
)
NOT_PROVED = (
    msg("that what an agency entered is true: only that it was entered, and not rewritten since"),
    msg(
        "that the site shows everybody the same log: compare checkpoints with others, or ask for"
        " witnesses with --witness"
    ),
    msg("that this is the newest state: a site may stand still; look at the time of the release"),
)
OWN_ROOT = msg(
    "NOTE: whose keys may sign follows from root 1 of this site, which you saw for "
    "the first time. Compare its SHA-256 with the one that the agency has printed, "
    "and give it with --root"
)


def report_site(found: Audited, options: AuditOptions) -> Iterator[Message]:
    """The lines of a good result."""
    head, log_says, checkpoint = found.head, found.log_says, found.head.checkpoint
    yield msg("%(site)s: everything holds.", site=found.site)
    yield msg(
        "  log          %(origin)s, %(size)s entries",
        origin=checkpoint.origin,
        size=checkpoint.size,
    )
    yield msg("  root         %(hex)s", hex=checkpoint.root.hex())
    yield msg("  key          %(key)s", key=head.key)
    if log_says.release:
        yield msg(
            "  release      %(reference)s, log entry %(releases)s",
            reference=log_says.release.reference,
            releases=log_says.releases[-1],
        )
    yield msg("Proved:")
    yield msg(
        "  the key signed each of %(count)s checkpoints, and each continues the last",
        count=len(head.earlier),
    )
    if head.old:
        yield msg(
            "  nothing was rewritten since the %(size)s entries of your checkpoint",
            size=head.old.size,
        )
    yield (
        msg(
            "  the entries (%(counts)s) are complete, and every tile follows from them",
            counts=_counts(log_says.counts),
        )
    )
    if found.found.listed:
        yield msg(
            "  all %(files)s files of the manifest are those of the release, and there is no other",
            files=found.found.files,
        )
    else:
        yield msg(
            "  all %(files)s files of the manifest are those of the release",
            files=found.found.files,
        )
    yield msg(
        "  %(records)s records are word for word those that were entered",
        records=found.found.records,
    )
    withdrawn = len(log_says.withdrawn)
    yield msg(
        "  %(withdrawn)s records were withdrawn in the open, and none of them is shown",
        withdrawn=withdrawn,
    )
    if found.found.exports:
        yield (
            msg(
                "  %(exports)s of %(count)s signed exports are offered, byte for byte as they "
                "were entered",
                exports=found.found.exports,
                count=len(log_says.exports),
            )
        )
    rows = sum(copy.shown for copy in found.copies)
    yield (
        msg(
            "  %(count)s exports are offered row by row, and their %(rows)s rows lead to the "
            "roots that their agencies signed",
            count=len(found.copies),
            rows=rows,
        )
    )
    yield from _signed(found.signed)
    for one in head.witnessed:
        line = msg(
            "  %(name)s witnessed %(size)s entries on %(at)s UTC",
            name=one.key.name,
            size=one.size,
            at=f"{one.at:%Y-%m-%d %H:%M}",
        )
        own = one.key in options.witnesses
        yield line if own else msg("%(line)s (key named by the site)", line=line)
    yield msg("Not proved:")
    yield from (msg("  %(line)s", line=line) for line in NOT_PROVED)
    if found.own_key:
        yield OWN_KEY
    if options.root is None and options.accepted is None:
        yield msg("%(note)s sha256:%(digest)s.", note=OWN_ROOT, digest=found.signed.first_root)


def report_proof(name: str, found: Checked) -> Iterator[Message]:
    """The lines of a proof that holds."""
    yield msg("%(name)s: the proof holds.", name=name)
    yield msg("  record       %(kind)s %(subject)s", kind=found.kind, subject=found.subject)
    yield msg(
        "  log          %(origin)s, entry %(index)s",
        origin=found.checkpoint.origin,
        index=found.index,
    )
    yield msg(
        "  checkpoint   %(size)s entries, root %(hex)s",
        size=found.checkpoint.size,
        hex=found.checkpoint.root.hex(),
    )
    yield msg("  key          %(key)s", key=found.key)
    yield foreign(json.dumps(found.record, ensure_ascii=False, indent=1))
    yield msg("Proved: this record was entered in the log, word for word, and the key signed it.")
    yield msg("Not proved: that it is the newest one, or that it was not withdrawn since.")
    if found.own_key:
        yield OWN_KEY_OF_FILE


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


def _signed(signed: SignedMetadata) -> Iterator[Message]:
    """What the agencies' signatures prove."""
    yield (
        msg(
            "  %(count)s exports are signed by %(count_2)s agencies, each for its own region,"
            " under root %(root)s",
            count=len(signed.accepted.targets),
            count_2=len(signed.roles),
            root=signed.root,
        )
    )
    for one in signed.suspended:
        since = f"{one.since:%Y-%m-%d}"
        yield msg(
            "  %(role)s is suspended since %(since)s (%(why)s), and the site says so",
            role=one.role,
            since=since,
            why=one.why,
        )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))


def _witness(one: Witnessed) -> dict[str, Any]:
    return {
        "name": one.key.name,
        "key": str(one.key),
        "size": one.size,
        "at": one.at.isoformat(),
    }
