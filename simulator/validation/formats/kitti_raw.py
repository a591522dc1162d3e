"""KITTI raw: drives that pykitti and the tracklets' parsers take, whose times, points and tracks are the record's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.validation.findings import Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.formats.kitti_rows import whole_box, wholes
from simulator.validation.formats.strict import StrictChecks
from simulator.validation.geometry import Float64, local
from simulator.validation.kitti_drive_reader import CALIB_KEYS, Tracklet, read_calib, read_stamps, read_tracklets
from simulator.validation.kitti_tracking_reader import read_oxts_line
from simulator.validation.stored import Json, RecordedFrame

MARKERS = ("*/*_drive_*_sync/*", "splits")

SENSORS = {"image_02": ".png", "image_03": ".png", "velodyne_points": ".bin", "oxts": ".txt"}
TIME_ERROR_NS = 1000
PLACE_M = 0.02
"""How far a track may be from its thing in the Velodyne's frame. Chosen: the cloud's time is not the camera's."""

SITTING = {"Person (sitting)": "Person_sitting"}


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return RawChecks(folder)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Drive:
    """A drive's own files; None where they are refused. notes: by the frame's number in the run."""

    place: str
    notes: Mapping[int, Json]
    stamps_ns: list[int] | None
    tracklets: list[Tracklet] | None


class RawChecks(StrictChecks):
    """A drive is read when its clip begins."""

    kind = "kitti_raw"

    def __init__(self, folder: FormatFolder) -> None:
        super().__init__(folder)
        self._clip = -1
        self._drive: _Drive | None = None
        self._mapping: Json = {}
        self._start: tuple[int, int] | None = None

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Every drive is in exactly one split."""
        self._mapping = self._check_mapping(findings)
        told = [self._metadata(clip) for clip in clips]
        self._check_splits({entry["drive"] for entry in told if entry["frames"]}, findings)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """Time, oxts, points and tracks of a frame."""
        if frame.clip["clip"] != self._clip:
            self._clip, self._start = frame.clip["clip"], None
            self._drive = self._guarded("format", findings, self._opened, frame.clip, findings)
        note = None if self._drive is None else self._drive.notes.get(frame.number)
        if self._drive is None or note is None:
            return []
        place, number = self._drive.place, note["frame"]
        oxts = self._root / place / f"oxts/data/{number:010d}.txt"
        self._guarded("format", findings, read_oxts_line, oxts)
        camera = self._folder.options.get("camera") or next(iter(frame.state["views"]), "")
        if self._drive.stamps_ns is not None:
            now = self._drive.stamps_ns[number], frame.state["sensors"][camera]["time_ns"]
            self._start = self._start or now
            late_ns = (now[0] - self._start[0]) - (now[1] - self._start[1])
            if abs(late_ns) > TIME_ERROR_NS:
                file = self._folder.path(f"{place}/image_02/timestamps.txt")
                findings.error("kitti_raw.times_agree", file, f"frame {number}: is {late_ns} ns late")
        self._check_points(frame, f"{place}/velodyne_points/data/{number:010d}.bin", findings)
        if self._drive.tracklets is not None:
            self._check_tracks(frame, camera, self._drive.tracklets, note, findings)
        return []

    def _opened(self, clip: Json, findings: Findings) -> _Drive | None:
        told = self._metadata(clip)
        place, length = told["drive"], len(told["frames"])
        if not length:
            return None
        stamps = {}
        for sensor, ending in SENSORS.items():
            if sensor != "image_02" and not self._has(f"{place}/{sensor}"):
                continue
            if not self._check_numbered(f"{place}/{sensor}/data", ending, length, 10, findings):
                return None
            file = self._root / place / sensor / "timestamps.txt"
            stamps[sensor] = self._guarded("format", findings, read_stamps, file, length)
        for name in CALIB_KEYS:
            self._guarded("format", findings, read_calib, self._root / Path(place).parent / name)
        tracklets = self._root / place / "tracklet_labels.xml"
        return _Drive(
            place=place,
            notes={entry["frame_of_run"]: entry for entry in told["frames"]},
            stamps_ns=stamps["image_02"],
            tracklets=self._guarded("format", findings, read_tracklets, tracklets, length),
        )

    def _check_tracks(
        self, frame: RecordedFrame, camera: str, tracklets: list[Tracklet], note: Json, findings: Findings
    ) -> None:
        """Each track lies where a recorded thing of its type does, and each noted thing has a track."""
        lidar = self._folder.options.get("lidar") or next(iter(frame.points), "")
        if lidar not in frame.state["sensors"]:
            return
        pose = frame.state["sensors"][lidar]["T_world_sensor"]
        places: dict[str, list[Float64]] = {}
        members = wholes(frame.things_of(camera), self._folder.classes)
        kinds = self._mapping.get("classes", {})
        for own in members.values():
            kind = kinds.get(self._folder.classes.get(own[-1]["semantic"], ""))
            bottom_m = np.array([whole_box(own)["T_world_box"][:3]])
            places.setdefault(str(kind), []).append(local(pose, bottom_m)[0])
        number, present = note["frame"], 0
        file = self._folder.path(f"{self._drive.place if self._drive else ''}/tracklet_labels.xml")
        for index, track in enumerate(tracklets):
            if not 0 <= number - track.first_frame < len(track.poses):
                continue
            present += 1
            near_m = [
                float(np.linalg.norm(track.poses[number - track.first_frame, :3] - place))
                for place in places.get(track.type, [*places.get(SITTING.get(track.type, ""), ())])
            ]
            if min(near_m, default=np.inf) > PLACE_M:
                reason = f"track {index}: is {min(near_m, default=np.inf):.2f} m from any recorded {track.type}"
                findings.error("kitti_raw.labels_agree", file, f"frame {number}, {reason}")
        if present < len(note["objects"]):
            reason = f"frame {number}: has {present} tracks, metadata {len(note['objects'])}"
            findings.error("kitti_raw.labels_agree", file, reason)
