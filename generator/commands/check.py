"""The command `gongshi check`."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, with_portal
from generator.commands.shared.clock import now
from generator.commands.shared.console import out, say, show
from generator.commands.shared.words import say_severity, text, translate
from generator.model.messages import msg, nmsg
from generator.model.problems import Severity
from generator.model.release import CHINA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.build.inspection.inspect_portal import Result
    from generator.build.inspection.rules import Finding
    from generator.commands.shared.arguments import Commands

MOST = 20
"""Findings of a rule that are shown one by one; --json has all."""


def add_check(commands: Commands) -> None:
    command = add_command(
        commands,
        "check",
        run_check,
        text("Look at content, exports and the built site as inspections of government sites do."),
        "gongshi check --portal portal",
    )
    with_portal(command)
    command.add_argument("--json", action="store_true", help=text("print the findings as JSON"))


def run_check(options: argparse.Namespace) -> int:
    """`gongshi check`: exit status 1 where a rule that counts as an error found something."""
    from generator.build.inspection.inspect_portal import inspect_portal
    from generator.portal.folder import find_deployment

    deployment = find_deployment(options.portal)
    today: date = now().astimezone(CHINA).date()
    with deployment.locked():
        results = inspect_portal(deployment, today=today)
    found = [result for result in results if result.findings]
    if options.json:
        out.print(json.dumps([_as_json(r, f) for r in found for f in r.findings],
                             ensure_ascii=False), markup=False)  # fmt: skip
    else:
        _show(found)
    severities = [_severity(result, finding) for result in found for finding in result.findings]
    return 1 if Severity.ERROR in severities else 0


def _show(found: Sequence[Result]) -> None:
    for result in found:
        say(msg("%(title)s (%(name)s)", title=result.rule.title, name=result.rule.name))
        for finding in result.findings[:MOST]:
            where = finding.where if finding.line is None else f"{finding.where}:{finding.line}"
            severity = say_severity(_severity(result, finding))
            show(f"  {severity}  {where}{text(': ')}{translate(finding.why)}")
        if len(result.findings) > MOST:
            say(msg("  … and %(count)s more", count=len(result.findings) - MOST))
        say(msg("  To mend: %(mend)s. By: %(source)s", mend=result.rule.mend,
                source=result.rule.source))  # fmt: skip
    total = sum(len(result.findings) for result in found)
    say(nmsg("%(n)s finding", "%(n)s findings", total) if total else msg("Nothing was found."))


def _severity(result: Result, finding: Finding) -> Severity:
    return finding.severity or result.severity


def _as_json(result: Result, finding: Finding) -> dict[str, object]:
    return {
        "rule": result.rule.name,
        "severity": _severity(result, finding).value,
        "where": finding.where,
        "line": finding.line,
        "why": translate(finding.why),
        "mend": translate(result.rule.mend),
        "source": result.rule.source,
    }
