"""The command `gongshi policy`: import."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import add_command, named_values
from generator.commands.shared.clock import now
from generator.commands.shared.console import complain, out, say, show
from generator.commands.shared.words import say_problem, say_severity, text, translate
from generator.model.documents import DocumentKind
from generator.model.messages import Message, msg
from generator.model.release import CHINA

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands
    from generator.preparation.import_document import Draft

KINDS = {
    "policy": DocumentKind.POLICY,
    "interpretation": DocumentKind.INTERPRETATION,
    "政策": DocumentKind.POLICY,
    "解读": DocumentKind.INTERPRETATION,
}


def add_policy(commands: Commands) -> None:
    """Add `policy` with its own commands."""
    about = text("Bring policies and interpretations into the form in which they are published.")
    policy = commands.add_parser(
        "policy",
        help=about,
        description=about,
        epilog=text("example: ") + "gongshi policy import 通知.docx --to 2026-11/documents",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = policy.add_subparsers(metavar=text("ACTION"), required=True)
    command = add_command(
        inner,
        "import",
        run_import,
        text(
            "Read a Word, PDF, OFD, web or text file and write a draft; say whatever is left out,"
            " worked out or doubtful."
        ),
        "gongshi policy import 通知.docx --to 2026-11/documents --attach 申请表.docx",
    )
    command.add_argument("file", type=Path, help=text("the file to read"))
    command.add_argument(
        "--to",
        type=Path,
        default=Path(),
        metavar=text("FOLDER"),
        help=text("where the draft is written (default: here)"),
    )
    command.add_argument(
        "--attach",
        type=Path,
        action="append",
        default=[],
        metavar=text("FILE"),
        help=text("a file that belongs to the document; repeat for each"),
    )
    command.add_argument(
        "--kind",
        choices=list(KINDS),
        help=text("what it is (default: what its title says)"),
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar=text("FIELD=VALUE"),
        help=text("a field, such as 发布日期=2026-11-20; repeat for each"),
    )
    command.add_argument(
        "--report-only", action="store_true", help=text("write nothing, only report")
    )
    command.add_argument("--json", action="store_true", help=text("print the report as JSON"))


def run_import(options: argparse.Namespace) -> int:
    """`gongshi policy import`: the draft, and one line for everything that is not plain."""
    from generator.preparation.import_document import import_document, write_draft

    draft = import_document(
        options.file,
        today=now().astimezone(CHINA).date(),
        kind=KINDS.get(options.kind),
        given=named_values(options.set, text("FIELD=VALUE")),
        attached=options.attach,
    )
    written = [] if options.report_only else write_draft(draft, options.to)
    if options.json:
        out.print(json.dumps(_as_json(draft, written), ensure_ascii=False), markup=False)
        return 0
    _report(options.file.name, draft)
    for path in written:
        say(msg("Wrote %(path)s", path=path))
    return 0


def _report(shown: str, draft: Draft) -> None:
    from generator.documents.fields import chinese_name
    from generator.documents.imports.blocks import Fate

    document = draft.document
    lost = document.characters - document.taken
    say(
        msg(
            "%(file)s: %(all)s characters, %(taken)s taken over or accounted for, %(lost)s lost",
            file=shown,
            all=f"{document.characters:,}",
            taken=f"{document.taken:,}",
            lost=lost,
        )
    )
    say(
        msg(
            "Read: %(paragraphs)s paragraphs, %(tables)s tables, %(notes)s footnotes,"
            " %(attachments)s attachments named",
            paragraphs=document.paragraphs,
            tables=document.tables,
            notes=document.notes,
            attachments=len(document.fields.get("attachments", ())),
        )
    )
    headings = {
        Fate.LEFT_OUT: msg("Not taken over:"),
        Fate.COMPUTED: msg("Worked out:"),
        Fate.CHECK: msg("Please look:"),
    }
    for fate, heading in headings.items():
        _section(heading, [each.what for each in document.remarks if each.fate is fate])
    if draft.personal:
        say(msg("Personal data, to be taken out or explained (隐私说明):"))
        for problem in draft.personal:
            show(f"  {say_severity(problem.severity)}  {say_problem(problem)}")
    if draft.doubts:
        say(msg("To be mended in draft and attached files:"))
        for problem in draft.doubts:
            show(f"  {say_severity(problem.severity)}  {say_problem(problem)}")
    say(msg("Read from the text:"))
    for name, value in document.fields.items():
        written = value if isinstance(value, str) else "、".join(value)
        show(f"  {chinese_name(name)}  {written}")
    if document.missing:
        complain(msg("Still to be filled in: %(fields)s", fields="、".join(document.missing)))


def _section(heading: Message, lines: list[Message]) -> None:
    if lines:
        say(heading)
        for line in lines:
            show(f"  - {translate(line)}")


def _as_json(draft: Draft, written: list[Path]) -> dict[str, object]:
    document = draft.document
    return {
        "fields": dict(document.fields),
        "missing": list(document.missing),
        "characters": document.characters,
        "taken": document.taken,
        "lost": document.characters - document.taken,
        "remarks": [
            {"fate": each.fate.value, "what": translate(each.what)} for each in document.remarks
        ],
        "personal": [{"line": each.line, "what": translate(each.why)} for each in draft.personal],
        "faults": [translate(each.message) for each in draft.doubts],
        "files": [str(path) for path in written],
        "text": document.text,
    }
