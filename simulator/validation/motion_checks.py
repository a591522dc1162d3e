"""Things through the frames of a clip: the same ids, sizes and names, no gap and no jump that nothing explains."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.validation.findings import Findings
from simulator.validation.geometry import Float64, placed
from simulator.validation.record_checks import frames_file
from simulator.validation.stored import Json, RecordedFrame

ACCELERATION_MPS2 = 40.0
"""Largest change of speed within a frame that comes and goes between two states; chosen: above full braking (10) and
the suspension's and limbs' own motion, below what a visible jump needs."""

MARGIN_M = 0.25
"""Of a jump; chosen: a box whose centre shifts with its body's pitch stays below it."""

IMPACT_MPS = 3.0
"""Change of velocity from which on a thing was struck or has bounced. Chosen: a frame of full braking is 1 m/s."""

SIZE_M = 1e-6
"""How far a size that is constant by definition may change."""


class Tracks:
    """The things of one clip, frame after frame."""

    def __init__(self, clip: Json, scene: Json, findings: Findings) -> None:
        self._clip, self._findings = clip, findings
        self._last: dict[int, tuple[int, Json]] = {}
        self._before: RecordedFrame | None = None
        self._moved = _teleported(scene)
        story = clip.get("story", {})
        self._absences = {entry["instance"] for entry in story.get("presence", [])}

    def add(self, frame: RecordedFrame) -> None:
        """Compares a frame with the one before."""
        state = frame.state
        if self._before is not None and state["time_ns"] <= self._before.state["time_ns"]:
            self._tell("record.frames", state, "is not later than the frame before")
        now = {thing["instance"]: thing for thing in state["things"]}
        if self._before is not None:
            for number in [n for n, (index, _) in self._last.items() if index == self._before.state["index"]]:
                if number not in now and number not in self._absences:
                    name = self._last[number][1]["name"]
                    self._tell("record.tracks", state, f"{name} (instance {number}) is gone, and nothing says it left")
        for number, thing in now.items():
            self._compare(number, thing, state)
            self._last[number] = (state["index"], thing)
        self._before = frame

    def _compare(self, number: int, thing: Json, state: Json) -> None:
        if number not in self._last:
            if self._before is not None and number not in self._absences:
                self._tell("record.tracks", state, f"{thing['name']} (instance {number}) comes out of nowhere")
            return
        index, old = self._last[number]
        if (old["name"], old["semantic"], old["group"]) != (thing["name"], thing["semantic"], thing["group"]):
            self._tell("record.tracks", state, f"instance {number} was {old['name']} and is {thing['name']}")
        elif max(abs(a - b) for a, b in zip(old["box"]["size_m"], thing["box"]["size_m"], strict=True)) > SIZE_M:
            self._tell("record.tracks", state, f"the box of {thing['name']} (instance {number}) changes its size")
        elif self._before is not None and index == self._before.state["index"] and thing["name"] not in self._moved:
            dt_s = (state["time_ns"] - self._before.state["time_ns"]) * 1e-9
            gap_m, allowed_m = jump_m(old, thing, dt_s)
            if gap_m > allowed_m:
                told = f"{thing['name']} (instance {number}) is {gap_m:.2f} m from where its velocity takes it"
                self._tell("record.teleports", state, f"{told}, allowed {allowed_m:.2f} m")

    def _tell(self, check: str, state: Json, reason: str) -> None:
        self._findings.error(check, frames_file(self._clip), f"frame {state['index']}: {reason}")


def jump_m(old: Json, new: Json, dt_s: float) -> tuple[float, float]:
    """How far a thing's centre is from where the mean of its two velocities takes it, and how far it may be.

    The mean is exact for constant acceleration. Allowed: |v1 - v0| dt / 2, whenever within the frame the change came;
    the centre's way around the point whose velocity it is; what an acceleration that comes and goes leaves; and of a
    thing that is struck, one more frame at the faster speed.
    """
    before, after = (_centre(thing) for thing in (old, new))
    v0, v1 = np.array(old["velocity_mps"]), np.array(new["velocity_mps"])
    gap_m = float(np.linalg.norm(after - before - (v0 + v1) / 2 * dt_s))
    change_mps = float(np.linalg.norm(v1 - v0))
    spin_radps = max(float(np.linalg.norm(thing["spin_radps"])) for thing in (old, new))
    lever_m = 0.5 * math.hypot(*new["box"]["size_m"])
    struck = change_mps > IMPACT_MPS or spin_radps > IMPACT_MPS
    fastest_mps = max(float(np.linalg.norm(v)) for v in (v0, v1)) if struck else 0.0
    turned_m = min(2.0, spin_radps * dt_s) * lever_m
    allowed_m = MARGIN_M + change_mps * dt_s / 2 + turned_m + ACCELERATION_MPS2 * dt_s**2 / 8 + fastest_mps * dt_s
    return gap_m, allowed_m


def _centre(thing: Json) -> Float64:
    half = [[0.0, 0.0, thing["box"]["size_m"][2] / 2]]
    return np.asarray(placed(thing["box"]["T_world_box"], np.array(half))[0])


def _teleported(scene: Json) -> frozenset[str]:
    """Names of actors that the story may put somewhere else at once."""
    text = json.dumps(scene.get("storyboard", {}))
    if "Teleport" not in text and "AddEntity" not in text:
        return frozenset()
    return frozenset(_moved_by(scene["storyboard"]))


def _moved_by(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _moved_by(item)
    elif isinstance(node, dict):
        kind = str(node.get("_type", ""))
        if kind.endswith((".Teleport", ".AddEntity")):
            yield from (str(node[key]) for key in ("actor", "entity", "name") if key in node)
        for item in node.values():
            yield from _moved_by(item)
