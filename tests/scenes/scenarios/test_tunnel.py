"""The tunnel: closed above and at the sides, lit along its ceiling, driven through without touching anything."""

from __future__ import annotations

import math

import numpy as np
import pytest
from clip_request import request

from scenes.asset import asset_of
from scenes.assets.street.tunnel import TunnelLamp, TunnelTube
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.footprint import footprint_of
from scenes.roads.tunnel_road import TunnelRoad
from scenes.scenarios.tunnel import Tunnel
from scenes.scene import Scene
from scenes.streams import stream

TUBE = TunnelTube(length_m=60.0)


def drive(seed: int, **changes: object) -> Scene:
    asked = {"portal_distance_m": [15, 60], "speed_kmh": [40, 80], "gap_m": [18, 45], **changes}
    family = Tunnel(road=TunnelRoad(), **{name: distribution(value, name) for name, value in asked.items()})
    return family.build(family.draw(request(20), stream(seed, "draw")), request(20), stream(seed, "build"))


def first_hit(origin: tuple[float, float, float], towards: tuple[float, float, float]) -> tuple[float, float]:
    """(distance, cosine to the triangle's normal) of the first triangle of the tube (Moller and Trumbore 1997)."""
    mesh = asset_of(TUBE).parts[0].mesh
    corners = mesh.vertices_m.astype(np.float64)[mesh.faces]
    ray = np.array(towards) / np.linalg.norm(towards)
    edge_1, edge_2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    p = np.cross(ray, edge_2)
    det = (edge_1 * p).sum(axis=1)
    det = np.where(np.abs(det) < 1e-12, np.inf, det)
    to_origin = np.array(origin) - corners[:, 0]
    u, q = (to_origin * p).sum(axis=1) / det, np.cross(to_origin, edge_1)
    v, t = (q @ ray) / det, (edge_2 * q).sum(axis=1) / det
    met = (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (t > 1e-6)
    if not met.any():
        return math.inf, 0.0
    nearest = np.where(met, t, np.inf).argmin()
    normal = np.cross(edge_1[nearest], edge_2[nearest])
    return float(t[nearest]), float(normal @ ray / np.linalg.norm(normal))


@pytest.mark.parametrize("angle_deg", range(0, 181, 12))
def test_inside_one_sees_the_inner_faces_of_walls_and_ceiling(angle_deg: int) -> None:
    angle = math.radians(angle_deg)
    distance, cosine = first_hit((31.0, 0.5, 1.5), (0.03, math.cos(angle), math.sin(angle)))
    assert distance < 7.0
    assert cosine < 0.0


def test_both_portals_are_open() -> None:
    assert first_hit((30.0, 0.0, 1.5), (1.0, 0.0, 0.0))[0] == math.inf
    assert first_hit((30.0, 0.0, 1.5), (-1.0, 0.0, 0.0))[0] == math.inf


@pytest.mark.parametrize(
    ("origin", "towards", "distance"),
    [
        ((100.0, 8.0, 4.0), (-1, 0, 0), 40.0),  # head walls
        ((-40.0, -8.0, 4.0), (1, 0, 0), 40.0),
        ((100.0, 0.0, 6.5), (-1, 0, 0), 40.0),
        ((30.0, 0.0, 20.0), (0, 0, -1), 12.5),  # the mound hides the ceiling from the sky
    ],
)
def test_from_outside_one_sees_head_walls_and_mound(
    origin: tuple[float, float, float], towards: tuple[float, float, float], distance: float
) -> None:
    hit, cosine = first_hit(origin, towards)
    assert hit == pytest.approx(distance, abs=1e-4)
    assert cosine < 0.0


def test_lamps_hang_below_the_ceiling_and_shine_down_day_and_night() -> None:
    scene = drive(1)
    lamps = [piece for piece in scene.scenery if isinstance(piece.asset, TunnelLamp)]
    assert len(lamps) == 2 * 20  # every 10 m in two rows over 200 m
    (source,) = asset_of(TunnelLamp()).lamps
    assert (source.lamp, source.photometry) == ("none", "lambertian")
    np.testing.assert_allclose(source.T_part_lamp.rotation()[:, 0], [0.0, 0.0, -1.0], atol=1e-12)
    assert {piece.T_world_body.translation_m[2] for piece in lamps} == {5.5}


def test_a_lamps_intensity_and_its_panes_luminance_stand_for_its_flux() -> None:
    """A Lambertian source of I0 candela sends out pi I0 lumens, a pane of L and A pi L A."""
    asset = asset_of(TunnelLamp(flux_lm=8000.0))
    assert math.pi * asset.lamps[0].peak_cd == pytest.approx(8000.0)
    mesh = asset.parts[0].mesh
    pane = [index for index, slot in enumerate(asset.slots) if slot.material == "light"]
    corners = mesh.vertices_m.astype(np.float64)[mesh.faces[np.isin(mesh.face_slot, pane)]]
    area = 0.5 * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum()
    assert math.pi * dict(asset.materials)["light"].emission_cd_m2 * area == pytest.approx(8000.0, rel=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_vehicles_keep_apart_in_their_lanes_with_lamps_on(seed: int) -> None:
    scene = drive(seed)
    prints = {body.name: footprint_of(body) for body in scene.bodies()}
    for name, own in prints.items():
        assert abs(own.centre_m[1]) == pytest.approx(1.75, abs=1e-6)
        assert not any(own.overlaps(other) for key, other in prints.items() if key != name)
    assert all(body.lamps_on == ("head", "tail") for body in scene.bodies())
    assert 15.0 <= 200.0 - scene.ego.T_world_body.translation_m[0] + 2.0 <= 65.0


@pytest.mark.parametrize("seed", range(3))
def test_the_road_reaches_as_far_as_anybody_drives(seed: int) -> None:
    scene = drive(seed, speed_kmh=120)
    ground = next(piece for piece in scene.scenery if piece.name == "road_surface")
    box = asset_of(ground.asset).box
    first, last = box.middle_m - 0.5 * box.length_m, box.front_m
    for body in scene.bodies():
        assert body.path is not None
        assert all(first < point[0] < last for point in body.path.points_m)


def test_a_road_that_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"road.length_m: got 10.0, allowed 40.0 to 2000.0"):
        TunnelRoad(length_m=10.0)
    with pytest.raises(ConfigError, match="portal_distance_m"):
        drive(1, portal_distance_m=500)
