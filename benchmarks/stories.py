"""How long a clip's story takes: fifty drivers who behave, and events that ask for distances, times and lanes."""

from __future__ import annotations

import statistics
import time

from benchmarks.results import Result
from scenes.actor import Actor
from scenes.assets.cars.fleet import FLEET
from scenes.behaviour.driver import Driver
from scenes.behaviour.mobil import Mobil
from scenes.environment import Environment
from scenes.rig import Rig
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, network_of
from scenes.roads.templates.motorway import Motorway
from scenes.scene import Case, Scene
from scenes.storyboard import Event, Storyboard, when
from scenes.storyboard.conditions import HeadwayIs, TimeToCollisionIs
from scenes.storyboard.motion import ChangeSpeed, Dynamics, KeepDistance, Teleport
from scenes.storyboard.positions import LanePosition
from scenes.storyboard.triggers import Condition
from simulator.physics.settings import PhysicsSettings
from simulator.storyboard.rails import rails_of_world
from simulator.storyboard.runtime import tell

ACTORS = 50
CLIP_S = 10.0
RUNS = 5
HEADWAY_M = 38.0
"""Between two in one lane."""
SPEED_MPS = 25.0


def clip_10s() -> list[Result]:
    """Construction of the scene, its story told, motions of all bodies at every state: CPU time of one process."""
    _told(0)
    seconds = statistics.median([_told(1 + k) for k in range(RUNS)])
    text = (
        f"{ACTORS} vehicles with behaviours on a motorway of its own, cut-ins by time headway, braking by time to "
        f"collision, a gap kept; {CLIP_S:g} s and the tail; CPU time, median of {RUNS}"
    )
    return [Result(name="clip_10s_50actors_s", value=seconds, unit="s", config=text)]


def _told(number: int) -> float:
    """CPU seconds of one clip; every one has a road of its own."""
    start = time.process_time()
    rails_of_world(tell(crowded(number), PhysicsSettings()).world)
    return time.process_time() - start


def crowded(number: int) -> Scene:
    """A motorway full of drivers, some of whom a story makes cut in and brake."""
    place = Motorway(length_m=1500.0 + number, lanes=3, ramps="none")
    network = network_of(place)
    lanes = _lanes(place)
    kinds = list(FLEET.values())
    names = ["ego", *(f"car_{k:02d}" for k in range(1, ACTORS))]
    bodies = [
        Actor(
            name=name,
            asset=kinds[k % 8],
            body="kinematic",
            speed_mps=SPEED_MPS,
            behaviour=Driver(lanes=Mobil()),
        )
        for k, name in enumerate(names)
    ]
    rows = [(lane, 40.0 + HEADWAY_M * row) for row in range(ACTORS) for lane in lanes]
    init = tuple(
        Teleport(actor=name, position=LanePosition(road=road, lane=lane, s_m=s))
        for name, ((road, lane), s) in zip(names, rows, strict=False)
    )
    return Scene(
        road=RoadNetwork(name=network.name),
        scenery=(),
        ego=bodies[0],
        actors=tuple(bodies[1:]),
        environment=Environment(),
        storyboard=Storyboard(init=init, events=_events(names)),
        rig=Rig(name="none", mounts=()),
        case=Case(id="BENCH", name="crowded", key_actor="ego"),
        duration_s=CLIP_S,
        fps=10.0,
        place=place,
    )


def _lanes(place: Place) -> list[tuple[str, int]]:
    """(road, lane) of the driving lanes of all roads of a motorway without ramps, one road a carriageway."""
    roads = network_of(place).roads
    return [(road.id, lane.id) for road in roads for lane in road.sections[0].lanes if lane.kind == "driving"]


def _events(names: list[str]) -> tuple[Event, ...]:
    """Every fifth cuts in when the one behind it is near, or brakes hard, or keeps its distance."""
    events = []
    for k in range(5, len(names) - 5, 5):
        near = Condition(asks=HeadwayIs(other=names[k + 4], rule="lessThan", value_s=4.0), entities=(names[k],))
        late = Condition(
            asks=TimeToCollisionIs(target=names[k + 4], rule="lessThan", value_s=5.0), entities=(names[k],)
        )
        swerve = ChangeSpeed(actor=names[k], speed_mps=15.0, dynamics=Dynamics(shape="cubic", value=3.0))
        keep = KeepDistance(actor=names[k], reference=names[k + 4], headway_s=1.5, continuous=True)
        events.append(Event(name=f"brake {k}", trigger=when(near), actions=(swerve,)))
        events.append(Event(name=f"keep {k}", trigger=when(late), actions=(keep,)))
    return tuple(events)


ALL = {"clip_10s_50actors_s": clip_10s}
