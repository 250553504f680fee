"""The badge: small, whole in itself, and always the present grade."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import msgspec
import pytest

from generator.build.open_context import open_context
from generator.demonstration.liaocheng import cases
from generator.pages.facility.badge import badge
from generator.pages.facility.pages import facility_batch, facility_pieces
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.pages.shared.page import File
from generator.portal.folder import Deployment
from generator.store.facility_facts import decode_facts

A_GRADE, NO_SCHEME = "371502T00001", "410193T00001"


def drawn(context: Context, facility: str, **changed: object) -> str:
    """The badge of a facility, with some of its figures changed."""
    query = "SELECT item, agency FROM facts WHERE facility_id = ?"
    item, agency = context.connection.execute(query, (facility,)).fetchone()
    facts = decode_facts(item)
    return badge(context, msgspec.structs.replace(facts, **changed), agency, on=context.today)


@pytest.mark.parametrize(
    ("facility", "says"),
    [
        (A_GRADE, "卫生 A 级"),
        ("371502T00017", "卫生 不予评级"),
        (cases.WITHHELD_GRADE, "卫生 暂不公开"),
        (cases.SUSPENDED, "停业"),
        (cases.CLOSED, "已终止"),
        (NO_SCHEME, "没有等级"),
        (cases.WITHDRAWN_GRADE, "未公布等级"),
    ],
)
def test_the_badge_says_how_a_facility_stands(demo: Deployment, facility: str, says: str) -> None:
    """Graded or not, open or not; with its name, so that nobody can show another's."""
    with open_context(demo) as context:
        text = drawn(context, facility)
    root = ElementTree.fromstring(text)
    label = root.get("aria-label") or ""
    name, told = label.split(": ")
    assert told.replace("\u00a0", " ") == says
    assert name in [element.text for element in root.iter() if element.tag.endswith("text")]


def test_the_badge_is_light_and_safe(demo: Deployment) -> None:
    """No script, nothing from elsewhere, both schemes of colour, hostile names as text."""
    with open_context(demo) as context:
        text = drawn(context, A_GRADE, name='<script>x</script>"')
    assert len(text.encode()) < 1_300
    assert "<script" not in text
    assert "prefers-color-scheme:dark" in text
    assert text.count("http") == 1  # the namespace
    ElementTree.fromstring(text)


def test_badges_are_made_where_the_operator_wants_them(demo: Deployment) -> None:
    """One beside each page, whose key changes with the record; none where they are off."""
    assert (demo.site / "current" / urls.badge(A_GRADE).removeprefix("/")).exists()
    with open_context(demo) as context:
        piece = next(facility_pieces(context))
        without = replace(context, portal=msgspec.structs.replace(context.portal, badges=False))
        with_badges = list(facility_batch(context, piece).items())
        none = [each.path for each in facility_batch(without, piece).items()]
    made = [each.path for each in with_badges if isinstance(each, File)]
    records = [path for path in made if path.endswith(".json")]
    assert sum(path.endswith(".svg") for path in made) == len(records) > 0
    assert not [path for path in none if path.endswith(".svg")]
