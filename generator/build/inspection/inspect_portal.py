"""Every rule over a portal: what a person has to look at, by rule and place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from generator.build.inspection import document_rules as documents
from generator.build.inspection import site_rules as site
from generator.build.inspection.rules import Finding, Inspected, Rule
from generator.build.load_documents import read_documents
from generator.build.open_context import open_loaded
from generator.build.staging import live_release
from generator.documents.graph import Graph
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, Severity
from generator.model.tables import Notice
from generator.portal.folder import Deployment
from generator.portal.settings import Checks, Portal
from generator.store.queries import rows

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

RULES: Final = (
    Rule("documents", _ERROR, msg("Documents are read whole, and agree with each other"),
         msg("mend the file and line that is named"),
         "CONVENTIONS.md; 国办发〔2017〕47号", documents.faults),
    Rule("personal-data", _ERROR, msg("No personal data in policies and interpretations"),
         msg("take it out, or say in 隐私说明 why it is none"),
         "district report 2022 Q2; city report 2022 Q4", documents.personal_data),
    Rule("policy-without-interpretation", _ERROR, msg("A policy has an interpretation"),
         msg("write one, and name the policy under 解读"), "city report 2022 Q4",
         documents.without_interpretation),
    Rule("interpretation-aspects", _WARNING,
         msg("An interpretation tells background, aims, content, scope, standards and terms"),
         msg("add what is missing, in words of one's own"),
         "county notice 2021-12; city rules 2020", documents.aspects),
    Rule("late-publication", _WARNING, msg("Published within 20 working days of 成文"),
         msg("publish in time; check both dates"), "政府信息公开条例 art. 26",
         documents.late_publication),
    Rule("cites-repealed", _WARNING, msg("What is in force cites what is in force"),
         msg("cite what came in its place, or repeal this one too"), "ours",
         documents.cites_repealed),
    Rule("date-in-numerals", _WARNING, msg("成文日期 stands in Arabic numerals"),
         msg("write 2026年11月20日"), "GB/T 9704-2012 7.3.5.4", documents.dates_in_numerals),
    Rule("level-order", _WARNING, msg("一、（一）1.（1） follow one another"),
         msg("number the parts in order"), "GB/T 9704-2012 7.3.3", documents.levels_in_order),
    Rule("long-paragraph", _WARNING, msg("A paragraph holds no numbered parts"),
         msg("begin a new paragraph before each number"), "ours", documents.long_paragraphs),
    Rule("attachments", _WARNING, msg("Attachments: text, field and files agree"),
         msg("name each under 附件 with its file"), "ours; city notice 2025-06",
         documents.attachments_agree),
    Rule("signature", _WARNING, msg("落款 and fields agree"),
         msg("correct 成文日期 or 发文机关"), "ours", documents.signature_agrees),
    Rule("wording", _WARNING, msg("Names of offices and words are right"),
         msg("correct it, or add the word to [check] words"), "city notice 2020 Q4",
         documents.wording),
    Rule("empty-column", _ERROR, msg("No column is empty"), msg("publish something in it"),
         "city report 2022 Q4", documents.empty_columns),
    Rule("stale-column", _WARNING, msg("No column is without news for six months"),
         msg("publish what is due"), "self-check form 2019 Q2", documents.stale_columns),
    Rule("identification", _WARNING, msg("The footer says whose site this is"),
         msg("fill it in, in portal.toml"), "self-check form; 国办发〔2017〕47号",
         site.identification),
    Rule("domain", _WARNING, msg("A government site stands under .gov.cn"),
         msg("ask for a name under .gov.cn"), "国办发〔2017〕47号", site.domain),
    Rule("report-entry", _WARNING, msg("Readers can report mistakes (网站找错)"),
         msg("put content/pages/corrections.md back"), "self-check form", site.report_entry),
    Rule("dead-link", _ERROR, msg("No link leads nowhere"), msg("mend or remove the link"),
         "city notice 2025-06", site.links),
    Rule("external-link", _WARNING, msg("Links to other sites were looked at"),
         msg("add the host to [check] hosts, or remove the link"), "city notice 2025-06",
         site.external_links),
    Rule("page-tags", _ERROR, msg("The tags of a government page are there and not empty"),
         msg("fill in the field that the tag comes from"), "国办发〔2017〕47号", site.tags),
    Rule("secrecy-review", _ERROR, msg("A release was reviewed for secrecy before it was issued"),
         msg("review, then sign a new release"), "保守国家秘密法实施条例", site.secrecy_review),
    Rule("publicity-calendar", _ERROR, msg("The calendar covers every publicity period"),
         msg("wait for the official calendar, or state the last day"),
         "chinesecalendar 1.11 ends with 2026", site.publicity_calendar),
)  # fmt: skip
"""Every rule, in the order in which findings are shown."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule found; `severity` as the operator's settings have it."""

    rule: Rule
    severity: Severity
    findings: tuple[Finding, ...]


def inspect_portal(deployment: Deployment, *, today: date) -> tuple[Result, ...]:
    """What every rule that is switched on finds in a portal as it was built last.

    DataError for a rule in the settings that there is not, UsageError where nothing was built yet.
    """
    with open_inspected(deployment, today=today) as seen:
        return run_rules(seen)


@contextmanager
def open_inspected(deployment: Deployment, *, today: date) -> Iterator[Inspected]:
    """A portal opened to be looked at."""
    portal = deployment.portal()
    if unknown := sorted(portal.check.severity.keys() - {rule.name for rule in RULES}):
        why = msg("[check] severity: there is no rule %(names)s", names=", ".join(unknown))
        raise DataError([Problem("portal.toml", None, None, why)])
    live = live_release(deployment.site)
    with open_loaded(deployment, read_documents) as (context, loaded):
        yield Inspected(
            graph=context.graph,
            built=context,
            problems=loaded.problems,
            portal=portal,
            site=live / "public" if live else None,
            notices=tuple(notice for _, notice in rows(context.connection, Notice)),
            today=today,
        )


OF_DRAFTS = frozenset({
    "policy-without-interpretation", "interpretation-aspects", "late-publication", "cites-repealed",
    "date-in-numerals", "level-order", "long-paragraph", "attachments", "signature", "wording",
})  # fmt: skip
"""The rules about documents that can be asked before anything is published."""


def inspect_drafts(graph: Graph, portal: Portal, *, today: date) -> tuple[Result, ...]:
    """What the rules about documents find in a graph, some of which is not published yet."""
    seen = Inspected(graph, None, (), portal, None, (), today)
    return run_rules(seen, OF_DRAFTS)


def run_rules(seen: Inspected, names: Collection[str] | None = None) -> tuple[Result, ...]:
    """What every rule that is switched on finds, in the order of the rules; only those of `names`
    if any are given.
    """
    asked = [rule for rule in RULES if names is None or rule.name in names]
    severities = {rule.name: severity_in(seen.settings, rule) for rule in asked}
    return tuple(
        Result(rule, severity, tuple(_as_set(seen.settings, rule, rule.find(seen))))
        for rule in asked
        if (severity := severities[rule.name])
    )


def _as_set(settings: Checks, rule: Rule, found: Iterator[Finding]) -> Iterator[Finding]:
    """Findings under the severity that the operator set, where one is set."""
    said = rule.name in settings.severity
    return (replace(each, severity=None) if said else each for each in found)


def severity_in(settings: Checks, rule: Rule) -> Severity | None:
    """How much a rule matters here; None where it is switched off."""
    said = settings.severity.get(rule.name)
    if said is None:
        return rule.severity
    return None if said == "off" else Severity(said)
