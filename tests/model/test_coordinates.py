"""Shifted coordinates and distances."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.coordinates import (
    bd09_to_gcj02,
    distance,
    gcj02_to_bd09,
    to_wgs84,
    wgs84_to_gcj02,
)
from generator.model.vocabulary import Crs

IN_CHINA = st.tuples(st.floats(75, 134), st.floats(18, 53))


@given(IN_CHINA)
@settings(deadline=None, max_examples=100)
def test_converted_points_are_within_two_metres(point: tuple[float, float]) -> None:
    """What a map service shifted is put back where it was, for both shifts."""
    shown = wgs84_to_gcj02(point)
    assert 5 < distance(shown, point) < 1000
    assert distance(to_wgs84(shown, Crs.GCJ02), point) < 2
    assert distance(to_wgs84(gcj02_to_bd09(shown), Crs.BD09), point) < 2


@pytest.mark.parametrize(
    ("true", "shown"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
    ids=["Shanghai", "Shenzhen", "Beijing"],
)
def test_published_pairs_of_gcj02_are_met(
    true: tuple[float, float], shown: tuple[float, float]
) -> None:
    """The pairs that eviltransform publishes: to a centimetre there, to two metres back."""
    assert distance(wgs84_to_gcj02(true), shown) < 0.01
    assert distance(to_wgs84(shown, Crs.GCJ02), true) < 2


def test_published_pairs_of_bd09_are_met() -> None:
    """The pairs that gcoord and coordtransform publish for Baidu's shift, within two metres."""
    assert distance(to_wgs84((123, 45), Crs.BD09), (122.98762210, 44.99171540)) < 2
    assert distance(bd09_to_gcj02((123, 45)), (122.99363304, 44.99365430)) < 2
    shown = (116.39762729119315, 39.90865673957631)
    assert distance(bd09_to_gcj02((116.404, 39.915)), shown) < 2


def test_a_known_point_is_shifted_as_published() -> None:
    """Tiananmen, as the published formula gives it."""
    assert wgs84_to_gcj02((116.404, 39.915)) == pytest.approx((116.410244499, 39.916404282))
    assert gcj02_to_bd09((116.404, 39.915)) == pytest.approx((116.410369493, 39.921336994))


def test_points_abroad_and_true_points_stay() -> None:
    """Nothing is shifted outside China, and CGCS2000 is taken as WGS84."""
    assert to_wgs84((2.35, 48.85), Crs.GCJ02) == (2.35, 48.85)
    assert to_wgs84((116.404, 39.915), Crs.CGCS2000) == (116.404, 39.915)


def test_distance_is_metres_on_the_earth() -> None:
    """A degree of latitude is about 111 km."""
    assert distance((115, 36), (115, 37)) == pytest.approx(111_195, abs=50)
    assert distance((115, 36), (115, 36)) == 0
