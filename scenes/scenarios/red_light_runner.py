"""E16: somebody runs a red light and crosses the ego's way, which has green."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.roads.signal_programs import states_at
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.junctions import conflict
from scenes.staging.outcome import drives_across
from scenes.staging.red_light import Runner, runs_red, signalised
from scenes.staging.staged import Staged
from scenes.staging.timing import fitting_ttc_s
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue

RUNNER = "runner"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLightRunner(EdgeCase):
    """Both drive straight on through a signalised junction at constant speeds.

    crossing_speed_kmh: of who runs the light. arrives_s: its front at the crossing of both ways after the ego's front.
    red_s: for how long its light has been red when its front passes the stop line. ttc_reveal_s: before they would meet
    there, when it is in sight past the corner; less in short clips. side: from which it comes, the ego's `near` or the
    `far` one. runner: names of vehicles.
    """

    CASE: ClassVar[Case] = Case(
        id="E16",
        name="red_light_runner",
        key_actor=RUNNER,
        nhtsa=(4,),
        ncap="CCCscp",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("x_junction",)
    RANGES: ClassVar[Ranges] = {
        "crossing_speed_kmh": (5.0, 100.0, "km/h"),
        "arrives_s": (-2.0, 2.0, "s"),
        "red_s": (0.1, 20.0, "s"),
        "ttc_reveal_s": (0.6, 4.0, "s"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"side": ("near", "far"), "runner": tuple(VEHICLES)}
    WISHES: ClassVar[dict[str, str]] = {"control": "signalised"}

    crossing_speed_kmh: Distribution
    arrives_s: Distribution
    red_s: Distribution
    ttc_reveal_s: Distribution
    side: Distribution
    runner: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The junction, both ways through it, and the programme of its lights."""
        speed, other = float(params["ego_speed_mps"]), float(params["crossing_speed_mps"])
        ttc = fitting_ttc_s(params, request)
        met = conflict(venue, (before_m(speed, ttc), before_m(other, ttc)), rng, signalised(str(params["side"])))
        runner = Runner(
            name=RUNNER,
            spec=vehicle_of(str(params["runner"]), rng),
            speed_mps=other,
            after_s=float(params["arrives_s"]),
            red_s=float(params["red_s"]),
        )
        return runs_red(met, runner, params, venue, request, self.environment(params))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """It drives across the ego's way on red, while the ego has green at its line."""
        asked = dict(scene.case.parameters)
        faults = []
        for who, wanted in (("ego", "green"), (RUNNER, "red")):
            shown = states_at(scene.storyboard.signals, float(asked[f"{who}_line_s"]))[str(asked[f"{who}_light"])]
            if shown != wanted:
                faults.append(f"the light of '{who}' is {shown} at its line, asked {wanted}")
        return (*faults, *drives_across(scene, measures))
