"""Zips made to do harm are refused before anything is unpacked."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exports import members
from generator.exports.members import read_members
from generator.model.problems import DataError


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, content)
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    """Why a zip is refused."""
    with pytest.raises(DataError) as refused:
        read_members(data, "x.zip")
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../facilities.csv", "leads out"),
        ("documents/../../x.md", "leads out"),
        ("/etc/passwd", "leads out"),
        ("C:/x.csv", "leads out"),
        ("documents//x.md", "leads out"),
        ("documents\\x.md", "backslash"),
        ("a\nb.csv", "control character"),
        ("documents/", "a directory"),
    ],
)
def test_names_that_lead_elsewhere(name: str, why: str) -> None:
    """Absolute, parent, drive and Windows paths, directories."""
    assert why in refusal(zipped((name, b"x")))


def test_doubles() -> None:
    """Also where they differ in case only."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(("a.csv", b"1"), ("a.csv", b"2"))
    assert "x.zip/a.csv: stands twice in the zip" in refusal(twice)
    assert "stands twice" in refusal(zipped(("a.csv", b"1"), ("A.csv", b"2")))


def test_links() -> None:
    """A link could point anywhere."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("facilities.csv")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "a link or device" in refusal(buffer.getvalue())


def test_encrypted_members() -> None:
    """The flag alone is enough."""
    data = bytearray(zipped(("a.csv", b"1")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in refusal(bytes(data))


def test_other_methods() -> None:
    """Only stored and deflated members are read."""
    assert "a method other than deflate" in refusal(
        zipped(("a.csv", b"1"), method=zipfile.ZIP_LZMA)
    )


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ratio and total are judged by what the zip declares."""
    bomb = zipped(("a.csv", b"0" * (4 << 20)))
    assert "times its size; at most 200 times" in refusal(bomb)
    monkeypatch.setattr(members, "MAX_TOTAL", 1000)
    assert "unpacks to 2000 bytes; at most 1000" in refusal(zipped(("a.csv", b"0" * 2000)))


def test_a_member_that_lies_about_its_size() -> None:
    """It is read no further than it declared, and then refused."""
    data = bytearray(zipped(("a.csv", b"0" * 100_000)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert "not a readable zip file" in refusal(bytes(data))


def test_too_many_members() -> None:
    """Tables and documents are counted apart."""
    documents = [(f"documents/{number}.md", b"") for number in range(2001)]
    assert "2001 members" in refusal(zipped(*documents))
    assert "201 members" in refusal(zipped(*((f"{number}.csv", b"") for number in range(201))))


@pytest.mark.parametrize("cut", [0, 10, 60, -1])
def test_broken_zips(cut: int) -> None:
    """Empty, cut off anywhere, or no zip at all."""
    data = zipped(("a.csv", b"facility_id\n"))
    assert refusal(data[:cut]).startswith("x.zip: not a readable zip file, broken or cut off")


def test_flipped_bytes() -> None:
    """A checksum inside notices what a signature would have noticed before."""
    data = bytearray(zipped(("a.csv", b"facility_id\n" * 9), method=zipfile.ZIP_STORED))
    data[data.index(b"facility_id") + 3] ^= 1
    assert "not a readable zip file" in refusal(bytes(data))


@given(st.integers(0, 400), st.integers(0, 255))
@settings(deadline=None, max_examples=200)
def test_any_flipped_byte_is_refused_or_harmless(at: int, value: int) -> None:
    """No traceback, whatever is changed: the content is the same or the zip is refused."""
    data = bytearray(zipped(("a.csv", b"facility_id\n"), ("b.csv", b"fee\n")))
    data[at % len(data)] = value
    try:
        contents = read_members(bytes(data), "x.zip")
    except DataError:
        return
    assert set(contents.values()) <= {b"facility_id\n", b"fee\n"}
