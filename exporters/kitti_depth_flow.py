"""KITTI's pixel benchmarks: depth, stereo and flow of 2015, semantics; each in its own layout, side by side.

drives/<drive>_sync/proj_depth/{groundtruth,velodyne_raw}/image_{02,03}/%010d.png  16-bit z-depth, metres * 256
drives/<drive>_sync/image_{02,03}/data/%010d.png                                   the pictures
{train,val}/<drive>_sync/...      the same files where readers look for them: other names, by clip
training/{image_2,image_3}/%06d_{10,11}.png      a picture and the camera's next one
training/{disp_occ_0,disp_noc_0,disp_occ_1,disp_noc_1,flow_occ,flow_noc,obj_map}/%06d_10.png
training/{semantic,instance,semantic_rgb}/%06d_10.png     Cityscapes ids; id * 256 + number; colours
training/calib_cam_to_cam/%06d.txt
ImageSets/{train,val}.txt         scenes of the layouts below training/
metadata/clip-%06d.json           one clip's scenes, and what no coding could say
mapping.json                      codings, classes, counts

KITTI's depth evaluation cuts 1216 x 352 px out of a picture and takes none that is smaller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from exporters.base import PublishedClip, RunInfo
from exporters.cityscapes_labels import label_map
from exporters.class_map import Changes, class_map
from exporters.files import replace_file, second_name
from exporters.kitti_depth import STEPS_PER_METRE, code_depth, depth_of_points
from exporters.kitti_drives import drive_of, timestamp
from exporters.kitti_flow import STEPS_PER_PIXEL, ZERO_FLOW
from exporters.kitti_raw_calib import cam_to_cam
from exporters.kitti_rig_exporter import KittiRigExporter
from exporters.kitti_scenes import SceneRules, Shown, next_pictures, scene_files
from exporters.kitti_sensors import KittiReadings
from exporters.png import grey16_png
from exporters.split import split_clips
from scenes.errors import ConfigError
from simulator.annotations.wanted import LabelKind
from simulator.frame import Clip, Frame

_DRIVES = "drives/"
_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_LOST = (
    "depth of 256 m and more, disparity of 256 px and more, flow beyond 512 px: such pixels are 0, invalid",
    "depth of a picture's every pixel is written as ground truth, where KITTI has that of eleven joined scans",
    "obj_map numbers all that moves, where KITTI numbers moving cars; numbers hold for one scene",
    "a picture begins no scene without another one a period of its camera's rate later: the last, and before gaps",
)


@dataclass(kw_only=True)
class KittiDepthFlowExporter(KittiRigExporter):
    """Writes depth of every frame, and a scene of every two pictures, the second the camera's next reading.

    camera, lidar, right_camera: see KittiChoice. baseline_m: disparities of an ideal right camera so far to the right;
    null: of the rig's calibration (P2 and P3), none where it has one camera. Pixels are non-occluded (noc) where the
    right camera's picture shows their point, and the next picture does; without a right picture, where nothing that the
    left camera sees lies before it. classes: other Cityscapes labels for classes of the ontology, null: unlabeled.
    A frame that lacks a reading has no files, and no scene reaches over it. `write` raises what KittiChoice does, and
    OutputError for a frame without pixel motion, and for a camera whose next readings are never measured.
    """

    baseline_m: float | None = None
    classes: Changes = field(default_factory=dict)
    _rules: SceneRules = field(init=False, repr=False)
    _before: Shown | None = field(default=None, init=False, repr=False)
    _scenes: list[int] = field(default_factory=list, init=False, repr=False)
    _counted: Counter[str] = field(default_factory=Counter, init=False, repr=False)
    _taken: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.baseline_m is not None and self.baseline_m <= 0.0:
            raise ConfigError("baseline_m", f"must be above 0 m, or null for the calibration's, got {self.baseline_m}")
        self._rules = SceneRules(baseline_m=self.baseline_m, labels=label_map(self.classes))

    def wants(self) -> frozenset[LabelKind]:
        """Where pixels go."""
        return frozenset({"pixel_motion"})

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._before, self._scenes, self._counted, self._taken = None, [], Counter(), 0

    def write(self, frame: Frame) -> None:
        """Writes the frame's depth, and the scene that ends with it."""
        readings = self._choice().readings(self._current(), frame)
        if readings is None:
            self._counted["frames_left_out"] += 1
            self._before = None
            return
        self._write_depth(frame, readings)
        self._taken += 1
        now = Shown(frame=frame, readings=readings)
        if self._before is not None:
            self._write_scene(self._before, frame)
        self._before = now

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        clip = self._current().index
        self._files.write(
            _metadata_path(clip), orjson.dumps({"scenes": self._scenes, "counted": self._counted}, option=_JSON)
        )
        self._before = None
        return self._closed()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter. Files of drives get a second name."""
        return [_metadata_path(clip.clip), *(name for name in clip.files if name.startswith(_DRIVES))]

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Gives the files of every drive their name in train or val, and writes ImageSets and mapping.json."""
        ordered = sorted(clips, key=lambda entry: entry.clip)
        split = split_clips((entry.clip for entry in ordered), info.val_share)
        notes = {entry.clip: orjson.loads((root / _metadata_path(entry.clip)).read_bytes()) for entry in ordered}
        written = []
        for part, chosen in (("train", split.train), ("val", split.val)):
            lines = "".join(f"{number:06d}\n" for clip in chosen for number in notes[clip]["scenes"])
            written.append(replace_file(root, f"ImageSets/{part}.txt", lines.encode("ascii")))
            listed = {entry.clip: entry.files for entry in ordered}
            files = [name for clip in chosen for name in listed[clip] if name.startswith(_DRIVES)]
            written += [second_name(root, name, f"{part}/{name.removeprefix(_DRIVES)}") for name in files]
        counted: Counter[str] = Counter()
        for note in notes.values():
            counted.update(note["counted"])
        described = orjson.dumps(self._description(counted), option=_JSON)
        return tuple(sorted((*written, replace_file(root, "mapping.json", described))))

    def _write_depth(self, frame: Frame, readings: KittiReadings) -> None:
        """Of both cameras: depth of every pixel and of the LiDAR's points, numbered as kitti_raw numbers its frames."""
        drive = f"{_DRIVES}{drive_of(frame.clip)}"
        cloud = readings.cloud()
        for number, picture in readings.pictures.items():
            name = f"image_{number:02d}"
            self._files.write_picture(f"{drive}/{name}/data/{self._taken:010d}.png", frame, picture.image)
            found = {"groundtruth": np.maximum(picture.depth_m, 0.0).astype(np.float64)}
            if cloud is not None:
                projection = readings.calib.matrices[f"P{number}"] @ readings.calib.rect_from_velo()
                points = cloud[:, :3].astype(np.float64)
                found["velodyne_raw"] = depth_of_points(points, projection, picture.size_px)
            for kind, depth_m in found.items():
                coded = code_depth(depth_m)
                path = f"{drive}/proj_depth/{kind}/{name}/{self._taken:010d}.png"
                self._files.write(path, grey16_png(coded.code))
                self._counted[f"{kind}_beyond_range_px"] += coded.beyond_range_px

    def _write_scene(self, now: Shown, after: Frame) -> None:
        pictures = next_pictures(self._current(), now, after)
        if pictures is None:
            self._counted["scenes_without_next_picture"] += 1
            return
        name = f"{now.frame.number:06d}"
        scene = scene_files(now, pictures, self._rules)
        for folder, data in scene.images.items():
            self._files.write(f"training/{folder}/{name}_10.png", data)
        for number, picture in now.readings.pictures.items():
            self._files.write_picture(f"training/image_{number}/{name}_10.png", now.frame, picture.image)
            self._files.write_picture(f"training/image_{number}/{name}_11.png", after, pictures[number].image)
        sizes = {number: picture.size_px for number, picture in now.readings.pictures.items()}
        calib = cam_to_cam(now.readings.calib, sizes, timestamp(now.frame.clip, 0))
        self._files.write(f"training/calib_cam_to_cam/{name}.txt", calib.encode("ascii"))
        self._scenes.append(now.frame.number)
        self._counted.update(scene.counted)

    def _description(self, counted: Mapping[str, int]) -> dict[str, Any]:
        return {
            "format": "KITTI depth, stereo and flow 2015, semantics",
            "classes": class_map("cityscapes", self.classes).names,
            "codings": {
                "depth": f"uint16 = round(z in metres * {STEPS_PER_METRE:g}), 0: none",
                "disparity": f"uint16 = round(px * {STEPS_PER_METRE:g}), 0: none",
                "flow": f"uint16 R, G = round(px * {STEPS_PER_PIXEL:g}) + {ZERO_FLOW}; B: 1 valid, 0: none",
            },
            "lost": _LOST,
            "counted": counted,
            "split": "by clip",
        }


def _metadata_path(clip: int) -> str:
    return f"metadata/clip-{clip:06d}.json"
