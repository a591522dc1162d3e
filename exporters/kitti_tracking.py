"""KITTI tracking: a clip is a sequence, an instance a track; and KITTI MOTS, the same tracks as masks.

training/{image_02,image_03,velodyne}/%04d/%06d.{png,bin}   sequence = clip, and the frame's number in the sequence
training/{label_02,calib,oxts}/%04d.txt
training/instances/%04d/%06d.png  training/instances_txt/%04d.txt                    MOTS
training/evaluate_tracking.seqmap.{training,training_minus_val,val}  training/evaluate_mots.seqmap.{training,...}
metadata/clip-%06d.json   which frame and time of the clip each number is, and which frames were left out
mapping.json              classes, thresholds, and what the format cannot say
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson

from exporters.base import PublishedClip, RunInfo
from exporters.class_map import Changes
from exporters.files import replace_file
from exporters.kitti_label import AlphaOrigin, LabelRules, labels_of
from exporters.kitti_members import Sight, sights
from exporters.kitti_mots import MotsTracks, mots_lines
from exporters.kitti_oxts import oxts_lines
from exporters.kitti_sensors import LEFT
from exporters.kitti_sequence import JSON, KittiSequenceExporter, read_metadata
from exporters.kitti_track_rows import track_calib, track_lines, truncated_level
from exporters.kitti_types import kitti_classes
from exporters.png import grey16_png
from exporters.split import split_clips
from scenes.errors import ConfigError
from simulator.frame import Clip, Frame

SITTING = "Person"
Mots = Literal["write", "leave_out"]

_LOST = (
    "which things are one group: a rider and what is ridden are one track of the rider's type",
    "how much of a thing is visible or truncated, but for three levels of each: metadata has the shares",
    "roll and pitch of a thing: a box turns about the camera's y axis alone",
    "where a frame was left out, the time that passed: metadata has it",
)


@dataclass(kw_only=True)
class KittiTrackingExporter(KittiSequenceExporter):
    """Writes one camera and one LiDAR of the rig as sequences of KITTI's tracking benchmark.

    camera, lidar, right_camera: see KittiChoice. alpha_origin, occluded_shares, min_visible_px, min_height_px: see
    LabelRules. truncated_shares: truncation above which a thing has level 1, and level 2; the readme gives the levels
    and no thresholds, and the official evaluation ignores things of level 1 and 2. mots: whether masks are written too.
    classes: other types for classes of the ontology, null: not labelled. `write` raises as KittiSequence.take does.
    """

    alpha_origin: AlphaOrigin = "velodyne"
    occluded_shares: tuple[float, float] = (0.8, 0.4)
    truncated_shares: tuple[float, float] = (0.15, 0.5)
    min_visible_px: int = 10
    min_height_px: int = 5
    mots: Mots = "write"
    classes: Changes = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list, init=False, repr=False)
    _mots_lines: list[str] = field(default_factory=list, init=False, repr=False)
    _tracks: MotsTracks = field(default_factory=MotsTracks, init=False, repr=False)

    def __post_init__(self) -> None:
        shares = self.truncated_shares
        if len(shares) != 2 or not 0.0 <= shares[0] <= shares[1] <= 1.0:
            raise ConfigError("truncated_shares", f"must be two rising shares in [0, 1], got {shares}")
        self._rules()

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._lines, self._mots_lines, self._tracks = [], [], MotsTracks()

    def write(self, frame: Frame) -> None:
        """Writes one frame's pictures and cloud and keeps its rows; nothing where a reading was lost."""
        sequence = self._begun()
        number, kitti = sequence.length, sequence.take(frame)
        if kitti is None:
            return
        name = f"{sequence_name(sequence.clip.index)}/{number:06d}"
        for place in kitti.pictures:
            sequence.write_picture(f"training/image_0{place}", f"{name}.png", frame, kitti, place)
        cloud = kitti.cloud()
        if cloud is not None:
            sequence.files.write(f"training/velodyne/{name}.bin", cloud.tobytes())
        rules = self._rules()
        seen = sights(frame, kitti.left, rules.classes)
        label = labels_of(seen, kitti.left, kitti.true_calib, rules)
        self._lines += track_lines(number, label, self.truncated_shares)
        shares = [
            {"track": row.instance, "visible_share": row.visible_share, "truncation": row.truncation}
            for row in label.rows
        ]
        levels = [truncated_level(row.truncation, self.truncated_shares) for row in label.rows]
        sequence.note(objects=shares, rows_ignored_as_truncated=sum(level > 0 for level in levels))
        if self.mots == "write":
            labelled = {row.instance for row in label.rows}
            coded = self._tracks.coded(kitti.pictures[LEFT].instance, *_parted(seen, labelled))
            sequence.files.write(f"training/instances/{name}.png", grey16_png(coded))
            self._mots_lines += mots_lines(number, coded)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter. A clip of which no frame is whole becomes no sequence."""
        sequence = self._begun()
        name = sequence_name(sequence.clip.index)
        if sequence.calib is not None:
            sequence.files.write(f"training/label_02/{name}.txt", "".join(self._lines).encode("ascii"))
            sequence.files.write(f"training/calib/{name}.txt", track_calib(sequence.calib).encode("ascii"))
            oxts = "".join(oxts_lines(sequence.motion))
            sequence.files.write(f"training/oxts/{name}.txt", oxts.encode("ascii"))
            if self.mots == "write":
                sequence.files.write(f"training/instances_txt/{name}.txt", "".join(self._mots_lines).encode("ascii"))
        mots = {"mots_instances": self._tracks.instances()} if self.mots == "write" else {}
        sequence.write_metadata(sequence=name, **mots)
        self._sequence = None
        return self._closed()

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes the maps of sequences (by clip) and mapping.json from the published files alone."""
        counted = Counter(frames_left_out=0, rows_ignored_as_truncated=0)
        lengths: dict[int, int] = {}
        for entry in sorted(clips, key=lambda entry: entry.clip):
            told = read_metadata(root, entry)
            lengths[entry.clip] = len(told["frames"])
            counted["frames_left_out"] += len(told["left_out"])
            counted["rows_ignored_as_truncated"] += sum(one["rows_ignored_as_truncated"] for one in told["frames"])
        split = split_clips(lengths, info.val_share)
        parts = {"training": tuple(lengths), "training_minus_val": split.train, "val": split.val}
        written = []
        for part, chosen in parts.items():
            sequences = {sequence_name(clip): lengths[clip] for clip in chosen if lengths[clip]}
            written.append(_seqmap(root, "tracking", part, sequences))
            if self.mots == "write":  # its readers take the last number for that of the last frame
                last = {name: length - 1 for name, length in sequences.items()}
                written.append(_seqmap(root, "mots", part, last))
        described = orjson.dumps(self._description(counted), option=JSON)
        written.append(replace_file(root, "mapping.json", described))
        return tuple(sorted(written))

    def _rules(self) -> LabelRules:
        return LabelRules(
            classes=kitti_classes(SITTING, self.classes),
            alpha_origin=self.alpha_origin,
            occluded_shares=self.occluded_shares,
            min_visible_px=self.min_visible_px,
            min_height_px=self.min_height_px,
        )

    def _description(self, counted: Mapping[str, int]) -> dict[str, Any]:
        rules = self._rules()
        return {
            "format": "KITTI tracking" + (" and MOTS" if self.mots == "write" else ""),
            "classes": rules.classes.things(),
            "label_rules": {
                "alpha_origin": rules.alpha_origin,
                "min_height_px": rules.min_height_px,
                "min_visible_px": rules.min_visible_px,
                "occluded_shares": rules.occluded_shares,
                "truncated_shares": self.truncated_shares,
            },
            "lost": _LOST,
            "counted": counted,
            "split": "by clip",
        }


def sequence_name(clip: int) -> str:
    """A clip's sequence: four digits or more."""
    return f"{clip:04d}"


def _parted(seen: Sequence[Sight], labelled: set[int]) -> tuple[list[Sight], list[Sight]]:
    return [s for s in seen if s.instance in labelled], [s for s in seen if s.instance not in labelled]


def _seqmap(root: Path, benchmark: str, part: str, numbers: Mapping[str, int]) -> str:
    lines = "".join(f"{name} empty 000000 {number:06d}\n" for name, number in numbers.items())
    return replace_file(root, f"training/evaluate_{benchmark}.seqmap.{part}", lines.encode("ascii"))
