"""`docs/check.md`, made from the rules; a test holds the page to it."""

from __future__ import annotations

from generator.build.inspection.document_rules import MIN_ASPECTS, PUBLISHED_WITHIN_DAYS, SLIPS
from generator.build.inspection.inspect_portal import RULES
from generator.portal.settings import Checks

_INTRODUCTION = f"""# What `gongshi check` looks for

This page is made from `generator/build/inspection/` by
`python -m generator.build.inspection.rules_page`; do not edit it.

`gongshi check --portal portal` looks at `content/`, at the documents and rows of the accepted
exports, and at the built site, as inspections of government sites do. Findings are grouped by rule,
each with its place, why, how to mend it and who asks for it; `--json` gives them to programs. The
exit status is 1 where a rule that counts as an error found something. Nothing is changed.

In `portal.toml`:
```
[check]
hosts = ["edu.cn"]            # other sites that links may lead to; .gov.cn may always
stale_days = {Checks().stale_days}              # after how many days without news a column is stale
words = {{ "市卫健局" = "市卫生健康局" }}   # wrong words with the right ones
[check.severity]
wording = "off"               # error, warning or off
```

| rule | severity | says | to mend | asked for by |
|---|---|---|---|---|
"""

_NOTES = f"""
- An interpretation has to speak of {MIN_ASPECTS} of eight things at least: background, aims,
  content, scope, standards, what to note, terms, what is new.
- Late is more than {PUBLISHED_WITHIN_DAYS} working days after 成文.
- Kinds of documents that explain themselves (通告, 公告, 公示, 通报, 函, 批复) and drafts need no
  interpretation, nor do parts of other documents.
- A word of the list that is right after all is given to itself:
  `words = {{ "登陆网站" = "登陆网站" }}`.
- The word list has {len(SLIPS)} entries; what stands in 《》 is quoted and not looked at.
- The demonstration stands under no .gov.cn name, and is not asked for one.
- Sites made here have no news column, which inspections want to be younger than two weeks;
  policies, interpretations and releases are asked for half-yearly.
"""


def rules_page() -> str:
    """The page."""
    rows = [
        f"| `{rule.name}` | {rule.severity} | {rule.title} | {rule.mend} | {rule.source} |\n"
        for rule in RULES
    ]
    return _INTRODUCTION + "".join(rows) + _NOTES


if __name__ == "__main__":
    print(rules_page(), end="")
