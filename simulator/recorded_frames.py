"""What a clip's record says of its frames, and from there the sensors' states before any one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from scenes.environment import Environment
from scenes.errors import InputFileError, OutputError
from scenes.rig import Mount
from simulator.clip import Onset, SimulatedClip
from simulator.measuring import Observer
from simulator.sensors.base import SensorState

STATE, CLEAN_STATE = "state", "clean_state"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RecordedFrames:
    """lines: of `record/frames/NNNNNN.jsonl`, as they are in the file; one a frame."""

    path: Path
    lines: Sequence[bytes]

    @classmethod
    def of(cls, root: Path, clip: int) -> RecordedFrames:
        """The frames of a clip whose record lies below a folder. Raises OutputError where it has gone."""
        path = root / f"record/frames/{clip:06d}.jsonl"
        try:
            return cls(path=path, lines=path.read_bytes().splitlines())
        except OSError as fault:
            raise OutputError(f"{path}: cannot be read ({fault.strerror})") from None

    def told(self, index: int) -> dict[str, Any]:
        """What the record says of a frame. Raises InputFileError for a line that is damaged or not there."""
        try:
            told: dict[str, Any] = orjson.loads(self.lines[index])
            dict(told["sensors"])
        except (orjson.JSONDecodeError, IndexError, KeyError, TypeError) as fault:
            raise InputFileError(str(self.path), index + 1, f"is damaged ({fault})") from None
        return told


def onset_at(simulated: SimulatedClip, recorded: RecordedFrames, index: int) -> Onset:
    """Where a frame begins: the states that sensors have then.

    The record has no state of a sensor whose reading was lost; those readings are measured again.
    """
    before = [recorded.told(earlier)["sensors"] for earlier in range(index)]
    mounts = simulated.scene.rig.mounts
    states = {m.name: _state(simulated, m, before, STATE, simulated.scene.environment) for m in mounts}
    if simulated.clean is None:
        return Onset(index=index, states=states)
    # What has never arrived may be a camera's.
    never = {m.name for m in mounts if not any(m.name in sensors for sensors in before)}
    twinned = {m.name for m in mounts if any(CLEAN_STATE in sensors.get(m.name, ()) for sensors in before)}
    seen = (m for m in mounts if m.name in never | twinned)
    clean = {m.name: _state(simulated, m, before, CLEAN_STATE, simulated.clean) for m in seen}
    return Onset(index=index, states=states, clean_states=clean)


def _state(
    simulated: SimulatedClip, mount: Mount, before: Sequence[Mapping[str, Any]], key: str, environment: Environment
) -> SensorState:
    """A sensor's state after the frames before. before: what the record says of the sensors, by frame."""
    known = [frame for frame, sensors in enumerate(before) if key in sensors.get(mount.name, ())]
    state: SensorState = before[known[-1]][mount.name][key] if known else {}
    unknown = range(known[-1] + 1 if known else 0, len(before))
    if unknown:
        simulated.renderer.load(simulated.scene)
    for frame in unknown:
        observer = Observer(clip=simulated.clip, history=simulated.history, renderer=simulated.renderer)
        state = observer.frame(frame, {mount.name: state}, (mount,), environment).states[mount.name]
    return state
