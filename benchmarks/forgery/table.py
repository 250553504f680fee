"""The totals of all runs as a table, which stands in docs/trust.md."""

from __future__ import annotations

from typing import Any

JUDGES = ("audit", "audit with a checkpoint", "the page's check", "a TUF client")
CAUGHT = "caught"


def table(totals: dict[str, Any]) -> str:
    """A row for each kind of edit: how many, and of how many each judge said nothing, and why."""
    lines = [
        "| changed | edits | " + " | ".join(JUDGES) + " |",
        "|---|---|" + "---|" * len(JUDGES),
    ]
    for kind, judges in sorted(totals["kinds"].items()):
        edits = sum(judges[JUDGES[0]].values())
        cells = [_cell(judges.get(judge, {}), edits) for judge in JUDGES]
        lines.append(f"| {kind} | {edits:,} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(verdicts: dict[str, int], edits: int) -> str:
    if verdicts.get(CAUGHT) == edits:
        return "all"
    parts = [f"{verdicts[CAUGHT]:,}"] if CAUGHT in verdicts else []
    parts += [f"{count:,} {why}" for why, count in sorted(verdicts.items()) if why != CAUGHT]
    return "; ".join(parts)
