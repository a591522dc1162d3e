"""Strict readers of KITTI's raw drives and odometry sequences, after the devkits' readmes and pykitti."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from simulator.validation.geometry import Float64
from simulator.validation.kitti_reader import KittiFormatError

STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.(\d{9})")
CAM_TO_CAM = tuple(
    f"{key}_0{place}" for place in range(4) for key in ("S", "K", "D", "R", "T", "S_rect", "R_rect", "P_rect")
)
CALIB_KEYS = {
    "calib_cam_to_cam.txt": ("calib_time", "corner_dist", *CAM_TO_CAM),
    "calib_velo_to_cam.txt": ("calib_time", "R", "T", "delta_f", "delta_c"),
    "calib_imu_to_velo.txt": ("calib_time", "R", "T"),
}
LENGTHS = {"S": 2, "K": 9, "D": 5, "R": 9, "T": 3, "S_rect": 2, "R_rect": 9, "P_rect": 12, "corner_dist": 1}
LENGTHS |= {"delta_f": 2, "delta_c": 2}
ODOMETRY_KEYS = ("P0", "P1", "P2", "P3", "Tr")
TRACKLET_TYPES = ("Car", "Van", "Truck", "Pedestrian", "Person (sitting)", "Cyclist", "Tram", "Misc")
POSE_NUMBERS = ("tx", "ty", "tz", "rx", "ry", "rz")
POSE_STATES = {"state": (0, 1, 2), "occlusion": (-1, 0, 1, 2), "truncation": (0, 1, 2, 3, 99)}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Tracklet:
    """One thing of a drive. poses: (N, 6) tx, ty, tz (bottom centre, Velodyne's frame), rx, ry, rz a frame."""

    type: str
    size_hwl_m: tuple[float, float, float]
    first_frame: int
    poses: Float64


def read_stamps(file: Path, length: int) -> list[int]:
    """Nanoseconds since 1970, rising, one a frame; pykitti cuts the last newline off unseen."""
    lines = _lines(file)
    need(len(lines) == length, file, f"{length} lines, one a frame, found {len(lines)}")
    found = []
    for number, line in enumerate(lines, 1):
        match = STAMP.fullmatch(line)
        need(match is not None, file, "a time as 2011-09-26 13:02:25.964389445", number)
        assert match is not None
        seconds = round((datetime.fromisoformat(match[1]) - datetime(1970, 1, 1)).total_seconds())
        found.append(seconds * 1_000_000_000 + int(match[2]))
        need(len(found) == 1 or found[-1] > found[-2], file, "times that rise", number)
    return found


def read_calib(file: Path) -> dict[str, Float64]:
    """Matrices of one of the three files of a day, by key."""
    keys, found = CALIB_KEYS[file.name], {}
    lines = _lines(file)
    need([line.partition(":")[0] for line in lines] == list(keys), file, f"the keys {', '.join(keys[:4])} ... in order")
    for number, line in enumerate(lines, 1):
        key, _, rest = line.partition(": ")
        if key != "calib_time":
            found[key] = _numbers(rest, LENGTHS[re.sub(r"_\d\d$", "", key)], file, number)
    return found


def read_odometry_calib(file: Path) -> dict[str, Float64]:
    """P0 to P3 and Tr, (3, 4) each."""
    lines = _lines(file)
    need([line.partition(":")[0] for line in lines] == list(ODOMETRY_KEYS), file, "the keys P0, P1, P2, P3, Tr")
    values = {line.partition(": ")[0]: line.partition(": ")[2] for line in lines}
    return {key: _numbers(rest, 12, file).reshape(3, 4) for key, rest in values.items()}


def read_times(file: Path, length: int) -> Float64:
    """(length,) seconds, rising from the sequence's first frame on."""
    lines = _lines(file)
    need(len(lines) == length, file, f"{length} lines, one a frame, found {len(lines)}")
    times_s = np.array([_numbers(line, 1, file, number)[0] for number, line in enumerate(lines, 1)])
    need(bool((np.diff(times_s) > 0).all()), file, "times that rise")
    return times_s


def read_poses(file: Path, length: int) -> Float64:
    """(length, 3, 4) poses of camera 0 in its first frame: the first is the identity."""
    lines = _lines(file)
    need(len(lines) == length, file, f"{length} lines, one a frame, found {len(lines)}")
    poses = np.array([_numbers(line, 12, file, number).reshape(3, 4) for number, line in enumerate(lines, 1)])
    need(bool((poses[0] == np.eye(4)[:3]).all()), file, "the identity first", 1)
    turns = poses[:, :, :3]
    apart = np.abs(np.einsum("nij,nkj->nik", turns, turns) - np.eye(3)).max(axis=(1, 2))
    need(bool((apart < 1e-6).all()), file, "rotations", int(apart.argmax()) + 1)
    return poses


def read_tracklets(file: Path, length: int) -> list[Tracklet]:
    """All tracks: as many as counted, each with as many poses as counted, within the drive."""
    try:
        root = ElementTree.fromstring(file.read_bytes())
    except FileNotFoundError:
        raise KittiFormatError(file, "the file") from None
    except ElementTree.ParseError as fault:
        raise KittiFormatError(file, f"XML ({fault})") from None
    whole = root.find("tracklets")
    need(root.tag == "boost_serialization" and whole is not None, file, "boost_serialization with tracklets")
    assert whole is not None
    items = whole.findall("item")
    need(len(items) == _integer(whole, "count", file), file, f"a count of {len(items)} tracks")
    return [_tracklet(item, length, file) for item in items]


def _tracklet(item: ElementTree.Element, length: int, file: Path) -> Tracklet:
    kind, poses = item.findtext("objectType", ""), item.find("poses")
    need(kind in TRACKLET_TYPES and poses is not None, file, f"a known type and poses, found '{kind}'")
    assert poses is not None
    rows, first = poses.findall("item"), _integer(item, "first_frame", file)
    need(0 < len(rows) == _integer(poses, "count", file), file, f"a count of {len(rows)} poses")
    need(
        first >= 0 and first + len(rows) <= length,
        file,
        f"frames below {length}, found {first} to {first + len(rows) - 1}",
    )
    for row in rows:
        for name, known in POSE_STATES.items():
            need(_integer(row, name, file) in known, file, f"{name} of {known}")
    size = tuple(_decimal(item, side, file) for side in "hwl")
    need(min(size) > 0.0, file, "positive sizes")
    return Tracklet(
        type=kind,
        size_hwl_m=(size[0], size[1], size[2]),
        first_frame=first,
        poses=np.array([[_decimal(row, name, file) for name in POSE_NUMBERS] for row in rows]),
    )


def need(condition: bool, file: Path, expected: str, line: int | None = None) -> None:
    """Raises KittiFormatError where the condition does not hold."""
    if not condition:
        raise KittiFormatError(file, expected, line)


def _integer(element: ElementTree.Element, name: str, file: Path) -> int:
    text = element.findtext(name, "")
    need(re.fullmatch(r"-?\d+", text) is not None, file, f"an integer {name}, found '{text}'")
    return int(text)


def _decimal(element: ElementTree.Element, name: str, file: Path) -> float:
    return float(_numbers(element.findtext(name, ""), 1, file)[0])


def _numbers(text: str, count: int, file: Path, line: int | None = None) -> Float64:
    try:
        found = np.array([float(word) for word in text.split(" ")])
    except ValueError:
        raise KittiFormatError(file, f"{count} numbers, found '{text[:40]}'", line) from None
    need(len(found) == count and bool(np.isfinite(found).all()), file, f"{count} numbers, found {len(found)}", line)
    return found


def _lines(file: Path) -> list[str]:
    need(file.is_file(), file, "the file")
    data = file.read_bytes()
    need(data.isascii() and b"\r" not in data and data.endswith(b"\n"), file, "ASCII, and a newline at the end")
    return data.decode("ascii").splitlines()
