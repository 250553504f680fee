"""Two releases compared."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator.build.open_context import open_context
from generator.commands.main import main
from generator.demonstration.liaocheng import cases
from generator.pages.release.comparison import _joined, compare_releases
from generator.pages.release.page import release_view
from generator.portal.folder import Deployment
from generator.store.recorded_changes import RecordedChange


def change(what: str, before: str | None, after: str | None) -> RecordedChange:
    """A step of one fee."""
    values = [{"fee": text} if text else None for text in (before, after)]
    return RecordedChange("371500", 2, "fees", "K", "F", what, values[0], values[1], False)


def test_one_step_is_what_the_page_of_the_release_says(demo: Deployment) -> None:
    """The same changes under the same headings, unexplained ones apart."""
    with open_context(demo) as context:
        compared = compare_releases(context, "371500-0002", "371500-0003")
        page = release_view(context, context.released["371500", 3])
    assert compared.unexplained == page.unexplained
    assert [replace(each, href=None) for each in page.groups] == list(compared.groups)


def test_news_has_its_heading(demo: Deployment) -> None:
    """New, closed, upgraded, downgraded, filed, struck off, fees, titles, corrections."""
    with open_context(demo) as context:
        compared = compare_releases(context, "371500-0001", "371500-0003")
        names = dict(
            context.connection.execute("SELECT facility_id, name FROM facilities").fetchall()
        )
    groups = {
        group.key: [each.subject.title for each in group.changes] for group in compared.groups
    }
    assert {"new", "closed", "upgraded", "downgraded", "filed", "struck_off", "fees", "titles",
            "corrections"} <= set(groups)  # fmt: skip
    assert names[cases.CLOSED] in groups["closed"]
    assert names[cases.UPGRADED] in groups["upgraded"]
    assert names[cases.DOWNGRADED] in groups["downgraded"]
    assert names[cases.WITHHELD_GRADE] not in groups["downgraded"]
    silent = [(each.subject.title, each.before, each.after) for each in compared.unexplained]
    assert silent == [(names[cases.SILENT_CHANGE], "C", "B")]


def test_steps_of_one_row_are_one_change() -> None:
    """From what it was to what it is; what was undone, or came and went, is no change."""
    there_and_back = [change("changed", "a", "b"), change("changed", "b", "a")]
    assert _joined(there_and_back) is None
    assert _joined([change("new", None, "a"), change("gone", "a", None)]) is None
    joined = _joined([change("changed", "a", "b"), change("changed", "b", "c")])
    assert joined and (joined.before, joined.after) == ({"fee": "a"}, {"fee": "c"})
    came = _joined([change("new", None, "a"), change("changed", "a", "b")])
    assert came and (came.what, came.before, came.after) == ("new", None, {"fee": "b"})
    withdrawn = _joined([change("changed", "a", "b"), change("gone", None, None)])
    assert withdrawn and (withdrawn.what, withdrawn.before) == ("gone", None)


def test_diff_reads_as_sentences_and_as_json(
    demo: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for a subject; the same as JSON for a script."""
    asked = ["diff", "371500-0002", "371500-0003", "--portal", str(demo.folder)]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert said.index("没有说明的变化 (1)") < said.index("终止与停业 (1)")
    assert "等级由“C”改为“B”。" in said
    assert main([*asked, "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["from"], content["to"]) == ("371500-0002", "371500-0003")
    assert content["unexplained"][0]["unexplained"] is True


@pytest.mark.parametrize(
    ("older", "newer", "why"),
    [
        ("371500-0001", "371500-0009", "371500-0009: no such release; there are 110105-0001"),
        ("nothing", "371500-9", "nothing: no such release"),
        ("371500-0001", "620000-0001", "are of two agencies"),
        ("371500-0003", "371500-0002", "name the older one first"),
        ("371500-0002", "371500-0002", "name the older one first"),
    ],
)
def test_what_cannot_be_compared(
    demo: Deployment, capsys: pytest.CaptureFixture[str], older: str, newer: str, why: str
) -> None:
    """Each reason in a line, status 2."""
    assert main(["diff", older, newer, "--portal", str(demo.folder)]) == 2
    assert why in capsys.readouterr().err
