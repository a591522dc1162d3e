"""One clip as `record/` of a written dataset tells it, and the acceptance tests of edge cases worked out anew."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from written_dataset import Float64, Json, rotation

HORIZON_S, STEP_S = 10.0, 0.01


@dataclass(frozen=True)
class WrittenClip:
    """entry: its line of clips.jsonl. frames: its lines of record/frames. scene: its record/scenes."""

    entry: Json
    frames: list[Json]
    scene: Json

    @property
    def asked(self) -> Json:
        return dict(self.entry["case"]["asked"])

    @property
    def environment(self) -> Json:
        return fields(self.scene["environment"])

    @property
    def key(self) -> int:
        return int(self.entry["case"]["key_actor"])

    @property
    def fps(self) -> float:
        return 1e9 / (self.frames[1]["time_ns"] - self.frames[0]["time_ns"])

    @property
    def reveal(self) -> int:
        return min(max(round(self.asked["reveal_s"] * self.fps), 0), len(self.frames) - 1)

    def thing(self, frame: int, instance: int | None = None) -> Json:
        wanted = self.key if instance is None else instance
        return next(thing for thing in self.frames[frame]["things"] if thing["instance"] == wanted)

    def instance_of(self, name: str) -> int:
        return int(next(thing["instance"] for thing in self.frames[0]["things"] if thing["name"] == name))

    def view(self, frame: int, instance: int | None = None) -> Json | None:
        """A thing in the first camera, the key actor by default; None where no pixel is its own."""
        wanted = self.key if instance is None else instance
        views = next(iter(self.frames[frame]["views"].values()))
        return next((view for view in views if view["instance"] == wanted), None)

    def height_px(self, frame: int) -> int:
        view = self.view(frame)
        return 0 if view is None or view["modal_box"] is None else view["modal_box"][3] - view["modal_box"][1] + 1

    def is_seen(self, frame: int) -> bool:
        """15 px high; of what lies flat, as many visible pixels as its case says instead."""
        view, area_px = self.view(frame), self.asked.get("least_area_px")
        flat = area_px is not None and view is not None and view["visible_px"] >= area_px
        return flat or self.height_px(frame) >= 15

    def occlusion(self, frame: int, instance: int | None = None) -> float:
        view = self.view(frame, instance)
        return 1.0 if view is None else float(view["occlusion"])

    def ego_outline(self, frame: int) -> Float64:
        """Corners (4, 2) of the ego: from its rear axle's centre to its overhangs."""
        size = fields(self.scene["ego"]["asset"])
        front = size["wheelbase_m"] + size["front_overhang_m"]
        rear, half = front - size["length_m"], 0.5 * size["width_m"]
        return _corners(self.frames[frame]["T_world_ego"], [(front, half), (rear, half), (rear, -half), (front, -half)])

    def outline(self, frame: int, instance: int | None = None) -> Float64:
        """Corners (4, 2) of a thing's constant box; of what leans by more than 15 degrees, of its upright one."""
        thing = self.thing(frame, instance)
        leans = rotation(thing["box"]["T_world_box"][3:])[2, 2] < math.cos(math.radians(15.0))
        box = thing["box_upright"] if leans else thing["box"]
        x, y = 0.5 * box["size_m"][0], 0.5 * box["size_m"][1]
        return _corners(box["T_world_box"], [(x, y), (-x, y), (-x, -y), (x, -y)])

    def ttc_s(self, frame: int) -> float:
        """The first of many small steps at which the outlines overlap, both at their velocities; infinite if none."""
        ego, other = self.ego_outline(frame), self.outline(frame)
        closing = np.array(self.thing(frame)["velocity_mps"][:2]) - np.array(self.frames[frame]["ego_velocity_mps"][:2])
        for tau in np.arange(0.0, HORIZON_S, STEP_S):
            if overlap(ego, other + tau * closing):
                return float(tau)
        return math.inf


def _corners(pose: list[float], local: list[tuple[float, float]]) -> Float64:
    points = np.array([(x, y, 0.0) for x, y in local]) @ rotation(pose[3:]).T + np.array(pose[:3])
    return np.asarray(points[:, :2])


def fields(written: Json) -> Json:
    """The values of a written object, with its class or without."""
    return dict(written.get("fields", written))


def overlap(a: Float64, b: Float64) -> bool:
    """Whether two convex outlines share a point: no edge's normal separates them."""
    for outline in (a, b):
        for edge in np.roll(outline, -1, axis=0) - outline:
            normal = np.array([-edge[1], edge[0]])
            one, two = a @ normal, b @ normal
            if one.max() < two.min() or two.max() < one.min():
                return False
    return True


def _gap_m(clip: WrittenClip, frame: int) -> float:
    return float(shapely.Polygon(clip.ego_outline(frame)).distance(shapely.Polygon(clip.outline(frame))))


def read_clips(root: Path) -> list[WrittenClip]:
    """All accepted clips of a dataset."""
    clips = []
    for line in (root / "record/clips.jsonl").read_text().splitlines():
        entry: dict[str, Any] = json.loads(line)
        if "measures" not in entry:
            continue
        name = f"{entry['clip']:06d}"
        frames = [json.loads(row) for row in (root / f"record/frames/{name}.jsonl").read_text().splitlines()]
        scene = json.loads((root / f"record/scenes/{name}.json").read_text())
        clips.append(WrittenClip(entry=entry, frames=frames, scene=scene))
    return clips


def faults(clip: WrittenClip) -> list[str]:
    """The catalogue's acceptance tests (edge_cases.md 7.5) that a written clip fails."""
    found, first, count = [], clip.reveal, len(clip.frames)
    shown = sum(clip.is_seen(k) for k in range(first, count))
    if shown < min(3, count - first):
        found.append(f"large enough in {shown} frames after the reveal")
    asked = clip.asked.get("occlusion_at_reveal")
    if asked is not None and abs(clip.occlusion(first) - asked) > 0.10 + 0.02:
        found.append(f"hidden to {clip.occlusion(first):.2f} at the reveal, asked {asked:.2f}")
    ego = clip.ego_outline(0)
    inside = [t["name"] for t in clip.frames[0]["things"] if overlap(ego, clip.outline(0, t["instance"]))]
    if inside:
        found.append(f"the ego starts inside {inside}")
    if "passes_m" in clip.asked:
        if min(_gap_m(clip, k) for k in range(count)) <= 0.0:
            found.append("ego and key actor touch, asked was a gap")
    elif "ttc_of" not in clip.asked:
        least = min(clip.ttc_s(k) for k in range(count))
        left = max(0.0, clip.asked["meet_s"] - (count - 1) / clip.fps)
        low, high = (
            (0.0, max(left, clip.asked["ttc_reveal_s"])) if clip.asked["ego_reaction"] != "none" else (left, left)
        )
        low, high = clip.asked.get("min_ttc_low_s", low), clip.asked.get("min_ttc_high_s", high)
        if not low - 0.2 <= least <= high + 0.2:
            found.append(f"the smallest TTC is {least:.2f} s, asked {low:.2f} to {high:.2f} s")
    return found
