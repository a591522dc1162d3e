"""nuScenes: tables that the devkit takes, and poses, clouds and boxes that the record has as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.validation.findings import Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.formats.kitti_rows import whole_box, wholes
from simulator.validation.geometry import placed, rotation
from simulator.validation.nuscenes_reader import NuscenesFormatError, NuscenesTables, Row, read_tables
from simulator.validation.stored import Json, RecordedFrame, text_of

MARKERS = ("samples", "maps", "mapping.json")

VERSION = "v1.0-swerve"
LIDAR_TOP = "LIDAR_TOP"
"""Channel of the first LiDAR."""
START_US = 1_514_764_800_000_000
CLIP_US = 1_000_000_000
"""mapping.json: 2018-01-01 UTC + 1000 s * clip + time in the clip."""

ROUNDED_M = 1e-3
VISIBILITIES = {"1": 0.0, "2": 0.4, "3": 0.6, "4": 0.8}
"""Share of pixels from which on a token stands, by token: v0-40, v40-60, v60-80, v80-100."""


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return NuscenesChecks(folder)


class NuscenesChecks(FormatChecks):
    """Reads all tables at once, then compares every sample, and every reading's poses, with its frame."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._version = folder.options.get("version", VERSION)
        self._tables: NuscenesTables | None = None
        self._mapping: Json = {}
        self._samples: dict[tuple[int, int], Row] = {}
        self._readings: dict[tuple[int, int], list[Row]] = {}
        self._met: set[str] = set()
        self._lidars: tuple[str, ...] = ()

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Keys, chains, files and points of all tables; a scene a clip; classes of the ontology."""
        self._mapping = self._folder.dataset.object(self._folder.path("mapping.json"))
        for name, kind in self._mapping.get("classes", {}).items():
            if name not in self._folder.columns:
                reason = f"maps '{name}' to {text_of(kind)}: no class of the ontology"
                findings.error("nuscenes.mapping", self._folder.path("mapping.json"), reason)
        try:
            tables = read_tables(self._folder.dataset.root / self._folder.name, self._version)
        except NuscenesFormatError as fault:
            findings.error(f"nuscenes.{fault.kind}", self._folder.path(fault.file), fault.reason)
            return
        except (ValueError, KeyError, TypeError, OSError) as fault:
            reason = f"cannot be read as tables ({type(fault).__name__}: {fault})"
            findings.error("nuscenes.tables", self._folder.path(self._version), reason)
            return
        clip_of = {f"scene-{clip['clip']:06d}": int(clip["clip"]) for clip in clips}
        names = {row["name"]: row for row in tables.of("scene")}
        if set(names) != set(clip_of):
            reason = f"has not the record's scenes: {sorted(set(names) ^ set(clip_of))}"
            findings.error("nuscenes.complete", self._file("scene"), reason)
            return
        self._tables = tables
        for name, scene in names.items():
            for sample in tables.of("sample", scene_token=scene["token"]):
                self._samples[clip_of[name], sample["timestamp"]] = sample
                for row in tables.of("sample_data", sample_token=sample["token"]):
                    self._readings.setdefault((clip_of[name], row["timestamp"]), []).append(row)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """The sample of a frame, where it is one, and the poses of its readings."""
        try:
            self._check_frame(frame, findings)
        except (KeyError, TypeError, ValueError, IndexError) as fault:
            reason = f"frame {frame.number}: its rows have not their form ({type(fault).__name__}: {fault})"
            findings.error("nuscenes.tables", self._folder.path(self._version), reason)
        return []

    def _check_frame(self, frame: RecordedFrame, findings: Findings) -> None:
        if self._tables is None:
            return
        clip, sensors = frame.clip["clip"], frame.state["sensors"]
        of_time: dict[int, str] = {_stamp_us(clip, frame.state["time_ns"]): ""}
        of_time |= {_stamp_us(clip, sensor["time_ns"]): name for name, sensor in sensors.items()}
        self._lidars = tuple(sensor for sensor, arrays in frame.points.items() if "ring" in arrays)
        found = [time_us for time_us in of_time if (clip, time_us) in self._samples]
        for time_us in found[:1]:
            sample = self._samples[clip, time_us]
            self._met.add(sample["token"])
            things = frame.things_of(of_time[time_us]) if of_time[time_us] else frame.things_of("")
            self._check_boxes(frame, sample, wholes(things, self._folder.classes), findings)
        for time_us in of_time:
            for row in self._readings.get((clip, time_us), ()):
                sensor = self._sensor(self._tables.channel(row), sensors)
                if sensor and _stamp_us(clip, sensors[sensor]["time_ns"]) == time_us:
                    self._check_reading(frame, row, sensor, findings)

    def check_end(self, findings: Findings) -> None:
        """Every sample was a frame."""
        for sample in self._samples.values():
            if sample["token"] not in self._met:
                reason = f"sample {sample['token']}: no frame of the record has its time"
                findings.error("nuscenes.complete", self._file("sample"), reason)

    def _check_reading(self, frame: RecordedFrame, row: Row, sensor: str, findings: Findings) -> None:
        """Ego pose and mount, and points as recorded."""
        assert self._tables is not None
        recorded = frame.state["sensors"][sensor]
        ego = _pose(self._tables.rows["ego_pose"][row["ego_pose_token"]])
        calibrated = self._tables.rows["calibrated_sensor"][row["calibrated_sensor_token"]]["translation"]
        place_m = placed(ego, np.array([recorded["T_ego_sensor"][:3]]))[0]
        mount = recorded.get("T_ego_sensor_calibrated", recorded["T_ego_sensor"])
        error_m = float(np.abs(place_m - recorded["T_world_sensor"][:3]).max())
        mount_error_m = float(np.abs(np.array(calibrated) - mount[:3]).max())
        if not max(error_m, mount_error_m) < ROUNDED_M:
            where = f"its ego pose is {error_m:.3f} m and its mount {mount_error_m:.3f} m from the record's"
            findings.error("nuscenes.poses_agree", self._file("sample_data"), f"{row['filename']}: {where}")
        arrays = frame.points.get(sensor, {})
        if row["filename"].endswith(".bin") and {"return_number", "deskewed_m"} <= set(arrays):
            first = arrays["return_number"] == 1
            cloud = self._tables.cloud(row)
            fault = _cloud_fault(cloud, arrays["deskewed_m"][first], self._mapping.get("cloud") == "deskewed")
            if fault:
                findings.error("nuscenes.cloud_agrees", self._folder.path(row["filename"]), fault)

    def _check_boxes(
        self, frame: RecordedFrame, sample: Row, expected: dict[int, tuple[Json, ...]], findings: Findings
    ) -> None:
        """Every annotation is a recorded whole, and every whole that shows has one where it has a category."""
        assert self._tables is not None
        seen, points = self._seen(frame), self._points(frame)
        file, place = self._file("sample_annotation"), f"clip {frame.clip['clip']}, frame {frame.state['index']}"
        for row in self._tables.of("sample_annotation", sample_token=sample["token"]):
            instance = self._tables.rows["instance"][row["instance_token"]]
            number = int(instance.get("swerve_instance", 0))
            members = expected.pop(number, None)
            if members is None:
                fault = "the record has no such thing"
            else:
                category = self._tables.rows["category"][instance["category_token"]]["name"]
                fault = self._box_fault(row, category, members) or _shown_fault(row, members, seen, points)
            if fault:
                findings.error("nuscenes.labels_agree", file, f"{place}, instance {number}: {fault}")
        annotated = {name for name in self._mapping.get("classes", {}).values() if _is_annotated(name)}
        for number, members in expected.items():
            ids = [member["instance"] for member in members]
            visible_px = sum(view["visible_px"] for own in ids for view in seen.get(own, ()))
            shows = visible_px or any(points.get(own) for own in ids)
            if shows and self._category(members) in annotated:
                reason = f"{place}: lacks a box of {self._category(members)}, instance {number}"
                findings.error("nuscenes.labels_agree", file, reason)

    def _box_fault(self, row: Row, category: str, members: tuple[Json, ...]) -> str:
        if category != self._category(members):
            return f"is a {category}, the record says {self._category(members)}"
        box = whole_box(members)
        length_m, width_m, height_m = box["size_m"]
        if np.abs(np.array(row["size"]) - (width_m, length_m, height_m)).max() > ROUNDED_M:
            return f"its size {np.round(row['size'], 3).tolist()} is not the box's, w, l, h"
        middle = placed(box["T_world_box"], np.array([[0.0, 0.0, height_m / 2]]))[0]
        error_m = float(np.abs(middle - row["translation"]).max())
        if error_m > ROUNDED_M:
            return f"its middle is {error_m:.3f} m from the box's"
        turn = rotation(_pose(row)[3:]) - rotation(box["T_world_box"][3:])
        return "its rotation is not the box's" if np.abs(turn).max() > ROUNDED_M else ""

    def _category(self, members: tuple[Json, ...]) -> str | None:
        found: str | None = self._mapping.get("classes", {}).get(
            self._folder.classes.get(members[-1]["semantic"], ""), ""
        )
        return found

    def _seen(self, frame: RecordedFrame) -> dict[int, list[Json]]:
        """Views in the cameras that are written, by instance."""
        found: dict[int, list[Json]] = {}
        channels = self._mapping.get("channels", {})
        for camera in frame.state["views"]:
            if self._folder.options.get("channels", {}).get(camera, camera) in channels:
                for number, view in frame.views(camera).items():
                    found.setdefault(number, []).append(view)
        return found

    def _points(self, frame: RecordedFrame) -> dict[int, int]:
        """Strongest returns by instance."""
        found: dict[int, int] = {}
        named = self._folder.options.get("sensors") or list(frame.points)
        for sensor, arrays in frame.points.items():
            if sensor in named and {"return_number", "instance"} <= set(arrays):
                own, counts = np.unique(arrays["instance"][arrays["return_number"] == 1], return_counts=True)
                for number, count in zip(own.tolist(), counts.tolist(), strict=True):
                    found[number] = found.get(number, 0) + count
        return found

    def _sensor(self, channel: str, sensors: Mapping[str, Any]) -> str:
        """The sensor of a channel: of its name, as configured, or the first LiDAR."""
        for sensor, name in self._folder.options.get("channels", {}).items():
            if name == channel:
                return str(sensor)
        if channel in sensors:
            return channel
        return next(iter(self._lidars), "") if channel == LIDAR_TOP else ""

    def _file(self, table: str) -> str:
        return self._folder.path(f"{self._version}/{table}.json")


def _stamp_us(clip: int, time_ns: int) -> int:
    return START_US + clip * CLIP_US + (time_ns + 500) // 1000


def _pose(row: Row) -> list[float]:
    """x, y, z, qx, qy, qz, qw of nuScenes' w first."""
    w, x, y, z = row["rotation"]
    return [*row["translation"], x, y, z, w]


def _is_annotated(category: str | None) -> bool:
    return category is not None and category.split(".")[0] in (
        "animal",
        "human",
        "movable_object",
        "static_object",
        "vehicle",
    )


def _cloud_fault(cloud: Any, recorded_m: Any, is_deskewed: bool) -> str:
    if len(cloud) != len(recorded_m):
        return f"has {len(cloud)} points, the record {len(recorded_m)} strongest returns"
    if not is_deskewed or not len(cloud):
        return ""
    ranges_m = [np.linalg.norm(points.astype(np.float64), axis=1) for points in (cloud[:, :3], recorded_m)]
    apart = int(np.count_nonzero(np.abs(ranges_m[0] - ranges_m[1]) > ROUNDED_M))
    return f"{apart} points are not as far away as the record has them" if apart else ""


def _shown_fault(row: Row, members: tuple[Json, ...], seen: Mapping[int, list[Json]], points: Mapping[int, int]) -> str:
    ids = [member["instance"] for member in members]
    count = sum(points.get(number, 0) for number in ids)
    if row["num_lidar_pts"] != count:
        return f"num_lidar_pts is {row['num_lidar_pts']}, the record has {count}"
    views = [view for number in ids for view in seen.get(number, ())]
    if len(ids) > 1 and views:
        return ""  # silhouettes overlap: the record does not say how many pixels they have together
    share = sum(v["visible_px"] for v in views) / sum(v["amodal_px"] for v in views) if views else 0.0
    token = max(token for token, least in VISIBILITIES.items() if share >= least)
    return (
        ""
        if row["visibility_token"] == token
        else f"visibility {row['visibility_token']}, a share of {share:.2f} is {token}"
    )
