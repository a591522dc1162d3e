"""Planted corruptions of KITTI raw and odometry."""

from __future__ import annotations

import format_plants as f
from plants import Plant

SEQUENCE = "kitti_odometry/sequences/00"
POSES = "kitti_odometry/poses/00.txt"
DAY = "kitti_raw/2000_01_01"
DRIVE = f"{DAY}/2000_01_01_drive_0000_sync"
TRACKLETS = f"{DRIVE}/tracklet_labels.xml"


def replaced(file: str, old: bytes, new: bytes) -> f.Spoil:
    return lambda s: s.change(file, lambda data: data.replace(old, new, 1))


ODOMETRY_PLANTS = (
    Plant(
        "no identity first", f.text(POSES, lambda lines: lines.reverse()), "kitti_odometry.format", POSES, "identity"
    ),
    Plant("a pose less", f.text(POSES, lambda lines: lines.pop()), "kitti_odometry.format", POSES, "one a frame"),
    Plant(
        "a pose elsewhere",
        f.text(POSES, lambda lines: lines.__setitem__(1, f.nudged(lines[1], 3))),
        "kitti_odometry.poses_agree",
        POSES,
        "0.100",
    ),
    Plant(
        "a time too late",
        f.text(f"{SEQUENCE}/times.txt", lambda lines: lines.__setitem__(2, f.nudged(lines[2], 0))),
        "kitti_odometry.times_agree",
        "times.txt",
        "0.100000 s late",
    ),
    Plant(
        "a key less",
        f.text(f"{SEQUENCE}/calib.txt", lambda lines: lines.pop()),
        "kitti_odometry.format",
        "calib.txt",
        "Tr",
    ),
    Plant(
        "a missing picture",
        lambda s: s.remove(f"{SEQUENCE}/image_2/000001.png"),
        "kitti_odometry.complete",
        "000001.png",
    ),
    Plant(
        "a point too few",
        lambda s: s.change(f"{SEQUENCE}/velodyne/000001.bin", lambda d: d[:-16]),
        "kitti_odometry.cloud_agrees",
        "000001.bin",
    ),
    Plant(
        "a sequence in no split",
        lambda s: s.rewrite("kitti_odometry/splits/train.txt", b""),
        "kitti_odometry.sets",
        "splits",
    ),
    Plant(
        "a mapping of no class",
        lambda s: s.json("kitti_odometry/mapping.json", lambda m: m["classes"].update(ufo="Car")),
        "kitti_odometry.mapping",
        "mapping.json",
    ),
)

RAW_PLANTS = (
    Plant(
        "a time less",
        f.text(f"{DRIVE}/image_02/timestamps.txt", lambda lines: lines.pop()),
        "kitti_raw.format",
        "timestamps.txt",
        "one a frame",
    ),
    Plant(
        "times that fall",
        f.lines_swapped(f"{DRIVE}/oxts/timestamps.txt", 0, 1),
        "kitti_raw.format",
        "oxts/timestamps.txt",
        "rise",
    ),
    Plant(
        "another time",
        f.text(f"{DRIVE}/image_02/timestamps.txt", lambda lines: lines.__setitem__(1, lines[1][:-9] + "150000000")),
        "kitti_raw.times_agree",
        "timestamps.txt",
        "50000000 ns",
    ),
    Plant(
        "a key less",
        f.text(f"{DAY}/calib_velo_to_cam.txt", lambda lines: lines.pop()),
        "kitti_raw.format",
        "calib_velo_to_cam.txt",
        "keys",
    ),
    Plant(
        "a float for a state",
        f.changed(lambda s: f"{DRIVE}/oxts/data/0000000001.txt", lambda d: d.replace(b" 6 6 6\n", b" 6 6 6.0\n")),
        "kitti_raw.format",
        "0000000001.txt",
        "integers",
    ),
    Plant("a track too many", replaced(TRACKLETS, b"\t<count>", b"\t<count>1"), "kitti_raw.format", TRACKLETS, "count"),
    Plant(
        "a track beyond the drive",
        replaced(TRACKLETS, b"<first_frame>0", b"<first_frame>2"),
        "kitti_raw.format",
        TRACKLETS,
        "frames below",
    ),
    Plant(
        "an unset truncation",
        replaced(TRACKLETS, b"<truncation>0<", b"<truncation>-1<"),
        "kitti_raw.format",
        TRACKLETS,
        "truncation",
    ),
    Plant(
        "a track elsewhere",
        replaced(TRACKLETS, b"<tx>", b"<tx>1"),
        "kitti_raw.labels_agree",
        TRACKLETS,
        "from any recorded",
    ),
    Plant(
        "a missing cloud",
        lambda s: s.remove(f"{DRIVE}/velodyne_points/data/0000000001.bin"),
        "kitti_raw.complete",
        "0000000001.bin",
    ),
    Plant(
        "a point too few",
        lambda s: s.change(f"{DRIVE}/velodyne_points/data/0000000001.bin", lambda d: d[:-16]),
        "kitti_raw.cloud_agrees",
        "0000000001.bin",
    ),
    Plant(
        "a drive in both splits",
        lambda s: s.change("kitti_raw/splits/val.txt", lambda data: data + s.read("kitti_raw/splits/train.txt")),
        "kitti_raw.sets",
        "splits",
    ),
    Plant(
        "a mapping of no class",
        lambda s: s.json("kitti_raw/mapping.json", lambda m: m["classes"].update(ufo="Car")),
        "kitti_raw.mapping",
        "mapping.json",
    ),
)
