"""The command `gongshi search`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator.commands.shared.arguments import (
    add_command,
    with_portal,
)
from generator.commands.shared.clock import now
from generator.commands.shared.console import (
    out,
    show,
)
from generator.commands.shared.words import text, translate
from generator.model.messages import Message, msg
from generator.model.problems import UsageError
from generator.search.query.filter_names import FILTERS, ORDERS

if TYPE_CHECKING:
    from generator.commands.shared.arguments import Commands


def add_search(commands: Commands) -> None:
    command = add_command(
        commands,
        "search",
        run_search,
        text("Find facilities, policies and interpretations by any piece of a name or number."),
        "gongshi search 阳光 --region 371502"
        " --filter grade.liaocheng-hygiene=A --filter fee=2000 --order newest",
    )
    command.add_argument(
        "words", nargs="*", help=text("what to look for; several words in any order")
    )
    command.add_argument(
        "--region",
        metavar=text("CODE"),
        help=text("only in this region: 2, 4, 6, 9 or 12 digits of its code"),
    )
    command.add_argument("--kind", choices=("facility", "policy", "interpretation"))
    command.add_argument(
        "--filed", action="store_true", help=text("only facilities that are filed")
    )
    command.add_argument(
        "--grade", metavar=text("SCHEME=LABEL"), help=text("only with this grade of a scheme")
    )
    command.add_argument("--fee-up-to", metavar=text("YUAN"))
    command.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar=text("NAME=VALUE"),
        help=text("as in the address of the search page, repeated for more: ") + _listed(FILTERS),
    )
    command.add_argument("--order", default="relevance", help=_listed(ORDERS))
    command.add_argument("--limit", type=int, default=10)
    command.add_argument("--json", action="store_true")
    with_portal(command)


def run_search(options: argparse.Namespace) -> int:
    """`gongshi search`."""
    from generator.portal.folder import find_deployment
    from generator.search.query.engine import search
    from generator.search.query.output import as_json
    from generator.search.query.output import show as show_results
    from generator.search.query.query_params import query_of
    from generator.trust.signed_day import day_at

    query = query_of(_query_params(options), limit=options.limit)
    results = search(find_deployment(options.portal).index, query)
    if options.json:
        show(as_json(results))
    else:
        show_results(results, out, translate, day=day_at(now()))
    return 0


def _query_params(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Names and values of the question, as an address would have them."""
    given = {
        "q": " ".join(options.words),
        "region": options.region,
        "kind": options.kind,
        "filed": "true" if options.filed else None,
        "fee": options.fee_up_to,
        "order": options.order,
    }
    yield from ((name, value) for name, value in given.items() if value)
    if options.grade and "=" not in options.grade:
        raise UsageError(
            msg(
                "--grade %(grade)s: write it as SCHEME=LABEL, say liaocheng-hygiene=A",
                grade=options.grade,
            )
        )
    grades = [f"grade.{options.grade}"] if options.grade else []
    for written in (*grades, *options.filter):
        name, separator, value = written.partition("=")
        if not separator or not value:
            raise UsageError(
                msg(
                    "%(written)s: write it as NAME=VALUE, say grade.liaocheng-hygiene=A",
                    written=written,
                )
            )
        yield name, value


def _listed(meanings: Mapping[str, Message]) -> str:
    """Names with their meanings, for help."""
    return "; ".join(f"{name}: {translate(meaning)}" for name, meaning in meanings.items())
