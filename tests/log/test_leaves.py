"""What entries may say, and in which one spelling."""

from __future__ import annotations

import pytest

from generator.log.leaves import (
    DossierLeaf,
    ExportLeaf,
    Leaf,
    ReleaseLeaf,
    WithdrawalLeaf,
    decode_leaf,
    encode_leaf,
)
from generator.model.canonical import canonical, read_json
from generator.model.problems import VerificationError

DIGEST = "ab" * 32
PATH = "exports/371500/371500-0002.zip"
SPELLED: list[tuple[Leaf, str]] = [
    (
        ExportLeaf("r-3715", 2, PATH, 4096, DIGEST, None),
        f'{{"length":4096,"path":"{PATH}","role":"r-3715","sha256":"{DIGEST}",'
        '"supersedes":null,"type":"export","version":2}',
    ),
    (
        ReleaseLeaf("2026-09-01T08:00:00Z", DIGEST, DIGEST),
        f'{{"manifest":"{DIGEST}","reference":"2026-09-01T08:00:00Z",'
        f'"snapshot":"{DIGEST}","type":"release"}}',
    ),
    (
        DossierLeaf("facility", DIGEST),
        f'{{"digest":"{DIGEST}","kind":"facility","type":"dossier"}}',
    ),
    (
        WithdrawalLeaf(7, "publicity-ended"),
        '{"index":7,"reason":"publicity-ended","type":"withdrawal"}',
    ),
]


@pytest.mark.parametrize(("leaf", "text"), SPELLED)
def test_leaves_have_one_spelling(leaf: Leaf, text: str) -> None:
    """Canonical JSON, read back as it was written."""
    assert encode_leaf(leaf) == text.encode() == canonical(read_json(text.encode()))
    assert decode_leaf(text.encode()) == leaf
    for other in (f" {text}", text.replace(":", ": ", 1), text.replace('"type"', '"\\u0074ype"')):
        with pytest.raises(VerificationError):
            decode_leaf(other.encode())


@pytest.mark.parametrize(
    "entry",
    [b"", b"{}", b"[]", b'{"type":"remark"}', b"\xff",
     b'{"index":-1,"reason":"x","type":"withdrawal"}',
     b'{"index":1,"name":"\xe5\xbc\xa0","reason":"x","type":"withdrawal"}',
     b'{"index":1,"reason":"\xe5\xbc\xa0","type":"withdrawal"}',
     b'{"index":1,"reason":"x\\n","type":"withdrawal"}'],
)  # fmt: skip
def test_nothing_else_is_a_leaf(entry: bytes) -> None:
    """No further field and no free text: a leaf can never be taken back."""
    with pytest.raises(VerificationError):
        decode_leaf(entry)


def test_leaves_that_could_not_be_read_are_not_written() -> None:
    """A mistake shows where it is made."""
    with pytest.raises(ValueError):
        encode_leaf(DossierLeaf("facility", "no digest"))
    with pytest.raises(ValueError):
        encode_leaf(ExportLeaf("r-3715", 2, "../escape", 1, DIGEST, "张三.zip"))


def test_canonical_json_of_the_rfc() -> None:
    """Keys by UTF-16 units, the short escapes, no fractions, no key twice."""
    value = read_json(b'{"\\ufb33":1,"\\ud83d\\ude00":[true,null],"\\r":"\\u000f/\\u20ac\\n"}')
    assert canonical(value) == '{"\\r":"\\u000f/€\\n","😀":[true,null],"\ufb33":1}'.encode()
    for text in (b"1.5", b'{"a":1,"a":2}', b"9007199254740993", b"NaN", b'"\\ud800"', b"1e3"):
        with pytest.raises(ValueError):
            read_json(text)
