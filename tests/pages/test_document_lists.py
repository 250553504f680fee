"""Where lists of documents stand, whatever people call an office or a subject."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from generator.model.documents import DocumentKind
from generator.pages.document.lists import list_path

PLACE = re.compile(r"/documents/policy/issuer/[a-z0-9]+(-[a-z0-9]+)*/")
NAMES = st.one_of(
    st.text(min_size=1),
    st.sampled_from(
        ["..", "../../x", "/etc/x", "A" * 300, "WHO China/Office", "A?B#C%41", "é", "\0"]
    ),
)


@given(NAMES, NAMES)
def test_a_list_has_one_plain_place_of_its_own(one: str, other: str) -> None:
    """One short segment, and no two names share it."""
    places = [list_path(DocumentKind.POLICY, "issuer", name) for name in (one, other)]
    for place in places:
        assert PLACE.fullmatch(place) and len(place) < 120
    assert (places[0] == places[1]) == (one == other)
