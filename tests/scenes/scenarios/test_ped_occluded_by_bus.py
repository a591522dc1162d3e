"""E03: somebody from before a bus at its stop."""

import pytest
from staged_case import staged

from scenes.footprint import footprint_of


@pytest.mark.parametrize("seed", range(3))
def test_the_bus_stands_beside_the_egos_way_and_the_walker_passes_before_it(seed: int) -> None:
    params, found = staged("ped_occluded_by_bus", seed)
    walker, bus = found.actors
    print_ = footprint_of(bus)
    assert print_.half_length_m == pytest.approx(6.0, abs=0.3)
    assert not footprint_of(found.ego).overlaps(print_)
    assert walker.path is not None
    front = bus.T_world_body.inverse().apply([list(point) for point in walker.path.points_m])[:, 0]
    # the nearest side of the walker's box is as far from the front bumper as asked
    nearest = front.min() - bus.asset.nominal().front_m - 0.5 * walker.asset.nominal().width_m
    assert nearest == pytest.approx(params["emerges_m"], abs=0.15)


def test_the_speed_that_is_solved_for_stays_in_its_range() -> None:
    _, found = staged("ped_occluded_by_bus", 0)
    assert 4.0 / 3.6 <= dict(found.solved)["walker_speed_mps"] <= 9.0 / 3.6
    assert found.occlusion_share is not None
    assert 0.6 <= found.occlusion_share <= 0.95
