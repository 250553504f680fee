"""How inputs are damaged: bytes, lines, words of formats, members of zip files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

NUMBERS = (
    "0", "-0", "-1", "1e308", "1e999", "-1e999", "NaN", "inf", "Infinity", "9" * 16, "9" * 20,
    "1" + "0" * 400, "7" * 5000, "0x10", "1_000", "１２", "٣", "1.", ".5", "1e-400", "2958466",
    "18446744073709551616", "-9223372036854775809", "1,234", "²", "½", "万", "10万", "1e5",
)  # fmt: skip
"""Numbers at the ends of what machines and people write."""

TEXTS = (
    "", " ", "\u3000", "\x00", "\x1f", "\ufffd", "\ud800", "\u202e阳光", "\ufeff", "\ue000", "⺀",
    "=1+1", "'", '"', "''", "同上", "合计", "注：", "/", "—", "_x000D_", "_xD800_", "_x0000_",
    "<b>",
    "](", "---", "[[", "{{", "%s", "\\", "../x", "a" * 70_000, "阳" * 5000, "\u0301" * 300,
    "9999-12-31",
    "0000-00-00", "2024-02-30", "99999-01-01", "2024年13月40日", "二〇二四年十十月一日",
    "110101199003070011", "13800138000", "ﷺ" * 50, "e\u0301", "🏫", "\r", "\n", "\t", "\x85",
    "\u2028", "true", "null", "A" * 64, "f-1|f-2", "371502", "000000000000", "İ", "ß", "ǆ",
)  # fmt: skip
"""Texts that programs have stumbled over."""

SIGNS = (b"\x00", b"\xff", b"\xfe\xff", b"\n", b"\r", b",", b'"', b"'", b"-", b"[", b"{", b"}",
         b"]", b":", b"=", b"#", b"<", b">", b"/", b"\\", b"0", b"9" * 30, b"\xef\xbb\xbf", b"\x81",
         b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"[" * 300, b"(" * 50)  # fmt: skip
"""Bytes that mean something to one format or another."""


def odd_text(random: Random) -> str:
    """A number or text at the end of what is written."""
    return random.choice(random.choice((NUMBERS, TEXTS)))


def bytes_damaged(random: Random, data: bytes) -> bytes:
    """The bytes with one to four changes: flipped, cut, doubled, moved, signs put in."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        at = random.randrange(len(changed) + 1)
        end = min(len(changed), at + random.choice((1, 1, 2, 4, 16, 200)))
        match random.randrange(7):
            case 0 if at < len(changed):
                changed[at] ^= 1 << random.randrange(8)
            case 1 if at < len(changed):
                changed[at] = random.randrange(256)
            case 2:
                del changed[at:end]
            case 3:
                changed[at:at] = changed[at:end]
            case 4:
                changed[at:at] = random.choice(SIGNS)
            case 5:
                changed[at:at] = odd_text(random).encode("utf-8", "surrogatepass")
            case 6:
                del changed[at if random.randrange(4) == 0 else len(changed) :]
    return bytes(changed)


def lines_damaged(random: Random, data: bytes) -> bytes:
    """A text with a line doubled, taken away or moved, or a word of it replaced."""
    lines = data.split(b"\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            lines.insert(at, lines[other])
        case 1:
            del lines[at]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = lines[at] * random.choice((2, 50))
        case _:
            words = lines[at].replace(b",", b" , ").replace(b"=", b" = ").split(b" ")
            words[random.randrange(len(words))] = odd_text(random).encode("utf-8", "surrogatepass")
            lines[at] = b" ".join(words)
    return b"\n".join(lines)


def json_damaged(random: Random, data: bytes) -> bytes:
    """JSON of which one value is another, gone, or deep."""
    try:
        value = json.loads(data)
    except ValueError:
        return bytes_damaged(random, data)
    places: list[tuple[Any, Any]] = []

    def collect(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                collect(node[key])

    if isinstance(value, dict | list):
        collect(value)
    if not places:
        return bytes_damaged(random, data)
    holder, key = random.choice(places)
    own = holder[key]
    choices: tuple[Callable[[], Any], ...] = (
        lambda: odd_text(random), lambda: random.choice((None, True, [], {}, -1, 0, 1.5)),
        lambda: 10 ** random.choice((3, 19, 400)), lambda: [own], lambda: {"x": own},
        lambda: own * 2 if isinstance(own, str | list) else own, lambda: float("nan"),
        lambda: own[:-1] if isinstance(own, str | list) else None,
        lambda: random.choice(places)[1],
    )  # fmt: skip
    if random.randrange(6) == 0:
        del holder[key]
    elif random.randrange(40) == 0:
        return data.replace(b":", b":" + b"[" * 100_000, 1)
    else:
        holder[key] = random.choice(choices)()
    return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def damaged(random: Random, name: str, data: bytes) -> bytes:
    """A file in the way that suits its kind, or byte by byte."""
    if random.randrange(20) == 0:
        return random.choice((b"", b"\n", b"\xff\xfe" + data, data[: len(data) // 2], data * 2))
    if data.startswith(b"PK") and random.random() < 0.6:
        return zip_damaged(random, data)
    if name.endswith((".json", ".jsonl")) and random.random() < 0.7:
        return json_damaged(random, data)
    if b"\x00" not in data[:500] and random.random() < 0.5:
        return lines_damaged(random, data)
    return bytes_damaged(random, data)


def zip_damaged(random: Random, data: bytes) -> bytes:
    """A zip file whose members, or whose directory, are damaged."""
    try:
        members = read_zip(data)
    except Exception:
        return bytes_damaged(random, data)
    if not members:
        return bytes_damaged(random, data)
    name = random.choice(list(members))
    match random.randrange(10):
        case 0:
            del members[name]
        case 1:
            members[odd_text(random)[:200].replace("\ud800", "?") or "x"] = members.pop(name)
        case 2:
            members[name] = b""
        case 3:
            return write_zip(members, doubled=name)
        case 4:
            return write_zip(members, method=random.choice((0, 12, 14)))
        case _:
            members[name] = damaged(random, name, members[name])
    written = write_zip(members)
    if random.randrange(5) == 0:
        # The directory stands at the end: flags, methods, sizes.
        at = written.rfind(b"PK\x01\x02")
        tail = bytearray(written)
        tail[min(len(tail) - 1, at + random.randrange(46))] = random.randrange(256)
        return bytes(tail)
    return written


def read_zip(data: bytes) -> dict[str, bytes]:
    """The members of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(members: dict[str, bytes], *, doubled: str | None = None, method: int = 8) -> bytes:
    """A zip of members; `doubled` stands twice."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method, compresslevel=1 if method == 8 else None) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
        if doubled is not None:
            info = zipfile.ZipInfo(doubled.swapcase())
            archive.writestr(info, members[doubled], method)
    return target.getvalue()
