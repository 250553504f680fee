"""Where invented institutions stand."""

from __future__ import annotations

from math import cos, hypot, radians
from random import Random

from generator.demonstration.sites import (
    KM_PER_DEGREE,
    WIDEST_KM,
    below,
    region_rows,
    sites_in,
    stem_of,
)
from generator.exports.civil_affairs import load_regions


def test_a_prefecture_is_known_down_to_its_townships() -> None:
    """Every township of Liaocheng is a place, and no county is beside them."""
    places = sites_in("371500000000")
    townships = {row.region_code for row in below("3715") if row.level == "township"}
    assert {place.code for place in places} == townships


def test_a_city_without_counties_is_one_place() -> None:
    """Dongguan has neither counties nor townships in the list."""
    (place,) = sites_in("441900000000")
    assert place.code == "441900000000"
    assert place.address.endswith("东莞市")


def test_points_stay_near_the_middle_of_their_county() -> None:
    """Within the widest reach and the spread of a place, six decimals at most."""
    county = load_regions()["371502000000"]
    assert county.lon is not None
    assert county.lat is not None
    rng = Random("points")
    for place in sites_in("371502000000"):
        lon, lat = place.point(rng)
        assert lon is not None
        assert lat is not None
        east = (lon - county.lon) * cos(radians(county.lat))
        away = KM_PER_DEGREE * hypot(east, lat - county.lat)
        assert away <= WIDEST_KM + place.spread
        assert (round(lon, 6), round(lat, 6)) == (lon, lat)


def test_regions_come_with_all_above_them() -> None:
    """A township brings county, city and province, sorted by code."""
    codes = [row.region_code for row in region_rows(["371502003000"])]
    assert codes == ["370000000000", "371500000000", "371502000000", "371502003000"]


def test_a_name_keeps_two_characters_without_its_rank() -> None:
    """What institutions call a place."""
    stems = [stem_of(name) for name in ("柳园街道", "沙镇镇", "莘县", "东昌府区", "高头回族乡")]
    assert stems == ["柳园", "沙镇", "莘县", "东昌府", "高头"]
