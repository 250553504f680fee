"""What an audit says when it is done, in plain words; `report_json` says it to scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from generator.audit.audit_site import Audited
from generator.audit.earlier_logs import Followed
from generator.audit.heads import AuditOptions
from generator.audit.own_exports import OwnExport
from generator.audit.proofs import Checked
from generator.audit.signatures import SignedMetadata
from generator.audit.times import ended_since, in_words
from generator.log.published import shown
from generator.model.messages import Message, foreign, msg, word

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
    yield _published(found, options)
    if found.followed:
        yield from _new_key(found.followed)
    yield msg("Proved:")
    if found.followed and found.followed.old:
        yield msg(
            "  nothing was rewritten in the log before since the %(size)s entries of your"
            " checkpoint",
            size=found.followed.old.size,
        )
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
    if found.as_reader:
        yield msg(
            "  readers get the same: each file was asked for once more as a browser does, at the"
            " address of its folder where it is an index, with gzip, in the name of “%(browser)s”;"
            " and the server lists none besides",
            browser=found.as_reader,
        )
    yield msg(
        "  %(records)s records are word for word those that were entered",
        records=found.found.records,
    )
    yield msg(
        "  %(withdrawn)s records were withdrawn in the open, and none of them is shown",
        withdrawn=len(log_says.withdrawn),
    )
    yield from _withdrawals(log_says.withdrawn)
    yield from _derived(found)
    yield from _signed(found.signed)
    yield from _ended_since(found.signed, options)
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
    yield from (msg("  %(line)s", line=line) for line in (*unproved(found), *NOT_PROVED))
    for key in head.signed.unread:
        yield msg(
            "  that %(name)s witnessed this log: its signature by ML-DSA-44 is there, and this"
            " machine's cryptography library cannot check it",
            name=key.name,
        )
    if found.followed and not found.followed.proved:
        yield msg(
            "  that the new key is the right one: neither the old key says so, nor a root that you"
            " knew. Compare %(key)s by telephone, or audit with --root",
            key=found.followed.now,
        )
    if found.own_key:
        yield OWN_KEY
    if options.root is None and options.accepted is None:
        yield msg("%(note)s sha256:%(digest)s.", note=OWN_ROOT, digest=found.signed.first_root)


def report_own(own: Iterable[OwnExport]) -> Iterator[Message]:
    """The lines about exports that the auditor brought along."""
    for each in own:
        if not each.newest:
            yield msg(
                "%(name)s: in the log as %(role)s signed it; a newer release has followed.",
                name=each.name,
                role=each.role,
            )
        elif not each.offered:
            yield msg(
                "%(name)s: in the log as %(role)s signed it; its rows are NOT offered, since "
                "the operator removed something.",
                name=each.name,
                role=each.role,
            )
        elif not each.held_back:
            yield msg(
                "%(name)s: in the log as %(role)s signed it, and shown whole, %(rows)s rows.",
                name=each.name,
                role=each.role,
                rows=each.rows,
            )
        else:
            yield msg(
                "%(name)s: in the log as %(role)s signed it; %(rows)s rows are shown, and "
                "%(count)s are not, whose publicity has ended: %(some)s",
                name=each.name,
                role=each.role,
                rows=each.rows,
                count=len(each.held_back),
                some=[_row(*ref) for ref in each.held_back[:SOME]]
                + (["…"] if len(each.held_back) > SOME else []),
            )


def _withdrawals(withdrawn: Mapping[int, str]) -> Iterator[Message]:
    """By reason which entries of the log were taken back; of many the last ones."""
    by_reason: dict[str, list[int]] = {}
    for index, reason in sorted(withdrawn.items()):
        by_reason.setdefault(reason, []).append(index)
    for reason, indexes in sorted(by_reason.items()):
        some = ", ".join(map(str, indexes[-LAST:]))
        line = msg(
            "    %(reason)s, %(count)s: log entries %(some)s",
            reason=word("Reason", reason),
            count=len(indexes),
            some=f"…, {some}" if len(indexes) > LAST else some,
        )
        yield line


def _published(found: Audited, options: AuditOptions) -> Message:
    """When the newest release was published, and how long that is ago by the auditor's clock."""
    line = msg(
        "  published    %(published)s UTC, log entry %(releases)s",
        published=shown(found.signed.published),
        releases=found.log_says.releases[-1],
    )
    if options.at is None:
        return line
    age = in_words(options.at - found.signed.published)
    return msg("%(line)s, %(age)s ago", line=line, age=age)


def _ended_since(signed: SignedMetadata, options: AuditOptions) -> Iterator[Message]:
    """Whose signatures held when the site was published, and hold no more."""
    if options.at is not None:
        for role in ended_since(signed.ends, signed.published, options.at):
            yield msg(
                "  NOTE: the signature of %(role)s has ended since, on %(day)s UTC",
                role=role,
                day=shown(signed.ends[role]),
            )


SOME = 5
"""Rows that are named where there are many."""
LAST = 12
"""Entries that are named where many were taken back for one reason; --json has them all."""


_REASONS = {
    "planned": msg("the key was changed as planned"),
    "lost": msg("the old key was lost"),
    "stolen": msg("the old key was stolen"),
}


def _new_key(followed: Followed) -> Iterator[Message]:
    """Which key follows upon the one that the auditor knows, and what that rests on."""
    yield msg(
        "A new log goes on from entry %(size)s of the one that you know: %(reason)s.",
        size=followed.size,
        reason=_REASONS[followed.reason],
    )
    yield msg("  old key  %(key)s", key=followed.key)
    yield msg("  new key  %(key)s", key=followed.now)
    if followed.signed:
        yield msg("  the old key signed the new one into its own log")
    if followed.known_root:
        yield msg("  the targets role signed the new key, under a root that you knew")


def _row(table: str, key: str) -> Message:
    return msg("%(table)s %(key)s", table=word("Table", table), key=key)


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
        since = one.day.isoformat()
        yield msg(
            "  %(role)s is suspended since %(since)s (%(why)s), and the site says so",
            role=one.role,
            since=since,
            why=one.why,
        )

    for path in signed.accepted.disowned:
        yield msg("  %(path)s was signed with a stolen key and taken back", path=path)


def _derived(found: Audited) -> Iterator[Message]:
    """What follows from the exports that are offered."""
    derived = found.derived
    if found.found.exports:
        yield msg(
            "  %(exports)s signed exports are offered as a whole, byte for byte as they were "
            "entered",
            exports=len(found.found.exports),
        )
    rows = sum(copy.shown for copy in derived.copies)
    yield msg(
        "  %(count)s exports are offered row by row, and their %(rows)s rows lead to the roots "
        "that their agencies signed",
        count=len(derived.copies),
        rows=rows,
    )
    yield msg(
        "  %(facilities)s facilities and %(documents)s documents were made anew from these rows, "
        "and are on the site word for word",
        facilities=derived.facilities,
        documents=derived.documents,
    )


def unproved(found: Audited) -> Iterator[Message]:
    """What of this site rests on the portal's word."""
    derived, shown = found.derived, found.found.shown
    if derived.withheld:
        yield msg(
            "what is in %(exports)s: the operator removed something and offers their rows no more",
            exports=", ".join(derived.withheld),
        )
    if derived.whole:
        yield msg(
            "what is in %(exports)s: signed before rows could be proved, and not offered",
            exports=", ".join(derived.whole),
        )
    if derived.unproved_facilities:
        yield msg(
            "that %(count)s facilities are shown as these exports have them",
            count=derived.unproved_facilities,
        )
    if shown.unproved:
        path, pointer = shown.unproved[0]
        yield msg(
            "%(count)s rows from which something was removed since they were signed, such as "
            "%(pointer)s of %(path)s",
            count=len(shown.unproved),
            pointer=pointer,
            path=path,
        )
    past = sum(shown.whole.values())
    if past:
        yield msg("row by row %(count)s records of exports that were signed as a whole", count=past)
    uncounted = [copy.export for copy in derived.copies if _is_uncounted(found, copy.export)]
    if uncounted:
        yield msg(
            "that no last rows of a facility are hidden in %(exports)s: how many rows do not "
            "expire was not signed",
            exports=", ".join(uncounted),
        )
    if derived.own_documents:
        yield msg(
            "that an agency signed %(count)s policies and interpretations: the portal itself "
            "wrote them into the log",
            count=derived.own_documents,
        )
    if found.as_reader is None:
        yield msg(
            "that readers get these files: a folder was audited. Audit the address, where a server"
            " may show browsers something else"
        )
    unmade = found.found.unmade
    yield msg(
        "that %(pages)s pages, %(data)s files of data, %(feeds)s feeds, %(badges)s badges and "
        "%(search)s files of the search say what the records say: they are the files of the "
        "release, and only the records were made anew",
        **{kind: unmade[kind] for kind in ("pages", "data", "feeds", "badges", "search")},
    )


def _is_uncounted(found: Audited, export: str) -> bool:
    tree = found.signed.listed[export].row_tree
    return tree is not None and tree.lasting is None


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
