"""A block that slides before a standing ego."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.actor import Actor
from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.distributions import Constant, Distribution, Uniform, number
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.material import Material
from scenes.measures import ClipMeasures
from scenes.mesh import MeshBuilder
from scenes.pose import Pose
from scenes.roads.network import RoadNetwork
from scenes.scenario import ClipRequest, Params, Scenario
from scenes.scene import Case, Scene
from scenes.storyboard import AtTime, Event, Launch, Storyboard

NEAR = Uniform(5.0, 20.0)
WHOLE = Constant(1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brick(AssetSpec):
    """A triangle that physics sees as a box."""

    width_m: float = 0.5

    def build(self) -> Asset:
        builder = MeshBuilder()
        w = self.width_m
        builder.add([[0, -w, 0], [0, w, 0], [0, 0, w]], [[0, 1, 2]], 0)
        return Asset(
            name="brick",
            semantic="movable_object.debris",
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="grey", part="body", semantic="movable_object.debris"),),
            materials=(("grey", Material(base_color=(0.5, 0.5, 0.5))),),
            box=BodyBox(length_m=w, width_m=w, height_m=w),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TinyScenario(Scenario):
    """distance_m: of the brick. kept_share: of the asked frames, at least one. accept_share: share of attempts that
    pass. broken: the street cannot be built."""

    distance_m: Distribution = NEAR
    kept_share: Distribution = WHOLE
    accept_share: float = 1.0
    broken: bool = False

    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        frames = max(1, round(number(self.kept_share, rng) * request.frames))
        return {"distance_m": number(self.distance_m, rng), "luck": float(rng.random()), "frames": frames}

    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        if self.broken:
            raise SceneError("the street has no room")
        start = Pose.planar(float(params["distance_m"]), float(rng.uniform(-1.0, 1.0)), 0.0)
        brick = Actor(name="brick", asset=Brick(), body="dynamic", T_world_body=start, mass_kg=2.0)
        launch = Event(
            name="push", trigger=AtTime(time_s=0.0), actions=(Launch(actor="brick", velocity_mps=(1.0, 0.0, 0.0)),)
        )
        return Scene(
            road=RoadNetwork(name="plane", lanes=()),
            scenery=(),
            ego=Actor(name="ego", asset=Brick(width_m=1.5), T_world_body=Pose.planar(0.0, -50.0, 0.0)),
            actors=(brick,),
            environment=Environment(),
            storyboard=Storyboard(events=(launch,)),
            rig=request.rig,
            case=Case(id="T01", name="tiny", key_actor="brick", parameters=(("luck", float(params["luck"])),)),
            duration_s=int(params["frames"]) / request.fps,
            fps=request.fps,
        )

    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        luck = scene.case.value("luck")
        return () if luck < self.accept_share else (f"luck {luck:.3f} is not below {self.accept_share}",)
