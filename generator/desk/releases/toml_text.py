"""Settings as TOML that people read: the few shapes that `pack.toml` and `desk.toml` need."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

Value = str | bool | int | float | date | Sequence["str | date"] | Mapping[str, "Value"]


def toml_string(text: str) -> str:
    """A basic string of TOML, which takes the escapes of JSON; Chinese stays as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_table(heading: str, values: Mapping[str, Value | None]) -> str:
    """A table with its heading, `[export]` or `[[source]]`; what is None or empty is left out."""
    lines = [heading]
    for name, value in values.items():
        if value is not None and value not in ("", (), [], {}):
            lines.append(f"{name} = {_value(value)}")
    return "\n".join([*lines, ""])


def _value(value: Value) -> str:
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)


def _pairs(values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        bare = name.isascii() and name.replace("_", "").isalnum()
        yield f"{name if bare else toml_string(name)} = {_value(value)}"
