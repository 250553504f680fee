"""The row tree: what an agency signs of its rows, computed here a second time by hand."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from generator.exports.contents import DocumentSource, Export
from generator.exports.row_tree import leaf_bytes, root_of, seed_of, subject_leaves
from generator.exports.subjects import expiring_notices
from generator.model.canonical import Json, canonical
from generator.model.tables import Notice, NoticeRow, Penalty, Row
from generator.model.vocabulary import NoticeKind, PenaltyTier
from tests.factory_portal import ROW_SECRET

SEED = seed_of(ROW_SECRET, "371500-0001")
Rows = dict[str, tuple[Row, ...]]


def mth(entries: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962, 2.1 defines it, over hashes of leaves."""
    if len(entries) == 1:
        return entries[0]
    if not entries:
        return hashlib.sha256(b"").digest()
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def penalty(number: int) -> Penalty:
    """A penalty of the first facility."""
    return Penalty(
        penalty_id=f"p-{number}",
        facility_id="f-1",
        decision_number="聊卫罚〔2026〕1号",
        decided=date(2026, 1, 5),
        authority="聊城市卫生健康委员会",
        tier=PenaltyTier.MINOR,
        what="超员",
        publicity_ends=date(2026, 4, 1),
    )


def notice(identifier: str, table: str, key: str) -> Notice:
    """A publicity notice without a last day."""
    return Notice(
        notice_id=identifier,
        kind=NoticeKind.PUBLICITY,
        concerns_table=table,
        concerns_id=key,
        title="公示",
        text="名单公示",
        published=date(2026, 2, 1),
    )


def test_the_root_is_that_of_the_definition(rows: Rows, export_of: Callable[..., Export]) -> None:
    """Leaves, salts, subjects and both trees as docs/export-format.md says, without our code."""
    document = DocumentSource("documents/通知.md", "---\n标题: 通知\n---\n正文\n")
    export = export_of(rows | {"penalties": (penalty(1),)}, document)
    roots = []
    for each in subject_leaves(export, SEED):
        hashes = []
        for leaf in each.leaves:
            if leaf.row is not None:
                text = json.dumps(
                    {"table": leaf.table, "row": dict(leaf.row)},
                    ensure_ascii=False,
                    sort_keys=True,
                    separators=(",", ":"),
                ).encode()
                assert leaf.salt is not None
                assert leaf.hash == hashlib.sha256(b"\x00" + leaf.salt + text).digest()
            hashes.append(leaf.hash)
        roots.append(hashlib.sha256(b"\x00" + mth(hashes)).digest())
    root = root_of(export, SEED)
    assert root.root == mth(roots).hex()
    assert root.subjects == len(roots)
    names = [each.subject for each in subject_leaves(export, SEED)]
    assert names == sorted(names)
    assert {kind for kind, _ in names} == {"document", "facility", "region", "scheme"}
    key = json.dumps(["f-1"], separators=(",", ":")).encode()
    salt = hmac.digest(SEED, b"facilities\0" + key, "sha256")
    assert salt in {leaf.salt for each in subject_leaves(export, SEED) for leaf in each.leaves}


def test_every_row_has_its_leaf(rows: Rows, export_of: Callable[..., Export]) -> None:
    """None is left out, and rows of the demonstration's tables are all there once."""
    document = DocumentSource("documents/通知.md", "正文\n")
    export = export_of(rows, document)
    leaves = [leaf for each in subject_leaves(export, SEED) for leaf in each.leaves if leaf.row]
    assert len(leaves) == sum(map(len, rows.values())) + 1


def test_a_block_tells_nobody_how_many_may_go(rows: Rows, export_of: Callable[..., Export]) -> None:
    """Four leaves for none to four penalties, eight for five, at the end of their subject."""
    for count, size in ((0, 4), (1, 4), (4, 4), (5, 8), (9, 16)):
        penalties = tuple(map(penalty, range(count)))
        export = export_of(rows | {"penalties": penalties})
        (first,) = (
            each for each in subject_leaves(export, SEED) if each.subject == ("facility", "f-1")
        )
        block = [leaf for leaf in first.leaves if leaf.expiring]
        assert len(block) == size
        assert first.leaves[-size:] == tuple(block)
        assert sum(leaf.row is not None for leaf in block) == count


def test_what_speaks_of_a_penalty_may_go_as_it_does(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """A notice about it, a notice about that notice, by its own columns or by its rows."""
    tables = rows | {
        "penalties": (penalty(1),),
        "notices": (
            notice("n-1", "notices", "n-2"),
            notice("n-2", "penalties", "p-1"),
            notice("n-3", "grades", "g-1"),
            notice("n-4", "grades", "g-1"),
            notice("n-5", "notices", "n-4"),
        ),
        "notice_rows": (NoticeRow(notice_id="n-3", concerns_table="notices", concerns_id="n-1"),),
    }
    assert expiring_notices(export_of(tables)) == {"n-1", "n-2", "n-3"}


def test_a_notice_stands_with_each_thing_that_it_concerns(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """By its own columns and by `notice_rows`; what is gone leads nowhere."""
    tables = rows | {
        "notices": (notice("n-1", "grades", "g-1"), notice("n-2", "grades", "gone")),
        "notice_rows": (
            NoticeRow(notice_id="n-1", concerns_table="facilities", concerns_id="f-2"),
        ),
    }
    where = {
        (leaf.row["notice_id"], each.subject)
        for each in subject_leaves(export_of(tables), SEED)
        for leaf in each.leaves
        if leaf.table == "notices" and leaf.row
    }
    assert where == {
        ("n-1", ("facility", "f-1")),
        ("n-1", ("facility", "f-2")),
        ("n-2", ("notice", "n-2")),
    }


def test_any_change_changes_the_root(rows: Rows, export_of: Callable[..., Export]) -> None:
    """Of a cell, of a row, of the secret; not of the order in which rows come."""
    export = export_of(rows)
    root = root_of(export, SEED).root
    grade = rows["grades"][0]
    other = export_of(rows | {"grades": (type(grade)(**_fields(grade) | {"grade": "B"}),)})
    assert root_of(other, SEED).root != root
    assert root_of(export_of(rows | {"grades": ()}), SEED).root != root
    assert root_of(export, seed_of(bytes(32), "371500-0001")).root != root
    shuffled = export_of({table: tuple(reversed(own)) for table, own in rows.items()})
    assert root_of(shuffled, SEED).root == root


def test_format_one_has_leaves_of_its_own_columns(
    rows: Rows, export_of: Callable[..., Export]
) -> None:
    """A tree is over what the format knows."""
    export = export_of(rows)
    older = replace(export, info=type(export.info)(**_fields(export.info) | {"format": 1}))
    tables = {leaf.table for each in subject_leaves(older, SEED) for leaf in each.leaves}
    assert "successions" not in tables


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_leaves_are_canonical_json(row: dict[str, str]) -> None:
    """RFC 8785, as `model.canonical` has it; names of columns are ASCII."""
    ascii_row = {f"c{number}": value for number, value in enumerate(row.values())}
    ascii_row = {
        k: v for k, v in ascii_row.items() if not any("\ud800" <= c <= "\udfff" for c in v)
    }
    as_json: Json = {"table": "t", "row": dict[str, Json](ascii_row)}
    assert leaf_bytes("t", ascii_row, b"") == canonical(as_json)


def _fields(struct: Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
