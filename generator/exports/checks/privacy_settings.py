"""Kinds of personal data, what is done about each, and how `pack.toml` changes that.

A kind stops an export, warns or passes. Whoever lets more through than the default says why: the
reason travels in the signed export, is shown by `pack` each time, and is published nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from generator.model.messages import Message, msg
from generator.model.problems import Problem, Severity


class Kind(StrEnum):
    """What was found, in the words of officials; `隐私说明` and [privacy] name these."""

    CITIZEN_ID = "身份证号"
    RESIDENCE = "居住证号"
    PAPERS = "证件号"
    MOBILE = "手机号"
    BANK_CARD = "银行卡号"
    PRIVATE_MAIL = "私人邮箱"
    ACCOUNT = "微信QQ号"
    CHILD = "儿童姓名"
    ILLNESS = "儿童病情"
    PLATE = "车牌号"
    PERSON_LINE = "人员电话"
    HOME = "住址"
    OTHER_MAIL = "其他邮箱"
    REDACTED = "遮盖号码"
    PUBLIC_MOBILE = "公开手机"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of a plain text that is of a kind; `glued`: letters stand right beside it."""

    kind: Kind
    start: int
    end: int
    glued: bool = False


WHY: Final[Mapping[Kind, Message]] = MappingProxyType({
    Kind.CITIZEN_ID: msg("looks like a citizen ID number (身份证号)"),
    Kind.RESIDENCE: msg("looks like the number of a residence permit (居住证号)"),
    Kind.PAPERS: msg("looks like the number of a passport or another paper of a person (证件号)"),
    Kind.MOBILE: msg("looks like a mobile number (手机号)"),
    Kind.BANK_CARD: msg("looks like a bank card number (银行卡号)"),
    Kind.PRIVATE_MAIL: msg("holds a private e-mail address (私人邮箱)"),
    Kind.ACCOUNT: msg("seems to name somebody's account (微信QQ号)"),
    Kind.CHILD: msg("seems to name a child (儿童姓名)"),
    Kind.ILLNESS: msg("seems to tell the illness of one child (儿童病情)"),
    Kind.PLATE: msg("looks like a number plate (车牌号): make sure that it is no private car's"),
    Kind.PERSON_LINE: msg("names a person with a telephone (人员电话): better name the office"),
    Kind.HOME: msg("looks like a home address down to the room (住址): end at the community"),
    Kind.OTHER_MAIL: msg("holds an e-mail address (其他邮箱): make sure that it is an office's"),
    Kind.REDACTED: msg("holds a number that was made unreadable (遮盖号码): better leave it out"),
    Kind.PUBLIC_MOBILE: msg("a mobile number as public telephone (公开手机): make sure that it "
"is the office's"),
})  # fmt: skip
"""What is said of each kind. The value itself is never part of a message."""

KIND_OF: Final[Mapping[str, Kind]] = MappingProxyType({why: kind for kind, why in WHY.items()})

WARNED: Final = frozenset({
    Kind.PLATE, Kind.PERSON_LINE, Kind.HOME, Kind.OTHER_MAIL, Kind.REDACTED, Kind.PUBLIC_MOBILE,
})  # fmt: skip
"""Kinds that often turn out to be an institution's or an office's own; all others stop."""


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What [privacy] says of one kind: `"车牌号" = { do = "pass", reason = "…" }`."""

    do: Literal["stop", "warn", "pass"]
    reason: str = ""

    def __post_init__(self) -> None:
        """Letting something through is a decision that somebody has to answer for."""
        if self.do != "stop" and not self.reason.strip():
            raise ValueError('say why: { do = "…", reason = "…" }')


Rules: TypeAlias = Mapping[Kind, Rule]

NO_RULES: Final[Rules] = MappingProxyType({})


ACCEPTED: Final[Rules] = MappingProxyType({
    kind: Rule(do="warn", reason="accepted before it was looked for") for kind in Kind
})  # fmt: skip
"""How an export is read that was let in before: what a later scanner finds must not stop a site."""


def severity_of(kind: Kind) -> Severity:
    """What a kind does where nothing else is said."""
    return Severity.WARNING if kind in WARNED else Severity.ERROR


def reasons_of(rules: Rules) -> tuple[tuple[str, str], ...]:
    """What an export carries along: the kinds that do not stop, each with the reason."""
    return tuple(
        (kind.value, rule.reason) for kind, rule in sorted(rules.items()) if rule.do != "stop"
    )


def rules_for(reasons: Iterable[tuple[str, str]]) -> dict[Kind, Rule]:
    """The rules by which an export is read that carries these reasons.

    A kind that this program does not know changes nothing.
    """
    known = {kind.value: kind for kind in Kind}
    return {
        known[word]: Rule(do="pass", reason=reason)
        for word, reason in reasons
        if word in known and reason.strip()
    }


def apply_rules(hits: Iterable[Problem], rules: Rules) -> list[Problem]:
    """The hits as the rules want them; a note with count and reason for each kind let pass."""
    found: list[Problem] = []
    passed: Counter[Kind] = Counter()
    for hit in hits:
        kind = KIND_OF[hit.why]
        rule = rules.get(kind)
        if rule is None:
            found.append(hit)
        elif rule.do == "pass":
            passed[kind] += 1
        else:
            severity = Severity.ERROR if rule.do == "stop" else Severity.WARNING
            found.append(replace(hit, severity=severity))
    for kind, count in sorted(passed.items()):
        why = msg("%(count)s let pass, because: %(reason)s", count=count, reason=rules[kind].reason)
        found.append(Problem("pack.toml", None, f"privacy {kind}", why, Severity.WARNING))
    return found
