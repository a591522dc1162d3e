"""A world of one box: its distance is known in closed form, and one picture of it must be the same twice."""

from __future__ import annotations

import hashlib
import math
import shlex
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenes.actor import Actor
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.environment import Environment
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.pose import Pose
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.scene import Case, Scene
from scenes.storyboard import Storyboard
from simulator.doctor.finding import Finding, fault, well
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory
from simulator.physics.settings import PhysicsSettings
from simulator.render.rays import PinholeView, Rays
from simulator.render.warp_renderer import WarpRenderer

EDGE_M = 2.0
CENTRE_M = 10.0
EYE_M = (0.0, 0.0, 1.0)
"""Chosen: a box of 2 m whose centre is 10 m ahead at the height of the eye, so that its face is 9 m away."""

TOLERANCE_M = 1e-5
"""Some ten steps of float32 numbers at 9 m (2^-20 m)."""

_SIZE_PX = (32, 24)
_FOCAL_PX = 30.0
_SIDES = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))
"""Corners of each side, numbered 4 x + 2 y + z, anticlockwise from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeBox(AssetSpec):
    """A grey cube on its bottom's centre."""

    edge_m: float = EDGE_M

    def build(self) -> Asset:
        """Twelve triangles."""
        half = self.edge_m / 2
        corners = [(x * half, y * half, z * half + half) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
        builder = MeshBuilder()
        builder.add(corners, [t for a, b, c, d in _SIDES for t in ((a, b, c), (a, c, d))], 0)
        semantic = "object.cabinet"
        return Asset(
            name="probe",
            semantic=semantic,
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="grey", part="body", semantic=semantic),),
            materials=(("grey", Material(base_color=(0.5, 0.5, 0.5))),),
            box=BodyBox(length_m=self.edge_m, width_m=self.edge_m, height_m=self.edge_m),
        )


def check_trace(device: str, cache: Path) -> Finding:
    """One ray that meets the box, and one that misses it. cache: where compiled kernels lie."""
    scene, history = _world()
    renderer = WarpRenderer(device=device, quality="draft", threads=1)
    renderer.load(scene)
    rays = Rays(
        origin_m=np.tile(np.array(EYE_M, dtype=np.float32), (2, 1)),
        direction=np.array([(1, 0, 0), (-1, 0, 1)], dtype=np.float32),
        time_s=np.zeros(2, dtype=np.float32),
    )
    hits = renderer.trace(rays, history)
    expected_m = CENTRE_M - EDGE_M / 2
    met_m, missed = float(hits.t[0]), int(hits.link[1])
    if math.isclose(met_m, expected_m, abs_tol=TOLERANCE_M) and missed < 0:
        return well(f"on {device} a ray meets a box at {met_m:.6f} m (closed form: {expected_m:g} m)")
    found = f"on {device} a ray meets a box at {met_m:.6f} m, expected {expected_m:g} m; one beside it hits {missed}"
    return fault(found, f"rm -r {shlex.quote(str(cache))}  # kernels are compiled anew; then swerve doctor again")


def check_repeat(device: str, cache: Path) -> Finding:
    """Whether a picture is the same bytes when two renderers make it. cache: where compiled kernels lie."""
    first, second = (_picture_digest(device) for _ in range(2))
    if first == second:
        return well(f"on {device} the same picture twice: {first[:12]}")
    found = f"on {device} the same picture twice: {first[:12]} and {second[:12]}; equal runs would differ"
    return fault(found, f"rm -r {shlex.quote(str(cache))}  # if it differs again, the device or its memory is faulty")


def _picture_digest(device: str) -> str:
    scene, history = _world()
    renderer = WarpRenderer(device=device, quality="draft", threads=1)
    renderer.load(scene)
    ahead = np.array([[0.0, 0, 1, 0], [-1, 0, 0, 0], [0, -1, 0, EYE_M[2]], [0, 0, 0, 1]])
    view = PinholeView(
        T_world_camera=Pose.from_matrix(ahead),
        K=(_FOCAL_PX, _FOCAL_PX, (_SIZE_PX[0] - 1) / 2, (_SIZE_PX[1] - 1) / 2),
        size_px=_SIZE_PX,
        t_s=0.0,
    )
    radiance, hits = renderer.render(view, history, scene.environment, 1)
    return hashlib.sha256(radiance.tobytes() + hits.t.tobytes() + hits.normal.tobytes()).hexdigest()


def _world() -> tuple[Scene, WorldHistory]:
    """The box, and an ego behind the eye; nothing moves."""
    scene = Scene(
        road=RoadNetwork(name="none", lanes=()),
        scenery=(),
        ego=Actor(name="ego", asset=ProbeBox(edge_m=0.1), T_world_body=Pose.planar(-50.0, 0.0, 0.0)),
        actors=(Actor(name="box", asset=ProbeBox(), T_world_body=Pose.planar(CENTRE_M, 0.0, 0.0)),),
        environment=Environment(),
        storyboard=Storyboard(),
        rig=Rig(name="none", mounts=()),
        case=Case(id="probe", name="probe", key_actor="box"),
        duration_s=0.1,
    )
    return scene, simulate(scene, PhysicsSettings(tail_s=0.1))
