"""The bundled list of regions."""

from __future__ import annotations

from generator.exports.civil_affairs import load_regions, with_ancestors
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
    assert with_ancestors(["371591000000"]) == ()


def test_seats_are_near_where_they_should_be() -> None:
    """Liaocheng lies at about 116° E, 36.5° N."""
    city = load_regions()["371500000000"]
    assert city.lon is not None
    assert city.lat is not None
    assert (round(city.lon), round(city.lat)) == (116, 36)
