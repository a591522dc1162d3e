"""Frames of a written dataset as its files tell them: labels, cloud, masks and record, and nothing of the project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as rle

from simulator.validation.kitti_reader import KittiFrame, read_dataset

Float64 = NDArray[np.float64]
Json = dict[str, Any]


def rotation(xyzw: list[float]) -> Float64:
    x, y, z, w = xyzw
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def placed(pose: list[float], points_m: Float64) -> Float64:
    return np.asarray(points_m @ rotation(pose[3:]).T + pose[:3])


def turned(vectors: Float64, spin_radps: Float64, after_s: Float64) -> Float64:
    """Rodrigues' formula, an angle each."""
    rate = float(np.linalg.norm(spin_radps))
    if rate == 0.0:
        return vectors
    axis, angle = spin_radps / rate, (rate * after_s)[:, None]
    along = (vectors @ axis)[:, None] * axis
    return np.asarray(along + (vectors - along) * np.cos(angle) + np.cross(axis, vectors) * np.sin(angle))


def wrapped(angle_rad: float) -> float:
    return float((angle_rad + np.pi) % (2 * np.pi) - np.pi)


@dataclass(frozen=True)
class Written:
    """One frame as the files tell it. state: its line of the record."""

    root: Path
    state: Json
    kitti: KittiFrame
    annotations: tuple[Json, ...]

    @cached_property
    def things(self) -> dict[int, Json]:
        return {thing["instance"]: thing for thing in self.state["things"]}

    @cached_property
    def views(self) -> dict[int, Json]:
        return {view["instance"]: view for view in self.state["views"]["image_2"]}

    @cached_property
    def labelled(self) -> list[int]:
        """The instance of every label row."""
        metadata = json.loads((self.root / f"kitti/metadata/clip-{self.state['clip']:06d}.json").read_text())
        frame = next(f for f in metadata["frames"] if f["frame"] == self.state["number"])
        return [entry["instance"] for entry in frame["objects"]]

    @cached_property
    def masks(self) -> dict[int, NDArray[np.bool_]]:
        return {a["track_id"]: rle.decode(a["segmentation"]).astype(bool) for a in self.annotations}

    def points(self, name: str) -> NDArray[Any]:
        with np.load(self.root / f"record/points/{self.state['clip']:06d}.npz") as archive:
            return np.asarray(archive[f"velodyne/{self.state['index']:06d}/{name}"])

    @cached_property
    def carried_m(self) -> Float64:
        """The cloud's points in the world, each taken from its firing time to the frame's with its thing's motion."""
        state, after_s = self.state, self.points("offset_ns") * 1e-9
        ego = state["T_world_ego"]
        local = placed(state["sensors"]["velodyne"]["T_ego_sensor"], self.kitti.velodyne[:, :3].astype(np.float64))
        levers = turned(local @ rotation(ego[3:]).T, np.array(state["ego_spin_radps"]), after_s)
        world = levers + ego[:3] + np.outer(after_s, state["ego_velocity_mps"])
        instance = self.points("instance")
        for number, thing in self.things.items():
            own = instance == number
            middle = np.array(thing["box"]["T_world_box"][:3])
            still = world[own] - np.outer(after_s[own], thing["velocity_mps"]) - middle
            world[own] = turned(still, np.array(thing["spin_radps"]), -after_s[own]) + middle
        return world


def read_written(root: Path) -> list[Written]:
    """All frames in order; every format and the record must list the same ones."""
    kitti = read_dataset(root / "kitti")
    parts = [json.loads((root / f"coco/annotations/instances_{part}.json").read_text()) for part in ("train", "val")]
    names = {image["id"]: Path(image["file_name"]).stem for part in parts for image in part["images"]}
    found: dict[str, list[Json]] = {name: [] for name in names.values()}
    for annotation in (a for part in parts for a in part["annotations"]):
        found[names[annotation["image_id"]]].append(annotation)
    lines = (line for file in sorted((root / "record/frames").iterdir()) for line in file.read_text().splitlines())
    states = [json.loads(line) for line in lines]
    assert sorted(names.values()) == sorted(kitti) == [f"{state['number']:06d}" for state in states]
    return [Written(root, s, kitti[f"{s['number']:06d}"], tuple(found[f"{s['number']:06d}"])) for s in states]
