"""A strict reader of the KITTI object layout, written from the public devkit readme and the code of its common readers.

It takes no latitude: what any known reader or the C++ evaluation would stumble over raises KittiFormatError with the
file and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.validation.decoding import Broken, check_png, decode_picture

Float64 = NDArray[np.float64]
Box2d = tuple[float, float, float, float]

TYPES = ("Car", "Van", "Truck", "Pedestrian", "Person_sitting", "Cyclist", "Tram", "Misc")
CALIB_KEYS = ("P0", "P1", "P2", "P3", "R0_rect", "Tr_velo_to_cam", "Tr_imu_to_velo")
DONT_CARE = re.compile(r"DontCare -1 -1 -10( \d+\.\d\d){4} -1 -1 -1 -1000 -1000 -1000 -10")
DECIMAL = re.compile(r"-?\d+\.\d\d")
SCIENTIFIC = re.compile(r"-?\d\.\d{12}e[+-]\d\d")
FRAME_NAME = re.compile(r"\d{6}")


class KittiFormatError(Exception):
    """A file that some KITTI reader would refuse or misread. expected: what it should be."""

    def __init__(self, file: Path, expected: str, line: int | None = None) -> None:
        self.file, self.expected, self.line = file, expected, line
        where = str(file) if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One row. bbox: left, top, right, bottom, pixel centres. size_m: height, width, length. location_m: bottom centre
    in the rectified frame of camera 0.
    """

    type: str
    truncation: float
    occluded: int
    alpha_rad: float
    bbox: Box2d
    size_m: tuple[float, float, float]
    location_m: tuple[float, float, float]
    rotation_y_rad: float

    def corners_rect(self) -> Float64:
        """(8, 3) corners in the rectified frame, as the readme rotates them about y."""
        height_m, width_m, length_m = self.size_m
        x = np.array([1, 1, -1, -1, 1, 1, -1, -1]) * length_m / 2
        y = np.array([0, 0, 0, 0, -1, -1, -1, -1]) * height_m
        z = np.array([1, -1, -1, 1, 1, -1, -1, 1]) * width_m / 2
        c, s = np.cos(self.rotation_y_rad), np.sin(self.rotation_y_rad)
        turned = np.stack([c * x + s * z, y, -s * x + c * z], axis=1)
        return np.asarray(turned + np.array(self.location_m))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Calib:
    """The matrices of one frame by name."""

    matrices: dict[str, Float64]

    def velo_to_rect(self) -> Float64:
        """(4, 4) R0_rect · Tr_velo_to_cam."""
        rectify, move = np.eye(4), np.eye(4)
        rectify[:3, :3], move[:3] = self.matrices["R0_rect"], self.matrices["Tr_velo_to_cam"]
        return np.asarray(rectify @ move)

    def camera_from_rect_m(self) -> Float64:
        """(3,) offset t with `x_camera2 = x_rect + t`: P2 = K [I | t]."""
        P2 = self.matrices["P2"]
        return np.asarray(np.linalg.solve(P2[:, :3], P2[:, 3]))

    def project_rect(self, points_m: Float64) -> Float64:
        """Pixels (N, 2) of points (N, 3) in the rectified frame."""
        image = np.column_stack([points_m, np.ones(len(points_m))]) @ self.matrices["P2"].T
        return np.asarray(image[:, :2] / image[:, 2:])

    def project_velo(self, points_m: Float64) -> Float64:
        """Pixels (N, 2) of Velodyne points (N, 3)."""
        rect = np.column_stack([points_m, np.ones(len(points_m))]) @ self.velo_to_rect().T
        return self.project_rect(rect[:, :3])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class KittiFrame:
    """One frame. size: width and height. dont_care: boxes that evaluation leaves out. velodyne: (N, 4)."""

    name: str
    size: tuple[int, int]
    labels: tuple[Label, ...]
    dont_care: tuple[Box2d, ...]
    calib: Calib
    velodyne: NDArray[np.float32]
    depth_m: Float64 | None


def read_dataset(root: Path) -> dict[str, KittiFrame]:
    """Every frame that ImageSets lists, by name. An unlisted frame may lie about only where its label file is empty."""
    sets = read_image_sets(root)
    for folder, ending in (("image_2", ".png"), ("label_2", ".txt"), ("calib", ".txt"), ("velodyne", ".bin")):
        names = {path.name for path in (root / "training" / folder).iterdir()}
        listed = {name + ending for name in sets["trainval"]}
        _need(listed <= names, root / "training" / folder, f"the files {sorted(listed - names)}")
        empty = all(
            (root / "training" / "label_2" / f"{Path(name).stem}.txt").stat().st_size == 0 for name in names - listed
        )
        _need(empty, root / "training" / folder, f"in ImageSets the frames of {sorted(names - listed)}")
    return {name: read_frame(root / "training", name) for name in sets["trainval"]}


def read_image_sets(root: Path) -> dict[str, list[str]]:
    """Frame names of train, val and trainval."""
    sets = {name: read_image_set(root / "ImageSets" / f"{name}.txt") for name in ("train", "val", "trainval")}
    shared = set(sets["train"]) & set(sets["val"])
    _need(not shared, root / "ImageSets/val.txt", f"no frame of train: train and val share frames {sorted(shared)[:3]}")
    together = sets["trainval"] == sorted([*sets["train"], *sets["val"]])
    _need(together, root / "ImageSets/trainval.txt", "train and val together, sorted")
    return sets


def read_frame(training: Path, name: str) -> KittiFrame:
    """One frame of `training/`, all of its files."""
    height, width = read_png(training / "image_2" / f"{name}.png", bits=8, colour=2).shape[:2]
    labels, dont_care = read_label(training / "label_2" / f"{name}.txt", (width, height))
    depth_file, depth_m = training / "depth_2" / f"{name}.png", None
    if depth_file.exists():
        depth_m = read_depth(depth_file)
        _need(depth_m.shape == (height, width), depth_file, "the size of the image")
    return KittiFrame(
        name=name,
        size=(width, height),
        labels=labels,
        dont_care=dont_care,
        calib=read_calib(training / "calib" / f"{name}.txt"),
        velodyne=read_velodyne(training / "velodyne" / f"{name}.bin"),
        depth_m=depth_m,
    )


def read_depth(file: Path) -> Float64:
    """(H, W) z-depth in metres, 0 where there is none."""
    return read_png(file, bits=16, colour=0).astype(np.float64) / 256.0


def read_label(file: Path, size: tuple[int, int]) -> tuple[tuple[Label, ...], tuple[Box2d, ...]]:
    """Objects, then DontCare boxes."""
    labels: list[Label] = []
    dont_care: list[Box2d] = []
    lines = _lines(file)
    _need(bool(lines), file, "at least one row: OpenPCDet cannot read an empty file")
    for number, line in enumerate(lines, 1):
        row = _Row(file, number)
        if line.startswith("DontCare"):
            row.need(DONT_CARE.fullmatch(line) is not None, "the fixed fillers of DontCare, as integers")
            dont_care.append(_bbox(line.split(" ")[4:8], size, row))
        else:
            row.need(not dont_care, "DontCare rows last")
            labels.append(_label(line, size, row))
    return tuple(labels), tuple(dont_care)


def read_calib(file: Path) -> Calib:
    """Seven lines in order and one empty line."""
    text = _ascii(file)
    lines = text.split("\n")
    _need(len(lines) == 9 and lines[7:] == ["", ""], file, "7 lines and one empty line")
    matrices = {}
    for key, line in zip(CALIB_KEYS, lines, strict=False):
        head, _, rest = line.partition(": ")
        _need(head == key, file, f"the line '{key}: ...', found '{line[:20]}'")
        words = rest.split(" ")
        _need(len(words) == (9 if key == "R0_rect" else 12), file, f"9 or 12 numbers for {key}, found {len(words)}")
        _need(all(SCIENTIFIC.fullmatch(word) for word in words), file, f"numbers of {key} as %.12e")
        matrices[key] = np.array([float(word) for word in words]).reshape(3, -1)
    for key in ("R0_rect", "Tr_velo_to_cam", "Tr_imu_to_velo"):
        rotation = matrices[key][:, :3]
        _need(np.abs(rotation @ rotation.T - np.eye(3)).max() < 1e-4, file, f"a rotation in {key}")
        _need(np.linalg.det(rotation) > 0, file, f"a right-handed rotation in {key}")
    return Calib(matrices=matrices)


def read_velodyne(file: Path, farthest_m: float = 130.0) -> NDArray[np.float32]:
    """(N, 4) little-endian float32: x, y, z, reflectance. farthest_m: what its scanner reaches; an HDL-64E's."""
    data = file.read_bytes()
    _need(len(data) > 0 and len(data) % 16 == 0, file, "a multiple of 16 bytes, more than none")
    points = np.frombuffer(data, dtype="<f4").reshape(-1, 4)
    _need(bool(np.isfinite(points).all()), file, "finite numbers")
    _need(bool((points[:, 3] >= 0).all() and (points[:, 3] <= 1).all()), file, "reflectance in [0, 1]")
    near = bool((np.linalg.norm(points[:, :3], axis=1) < farthest_m).all())
    _need(near, file, f"ranges of its scanner, below {farthest_m:g} m")
    return points


def read_image_set(file: Path) -> list[str]:
    """Frame names, one a line."""
    lines = _lines(file)
    _need(all(FRAME_NAME.fullmatch(line) for line in lines), file, "one six-digit number a line")
    _need(lines == sorted(set(lines)), file, "each frame once, sorted")
    return lines


def read_png(file: Path, bits: int, colour: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Samples (H, W) or (H, W, 3), red first. As the devkits: no palette, no interlace."""
    _need(file.is_file(), file, "the file")
    data = file.read_bytes()
    try:
        png = check_png(data)
        image = decode_picture(data)
    except Broken as fault:
        raise KittiFormatError(file, f"a whole PNG file: it {fault}") from None
    _need((png.bits, png.colour) == (bits, colour), file, f"{bits} bits and colour type {colour}")
    return image if image.ndim == 2 else image[..., ::-1]


@dataclass(frozen=True, slots=True)
class _Row:
    file: Path
    number: int

    def need(self, condition: bool, expected: str) -> None:
        if not condition:
            raise KittiFormatError(self.file, expected, self.number)


def _label(line: str, size: tuple[int, int], row: _Row) -> Label:
    words = line.split(" ")
    row.need(len(words) == 15, f"15 columns with single spaces, found {len(words)}")
    row.need(words[0] in TYPES, f"a known type, found '{words[0]}'")
    row.need(words[2] in ("0", "1", "2", "3"), f"occluded as an integer 0..3, found '{words[2]}'")
    decimals = [words[1], *words[3:]]
    row.need(all(DECIMAL.fullmatch(word) and word != "-0.00" for word in decimals), "two decimals")
    truncation, alpha_rad, *numbers = (float(word) for word in decimals)
    h, w, length, x, y, z, rotation_y_rad = numbers[4:]
    row.need(0.0 <= truncation <= 1.0, "truncated in [0, 1]")
    row.need(abs(alpha_rad) <= 3.15 and abs(rotation_y_rad) <= 3.15, "angles in [-pi, pi]")
    row.need(min(h, w, length) > 0.0, "positive dimensions")
    bbox = _bbox(words[4:8], size, row)
    row.need(bbox[2] > bbox[0] and bbox[3] > bbox[1], "a 2D box with an area")
    return Label(
        type=words[0],
        truncation=truncation,
        occluded=int(words[2]),
        alpha_rad=alpha_rad,
        bbox=bbox,
        size_m=(h, w, length),
        location_m=(x, y, z),
        rotation_y_rad=rotation_y_rad,
    )


def _bbox(words: Sequence[str], size: tuple[int, int], row: _Row) -> Box2d:
    left, top, right, bottom = (float(word) for word in words)
    inside = 0 <= left <= right <= size[0] - 1 and 0 <= top <= bottom <= size[1] - 1
    row.need(inside, f"a box inside [0, {size[0] - 1}] x [0, {size[1] - 1}], found {list(words)}")
    return left, top, right, bottom


def _lines(file: Path) -> list[str]:
    text = _ascii(file)
    _need(not text or text.endswith("\n"), file, "a newline at the end")
    lines = text.split("\n")[:-1]
    _need(all(line and line == line.strip() for line in lines), file, "no empty line and no space around a line")
    return lines


def _ascii(file: Path) -> str:
    _need(file.is_file(), file, "the file")
    data = file.read_bytes()
    _need(data.isascii() and b"\r" not in data and b"\t" not in data, file, "ASCII with LF and spaces")
    return data.decode("ascii")


def _need(condition: bool, file: Path, expected: str) -> None:
    if not condition:
        raise KittiFormatError(file, expected)
