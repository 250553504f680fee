"""Tables of the SQLite file as files by themselves: what releases changed, facts, documents."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from generator.pages.data.table_files import BYTE_ORDER_MARK
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File, fingerprint
from generator.store.public.reading import open_public, rows_of, separate_tables
from generator.store.public.schema import PublicTable

Rows = Iterable[tuple[Any, ...]]


def change_files(context: Context, output: Path) -> Iterator[File]:
    """What each release changed as CSV and JSON Lines, from the SQLite file in `output`."""
    table = next(each for each in separate_tables() if each.name == "changes")
    with open_public(output / urls.file_of(urls.DATABASE)) as data:
        for release in context.releases:
            if release.first:
                continue
            rows = list(rows_of(data, table, (release.region, release.number)))
            key = fingerprint(rows)
            for ending, write in (("csv", write_csv), ("jsonl", write_jsonl)):
                path = urls.change_file(release.region, release.number, ending)
                yield File(path, key, partial(write, table, rows))


def separate_files(output: Path) -> Iterator[File]:
    """Whole tables in both forms; those in which nothing differs are not written again."""
    for table in separate_tables():
        key = _digest(table, output)
        for ending in ("csv", "jsonl"):
            path = urls.whole_table(table.name, ending)
            yield File(path, key, partial(_write, table, output, ending))


def _digest(table: PublicTable, output: Path) -> bytes:
    hasher = hashlib.sha256(table.name.encode())
    encode = msgspec.msgpack.Encoder().encode
    with open_public(output / urls.file_of(urls.DATABASE)) as data:
        for row in rows_of(data, table):
            hasher.update(encode(row))
    return hasher.digest()[:16]


def _write(table: PublicTable, output: Path, ending: str, path: Path) -> None:
    with open_public(output / urls.file_of(urls.DATABASE)) as data:
        (write_csv if ending == "csv" else write_jsonl)(table, rows_of(data, table), path)


def write_csv(table: PublicTable, rows: Rows, path: Path) -> None:
    """Rows under the names of their columns, after a byte order mark."""
    with path.open("w", encoding="utf-8", newline="") as target:
        target.write(BYTE_ORDER_MARK)
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(column.name for column in table.columns)
        writer.writerows(rows)


def write_jsonl(table: PublicTable, rows: Rows, path: Path) -> None:
    """Rows as one JSON object a line, without what is empty."""
    names = [column.name for column in table.columns]
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as target:
        for row in rows:
            said = {n: v for n, v in zip(names, row, strict=True) if v not in (None, "")}
            target.write(encode(said) + b"\n")
