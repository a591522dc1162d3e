"""A strict reader of the KITTI object layout, written from the public devkit readme and the code of its common readers.

It imports nothing of the project. It takes no latitude: what any known reader or the C++ evaluation would stumble over,
here raises KittiFormatError with the file and what was expected.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TYPES = ("Car", "Van", "Truck", "Pedestrian", "Person_sitting", "Cyclist", "Tram", "Misc")
CALIB_KEYS = ("P0", "P1", "P2", "P3", "R0_rect", "Tr_velo_to_cam", "Tr_imu_to_velo")
DONT_CARE = re.compile(r"DontCare -1 -1 -10( \d+\.\d\d){4} -1 -1 -1 -1000 -1000 -1000 -10")
DECIMAL = re.compile(r"-?\d+\.\d\d")
SCIENTIFIC = re.compile(r"-?\d\.\d{12}e[+-]\d\d")
FRAME_NAME = re.compile(r"\d{6}")


class KittiFormatError(Exception):
    """A file that some KITTI reader would refuse or misread."""


@dataclass(frozen=True)
class Label:
    type: str
    truncated: float
    occluded: int
    alpha: float
    bbox: tuple[float, float, float, float]
    size_hwl: tuple[float, float, float]
    location: tuple[float, float, float]
    rotation_y: float

    def corners_rect(self) -> NDArray[np.float64]:
        """(8, 3) corners in the rectified frame, as the readme rotates them about y."""
        h, w, l = self.size_hwl  # noqa: E741
        x = np.array([1, 1, -1, -1, 1, 1, -1, -1]) * l / 2
        y = np.array([0, 0, 0, 0, -1, -1, -1, -1]) * h
        z = np.array([1, -1, -1, 1, 1, -1, -1, 1]) * w / 2
        c, s = np.cos(self.rotation_y), np.sin(self.rotation_y)
        return np.stack([c * x + s * z, y, -s * x + c * z], axis=1) + np.array(self.location)


@dataclass(frozen=True, eq=False)
class Calib:
    matrices: dict[str, NDArray[np.float64]]

    def velo_to_rect(self) -> NDArray[np.float64]:
        rectify, move = np.eye(4), np.eye(4)
        rectify[:3, :3], move[:3] = self.matrices["R0_rect"], self.matrices["Tr_velo_to_cam"]
        return rectify @ move

    def project_rect(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels (N, 2) of points (N, 3) in the rectified frame."""
        image = np.column_stack([points, np.ones(len(points))]) @ self.matrices["P2"].T
        return image[:, :2] / image[:, 2:]

    def project_velo(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels (N, 2) of Velodyne points (N, 3)."""
        rect = np.column_stack([points, np.ones(len(points))]) @ self.velo_to_rect().T
        return self.project_rect(rect[:, :3])


@dataclass(frozen=True, eq=False)
class KittiFrame:
    name: str
    size: tuple[int, int]
    labels: tuple[Label, ...]
    dont_care: tuple[tuple[float, float, float, float], ...]
    calib: Calib
    velodyne: NDArray[np.float32]
    depth_m: NDArray[np.float64] | None


def read_dataset(root: Path) -> dict[str, KittiFrame]:
    """Every frame that ImageSets lists, by name. An unlisted frame may lie about only where its label file is empty."""
    sets = {name: read_image_set(root / "ImageSets" / f"{name}.txt") for name in ("train", "val", "trainval")}
    if set(sets["train"]) & set(sets["val"]):
        raise KittiFormatError("ImageSets: train and val share frames")
    if sets["trainval"] != sorted([*sets["train"], *sets["val"]]):
        raise KittiFormatError("ImageSets: trainval is not train and val together, sorted")
    for folder, ending in (("image_2", ".png"), ("label_2", ".txt"), ("calib", ".txt"), ("velodyne", ".bin")):
        names = {path.name for path in (root / "training" / folder).iterdir()}
        listed = {name + ending for name in sets["trainval"]}
        _need(listed <= names, folder, f"the files {sorted(listed - names)}")
        empty = all(
            (root / "training" / "label_2" / f"{Path(name).stem}.txt").stat().st_size == 0 for name in names - listed
        )
        _need(empty, folder, f"in ImageSets the frames of {sorted(names - listed)}")
    return {name: read_frame(root / "training", name) for name in sets["trainval"]}


def read_frame(training: Path, name: str) -> KittiFrame:
    """One frame of `training/`, all of its files."""
    width, height = read_png(training / "image_2" / f"{name}.png", bits=8, colour=2)[0]
    labels, dont_care = read_label(training / "label_2" / f"{name}.txt", (width, height))
    depth_file, depth_m = training / "depth_2" / f"{name}.png", None
    if depth_file.exists():
        size, lines = read_png(depth_file, bits=16, colour=0)
        _need(size == (width, height), depth_file, "the size of the image")
        depth_m = lines.view(">u2").astype(np.float64) / 256.0
    return KittiFrame(
        name=name,
        size=(width, height),
        labels=labels,
        dont_care=dont_care,
        calib=read_calib(training / "calib" / f"{name}.txt"),
        velodyne=read_velodyne(training / "velodyne" / f"{name}.bin"),
        depth_m=depth_m,
    )


def read_label(file: Path, size: tuple[int, int]) -> tuple[tuple[Label, ...], tuple[tuple[float, ...], ...]]:
    """Objects, then DontCare boxes."""
    labels: list[Label] = []
    dont_care: list[tuple[float, ...]] = []
    lines = _lines(file)
    _need(bool(lines), file, "at least one row: OpenPCDet cannot read an empty file")
    for number, line in enumerate(lines, 1):
        place = f"{file}, line {number}"
        if line.startswith("DontCare"):
            _need(DONT_CARE.fullmatch(line) is not None, place, "the fixed fillers of DontCare, as integers")
            dont_care.append(_bbox(line.split(" ")[4:8], size, place))
        else:
            _need(not dont_care, place, "DontCare rows last")
            labels.append(_label(line, size, place))
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
    return Calib(matrices)


def read_velodyne(file: Path) -> NDArray[np.float32]:
    """(N, 4) little-endian float32: x, y, z, reflectance."""
    data = file.read_bytes()
    _need(len(data) > 0 and len(data) % 16 == 0, file, "a multiple of 16 bytes, more than none")
    points = np.frombuffer(data, dtype="<f4").reshape(-1, 4)
    _need(bool(np.isfinite(points).all()), file, "finite numbers")
    _need(bool((points[:, 3] >= 0).all() and (points[:, 3] <= 1).all()), file, "reflectance in [0, 1]")
    _need(bool((np.linalg.norm(points[:, :3], axis=1) < 130.0).all()), file, "ranges of an HDL-64E, below 130 m")
    return points


def read_image_set(file: Path) -> list[str]:
    """Frame names, one a line."""
    lines = _lines(file)
    _need(all(FRAME_NAME.fullmatch(line) for line in lines), file, "one six-digit number a line")
    _need(lines == sorted(set(lines)), file, "each frame once, sorted")
    return lines


def read_png(file: Path, bits: int, colour: int) -> tuple[tuple[int, int], NDArray[np.uint8]]:
    """Size (width, height) and unfiltered bytes (height, bytes a row). As the devkits: no palette, no interlace."""
    data = file.read_bytes()
    _need(data[:8] == b"\x89PNG\r\n\x1a\n", file, "a PNG file")
    chunks = _chunks(data, file)
    _need(chunks[0][0] == b"IHDR" and chunks[-1][0] == b"IEND", file, "IHDR first and IEND last")
    width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    _need((depth, kind, rest) == (bits, colour, [0, 0, 0]), file, f"{bits} bits and colour type {colour}")
    raw = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    pixel = {0: 1, 2: 3}[colour] * bits // 8
    _need(len(raw) == height * (1 + width * pixel), file, "as many samples as the header says")
    return (width, height), _unfiltered(np.frombuffer(raw, np.uint8).reshape(height, -1), pixel)


def _chunks(data: bytes, file: Path) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        _need(checksum == zlib.crc32(name + body), file, f"a valid checksum of {name!r}")
        found.append((name, body))
        at += 12 + length
    return found


def _unfiltered(lines: NDArray[np.uint8], pixel: int) -> NDArray[np.uint8]:
    """None, Sub and Up exactly; Average and Paeth rows (real KITTI files have them) are left as they are."""
    out = lines[:, 1:].copy()
    for row, kind in enumerate(lines[:, 0]):
        if kind == 1:
            out[row] = np.add.accumulate(out[row].reshape(-1, pixel), axis=0, dtype=np.uint8).ravel()
        elif kind == 2 and row:
            out[row] += out[row - 1]
    return out


def _label(line: str, size: tuple[int, int], place: str) -> Label:
    words = line.split(" ")
    _need(len(words) == 15, place, f"15 columns with single spaces, found {len(words)}")
    _need(words[0] in TYPES, place, f"a known type, found '{words[0]}'")
    _need(words[2] in ("0", "1", "2", "3"), place, f"occluded as an integer 0..3, found '{words[2]}'")
    decimals = [words[1], *words[3:]]
    _need(all(DECIMAL.fullmatch(word) and word != "-0.00" for word in decimals), place, "two decimals")
    truncated, alpha, *numbers = (float(word) for word in decimals)
    h, w, length, x, y, z, rotation_y = numbers[4:]
    _need(0.0 <= truncated <= 1.0, place, "truncated in [0, 1]")
    _need(abs(alpha) <= 3.15 and abs(rotation_y) <= 3.15, place, "angles in [-pi, pi]")
    _need(min(h, w, length) > 0.0, place, "positive dimensions")
    bbox = _bbox(words[4:8], size, place)
    _need(bbox[2] > bbox[0] and bbox[3] > bbox[1], place, "a 2D box with an area")
    return Label(words[0], truncated, int(words[2]), alpha, bbox, (h, w, length), (x, y, z), rotation_y)


def _bbox(words: list[str], size: tuple[int, int], place: str) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(word) for word in words)
    inside = 0 <= left <= right <= size[0] - 1 and 0 <= top <= bottom <= size[1] - 1
    _need(inside, place, f"a box inside [0, {size[0] - 1}] x [0, {size[1] - 1}], found {words}")
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


def _need(condition: bool, place: object, expected: str) -> None:
    if not condition:
        raise KittiFormatError(f"{place}: expected {expected}")
