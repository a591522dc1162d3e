"""Planted corruptions of files of text and of pictures in formats beside KITTI object and COCO."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from spoilt import Spoilt

TRACKING = "kitti_tracking/training"
ROWS, OXTS = f"{TRACKING}/label_02/0000.txt", f"{TRACKING}/oxts/0000.txt"
MOTS, MASK = f"{TRACKING}/instances_txt/0000.txt", f"{TRACKING}/instances/0000/000001.png"
TRACK_CALIB = f"{TRACKING}/calib/0000.txt"

TABLES = "nuscenes/v1.0-swerve"
YOLO_ROWS = "yolo/labels/000000.txt"

Spoil = Callable[[Spoilt], object]


def text(file: str, change: Callable[[list[str]], object]) -> Spoil:
    """Changes the lines of a file in place."""

    def spoil(data: bytes) -> bytes:
        lines = data.decode().splitlines()
        change(lines)
        return "".join(f"{line}\n" for line in lines).encode()

    return lambda s: s.change(file, spoil)


def word(file: str, place: int, value: Callable[[str], str], starts: str = "") -> Spoil:
    """Changes a word of the first line that starts so."""

    def change(lines: list[str]) -> None:
        at = next(i for i, line in enumerate(lines) if line.startswith(starts))
        words = lines[at].split(" ")
        words[place] = value(words[place])
        lines[at] = " ".join(words)

    return text(file, change)


def row(place: int, value: Callable[[str], str]) -> Spoil:
    """Changes a word of the last row that is of a thing."""

    def change(lines: list[str]) -> None:
        words = lines[-1].split(" ")
        words[place] = value(words[place])
        lines[-1] = " ".join(words)

    return text(ROWS, change)


def added(by: float, digits: str = ".6f") -> Callable[[str], str]:
    return lambda word: f"{float(word) + by:{digits}}"


def lines_swapped(file: str, first: int, second: int) -> Spoil:
    def change(lines: list[str]) -> None:
        lines[first], lines[second] = lines[second], lines[first]

    return text(file, change)


def mask_renamed(s: Spoilt) -> None:
    """One thing's pixels and run lengths have an id that no row has."""
    image = cv2.imdecode(np.frombuffer(s.read(MASK), np.uint8), cv2.IMREAD_UNCHANGED)
    code = int(min(code for code in np.unique(image) if code))
    image[image == code] = 1999
    s.rewrite(MASK, cv2.imencode(".png", image)[1].tobytes())
    s.change(MOTS, lambda data: data.replace(f"\n1 {code} ".encode(), b"\n1 1999 ", 1))


def leap(line: str) -> str:
    """Three metres to the north."""
    words = line.split(" ")
    words[0] = repr(float(words[0]) + 3e-5)
    return " ".join(words)


def table(name: str, change: Callable[[list[dict[str, Any]]], object]) -> Spoil:
    """Changes the rows of a nuScenes table in place."""

    def spoil(data: bytes) -> bytes:
        rows = json.loads(data)
        change(rows)
        return json.dumps(rows).encode()

    return lambda s: s.change(f"{TABLES}/{name}.json", spoil)


def value(name: str, key: str, new: Callable[[Any], Any], where: Callable[[dict[str, Any]], Any] = bool) -> Spoil:
    """Changes one value of the first row for which `where` holds."""

    def change(rows: list[dict[str, Any]]) -> None:
        row = next(row for row in rows if where(row))
        row[key] = new(row[key])

    return table(name, change)


def shifted(axis: int, by: float) -> Callable[[list[float]], list[float]]:
    return lambda old: [number + by * (place == axis) for place, number in enumerate(old)]


def first(folder: str, ending: str) -> Callable[[Spoilt], str]:
    """The first file of a folder that ends so."""
    return lambda s: sorted(p.relative_to(s.root).as_posix() for p in (s.root / folder).rglob(f"*{ending}"))[0]


def changed(file: Callable[[Spoilt], str], change: Callable[[bytes], bytes]) -> Spoil:
    return lambda s: s.change(file(s), change)


def half_a_metre_on(data: bytes) -> bytes:
    """A nuScenes cloud half a metre along x."""
    points = np.frombuffer(data, "<f4").reshape(-1, 5).copy()
    points[:, 0] += 0.5
    return points.tobytes()


def nudged(line: str, place: int) -> str:
    """A number of a line, 0.1 more."""
    words = line.split(" ")
    words[place] = f"{float(words[place]) + 0.1:.12e}"
    return " ".join(words)
