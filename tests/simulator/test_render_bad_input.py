"""Input that nobody should give: a clear error or a correct picture, and never a pixel that is not a number."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from render_world import GREY, Solid, forward_view, noon, placed, scene_of, still

from scenes.actor import Actor
from scenes.asset import Asset, AssetSpec, BodyBox
from scenes.environment import Environment
from scenes.errors import SwerveError
from scenes.lamp import LampSource, aimed
from scenes.material import Material
from scenes.mesh import Mesh
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.texture import Texture
from simulator.physics.history import LinkPoses
from simulator.render.base import Hits, PinholeView, Rays
from simulator.render.kernels.world import HIT_FIELDS
from simulator.render.warp_renderer import Quality, WarpRenderer

LAMP = Material(base_color=(1.0, 1.0, 1.0), emission_cd_m2=1e6)
WALL = placed("wall", Solid(shape="wall", size_m=4.0), 10.0, 0.0, 1.5)
QUALITIES: tuple[Quality, ...] = ("draft", "standard", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(AssetSpec):
    """A thing without any part."""

    def build(self) -> Asset:
        box = BodyBox(length_m=1.0, width_m=1.0, height_m=1.0)
        return Asset(name="nothing", semantic="vehicle.car", parts=(), slots=(), materials=(), box=box)


@pytest.fixture(scope="module")
def renderers() -> dict[Quality, WarpRenderer]:
    return {quality: WarpRenderer(quality=quality, threads=1) for quality in QUALITIES}


def picture(renderer: WarpRenderer, scene: Scene, view: PinholeView) -> tuple[np.ndarray, Hits]:
    """What a scene that holds still looks like; everything in it is a number."""
    renderer.load(scene)
    image, hits = renderer.render(view, still(scene), scene.environment, 3)
    width, height = view.size_px
    assert image.shape == (height, width, 3)
    assert np.isfinite(image).all()
    assert (image >= 0).all()
    check_numbers(hits)
    return image, hits


def check_numbers(hits: Hits) -> None:
    assert all(np.isfinite(getattr(hits, name)).all() for name in HIT_FIELDS)
    assert (hits.t >= 0).all()
    assert ((hits.link >= 0) == (hits.t > 0)).all()


def mesh_of(vertices: list[list[float]]) -> Mesh:
    return Mesh(
        vertices_m=np.float32(vertices),
        faces=np.int32([[0, 1, 2]]),
        corner_normals=np.tile(np.float32([0, 0, 1]), (1, 3, 1)),
        face_slot=np.int32([0]),
    )


def test_a_mesh_with_a_vertex_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        mesh_of([[0, 0, math.nan], [1, 0, 0], [0, 1, 0]])


def test_a_triangle_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="without area"):
        mesh_of([[0, 0, 0], [1, 0, 0], [2, 0, 0]])


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_sliver_renders(renderers: dict[Quality, WarpRenderer], quality: Quality) -> None:
    # A nanometre by four metres: its area is a number, its normal is what float32 leaves of it.
    sliver = placed("sliver", Solid(shape="wall", size_m=1e-4), 0.6, 0.0, 1.5)
    picture(renderers[quality], scene_of(sliver, ground=GREY, environment=noon()), forward_view())


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_light_inside_a_wall_lights_nothing_that_is_not_a_number(
    renderers: dict[Quality, WarpRenderer], quality: Quality
) -> None:
    # The lamp's surface lies within the wall: half of it sticks out, and some of it in the wall's very plane.
    lamps = [placed(f"lamp{y}", Solid(shape="sphere", size_m=0.3, material=LAMP), 10.0, y, 1.5) for y in (-1.0, 1.0)]
    flush = placed("flush", Solid(shape="wall", size_m=1.0, material=LAMP), 10.0, 0.0, 1.5)
    picture(renderers[quality], scene_of(WALL, *lamps, flush, ground=GREY), forward_view())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot(AssetSpec):
    """A little square with light sources: in its own plane, and so large that the wall cuts through them."""

    def build(self) -> Asset:
        lamps = tuple(
            LampSource(
                name=f"lamp{k}",
                part=0,
                lamp="none",
                photometry=kind,
                T_part_lamp=aimed((0.0, 0.1 * k, 0.0), direction),
                peak_cd=1e4,
                radius_m=0.5,
            )
            for k, (kind, direction) in enumerate(
                (("lambertian", (-1, 0, 0)), ("street", (0, 0, -1)), ("low_beam", (1, 0, 0)), ("beacon", (-1, 0, 0)))
            )
        )
        return replace(Solid(shape="wall", size_m=0.02).build(), lamps=lamps)


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("x_m", [9.999, 10.0, 10.001])
def test_lamps_inside_a_wall_or_at_its_surface(
    renderers: dict[Quality, WarpRenderer], quality: Quality, x_m: float
) -> None:
    spots = [Actor(name=f"spot{z}", asset=Spot(), T_world_body=Pose.planar(x_m, 0.0, 0.0, z)) for z in (0.0, 0.5, 1.5)]
    night = Environment(sun_elevation_rad=-0.5, street_lights_on=True)
    picture(renderers[quality], scene_of(WALL, *spots, ground=GREY, environment=night), forward_view())


def test_a_camera_inside_a_lamp(renderers: dict[Quality, WarpRenderer]) -> None:
    night = Environment(sun_elevation_rad=-0.5, street_lights_on=True, mor_m=50.0)
    spot = Actor(name="spot", asset=Spot(), T_world_body=Pose.planar(0.0, 0.0, 0.0, 1.5))
    picture(renderers["standard"], scene_of(WALL, spot, ground=GREY, environment=night), forward_view())


def test_a_missing_texture_is_refused_by_its_name(renderers: dict[Quality, WarpRenderer]) -> None:
    papered = Material(base_color=(1.0, 1.0, 1.0), base_color_texture=Texture(source="nowhere/brick.png"))
    scene = scene_of(placed("wall", Solid(shape="wall", size_m=4.0, material=papered), 10.0, 0.0, 1.5))
    with pytest.raises(SwerveError, match=r"nowhere|texture"):
        renderers["draft"].load(scene)


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_camera_inside_a_body_sees_its_inside(renderers: dict[Quality, WarpRenderer], quality: Quality) -> None:
    around = placed("around", Solid(shape="sphere", size_m=1.0), 0.0, 0.0, 1.5)
    _, hits = picture(renderers[quality], scene_of(around, ground=GREY), forward_view())
    assert (hits.instance == 2).all()
    # Nearest: the middle of one of the icosphere's chords, r * cos(1.1 / 64) along the axis; depth is at most r.
    assert hits.t.max() <= 1.0 + 1e-5


def test_a_camera_in_the_plane_of_a_wall(renderers: dict[Quality, WarpRenderer]) -> None:
    wall = placed("wall", Solid(shape="wall", size_m=4.0), 0.0, 0.0, 1.5)
    picture(renderers["standard"], scene_of(wall, ground=GREY), forward_view())


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_camera_of_one_pixel(renderers: dict[Quality, WarpRenderer], quality: Quality) -> None:
    view = forward_view(1, 1)
    image, hits = picture(renderers[quality], scene_of(WALL, ground=GREY), view)
    assert image.shape == (1, 1, 3)
    assert hits.instance.tolist() == [2]
    assert hits.t[0] == pytest.approx(10.0, abs=1e-5)


@pytest.mark.parametrize("quality", QUALITIES)
def test_an_empty_scene_is_sky(renderers: dict[Quality, WarpRenderer], quality: Quality) -> None:
    scene = scene_of()
    scene = replace(scene, ego=replace(scene.ego, asset=Nothing()))
    renderers[quality].load(scene)
    view = forward_view()
    history = replace(
        still(scene_of()), rest=LinkPoses(position_m=np.zeros((0, 3)), rotation_xyzw=np.zeros((0, 4))), **NO_LINKS
    )
    image, hits = renderers[quality].render(view, history, scene.environment, 3)
    assert np.isfinite(image).all()
    assert image[:20].min() > 0  # the sky above the horizon
    assert (hits.link == -1).all()
    assert (renderers[quality].trace(rays(1), history).link == -1).all()


NO_LINKS = {
    "moving_links": np.zeros(0, dtype=np.int64),
    "moving_position_m": np.zeros((289, 0, 3)),
    "moving_rotation_xyzw": np.zeros((289, 0, 4)),
}


def rays(count: int, direction: tuple[float, float, float] = (1.0, 0.0, 0.0)) -> Rays:
    return Rays(
        origin_m=np.tile(np.float32([0, 0, 1.5]), (count, 1)),
        direction=np.tile(np.float32(direction), (count, 1)),
        time_s=np.zeros(count, dtype=np.float32),
    )


def moved(scene: Scene, view: PinholeView, offset_m: tuple[float, float, float]) -> tuple[Scene, PinholeView]:
    """The same scene and camera elsewhere."""

    def there(pose: Pose) -> Pose:
        x, y, z = (a + b for a, b in zip(pose.translation_m, offset_m, strict=True))
        return replace(pose, translation_m=(x, y, z))

    def body(actor: Actor) -> Actor:
        return replace(actor, T_world_body=there(actor.T_world_body))

    elsewhere = replace(
        scene,
        ego=body(scene.ego),
        actors=tuple(body(actor) for actor in scene.actors),
        scenery=tuple(replace(s, T_world_body=there(s.T_world_body)) for s in scene.scenery),
    )
    return elsewhere, replace(view, T_world_camera=there(view.T_world_camera))


def test_ten_kilometres_from_the_origin_looks_like_home(renderers: dict[Quality, WarpRenderer]) -> None:
    ball = placed("ball", Solid(shape="sphere", size_m=1.0), 9.0, 1.5, 1.0)
    scene, view = scene_of(WALL, ball, ground=GREY, environment=noon()), forward_view(128, 96, 120.0)
    near_image, near = picture(renderers["standard"], scene, view)
    far_image, far = picture(renderers["standard"], *moved(scene, view, (8000.0, 6000.0, 0.0)))
    # float32 coordinates of 10 km are 1 mm apart: a pixel at 10 m is 80 mm wide, so edges move by 1 % of one.
    assert np.mean(near.instance == far.instance) > 0.999
    same = near.instance == far.instance
    # Depths on the ground: the height's rounding over the ray's slope; DESIGN section 6 allows 1 mm + 1e-4 of it.
    met = same & (near.t > 0) & (near.t < 100)
    assert np.abs(near.t - far.t)[met].max() < 0.02
    bright = near_image.max(axis=2) > 0
    ratio = far_image.sum(axis=2)[bright] / near_image.sum(axis=2)[bright]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.01)
    assert (
        np.mean(np.abs(ratio - 1.0) < 0.1) > 0.99
    )  # shadows stay where they are, and surfaces do not shade themselves


@pytest.mark.parametrize("direction", [(0.0, 0.0, 0.0), (math.nan, 0.0, 0.0), (math.inf, 0.0, 0.0)])
def test_a_ray_without_a_direction_hits_nothing(
    renderers: dict[Quality, WarpRenderer], direction: tuple[float, float, float]
) -> None:
    scene = scene_of(WALL, placed("around", Solid(shape="sphere", size_m=3.0), 0.0, 0.0, 1.5), ground=GREY)
    renderers["draft"].load(scene)
    hits = renderers["draft"].trace(rays(3, direction), still(scene))
    check_numbers(hits)
    assert (hits.link == -1).all()


def test_a_history_with_a_pose_that_is_no_number_is_refused(renderers: dict[Quality, WarpRenderer]) -> None:
    scene = scene_of(WALL, ground=GREY)
    history = still(scene)
    broken = history.moving_position_m.copy()
    broken[20:30] = math.nan
    renderers["draft"].load(scene)
    view = forward_view()
    bad = replace(history, moving_position_m=broken)
    with pytest.raises(SwerveError, match=r"link 2 is not finite"):
        renderers["draft"].render(view, bad, scene.environment, 0)
    with pytest.raises(SwerveError, match=r"link 2 is not finite"):
        renderers["draft"].trace(rays(1), bad)


def test_a_view_without_a_focal_length_or_pixels_is_refused() -> None:
    view = forward_view()
    for fault in ({"K": (0.0, 60.0, 1.0, 1.0)}, {"K": (math.nan, 60.0, 1.0, 1.0)}, {"size_px": (0, 48)}):
        with pytest.raises(ValueError, match="view"):
            replace(view, **fault)


def test_no_rays_have_no_hits(renderers: dict[Quality, WarpRenderer]) -> None:
    scene = scene_of(WALL)
    renderers["draft"].load(scene)
    assert len(renderers["draft"].trace(rays(0), still(scene)).t) == 0
