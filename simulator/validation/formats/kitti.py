"""KITTI object: files that any known reader takes, and rows, clouds and calibration that say what the record says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.formats.kitti_rows import Sight, row_fault, sights
from simulator.validation.geometry import local, placed, rotation, times
from simulator.validation.kitti_reader import (
    Calib,
    KittiFormatError,
    Label,
    read_calib,
    read_depth,
    read_image_sets,
    read_label,
    read_png,
    read_velodyne,
)
from simulator.validation.point_checks import LIMB_M, MIRROR_M
from simulator.validation.stored import Json, RecordedFrame, text_of

MARKERS = ("training/label_2", "training/calib", "training/image_2")

RECORDED_CLOUD_M = 0.15
"""How far a point of the file may be from the recorded one, carried to the sweep's time. Chosen: 10 m/s2 of braking
over half a sweep is 0.013 m, and a turning ego's far points move several times as much."""

SAME_POINTS_SHARE = 0.99

EVERY = 4
"""Every so many points are compared with the record; chosen: what is wrong with a cloud is wrong with many."""

LIMBS = ("Pedestrian", "Person_sitting", "Cyclist")
"""Types whose hands, feet and luggage leave their boxes."""

NEAR_M = 1.0
"""Boxes that come nearer to the camera's plane are not projected: their corners run to infinity."""

SLACK_PX = 1.5
"""Half a pixel a side of the silhouette, and the two decimals of the box."""

SHARE_FILLED = 0.25
"""Of the projected box's area that its silhouette's box fills at least, where the image's edge cuts neither."""


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return KittiChecks(folder)


class KittiChecks(FormatChecks):
    """Reads every frame that the record has, strictly, and compares it with the record."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._training = folder.dataset.root / folder.name / "training"
        self._has_cloud = any(file.startswith("training/velodyne/") for file in folder.files)
        self._mapping: Json = {}
        self._notes: Mapping[int, Json] = {}
        self._clip = -1

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """mapping.json knows the ontology's classes; ImageSets list frames of the record, a clip in one set alone."""
        mapping = self._folder.path("mapping.json")
        self._mapping = self._folder.dataset.object(mapping)
        for name, kind in self._mapping.get("classes", {}).items():
            if name not in self._folder.columns:
                findings.error("kitti.mapping", mapping, f"maps '{name}' to {text_of(kind)}: no class of the ontology")
        try:
            sets = read_image_sets(self._training.parent)
        except KittiFormatError as fault:
            self._tell(fault, "kitti.sets", findings)
            return
        clip_of = {f"{number:06d}": clip["clip"] for clip in clips for number in clip["frame_numbers"]}
        for part in ("train", "val"):
            foreign = [name for name in sets[part] if name not in clip_of]
            if foreign:
                reason = f"lists {text_of(foreign)}, frames that the record has not"
                findings.error("kitti.sets", self._folder.path(f"ImageSets/{part}.txt"), reason)
        train, val = ({clip_of[name] for name in sets[part] if name in clip_of} for part in ("train", "val"))
        shared = train & val
        if shared:
            reason = f"shares the clips {sorted(shared)} with train: splits are by clip"
            findings.error("kitti.sets", self._folder.path("ImageSets/val.txt"), reason)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """Reads the frame's files; what one of them lacks leaves the others' checks alone."""
        note = self._note(frame)
        camera = self._folder.options.get("camera") or next(iter(frame.state["views"]), "")
        if note is None or "left_out" in note or camera not in frame.state["sensors"]:
            return []
        name = f"{frame.number:06d}"
        try:
            image = read_png_size(self._folder, name)
            calib = read_calib(self._training / "calib" / f"{name}.txt")
            truth = self._check_depth(name, camera, calib, image)
            if self._has_cloud:
                self._check_cloud(name, frame, findings)
            self._check_labels(name, frame, camera, calib, image, note, findings)
        except KittiFormatError as fault:
            self._tell(fault, "kitti.format", findings)
            return []
        return [truth]

    def _note(self, frame: RecordedFrame) -> Json | None:
        if frame.clip["clip"] != self._clip:
            file = self._folder.path(f"metadata/clip-{frame.clip['clip']:06d}.json")
            self._notes = {entry["frame"]: entry for entry in self._folder.dataset.object(file)["frames"]}
            self._clip = frame.clip["clip"]
        if frame.number not in self._notes:
            file = self._folder.path(f"metadata/clip-{self._clip:06d}.json")
            raise Damaged(file, f"says nothing of frame {frame.number}", check="kitti.complete")
        return self._notes[frame.number]

    def _check_depth(self, name: str, camera: str, calib: Calib, size: tuple[int, int]) -> CameraTruth:
        file = f"training/depth_2/{name}.png"
        K = calib.matrices["P2"][:, :3]
        depth_m = None
        if any(other.startswith("training/depth_2/") for other in self._folder.files):
            depth_m = read_depth(self._training.parent / file)
            if depth_m.shape != (size[1], size[0]):
                raise KittiFormatError(self._training.parent / file, "the size of the image")
        return CameraTruth(camera=camera, file=self._folder.path(file), depth_m=depth_m, K=K)

    def _check_cloud(self, name: str, frame: RecordedFrame, findings: Findings) -> None:
        """The points of the file are the record's strongest returns, in its order."""
        lidar = self._folder.options.get("lidar") or next(
            (sensor for sensor, arrays in frame.points.items() if "deskewed_m" in arrays), ""
        )
        arrays = frame.points.get(lidar)
        file = self._training / "velodyne" / f"{name}.bin"
        if arrays is None or (file.is_file() and not len(arrays["instance"]) and not file.stat().st_size):
            return
        cloud = read_velodyne(file, farthest_m=np.inf)
        first = arrays["return_number"] == 1
        told = self._folder.path(f"training/velodyne/{name}.bin")
        if len(cloud) != np.count_nonzero(first):
            reason = f"has {len(cloud)} points, the record {np.count_nonzero(first)} strongest returns"
            findings.error("kitti.cloud_agrees", told, reason)
            return
        few = np.flatnonzero(first)[::EVERY]
        some = {name: arrays[name][few] for name in ("offset_ns", "deskewed_m")}
        error_m = _cloud_error_m(frame, lidar, cloud[::EVERY, :3].astype(np.float64), some)
        apart = int(np.count_nonzero(~(error_m < RECORDED_CLOUD_M)))
        if apart > (1.0 - SAME_POINTS_SHARE) * len(error_m):
            reason = f"{apart} of {len(few)} points that were compared are not where the record has them"
            findings.error("kitti.cloud_agrees", told, reason)

    def _check_labels(
        self,
        name: str,
        frame: RecordedFrame,
        camera: str,
        calib: Calib,
        size: tuple[int, int],
        note: Json,
        findings: Findings,
    ) -> None:
        file = self._training / "label_2" / f"{name}.txt"
        told = self._folder.path(f"training/label_2/{name}.txt")
        if file.is_file() and file.stat().st_size == 0 and self._mapping.get("empty_frames") == "leave_out":
            labels: tuple[Label, ...] = ()
        else:
            labels, _ = read_label(file, size)
        if len(labels) != len(note["objects"]):
            reason = f"has {len(labels)} objects, metadata/clip-{self._clip:06d}.json {len(note['objects'])}"
            findings.error("kitti.labels_agree", told, reason)
            return
        expected = sights(frame, camera, self._mapping, self._folder.classes)
        self._check_calib(name, frame, camera, calib, findings)
        for number, (label, entry) in enumerate(zip(labels, note["objects"], strict=True), 1):
            sight = expected.pop(entry["instance"], None)
            fault = row_fault(label, entry, sight, calib, self._mapping)
            if fault:
                findings.error("kitti.labels_agree", told, f"line {number}, instance {entry['instance']}: {fault}")
            fault = projection_fault(label, calib, size)
            if fault:
                findings.error("kitti.box_projects", told, f"line {number}, instance {entry['instance']}: {fault}")
        for instance, sight in expected.items():
            if self._is_due(sight):
                reason = f"lacks a row of {sight.kind}, instance {instance}, of which {sight.visible_px} px show"
                findings.error("kitti.labels_agree", told, reason)

    def _is_due(self, sight: Sight) -> bool:
        """Whether a thing that stands alone is enough in view to have a row."""
        rules: Json = self._mapping.get("label_rules", {})
        left, top, right, bottom = sight.bbox
        tall = bottom - top + 1 >= rules.get("min_height_px", 0) and right > left and bottom > top
        return tall and sight.visible_px >= max(1, rules.get("min_visible_px", 1))

    def _check_calib(self, name: str, frame: RecordedFrame, camera: str, calib: Calib, findings: Findings) -> None:
        """Tr_velo_to_cam is how the record says that camera and LiDAR are mounted, as calibrated."""
        lidar = next((sensor for sensor, arrays in frame.points.items() if "deskewed_m" in arrays), None)
        if lidar is None or self._folder.options.get("lidar", lidar) not in ("", lidar):
            return
        mounts = [_mount(frame.state["sensors"][sensor]) for sensor in (camera, lidar)]
        probe = np.array([[10.0, 0.0, 0.0], [10.0, 4.0, 0.0], [20.0, 0.0, 1.0]])
        expected = local(mounts[0], placed(mounts[1], probe)) - calib.camera_from_rect_m()
        found = (np.column_stack([probe, np.ones(3)]) @ calib.velo_to_rect().T)[:, :3]
        error_m = float(np.abs(found - expected).max())
        if not error_m < 0.01:
            reason = f"Tr_velo_to_cam is {error_m:.3f} m from the recorded mounts at 10 to 20 m"
            findings.error("kitti.calib_agrees", self._folder.path(f"training/calib/{name}.txt"), reason)

    def _tell(self, fault: KittiFormatError, check: str, findings: Findings) -> None:
        root = self._folder.dataset.root
        where = "" if fault.line is None else f"line {fault.line}: "
        missing = not fault.file.exists()
        file = fault.file.relative_to(root).as_posix()
        findings.damaged(
            Damaged(file, f"{where}expected {fault.expected}", check="kitti.complete" if missing else check)
        )


def read_png_size(folder: FormatFolder, name: str) -> tuple[int, int]:
    """Width and height of a frame's picture, which has been decoded already where it could be."""
    file = f"training/image_2/{name}.png"
    decoded = folder.decoded.get(file)
    if (
        decoded is not None
        and decoded.picture is not None
        and (decoded.picture.channels, decoded.picture.bits) == (3, 8)
    ):
        return decoded.picture.size_px
    image = read_png(folder.dataset.root / folder.path(file), bits=8, colour=2)
    return image.shape[1], image.shape[0]


def projection_fault(label: Label, calib: Calib, size: tuple[int, int]) -> str:
    """What is wrong between a row's 3D box and its 2D box; empty where the one projects onto the other."""
    solid = label.corners_rect()
    nearest_m = float(solid[:, 2].min())
    if nearest_m < NEAR_M:
        return ""
    edge = np.array([*size, *size]) - 1.0
    pixels = calib.project_rect(solid)
    box = np.clip(np.concatenate([pixels.min(0), pixels.max(0)]), 0.0, edge)
    stands_out_m = LIMB_M if label.type in LIMBS else MIRROR_M
    allowed_px = SLACK_PX + calib.matrices["P2"][0, 0] * stands_out_m / nearest_m
    found = np.array(label.bbox)
    out_px = float(np.max((box - found) * [1, 1, -1, -1]))
    if out_px > allowed_px:
        return f"its 2D box leaves the projection of its 3D box by {out_px:.1f} px, allowed {allowed_px:.1f} px"
    area, filled = np.prod(box[2:] - box[:2] + 1), np.prod(found[2:] - found[:2] + 1)
    share = float(filled / area)
    cut = label.truncation > 0.0 or bool((box == [0.0, 0.0, *edge[:2]]).any())
    return "" if cut or share > SHARE_FILLED else f"its 2D box fills {share:.2f} of the projection of its 3D box"


def _mount(sensor: Json) -> list[float]:
    mount: list[float] = (
        sensor["T_ego_sensor_calibrated"] if "T_ego_sensor_calibrated" in sensor else sensor["T_ego_sensor"]
    )
    return mount


def _cloud_error_m(frame: RecordedFrame, lidar: str, cloud: Any, arrays: Mapping[str, Any]) -> Any:
    """(N,) distance of measured points, carried to the sweep's time with the ego's motion, from the recorded ones."""
    state, sensor = frame.state, frame.state["sensors"][lidar]
    after_s = arrays["offset_ns"].astype(np.float64)[:, None] * 1e-9
    ego = state["T_world_ego"]
    levers = times(placed(sensor["T_ego_sensor"], cloud), rotation(ego[3:]).T)
    x, y, z = state["ego_spin_radps"]
    spin = np.array([[0.0, z, -y], [-z, 0.0, x], [y, -x, 0.0]])  # v @ spin = (x, y, z) cross v
    turning = times(levers, spin)
    turned = levers + after_s * turning + after_s**2 / 2 * times(turning, spin)
    world = turned + ego[:3] + after_s * state["ego_velocity_mps"]
    then = local(sensor["T_world_sensor"], world)
    return np.linalg.norm(then - arrays["deskewed_m"], axis=1)
