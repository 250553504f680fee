"""What a site offers of an export: every row can be checked against the agency's signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from generator.exports.contents import Export
from generator.exports.public_copy import check_copy, copy_lines
from generator.exports.row_tree import leaf_bytes, root_of, seed_of
from generator.model.problems import VerificationError
from generator.model.tables import Notice, NoticeRow, Penalty, Row
from generator.model.vocabulary import NoticeKind, PenaltyTier
from generator.rules.publicity import hidden_rows
from tests.factory_portal import ROW_SECRET

Rows = dict[str, tuple[Row, ...]]
PATH, DIGEST = "exports/371500/371500-0001.zip", "0" * 64
LAST = date(2026, 4, 1)

PENALTY = Penalty(
    penalty_id="p-1",
    facility_id="f-1",
    decision_number="聊卫罚〔2026〕1号",
    decided=date(2026, 1, 5),
    authority="聊城市卫生健康委员会",
    tier=PenaltyTier.MINOR,
    what="超员",
    publicity_ends=LAST,
)
NOTICES = (
    Notice(
        notice_id="n-1",
        kind=NoticeKind.PUBLICITY,
        concerns_table="facilities",
        concerns_id="f-1",
        title="处罚公示",
        text="对超员的处罚",
        published=date(2026, 1, 6),
    ),
)
NOTICE_ROWS = (NoticeRow(notice_id="n-1", concerns_table="penalties", concerns_id="p-1"),)


@pytest.fixture
def signed(rows: Rows, export_of: Callable[..., Export]) -> Export:
    """An export with a penalty and a notice that speaks of it, as a portal has read it."""
    tables = rows | {"penalties": (PENALTY,), "notices": NOTICES, "notice_rows": NOTICE_ROWS}
    export = export_of(tables)
    seed = seed_of(ROW_SECRET, export.info.name)
    return replace(export, seed=seed, row_tree=root_of(export, seed))


def copied(export: Export, on: date) -> list[bytes]:
    """The lines of its public copy on a day."""
    return [*copy_lines(export, PATH, DIGEST, hidden_rows(export, on=on))]


def test_every_row_leads_to_the_signed_root(signed: Export) -> None:
    """While all may be shown, all are there with their salts; the seed is not."""
    lines = copied(signed, LAST)
    found = check_copy("x", lines)
    assert (found.export, found.root) == (PATH, signed.row_tree)
    assert found.shown == sum(map(len, signed.tables.values()))
    assert signed.seed is not None
    assert signed.seed.hex().encode() not in b"".join(lines)


def test_what_may_not_be_shown_is_a_bare_leaf(signed: Export) -> None:
    """A penalty past its last day, and all that a notice says of it; the root stays the same."""
    lines = copied(signed, date(2026, 4, 2))
    text = b"".join(lines).decode()
    assert "超员" not in text
    assert "p-1" not in text
    assert check_copy("x", lines).root == signed.row_tree
    assert check_copy("x", lines).shown == check_copy("x", copied(signed, LAST)).shown - 3


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:-1], lines[-1].replace(b"street", b"x")[:-2] + b"\n"],
        lambda lines: lines[:-1],
        lambda lines: [lines[0], *reversed(lines[1:])],
        lambda lines: [line.replace(b'"A"', b'"B"') for line in lines],
        lambda lines: [lines[0].replace(b'"subjects":', b'"subjects":1'), *lines[1:]],
        lambda lines: [],
        lambda lines: [b"{}\n"],
        lambda lines: [lines[0], b'{"leaves":["zz"]}\n'],
    ],
    ids=["cut", "subject missing", "order", "grade", "count", "empty", "no head", "no hash"],
)
def test_a_copy_that_was_altered_is_refused(
    signed: Export, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    """Whatever is changed, with the place where it shows."""
    with pytest.raises(VerificationError, match=r"^x"):
        check_copy("x", change(copied(signed, LAST)))


def test_a_lasting_row_cannot_be_left_bare(signed: Export) -> None:
    """A grade is no penalty: who hides it keeps the root, but is found."""
    lines = copied(signed, LAST)
    grade = next(line for line in lines if b'"table":"grades"' in line)
    subject = json.loads(grade)
    leaves = subject["leaves"]
    at = next(n for n, leaf in enumerate(leaves) if leaf["table"] == "filings")
    filing = leaves[at]
    salted = leaf_bytes(filing["table"], filing["row"], bytes.fromhex(filing["salt"]))
    leaves[at] = hashlib.sha256(b"\x00" + salted).hexdigest()
    changed = [json.dumps(subject).encode() if line == grade else line for line in lines]
    with pytest.raises(VerificationError, match=rf"^x:\d+: leaf {at + 1} is bare"):
        check_copy("x", changed)


def test_a_notice_on_a_penalty_that_is_gone_is_bare(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """As in the open data: the penalty is not shown, so nothing that speaks of it is."""
    withdrawal = structs.replace(
        NOTICES[0], kind=NoticeKind.WITHDRAWAL, concerns_table="penalties", concerns_id="p-9"
    )
    export = export_of(rows | {"notices": (withdrawal,)})
    assert hidden_rows(export, on=LAST) == {("notices", "n-1"), ("notice_rows", "n-1")}


def test_a_copy_says_of_each_row_where_it_stood(signed: Export) -> None:
    """A line a subject: kind and identifier, then its leaves."""
    subjects = [tuple(json.loads(line)["subject"]) for line in copied(signed, LAST)[1:]]
    assert subjects == sorted(subjects)
    assert ("facility", "f-1") in subjects
