"""Things settle on the ground: on a face of their hull, with no corner below it, on slopes as on the level."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.assets.street.debris import TyreTread
from scenes.assets.street.lost_cargo import Carton, Mattress, Pallet, Pipe, Sofa
from scenes.assets.street.lost_parts import LoadingRamp, LooseWheel
from scenes.part_poses import rest_poses
from scenes.pose import rotate, rotation_of
from scenes.staging.lying import AS_BUILT, ON_A_SIDE, ON_AN_END, UPSIDE_DOWN, Quaternion, laid, settled
from scenes.staging.venue import Venue

THINGS = [
    Carton(),
    Carton(open_flaps=True),
    Pallet(),
    Mattress(),
    Pipe(),
    Sofa(),
    TyreTread(),
    LooseWheel(),
    LoadingRamp(),
]
ROUGH = [AS_BUILT, UPSIDE_DOWN, ON_A_SIDE[0], ON_AN_END[1]]


@dataclass(frozen=True)
class Slope:
    """Ground that rises along x and falls along y; all that `laid` asks of a venue."""

    along: float
    across: float

    def heights_m(self, xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1.5 + self.along * xy_m[:, 0] - self.across * xy_m[:, 1])


def vertices(spec: AssetSpec) -> NDArray[np.float64]:
    asset = asset_of(spec)
    poses = zip(asset.parts, *rest_poses(asset), strict=True)
    return np.concatenate([at + rotate(turn, part.mesh.vertices_m.astype(np.float64)) for part, at, turn in poses])


@pytest.mark.parametrize("spec", THINGS, ids=lambda spec: type(spec).__name__)
@pytest.mark.parametrize("rough", ROUGH, ids=["built", "over", "side", "end"])
def test_what_rests_touches_the_ground_around_its_middle(spec: AssetSpec, rough: Quaternion) -> None:
    points = rotate(np.array(settled((spec,), rough)), vertices(spec))
    low = points[points[:, 2] < points[:, 2].min() + 0.006]
    # within the ground's touch: on all sides of the middle there is some of it, else it would tip
    middle = points.mean(axis=0)
    reach = [(low[:, :2] - middle[:2]) @ np.array([math.cos(a), math.sin(a)]) for a in np.linspace(0, 2 * math.pi, 9)]
    assert min(float(side.max()) for side in reach) > -0.25 * float(np.ptp(points[:, :2], axis=0).max())
    assert len(low) >= 3


@pytest.mark.parametrize("spec", THINGS, ids=lambda spec: type(spec).__name__)
def test_things_lie_on_slopes_without_sinking_or_floating(spec: AssetSpec) -> None:
    ground = Slope(along=0.05, across=0.04)
    venue: Venue = ground  # type: ignore[assignment]
    (actor,) = laid({"thing": spec}, 20.0, -7.0, 0.6, venue, settled((spec,), ON_A_SIDE[0]))
    points = actor.T_world_body.apply(vertices(spec))
    above = points[:, 2] - ground.heights_m(points[:, :2])
    assert above.min() == pytest.approx(0.0, abs=1e-6)
    assert (above < 0.01).sum() >= 3
    box = asset_of(spec).box
    middle = actor.T_world_body.apply(np.add(box.T_body_box.translation_m, (0.0, 0.0, 0.5 * box.height_m)))
    assert middle[:2] == pytest.approx((20.0, -7.0))


def test_a_carton_on_its_side_is_as_high_as_it_is_wide() -> None:
    carton = Carton(length_m=0.9, width_m=0.4, height_m=0.6)
    points = vertices(carton) @ rotation_of(np.array(settled((carton,), ON_A_SIDE[0]))).T
    assert np.ptp(points[:, 2]) == pytest.approx(0.4, rel=0.05)
