"""Memory of the renderer, each in a process of its own: a large scene, many frames, many scenes, a huge view."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

STATUS = Path("/proc/self/status")
COMMON = """
from pathlib import Path
from render_world import *
from scenes.asset import asset_of
from simulator.render.rays import LonePixels
from simulator.render.warp_renderer import WarpRenderer


def megabytes(field):
    text = Path("/proc/self/status").read_text()
    return int(text.partition(field + ":")[2].split()[0]) / 1024


def ball(size_m):
    return placed("ball", Solid(shape="sphere", size_m=size_m), 5.0, 0.0, 1.0)


WALL = placed("wall", Solid(shape="wall", size_m=4.0), 10.0, 0.0, 1.5)
"""

pytestmark = pytest.mark.skipif(
    not STATUS.exists(), reason="the kernel of this system does not tell a process's memory"
)


def printed(script: str) -> list[float]:
    """The numbers that a script prints, run in a fresh process."""
    command = [sys.executable, "-c", COMMON + script]
    folders = {"cwd": Path(__file__).parents[2], "env": environment()}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1500, **folders)
    assert done.returncode == 0, done.stderr
    return [float(word) for word in done.stdout.split()]


def environment() -> dict[str, str]:
    from conftest import program_environment

    return program_environment()


FRAMES = """
scene = scene_of(ball(1.0), WALL, ground=GREY)
renderer = WarpRenderer(quality="standard", threads=1)
renderer.load(scene)
history = sliding(scene, (1.0, 0.0, 0.0))
THING = [LonePixels(instance=2, box=(0, 0, 63, 19), pixels=np.ones((20, 64), bool))]


def frames(count):
    for index in range(count):
        view = forward_view(64, 20, t_s=0.001 * (index % 1000))
        renderer.render(view, history, scene.environment, index)
        renderer.silhouettes(view, history, THING)
    return megabytes("VmRSS")


print(frames({warm_up}), frames({count}))
"""


def test_frames_leave_nothing_behind() -> None:
    # The smallest buffer of a frame is 64 * 20 bytes; most are 5 kB and more: a leaked one would be 1.5 MB and more.
    before, after = printed(FRAMES.format(warm_up=50, count=300))
    assert after - before < 1.0


@pytest.mark.slow
def test_ten_thousand_frames_leave_nothing_behind() -> None:
    # A single byte a pixel and frame would be 12 MB.
    before, after = printed(FRAMES.format(warm_up=500, count=10_000))
    assert after - before < 4.0


SCENES = """
renderer = WarpRenderer(quality="draft", threads=1)


def scenes(first, last):
    for index in range(first, last):
        scene = scene_of(ball(0.5 + 0.001 * index))
        renderer.load(scene)
        renderer.render(forward_view(16, 12), still(scene), scene.environment, 0)
        asset_of.cache_clear()
    return megabytes("VmRSS")


print(scenes(0, {warm_up}), scenes({warm_up}, {count}))
"""


@pytest.mark.slow
def test_meshes_of_many_scenes_do_not_pile_up() -> None:
    # 20,480 triangles a scene: the store of two million is full after a hundred scenes and half empty after one more.
    # A mesh takes some 3 MB with its hierarchy; those of 120 further scenes would be 360 MB.
    before, after = printed(SCENES.format(warm_up=120, count=240))
    assert after - before < 150.0


@pytest.mark.slow
def test_a_million_triangles_in_500_instances_fit_into_two_gigabytes() -> None:
    # 500 balls of 2,000 triangles and more, every one a mesh of its own.
    (peak,) = printed(
        """
from dataclasses import dataclass, replace
from scenes.asset import AssetSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Lump(AssetSpec):
    seed: int

    def build(self):
        ball = trimesh.creation.uv_sphere(radius=0.3 + 1e-4 * self.seed, count=[26, 42])
        builder = MeshBuilder()
        builder.add(ball.vertices, ball.faces, 0, normals=ball.vertex_normals[ball.faces])
        part = AssetPart(name="body", mesh=builder.build())
        return replace(asset_of(Solid(shape="sphere", size_m=0.3)), parts=(part,))


lumps = [
    Actor(name=f"lump{k}", asset=Lump(seed=k), T_world_body=Pose.planar(4 + k // 20, k % 20 - 10, 0, 0.5))
    for k in range(500)
]
scene = scene_of(*lumps, ground=GREY)
assert sum(asset_of(lump.asset).triangles for lump in lumps) > 1_000_000
renderer = WarpRenderer(quality="standard")
renderer.load(scene)
view = forward_view(1920, 1280, 1000.0)
image, hits = renderer.render(view, still(scene), scene.environment, 0)
assert len(np.unique(hits.instance)) > 100
renderer.pixel_geometry(view, hits, still(scene), forward_view(1920, 1280, 1000.0, t_s=0.1))
print(megabytes("VmHWM"))
"""
    )
    assert peak < 2e9 / 2**20


@pytest.mark.slow
def test_a_view_of_8192_pixels_square_is_a_picture() -> None:
    (peak,) = printed(
        """
scene = scene_of(WALL, ground=GREY)
renderer = WarpRenderer(quality="draft")
renderer.load(scene)
image, hits = renderer.render(forward_view(8192, 8192, 8192.0), still(scene), scene.environment, 0)
assert image.shape == (8192, 8192, 3)
assert np.isfinite(image).all()
# The wall's edges lie at 2 m / 10 m * 8192 px = 1638.4 px from the centre: 3277 columns.
assert np.count_nonzero(hits.instance.reshape(8192, 8192)[4096] == 2) in (3276, 3277)
print(megabytes("VmHWM"))
"""
    )
    # 36 bytes of hits and 12 of radiance a pixel go out; layers and scratch may take twice as much again.
    assert peak < 3 * (36 + 12) * 8192**2 / 2**20
