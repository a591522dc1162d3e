"""The objects of a run, built from its config and checked against each other before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scenes.behaviour.base import Behaviour
from scenes.errors import ConfigError
from scenes.rig import Rig, SensorSpec
from scenes.roads.place_family import PlaceFamily
from scenes.scenario import ClipRequest, Scenario
from scenes.space import Space
from simulator import __version__
from simulator.build import build, placed
from simulator.config import RunConfig
from simulator.declared import NoPlan, declared_space
from simulator.executors.base import Executor
from simulator.frame import RunInfo
from simulator.places import build_places, check_place
from simulator.ports import ExporterPort, LayoutPort, PlanPort, RandomizerPort
from simulator.render.base import Renderer
from simulator.schedule import check_lead, check_rates
from simulator.sensors.base import Sensor
from simulator.sensors.camera.camera import Camera
from simulator.sensors.rigs.rig_checks import check_rig

Drawn = tuple[Scenario, PlaceFamily | None, dict[str, RandomizerPort]]
"""What draws parameters: the scenario, the place, and the randomizers by name."""

RESERVED_FOLDERS = ("record", ".staging")
"""Folders of a dataset that no exporter may be named after."""

_FOLDER = re.compile(r"\w[\w-]*(\.[\w-]+)*", re.ASCII)
"""Names of exporters: they are folders beside each other, never in each other and never outside."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Parts:
    """Everything that makes one clip. randomizers: by name, in the config's order. physics: the engine's settings.

    space: all that scenario, place and randomizers draw. layout: what the run's plan asks of each clip. clips: how many
    of the run's are made of these. policy: who drives the ego instead of its scenario; None: nobody.
    """

    scenario: Scenario
    randomizers: Mapping[str, RandomizerPort]
    rig: Rig
    renderer: Renderer
    physics: Any
    request: ClipRequest
    space: Space
    layout: LayoutPort
    clips: int
    policy: Behaviour | None = None

    def turn(self, clip: int) -> Turn:
        """A clip of a run in which all are made of these."""
        return Turn(name="", parts=self, place=clip)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Turn:
    """A clip's own: its scenario's name in a mix, empty without one; its parts; which of their clips it is."""

    name: str
    parts: Parts
    place: int


def build_parts(config: RunConfig) -> Parts:
    """Builds what makes clips. Raises ConfigError, InputFileError and DeviceError; nothing is written."""
    scenario, places, randomizers = build_drawn(config)
    space = declared_space(scenario, places, randomizers)
    layout = build_layout(config, space, config.settings.clips)
    rig = build_rig(config)
    settings = config.settings
    renderer = build_renderer(config)
    check_sensors(renderer, rig)
    physics = build(config.nodes["physics"], "physics", config.packages)
    check_lead(physics.lead_s, settings.fps, rig.mounts)
    return Parts(
        scenario=scenario,
        randomizers=randomizers,
        rig=rig,
        physics=physics,
        renderer=renderer,
        request=ClipRequest(frames=settings.frames, fps=settings.fps, rig=rig, assets=config.catalogue, places=places),
        space=space,
        layout=layout,
        clips=settings.clips,
        policy=build_policy(config),
    )


def build_policy(config: RunConfig) -> Behaviour | None:
    """Who drives the ego, None where its scenario does. Raises ConfigError for what is no behaviour."""
    if not config.nodes["ego_policy"]:
        return None
    policy = build(config.nodes["ego_policy"], "ego_policy", config.packages)
    if not isinstance(policy, Behaviour):
        raise ConfigError(
            "ego_policy._target_",
            f"{type(policy).__qualname__} is not a Behaviour; expected a class with decide(view, state), such as "
            "scenes.behaviour.careful.CarefulDriver",
        )
    return policy


def build_drawn(config: RunConfig) -> Drawn:
    """What draws parameters: the scenario, the place, and the randomizers by name. Raises ConfigError."""
    scenario = build(config.nodes["scenario"], "scenario", config.packages)
    if not isinstance(scenario, Scenario):
        raise ConfigError("scenario._target_", f"{type(scenario).__qualname__} is not a Scenario")
    places = build_places(config.nodes["road"], config.packages)
    check_place(scenario, places)
    randomizers = {
        name: build(node, f"randomizer.{name}", config.packages) for name, node in config.nodes["randomizer"].items()
    }
    return scenario, places, randomizers


def build_plan(config: RunConfig) -> PlanPort | None:
    """The sampling plan of a config, None where it has none. Raises ConfigError."""
    if not config.nodes["plan"]:
        return None
    plan = build(config.nodes["plan"], "plan", config.packages)
    if not callable(getattr(plan, "lay_out", None)):
        raise ConfigError("plan._target_", f"{type(plan).__qualname__} has no lay_out() over a space of parameters")
    made: PlanPort = plan
    return made


def build_layout(config: RunConfig, space: Space, clips: int) -> LayoutPort:
    """The plan of so many clips over a scenario's parameters. Raises ConfigError where it does not fit them."""
    plan = build_plan(config)
    if plan is None:
        return NoPlan()
    try:
        return plan.lay_out(space, clips, config.settings.seed)
    except ConfigError as fault:
        raise placed(fault, "plan") from None


def build_rig(config: RunConfig) -> Rig:
    """The rig of a config. Raises ConfigError for a rig that cannot be, or that has no reading for some frame."""
    described = build(config.nodes["rig"], "rig", config.packages)
    if not callable(getattr(described, "build", None)):
        raise ConfigError("rig._target_", f"{type(described).__qualname__} has no build() that makes a rig")
    try:
        rig = described.build()
    except ConfigError as fault:
        raise placed(fault, "rig") from None
    assert isinstance(rig, Rig)
    for mount in rig.mounts:
        if not isinstance(mount.sensor, Sensor):
            raise ConfigError("rig", f"the mount '{mount.name}' carries a {type(mount.sensor).__name__}, not a Sensor")
    check_rig(rig)
    check_rates(config.settings.fps, rig.mounts)
    return rig


def check_sensors(renderer: Renderer, rig: Rig) -> None:
    """Raises ConfigError where the renderer cannot answer the rays of one of the rig's sensors."""
    if not renderer.PINHOLE_ONLY:
        return
    others = [f"'{m.name}' ({type(m.sensor).__name__})" for m in rig.mounts if not _is_pinhole(m.sensor)]
    if others:
        raise ConfigError(
            "renderer",
            f"{type(renderer).__name__} sees through global-shutter pinhole cameras only, and the rig '{rig.name}' "
            f"carries {', '.join(others)}: use renderer=warp, or take a rig of cameras alone",
        )


def _is_pinhole(sensor: SensorSpec) -> bool:
    return isinstance(sensor, Camera) and sensor.is_pinhole


def build_exporters(config: RunConfig) -> dict[str, ExporterPort]:
    """The exporters by name. Raises ConfigError when there is none: nothing would be written."""
    nodes = config.nodes["exporter"]
    if not nodes:
        raise ConfigError("exporter", "none is chosen, so nothing would be written; expected one or more")
    check_folders(list(nodes))
    return {name: build(node, f"exporter.{name}", config.packages) for name, node in nodes.items()}


def check_folders(names: Sequence[str]) -> None:
    """Raises ConfigError where exporters would not each have a folder of their own, on any file system."""
    known: dict[str, str] = {}
    for name in names:
        if not _FOLDER.fullmatch(name):
            told = "names a folder of the dataset: allowed are letters, digits, '_' and '-', and '.' within"
            raise ConfigError(f"exporter.{name}", told)
        folded = name.casefold()
        if folded in RESERVED_FOLDERS:
            raise ConfigError(f"exporter.{name}", "is a folder that every dataset has; choose another name")
        if folded in known:
            told = f"and exporter.{known[folded]} would write to one folder where a file system ignores case"
            raise ConfigError(f"exporter.{name}", told)
        known[folded] = name


def check_exporters(config: RunConfig, exporters: Mapping[str, ExporterPort], rig: Rig) -> None:
    """Raises ConfigError where settings of an exporter do not fit the run, say a camera that the rig has not."""
    sensors = tuple(mount.name for mount in rig.mounts)
    for name, exporter in exporters.items():
        try:
            exporter.check(replace(run_info(config, name, __version__), sensors=sensors))
        except ConfigError as fault:
            raise placed(fault, f"exporter.{name}") from None


def build_executor(config: RunConfig) -> Executor:
    """The executor of a config."""
    made = build(config.nodes["executor"], "executor", config.packages)
    if not isinstance(made, Executor):
        raise ConfigError("executor._target_", f"{type(made).__qualname__} is not an Executor")
    return made


def run_info(config: RunConfig, exporter: str, version: str) -> RunInfo:
    """What the exporter of that name may know of the run."""
    s = config.settings
    return RunInfo(
        name=exporter,
        seed=s.seed,
        clips=s.clips,
        frames=s.frames,
        fps=s.fps,
        val_share=s.val_share,
        version=version,
    )


def build_renderer(config: RunConfig) -> Renderer:
    """The renderer, on a device that is there."""
    # Imported here: it loads warp, which config checks do without.
    from simulator.render.device import require_device  # noqa: PLC0415

    require_device(config.settings.device)
    made = build(config.nodes["renderer"], "renderer", config.packages)
    if not isinstance(made, Renderer):
        raise ConfigError("renderer._target_", f"{type(made).__qualname__} is not a Renderer")
    return made
