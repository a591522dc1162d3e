"""One clip: scenario, randomizers, physics, acceptance, then frames. A function of config, seed and index alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenes.behaviour.policy import driven_by
from scenes.conditions import without_weather
from scenes.environment import PATTERNS, Environment
from scenes.errors import ClipFailed, SceneError
from scenes.json_codec import encode
from scenes.measures import ClipMeasures
from scenes.refusals import tally
from scenes.scene import Scene
from scenes.streams import stream
from simulator.annotations.wanted import NO_LABELS, LabelKind
from simulator.cast import Cast, build_cast
from simulator.config import RunConfig
from simulator.frame import CameraReading, Clip, Frame
from simulator.labels.frame import make_frame
from simulator.labels.sightings import sightings
from simulator.labels.world import LabelledWorld
from simulator.measures import measure_clip
from simulator.measuring import Measured, Observer
from simulator.parts import Parts, Turn
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.base import SensorState
from simulator.sensors.mount_checks import check_mounts
from simulator.steering import steered


class AttemptsExhausted(ClipFailed):
    """No attempt of a clip was accepted. refused: the reasons of every attempt."""

    def __init__(self, clip: int, refused: tuple[tuple[str, ...], ...]) -> None:
        self.refused = refused
        told = tally(reason for reasons in refused for reason in reasons)
        super().__init__(f"clip {clip}: all {len(refused)} attempts were refused, {told}")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Tick:
    """One frame, and the state of each sensor after it, by sensor name. clean_states: of those that saw no weather."""

    frame: Frame
    states: Mapping[str, SensorState]
    clean_states: Mapping[str, SensorState] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Onset:
    """Where frames begin to be made: the first one's index, and the states that sensors have after the one before.

    Sensors that are not named have measured nothing yet.
    """

    index: int = 0
    states: Mapping[str, SensorState] = field(default_factory=dict)
    clean_states: Mapping[str, SensorState] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SimulatedClip:
    """An accepted clip: everything has moved, nothing has been looked at yet but labels.

    first_number: of frame 0 in the dataset, clip * frames of the run; the clip's own frames may be fewer. clean: the
    environment of the pictures' twins, None for no twins.
    """

    clip: Clip
    scene: Scene
    history: WorldHistory
    measures: ClipMeasures
    renderer: Renderer
    first_number: int
    clean: Environment | None = None

    def ticks(self, wanted: frozenset[LabelKind] = NO_LABELS, onset: Onset | None = None) -> Iterator[Tick]:
        """Every frame in order, with sensor states; one clip of a renderer at a time. wanted: beside what all have.

        onset: makes only the frames from there on.
        """
        self.renderer.load(self.scene)
        observer = Observer(clip=self.clip, history=self.history, renderer=self.renderer)
        world = LabelledWorld(scene=self.scene, history=self.history, renderer=self.renderer, wanted=wanted)
        mounts = self.scene.rig.mounts
        onset = onset or Onset()
        states: Mapping[str, SensorState] = {mount.name: {} for mount in mounts} | dict(onset.states)
        clean_states: Mapping[str, SensorState] = {mount.name: {} for mount in mounts} | dict(onset.clean_states)
        for index in range(onset.index, self.clip.frames):
            measured = observer.frame(index, states, mounts, self.scene.environment)
            states = measured.states
            frame = self._frame(index, measured, world)
            if self.clean is None:
                yield Tick(frame=frame, states=states)
                continue
            cameras = tuple(m for m in mounts if issubclass(measured.due[m.name], CameraReading))
            seen = observer.frame(index, clean_states, cameras, self.clean)
            clean_states = seen.states
            twins = {name: twin for name, twin in seen.readings.items() if isinstance(twin, CameraReading)}
            yield Tick(frame=dataclasses.replace(frame, clean=twins), states=states, clean_states=clean_states)

    def frames(self, wanted: frozenset[LabelKind] = NO_LABELS) -> Iterator[Frame]:
        """Every frame in order. wanted: labels beside those that all frames have."""
        for tick in self.ticks(wanted):
            yield tick.frame

    def _frame(self, index: int, measured: Measured, world: LabelledWorld) -> Frame:
        """A frame with its labels."""
        labelled = make_frame(world, measured.readings, self.clip.index, index, self.first_number)
        off = (mount for mount in self.scene.rig.mounts if mount.T_ego_sensor_calibrated is not None)
        return dataclasses.replace(
            labelled,
            sweeps=measured.sweeps,
            stamps=measured.stamps,
            sweep_stamps=measured.sweep_stamps,
            due=measured.due,
            calibrated={mount.name: mount.calibrated for mount in off},
        )


def simulate_clip(config: RunConfig, index: int, parts: Parts | Cast | None = None) -> SimulatedClip:
    """Draws, builds and simulates clip `index` until its acceptance test passes.

    parts: built from the same config; made here when not given. Raises AttemptsExhausted after `max_attempts`.
    """
    turn = (parts or build_cast(config)).turn(index)
    refused: list[tuple[str, ...]] = []
    for attempt in range(config.settings.max_attempts):
        try:
            drawn, scene = _drawn_scene(config.settings.seed, index, attempt, turn)
            scene, history, measures = _moved(scene, turn.parts)
            reasons = turn.parts.scenario.refusals(scene, measures)
        except SceneError as fault:
            reasons = (str(fault),)
        if not reasons:
            clip = _identity(config.settings.seed, index, attempt, scene, drawn, tuple(refused))
            return SimulatedClip(
                clip=clip,
                scene=scene,
                history=history,
                measures=measures,
                renderer=turn.parts.renderer,
                first_number=index * config.settings.frames,
                clean=without_weather(scene.environment) if config.settings.pair == "clean" else None,
            )
        refused.append(tuple(reasons))
    raise AttemptsExhausted(index, tuple(refused))


def _drawn_scene(seed: int, clip: int, attempt: int, turn: Turn) -> tuple[dict[str, Any], Scene]:
    """The drawn values by purpose, and the scene that they make; each purpose has its own stream."""
    parts, asked = steered(turn, seed, clip, attempt)
    drawn: dict[str, Any] = {"mix": {"scenario": turn.name}} if turn.name else {}
    drawn |= {"plan": asked} if asked else {}
    request = dataclasses.replace(parts.request, clip=turn.place)
    params = parts.scenario.draw(request, stream(seed, "scenario.draw", clip, attempt))
    drawn["scenario"] = dict(params)
    scene = parts.scenario.build(params, request, stream(seed, "scenario.build", clip, attempt))
    if parts.policy is not None:
        scene = driven_by(scene, parts.policy)
    for name, randomizer in parts.randomizers.items():
        values = randomizer.draw(scene, stream(seed, f"randomizer.{name}", clip, attempt))
        drawn[f"randomizer.{name}"] = dict(values)
        scene = scene.keeping_fixed(randomizer.apply(scene, values))
    return drawn, _with_own_weather(scene, seed, clip, attempt)


def _with_own_weather(scene: Scene, seed: int, clip: int, attempt: int) -> Scene:
    """The scene with a pattern of its own for fog and what falls, where no randomizer drew one."""
    if scene.environment.fog_pattern:
        return scene
    pattern = int(stream(seed, "weather.pattern", clip, attempt).integers(1, PATTERNS))
    return dataclasses.replace(scene, environment=dataclasses.replace(scene.environment, fog_pattern=pattern))


def _moved(scene: Scene, parts: Parts) -> tuple[Scene, WorldHistory, ClipMeasures]:
    """Physics over the whole clip, then a labels-only look at the key actor. A story that stops ends the clip."""
    history = simulate(scene, parts.physics)
    if history.story.stopped_s is not None:
        scene = scene.ending(history.story.stopped_s)
    parts.renderer.load(scene)
    if told := check_mounts(scene, history, parts.renderer):
        scene = dataclasses.replace(scene, notes=(*scene.notes, *told))
    seen = sightings(scene, history, parts.renderer, scene.case.key_actor)
    return scene, history, measure_clip(scene, history, seen)


def _identity(
    seed: int, index: int, attempt: int, scene: Scene, drawn: Mapping[str, Any], refused: tuple[tuple[str, ...], ...]
) -> Clip:
    kitti = scene.rig.kitti
    return Clip(
        index=index,
        seed=seed,
        attempt=attempt,
        case_id=scene.case.id,
        case_name=scene.case.name,
        frames=scene.frames,
        fps=scene.fps,
        drawn=drawn,
        scene=encode(scene),
        refused=refused,
        kitti=None if kitti is None else {f.name: getattr(kitti, f.name) for f in dataclasses.fields(kitti)},
    )
