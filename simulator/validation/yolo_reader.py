"""A strict reader of Ultralytics' layout, from its documentation: lists of pictures, labels beside them, data.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

NUMBER = re.compile(r"\d+(\.\d+)?")
PARTS = ("train", "val")
SLACK = 1e-6
"""Of an edge beyond the picture; the numbers have six or seven decimals."""


class YoloFormatError(Exception):
    """A file that Ultralytics would refuse or misread. file: relative to the root."""

    def __init__(self, file: str, expected: str, line: int | None = None) -> None:
        self.file, self.expected, self.line = file, expected, line
        super().__init__(f"{file}: expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class YoloRow:
    """One thing. box: left, top, right, bottom as shares of the picture. values: all numbers after the class."""

    number: int
    box: tuple[float, float, float, float]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YoloData:
    """data.yaml. names: by class number. points: keypoints of each row, None where rows have none."""

    names: dict[int, str]
    lists: dict[str, str]
    points: int | None


def read_data(root: Path) -> YoloData:
    """data.yaml."""
    try:
        found: Any = yaml.safe_load((root / "data.yaml").read_bytes())
        names = dict(found["names"])
        lists = {part: str(found[part]) for part in PARTS}
        shape = found.get("kpt_shape")
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError, OSError) as fault:
        raise YoloFormatError("data.yaml", f"train, val and names ({type(fault).__name__}: {fault})") from None
    if sorted(names) != list(range(len(names))) or len(set(names.values())) != len(names):
        raise YoloFormatError("data.yaml", "names of the classes 0, 1, 2 ..., each once")
    return YoloData(names=names, lists=lists, points=None if shape is None else int(shape[0]))


def read_list(root: Path, file: str) -> list[str]:
    """Pictures of one split, relative to the root."""
    try:
        lines = (root / file).read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        raise YoloFormatError(file, "a list of pictures") from None
    for number, line in enumerate(lines, 1):
        if not line.startswith("./images/"):
            raise YoloFormatError(file, f"a picture as ./images/..., found '{line[:40]}'", number)
    return [line.removeprefix("./") for line in lines]


def read_rows(root: Path, file: str, data: YoloData, *, outlines: bool) -> list[YoloRow]:
    """Rows of one picture: boxes, boxes with keypoints, or outlines."""
    try:
        text = (root / file).read_bytes().decode("ascii")
    except (OSError, UnicodeDecodeError):
        raise YoloFormatError(file, "a file of ASCII") from None
    rows = []
    for line_number, line in enumerate(text.splitlines(), 1):
        words = line.split(" ")
        if not all(NUMBER.fullmatch(word) for word in words) or not words[0].isdigit():
            raise YoloFormatError(file, "a class and numbers from 0 on", line_number)
        number, values = int(words[0]), tuple(float(word) for word in words[1:])
        if number not in data.names:
            raise YoloFormatError(file, f"a class of data.yaml, found {number}", line_number)
        least = 4 + 3 * (data.points or 0)
        if (len(values) < 6 or len(values) % 2) if outlines else len(values) != least:
            raise YoloFormatError(file, f"{'points' if outlines else f'{least} numbers'} after the class", line_number)
        box = _around(values) if outlines else _edges(values)
        if min(box) < -SLACK or max(box) > 1.0 + SLACK or box[2] <= box[0] or box[3] <= box[1]:
            raise YoloFormatError(file, "shares in [0, 1] and an area", line_number)
        rows.append(YoloRow(number=number, box=box, values=values))
    return rows


def _edges(values: tuple[float, ...]) -> tuple[float, float, float, float]:
    x, y, width, height = values[:4]
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _around(values: tuple[float, ...]) -> tuple[float, float, float, float]:
    return min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])
