"""WebDataset: shards whose samples are whole, and whose labels say what their arrays and the record say."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np

from simulator.validation.findings import Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.stored import Json, RecordedFrame
from simulator.validation.webdataset_reader import Shard, WebDatasetError, read_shard

MARKERS = ("shards/*.tar", "train.txt", "val.txt")

EXTENSIONS = {"camera": ("png", "npz"), "lidar": ("npz",), "radar": ("npz",)}


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return WebDatasetChecks(folder)


class WebDatasetChecks(FormatChecks):
    """A shard is opened when its clip begins, and read sample by sample."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._shard: Shard | None = None
        self._name = ""

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Every shard is one clip's, and in exactly one list."""
        due = {f"shards/clip-{clip['clip']:06d}.tar" for clip in clips}
        found = {file for file in self._folder.files if file.startswith("shards/")}
        for name in sorted(due ^ found):
            reason = "is missing of the record's clips" if name in due else "is of no clip"
            findings.error("webdataset.complete", self._folder.path(name), reason)
        lists = [self._folder.dataset.bytes(self._folder.path(f"{part}.txt")) for part in ("train", "val")]
        count = Counter(line for data in lists for line in data.decode("ascii", "replace").splitlines())
        for name in sorted(found | set(count)):
            if count[name] != 1 or name not in found:
                reason = f"{name} stands {count[name]} times in train.txt and val.txt"
                findings.error("webdataset.splits", self._folder.path("val.txt"), reason)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """One sample."""
        name = f"shards/clip-{frame.clip['clip']:06d}.tar"
        if name != self._name:
            self._name, self._shard = name, None
            if name in self._folder.files:
                self._shard = self._opened(frame.clip, findings)
        key = f"{frame.number:06d}"
        if self._shard is None or key not in self._shard.samples:
            return []
        try:
            return self._check_sample(self._shard, key, frame, findings)
        except WebDatasetError as fault:
            findings.error("webdataset.format", self._folder.path(self._name), fault.reason)
        except (KeyError, TypeError, ValueError, IndexError) as fault:
            reason = f"{key} has not the form of a sample ({type(fault).__name__}: {fault})"
            findings.error("webdataset.format", self._folder.path(self._name), reason)
        return []

    def _opened(self, clip: Json, findings: Findings) -> Shard | None:
        file = self._folder.path(self._name)
        if findings.is_damaged(file):
            return None
        try:
            shard = read_shard(self._folder.dataset.root / file)
        except WebDatasetError as fault:
            findings.error("webdataset.format", file, fault.reason)
            return None
        due = [f"{number:06d}" for number in clip["frame_numbers"]]
        if list(shard.samples) != due:
            wrong = sorted(set(due) ^ set(shard.samples))
            findings.error("webdataset.complete", file, f"has not the samples of its frames in order: {wrong}")
        return shard

    def _check_sample(self, shard: Shard, key: str, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        file, own = self._folder.path(self._name), shard.samples[key]
        if "json" not in own:
            findings.error("webdataset.complete", file, f"{key} has no json")
            return []
        labels: Json = json.loads(shard.read(key, "json"))
        sensors: dict[str, Json] = labels["sensors"]
        chosen = self._folder.options.get("sensors") or list(sensors)
        written = {name: sensor for name, sensor in sensors.items() if name in chosen}
        due = {f"{name}.{end}" for name, sensor in written.items() for end in EXTENSIONS.get(sensor["kind"], ())}
        if set(own) != {"json", *due}:
            wrong = sorted({"json", *due} ^ set(own))
            findings.error("webdataset.complete", file, f"{key}: not the files of its sensors: {wrong}")
            return []
        truths = []
        for name, sensor in written.items():
            if sensor["kind"] == "camera":
                truths.append(self._check_camera(shard, key, frame, name, sensor, findings))
            elif sensor["kind"] == "lidar":
                self._check_lidar(shard, key, frame, name, findings)
        return truths

    def _check_camera(
        self, shard: Shard, key: str, frame: RecordedFrame, name: str, sensor: Json, findings: Findings
    ) -> CameraTruth:
        """Labels count the mask's pixels, and are the record's."""
        file, arrays = self._folder.path(self._name), shard.arrays(key, f"{name}.npz")
        ids, views = arrays["instance"], frame.views(name)
        counts = np.bincount(ids.ravel(), minlength=2**16)
        told = {int(thing["instance"]): int(thing["visible_px"]) for thing in sensor["things"]}
        for number, visible_px in told.items():
            recorded = views[number]["visible_px"] if number in views else None
            if visible_px != counts[number] or visible_px != recorded:
                reason = f"{visible_px} px, the mask {counts[number]}, the record {recorded}"
                findings.error("webdataset.labels_agree", file, f"{key}.json, {name}, instance {number}: {reason}")
        missing = sorted(set(views) - set(told))
        if missing:
            findings.error("webdataset.labels_agree", file, f"{key}.json, {name}: lacks the instances {missing}")
        lens: dict[str, Any] = sensor.get("lens", {})
        K = None
        if str(lens.get("_type", "")).endswith(".Pinhole"):
            K = np.array([[lens["fx_px"], 0.0, lens["cx_px"]], [0.0, lens["fy_px"], lens["cy_px"]], [0.0, 0.0, 1.0]])
        depth_m = np.where(np.isfinite(arrays["depth_m"]), arrays["depth_m"], 0.0).astype(np.float64)
        return CameraTruth(camera=name, file=file, ids=ids, labelled=frozenset(told), depth_m=depth_m, K=K)

    def _check_lidar(self, shard: Shard, key: str, frame: RecordedFrame, name: str, findings: Findings) -> None:
        """As many points of every thing as the record has."""
        arrays, recorded = shard.arrays(key, f"{name}.npz"), frame.points.get(name, {})
        lengths = {array.shape[0] for array in arrays.values()}
        if len(lengths) > 1:
            raise WebDatasetError(f"{key}.{name}.npz has arrays of the lengths {sorted(lengths)}")
        if "instance" in recorded and not np.array_equal(np.sort(arrays["instance"]), np.sort(recorded["instance"])):
            reason = (
                f"{key}.{name}.npz has {lengths.pop()} points, not those of the record ({len(recorded['instance'])})"
            )
            findings.error("webdataset.cloud_agrees", self._folder.path(self._name), reason)
