"""A strict reader of KITTI's tracking layout, from the public devkit readme and the code of its common readers.

Of the project it uses no more than the strict reader of the object layout. What TrackEval, AB3DMOT, the devkit's
evaluation or pykitti would refuse or misread raises KittiFormatError with the file and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from simulator.validation.kitti_reader import Box2d, Float64, KittiFormatError, read_png, read_velodyne

TYPES = ("Car", "Van", "Truck", "Pedestrian", "Person", "Cyclist", "Tram", "Misc")
SIX = r"-?\d+\.\d{6}"
ROW = re.compile(rf"\d+ \d+ ({'|'.join(TYPES)}) [012] [0123]( {SIX}){{12}}")
DONT_CARE = re.compile(
    rf"\d+ -1 DontCare -1 -1 -10\.000000( {SIX}){{4}} (-1000\.000000 ){{3}}-10\.000000( -1\.000000){{3}}"
)
CALIB_HEADS = ("P0: ", "P1: ", "P2: ", "P3: ", "R_rect ", "Tr_velo_cam ", "Tr_imu_velo ")
NUMBER = re.compile(r"-?\d\.\d{12}e[+-]\d\d")
SEQUENCE = re.compile(r"\d{4,}")
PARTS = ("training", "training_minus_val", "val")
MOTS_IDS = 1000
"""Ids a class."""
MOTS_IGNORED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRow:
    """One row of a thing. bbox: left, top, right, bottom, pixel centres. location_m: bottom centre in the rectified
    frame of camera 0. truncated, occluded: levels.
    """

    frame: int
    track: int
    type: str
    truncated: int
    occluded: int
    alpha_rad: float
    bbox: Box2d
    size_hwl_m: tuple[float, float, float]
    location_m: tuple[float, float, float]
    rotation_y_rad: float


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Sequence:
    """One sequence. dont_care: frame and box. oxts: (length, 30). clouds: (N, 4) a frame. masks: (H, W) ids a frame."""

    name: str
    size: tuple[int, int]
    length: int
    rows: tuple[TrackRow, ...]
    dont_care: tuple[tuple[int, Box2d], ...]
    calib: dict[str, Float64]
    oxts: Float64
    clouds: tuple[NDArray[np.float32], ...]
    masks: tuple[NDArray[np.uint16], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MotsRow:
    """One mask: its id, class * 1000 + a number, and its run lengths as COCO compresses them."""

    id: int
    rle: Mapping[str, Any]


def read_tracking(training: Path) -> dict[str, Sequence]:
    """Every sequence of the map `training`; the parts must be those of the whole, and nothing else may lie about."""
    lengths = read_seqmaps(training)["training"]
    for folder in ("label_02", "calib", "oxts"):
        names = {path.stem for path in (training / folder).iterdir()}
        _need(names == set(lengths), training / folder, f"one file a sequence, found {sorted(names)}")
    return {name: read_sequence(training, name, length) for name, length in lengths.items()}


def read_seqmaps(training: Path, benchmark: str = "tracking") -> dict[str, dict[str, int]]:
    """The maps of all parts."""
    files = {part: training / f"evaluate_{benchmark}.seqmap.{part}" for part in PARTS}
    maps = {part: read_seqmap(file) for part, file in files.items()}
    whole = maps["training"] == {**maps["training_minus_val"], **maps["val"]}
    _need(whole, files["training"], "the sequences of training_minus_val and val together")
    shared = sorted(set(maps["training_minus_val"]) & set(maps["val"]))
    _need(not shared, files["val"], f"no sequence of training_minus_val, found {shared[:3]}")
    return maps


def read_seqmap(file: Path) -> dict[str, int]:
    """Number of frames by sequence."""
    lengths = {}
    for line in _lines(file):
        words = line.split(" ")
        _need(len(words) == 4 and words[1:3] == ["empty", "000000"], file, "four columns `name empty 000000 length`")
        _need(SEQUENCE.fullmatch(words[0]) is not None and words[0] not in lengths, file, "each sequence once")
        lengths[words[0]] = int(words[3])
    return lengths


def read_sequence(training: Path, name: str, length: int) -> Sequence:
    """One sequence: pictures, clouds and oxts of every frame, without a gap."""
    pictures = _numbered(training / "image_02" / name, ".png", length)
    sizes = {read_png(file, bits=8, colour=2).shape[1::-1] for file in pictures}
    _need(len(sizes) == 1, training / "image_02" / name, "pictures of one size")
    size = sizes.pop()
    clouds = training / "velodyne" / name
    right = training / "image_03" / name
    if right.exists():
        _numbered(right, ".png", length)
    rows, dont_care = read_labels(training / "label_02" / f"{name}.txt", size, length)
    return Sequence(
        name=name,
        size=size,
        length=length,
        rows=rows,
        dont_care=dont_care,
        calib=read_calib(training / "calib" / f"{name}.txt"),
        oxts=read_oxts(training / "oxts" / f"{name}.txt", length),
        clouds=tuple(map(read_velodyne, _numbered(clouds, ".bin", length))) if clouds.exists() else (),
        masks=read_masks(training, name, size, length) if (training / "instances").exists() else (),
    )


def read_labels(
    file: Path, size: tuple[int, int], length: int
) -> tuple[tuple[TrackRow, ...], tuple[tuple[int, Box2d], ...]]:
    """Rows of all frames, in order of frame and track."""
    rows: list[TrackRow] = []
    dont_care = []
    order: list[tuple[int, int]] = []
    for number, line in enumerate(_lines(file), 1):
        words = line.split(" ")
        if "DontCare" in line:
            _need(DONT_CARE.fullmatch(line) is not None, file, "the fillers of DontCare in tracking's order", number)
        else:
            _need(ROW.fullmatch(line) is not None, file, "17 columns: integer levels, other numbers as %.6f", number)
        frame, track = int(words[0]), int(words[1])
        _need(0 <= frame < length, file, f"a frame below {length}", number)
        order.append((frame, track))
        left, top, right, bottom = (float(word) for word in words[6:10])
        box = (left, top, right, bottom)
        inside = 0 <= left <= right <= size[0] - 1 and 0 <= top <= bottom <= size[1] - 1
        _need(inside, file, "a box in the image", number)
        if track < 0:
            dont_care.append((frame, box))
            continue
        _need(left < right and top < bottom, file, "a 2D box with an area", number)
        alpha, *rest = (float(word) for word in (words[5], *words[10:]))
        _need(abs(alpha) <= 3.141593 and abs(rest[6]) <= 3.141593, file, "angles in [-pi, pi]", number)
        _need(min(rest[:3]) > 0, file, "a size", number)
        rows.append(
            TrackRow(
                frame=frame,
                track=track,
                type=words[2],
                truncated=int(words[3]),
                occluded=int(words[4]),
                alpha_rad=alpha,
                bbox=box,
                size_hwl_m=(rest[0], rest[1], rest[2]),
                location_m=(rest[3], rest[4], rest[5]),
                rotation_y_rad=rest[6],
            )
        )
    _need(order == sorted(order), file, "rows by frame, then by track")
    _need(len({(row.frame, row.track) for row in rows}) == len(rows), file, "a track once a frame")
    kinds = {(row.track, row.type) for row in rows}
    _need(len(kinds) == len({track for track, _ in kinds}), file, "one type a track")
    return tuple(rows), tuple(dont_care)


def read_calib(file: Path) -> dict[str, Float64]:
    """Seven lines; the last three have no colon, which is how three known readers find them."""
    lines = _lines(file)
    _need(len(lines) == 7, file, "7 lines")
    matrices = {}
    for head, line in zip(CALIB_HEADS, lines, strict=True):
        _need(line.startswith(head), file, f"a line beginning with '{head}'")
        words = line.removeprefix(head).split(" ")
        _need(len(words) == (9 if head == "R_rect " else 12), file, f"9 or 12 numbers after '{head}'")
        _need(all(NUMBER.fullmatch(word) for word in words), file, "numbers as %.12e")
        matrices[head.strip(": ")] = np.array([float(word) for word in words]).reshape(3, -1)
    return matrices


def read_oxts(file: Path, length: int) -> Float64:
    """(length, 30); the last five are integers."""
    lines = _lines(file)
    _need(len(lines) == length, file, f"{length} lines, one a frame")
    return np.array([_oxts(line, file) for line in lines])


def read_oxts_line(file: Path) -> Float64:
    """(30,) of a file of one line, as raw drives have them."""
    lines = _lines(file)
    _need(len(lines) == 1, file, "one line")
    return np.array(_oxts(lines[0], file))


def _oxts(line: str, file: Path) -> list[float]:
    words = line.split(" ")
    _need(len(words) == 30, file, "30 numbers a line")
    _need(all(re.fullmatch(r"-?\d+", word) for word in words[25:]), file, "integers in the last five columns")
    return [float(word) for word in words]


def read_masks(training: Path, name: str, size: tuple[int, int], length: int) -> tuple[NDArray[np.uint16], ...]:
    """MOTS: (H, W) ids a frame; the run lengths must say the same as the pictures."""
    rows = read_mots(training / "instances_txt" / f"{name}.txt", size, length)
    files = _numbered(training / "instances" / name, ".png", length)
    return tuple(read_mask(file, size, own) for file, own in zip(files, rows, strict=True))


def read_mots(file: Path, size: tuple[int, int], length: int) -> list[list[MotsRow]]:
    """The rows of instances_txt by frame."""
    rows: list[list[MotsRow]] = [[] for _ in range(length)]
    for number, line in enumerate(_lines(file), 1):
        words = line.split(" ")
        _need(len(words) == 6 and all(word.isdigit() for word in words[:5]), file, "6 columns", number)
        frame, code, kind, height, width = (int(word) for word in words[:5])
        _need(frame < length, file, f"a frame below {length}", number)
        fits = (width, height) == size and kind == code // MOTS_IDS and kind in (1, 2, 10)
        _need(fits, file, "the image's size, and the class of the id", number)
        _need(all(code != row.id for row in rows[frame]), file, "an id once a frame", number)
        rows[frame].append(MotsRow(id=code, rle={"size": [height, width], "counts": words[5].encode()}))
    return rows


def read_mask(file: Path, size: tuple[int, int], rows: Iterable[MotsRow]) -> NDArray[np.uint16]:
    """(H, W) ids of one frame; its rows must say the same."""
    picture = read_png(file, bits=16, colour=0).astype(np.uint16)
    _need(picture.shape == size[::-1], file, "the size of the image")
    ids = set(np.unique(picture).tolist()) - {0, MOTS_IGNORED}
    _need(all(number // MOTS_IDS in (1, 2) for number in ids), file, "ids of class 1 and 2, and 10000")
    drawn = np.zeros(picture.shape, np.uint16)
    for row in rows:
        mask = coco_mask.decode(row.rle).astype(bool)
        _need(bool(mask.any()) and not drawn[mask].any(), file, f"pixels of {row.id} of its own in instances_txt")
        drawn[mask] = row.id
    _need(np.array_equal(picture, drawn), file, "the masks of instances_txt")
    return picture


def _numbered(folder: Path, ending: str, length: int) -> list[Path]:
    _need(folder.is_dir(), folder, "the folder")
    found = sorted(path.name for path in folder.iterdir())
    _need(found == [f"{number:06d}{ending}" for number in range(length)], folder, f"files 0 to {length - 1}")
    return [folder / name for name in found]


def _lines(file: Path) -> list[str]:
    _need(file.is_file(), file, "the file")
    data = file.read_bytes()
    _need(data.isascii(), file, "ASCII")
    text = data.decode("ascii")
    _need(text == "" or (text.endswith("\n") and "\n\n" not in text and "\r" not in text), file, "lines that end in LF")
    return text.splitlines()


def _need(condition: bool, file: Path, expected: str, line: int | None = None) -> None:
    if not condition:
        raise KittiFormatError(file, expected, line)
