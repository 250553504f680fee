"""The bundled list of regions."""

from __future__ import annotations

from msgspec.structs import replace

from generator.exports.civil_affairs import known_regions, load_regions, with_ancestors
from generator.exports.lists.districts import Districts
from generator.model.release import in_scope
from generator.model.vocabulary import RegionLevel


def test_every_region_lies_in_its_parent() -> None:
    """By code and in the tree, from townships up to provinces."""
    regions = load_regions()
    assert len(regions) > 40_000
    for code, region in regions.items():
        if region.level is RegionLevel.PROVINCE:
            assert region.parent is None
        else:
            assert region.parent is not None and region.parent in regions
            assert in_scope(code, region.parent)


def test_ancestors_come_along() -> None:
    """A township brings county, city and province; counties of municipalities have no city."""
    names = [region.name for region in with_ancestors(["371502001000", "110101000000"])]
    assert names == ["北京市", "东城区", "山东省", "聊城市", "东昌府区", "古楼街道"]
    assert with_ancestors(["371599000000"]) == ()


def test_functional_zones_are_known_to_all() -> None:
    """Below their city, or their province where no city has such a code; no county is hidden."""
    zones = {code: zone for code, zone in known_regions().items() if code not in load_regions()}
    assert len(zones) > 130
    for code, zone in zones.items():
        assert zone.level is RegionLevel.ZONE
        assert zone.parent and zone.parent in load_regions() and in_scope(code, zone.parent)
    names = [region.name for region in with_ancestors(["371591000000", "110191000000"])]
    assert names == [
        "北京市", "北京经济技术开发区", "山东省", "聊城市", "聊城高新技术产业开发区"
    ]  # fmt: skip


def test_a_zone_is_found_by_its_name() -> None:
    """One of two codes where both have the name; a region of the agency's own comes first."""
    assert Districts("620100", ()).code("兰州新区") == "620140000000"
    assert Districts("370100", ()).code("济南高新技术产业开发区") == "370176000000"
    own = known_regions()["620140000000"]
    own = replace(own, region_code="620199000000")
    assert Districts("620100", [own]).code("兰州新区") == "620199000000"


def test_seats_are_near_where_they_should_be() -> None:
    """Liaocheng lies at about 116° E, 36.5° N."""
    city = load_regions()["371500000000"]
    assert city.lon is not None
    assert city.lat is not None
    assert (round(city.lon), round(city.lat)) == (116, 36)
