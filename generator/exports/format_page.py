"""`docs/export-format.md`, made from the schema; a test holds the page to it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from generator.exports.headings import TITLES
from generator.exports.members import MAX_DOCUMENTS, MAX_RATIO, MAX_TOTAL
from generator.exports.schema import Column, columns
from generator.model.release import FORMATS, NEWEST_FORMAT
from generator.model.tables import TABLES, Row
from generator.model.vocabulary import ALIASES, FILING_STEPS, SINCE

KNOWN_FORMATS = " and ".join(map(str, FORMATS))

_INTRODUCTION = f"""# The export format

This page is made from `generator/model/tables.py` by `generator.exports.format_page`; do not
edit it. How an agency makes an export from what it has is told in [pack.md](pack.md).

An export is a full snapshot of what one agency publishes now: one zip file,
`<region>-<release>.zip`, for example `371500-0007.zip`. It is a Frictionless Data Package.

| member | what |
|---|---|
| `datapackage.json` | the release (`gongshi`), and for each table its schema, length and SHA-256 |
| `<table>.csv` | every table of this page, also when it has no rows |
| `documents/<name>.md` | policies and interpretations |
| `attachments/<file>` | files that belong to documents (format 2) |
| `rows.json` | the seed of the row tree's salts and its root (format 2); never published |

- Members stand in the order of this page, then documents and attachments by name, then
  `rows.json`. Their time is 1980-01-01, their mode 0644, packed by deflate, level 6. The same
  content gives the same tables byte for byte; the zip around them is the same wherever zlib is.
- CSV is UTF-8 without byte order mark, lines end with LF, quotes stand only where they must, the
  header is exactly that of the table, rows are sorted by key, one row is one line.
- An empty cell is no value. Dates are `2024-01-15`, truth values `true` and `false`, numbers
  `1880` rather than `1880.0`, parts of a list are joined by `|`.
- A reader refuses: links, directories, encrypted members, names that lead out, doubles, more than
  {MAX_DOCUMENTS:,} documents, more than {MAX_TOTAL >> 30} GiB unpacked or {MAX_RATIO} times the
  size of the zip.
- `gongshi` in `datapackage.json` holds `format` ({NEWEST_FORMAT}), `region` (six digits),
  `release` (from 1), `issued` (with time zone), `agency`, `reviewed_by` and `reviewed_on` (the
  secrecy review, 保密审查), `fictitious`, and `privacy_reasons` where there are any.

## Formats only grow
A signed export can never be signed again, so every format that was ever accepted stays readable.
Each table, column and word of this page is there since format 1 where nothing else is said. An
export of format N is read by the tables, columns and words of N: what a later format brought is
absent from it, not wrong. A format newer than the program is refused by name. This program reads
{KNOWN_FORMATS} and writes {NEWEST_FORMAT}.

Format 2 brought: `facilities.status` may be empty, which says *not stated*; notices that concern
many rows (`notice_rows`); `successions`; notices of `removal`; `attachments`; `basis_url` and
`source_note`; the row tree. What an export of format 1 says of `status` may have been filled in by
the program that packed it.

## The row tree
The agency signs, besides the digest of the zip, the root of a tree over its rows, so that an
export from which rows had to go can still be checked row by row. It stands in the TUF target's
`custom` as `{{"rows": {{"root": hex, "subjects": n, "count": leaves, "lasting": m}}}}`;
`lasting` is the number of leaves that never have to go, which early exports of format 2 do not
state. A penalty may have to go, and so may a notice with a last day and a notice about a penalty or
about such a notice.

- Every row has one subject: a facility, region, scheme or document. A notice has one leaf for each
  subject that it concerns, a succession one for each identifier; a notice of which nothing is left
  that it concerns is a subject of its own.
- A leaf is `SHA-256(0x00 ‖ salt ‖ canonical JSON of {{"table": …, "row": {{…}}}})`: the canonical
  cells as texts, empty ones left out (RFC 8785). A document is the row of table `documents` with
  `name`, `front_matter` (the lines between the first two `---`), `body_sha256` and, joined by `|`,
  the digests of its `attachments`.
- The leaves of a subject stand by (table, key); penalties, what notices say of them, and notices
  with a last day stand behind all others, filled up with random leaves to four and then to a power
  of two. The roots of the subjects, by (kind, identifier), are the entries of the upper tree. Both
  trees hash as RFC 6962.
- The salt of a row is `HMAC-SHA256(seed, table ‖ 0x00 ‖ JSON array of the key's cells)`, the seed
  `HMAC-SHA256(secret, name of the release)`, the secret 32 random bytes that lie beside the role's
  key (`r-3715.salt`).

## Rules across tables
- A key stands once; every reference resolves; the export is not empty.
- Regions lie in the agency's region or above it; facilities, indicators, totals and demonstration
  regions lie in it. By its code, a region lies in its parent.
- A credit code has the right check digit or an override reason. *Warning:* a nature that
  contradicts the code's prefix (12, 52, 91, 92).
- Coordinates need a `crs`; an export holds CGCS2000 or WGS84. *Warning:* a point more than 150 km
  from its county or 400 km from its city.
- What happened is not later than the release: submitted ≤ decided, assessed ≤ valid until, stages
  start before they end, rectification is not before the inspection.
- Filing steps follow each other: {{steps}}.
- A grade is a label of its scheme; ranks of a scheme differ; aliases stand for one label.
- A title that was revoked is not named again: what is given anew is a title of its own.
- The publicity of a penalty ends within 3 months (minor), one year (ordinary) or three years
  (serious).
- A notice concerns an existing row (a withdrawal may concern one that is gone, a removal must,
  until a later release has it again) or a document (`documents`), and so do its further rows in
  `notice_rows`; a correction names the column, what stood before and what stands now.
- A withdrawal takes its row back once, with all that earlier releases said of it, whether it comes
  before the row is gone, with that, or afterwards, and even if the notice itself is gone since.
  One that names a column (`field`) takes back what stood there before: the row stays with its new
  value, earlier versions go. It comes with the new value or afterwards, without `before`.
- No cell holds HTML, control or invisible characters. A name does not start with `=`, `+`, `-`,
  `@`; elsewhere this is a *warning*.
- Personal data stop an export: citizen ID numbers, residence permits, passports and other papers of
  a person, mobile numbers outside the public telephone (there: *warning*), bank cards, private
  e-mail addresses, accounts (微信, QQ), names of children, the illness of a child. A *warning* are
  number plates, a person with a telephone, a home address down to the room, other e-mail addresses,
  numbers that were made unreadable. An export may carry reasons why a kind does not stop it
  (`privacy_reasons`, pairs of kind and reason, in `gongshi`); they are published nowhere.
"""


def export_format_page() -> str:
    """The whole page."""
    parts = [
        _INTRODUCTION.replace("{steps}", _steps()),
        *map(_table, TABLES),
        "## Vocabularies\nWhat `gongshi pack` also reads stands in brackets.\n",
        *map(_vocabulary, _vocabularies()),
    ]
    return "\n".join(parts)


def _table(row_type: type[Row]) -> str:
    names = "、".join(TITLES[row_type.table])
    lines = [
        f"## `{row_type.table}` {TITLES[row_type.table][0]}",
        f"{row_type.about}. Key: {', '.join(f'`{part}`' for part in row_type.key)}.",
        f"`pack` also reads files and sheets named {names}.",
    ]
    if row_type.historical:
        lines.append("Historical: a row may not change or vanish without a notice.")
    if row_type.since_format > 1:
        lines.append(f"Since format {row_type.since_format}.")
    lines += ["", "| column | heading | type | meaning |", "|---|---|---|---|"]
    lines += map(_column, columns(row_type))
    return "\n".join(lines) + "\n"


def _column(column: Column) -> str:
    headings = "、".join((column.title, *column.headings))
    meaning = column.description
    if column.references:
        meaning += f"; a key of `{column.references}`"
    if column.optional_since > 1:
        meaning += f"; required before format {column.optional_since}"
    if column.since > 1:
        meaning += f"; since format {column.since}"
    return f"| `{column.name}` | {headings} | {_type(column)} | {meaning} |"


def _type(column: Column) -> str:
    vocabulary = column.enum or column.item_enum
    kind = f"[{vocabulary.__name__}](#{vocabulary.__name__.lower()})" if vocabulary else column.type
    if column.item_enum:
        kind = f"list of {kind}"
    if column.minimum is not None and column.maximum is not None:
        kind += f" {column.minimum:.10g} to {column.maximum:.10g}"
    if column.pattern:
        kind += f" `{column.pattern}`".replace("|", r"\|")
    if column.max_length:
        kind += f", at most {column.max_length}"
    return f"{kind}, required" if column.required else kind


def _vocabularies() -> Iterator[type[StrEnum]]:
    seen = set()
    for row_type in TABLES:
        for column in columns(row_type):
            vocabulary = column.enum or column.item_enum
            if vocabulary and vocabulary not in seen:
                seen.add(vocabulary)
                yield vocabulary


def _vocabulary(vocabulary: type[StrEnum]) -> str:
    lines = [f"### {vocabulary.__name__}", (vocabulary.__doc__ or "").strip(), ""]
    since = SINCE.get(vocabulary, {})
    lines += (
        f"- `{member}` ({'、'.join(ALIASES[vocabulary][member])})"
        + (f", since format {since[member]}" if member in since else "")
        for member in vocabulary
    )
    return "\n".join(lines) + "\n"


def _steps() -> str:
    return "; ".join(
        f"{before or 'first'} → {', '.join(sorted(after))}"
        for before, after in FILING_STEPS.items()
    )
