"""A dataset as it lies on the disk: its record, clip by clip and frame by frame."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from scenes.errors import OutputError
from simulator.validation.findings import Damaged

Json = dict[str, Any]

SCHEMA_VERSION = 1
"""Version of `record/` that this gate knows."""

RUN_FILE = "record/run.json"
MANIFEST = "record/manifest.json"
CLIPS = "record/clips.jsonl"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RecordedFrame:
    """One frame. clip: its line of clips.jsonl. state: its line of record/frames. points: arrays by lidar or radar."""

    clip: Json
    state: Json
    points: Mapping[str, Mapping[str, NDArray[Any]]]

    @property
    def number(self) -> int:
        """The frame's number in formats that count over all clips."""
        return int(self.state["number"])

    def things_of(self, sensor: str) -> dict[int, Json]:
        """The things by instance, at the time of a sensor's reading."""
        then = self.state.get("things_then", {}).get(sensor, {})
        return {t["instance"]: _moved(t, then.get(str(t["instance"]))) for t in self.state["things"]}

    def views(self, camera: str) -> dict[int, Json]:
        """What a camera shows of the things, by instance."""
        return {view["instance"]: view for view in self.state["views"].get(camera, ())}


class Dataset:
    """A folder that `swerve` wrote. Reading raises Damaged with the file and what is wrong with it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        if not (root / RUN_FILE).is_file():
            raise OutputError(f"{root}: is not a dataset of this program (no {RUN_FILE})")

    def json(self, file: str) -> Any:
        """The value in a JSON file."""
        data = self.bytes(file)
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as fault:
            raise Damaged(file, f"is no JSON ({fault})") from None

    def object(self, file: str) -> Json:
        """The object in a JSON file."""
        found = self.json(file)
        if not isinstance(found, dict):
            raise Damaged(file, f"holds a {type(found).__name__}, expected an object")
        return found

    def bytes(self, file: str) -> bytes:
        """The content of a file."""
        try:
            return (self.root / file).read_bytes()
        except FileNotFoundError:
            raise Damaged(file, "is missing", check="files.missing") from None
        except OSError as fault:
            raise Damaged(file, f"cannot be read ({fault.strerror})") from None

    def lines(self, file: str) -> Iterator[Json]:
        """The objects of a file of JSON lines."""
        if not (self.root / file).is_file():
            raise Damaged(file, "is missing", check="files.missing")
        with (self.root / file).open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    found = orjson.loads(line)
                except orjson.JSONDecodeError as fault:
                    raise Damaged(file, f"line {number} is no JSON ({fault})") from None
                if not isinstance(found, dict) or not line.endswith(b"\n"):
                    raise Damaged(file, f"line {number}: expected a whole JSON object and a newline")
                yield found

    def clips(self) -> list[Json]:
        """Lines of clips.jsonl of clips that were made, those given up left out."""
        return [clip for clip in self.lines(CLIPS) if "files" in clip]

    def frames(self, clip: Json) -> Iterator[RecordedFrame]:
        """The frames of a clip, one after the other."""
        name = f"{clip['clip']:06d}"
        archive = f"record/points/{name}.npz"
        with self._archive(archive) as points:
            members = _by_frame(points.namelist())
            for state in self.lines(f"record/frames/{name}.jsonl"):
                own = members.get(state.get("index", -1), {})
                arrays = {sensor: _arrays(points, names, archive) for sensor, names in own.items()}
                yield RecordedFrame(clip=clip, state=state, points=arrays)

    def _archive(self, file: str) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.root / file)
        except FileNotFoundError:
            raise Damaged(file, "is missing", check="files.missing") from None
        except (zipfile.BadZipFile, OSError) as fault:
            raise Damaged(file, f"is no whole archive ({fault})") from None


def _by_frame(names: list[str]) -> dict[int, dict[str, list[str]]]:
    """Members `<sensor>/<frame>/<array>.npy` by frame and sensor; those of sweeps are left to the decoder."""
    found: dict[int, dict[str, list[str]]] = {}
    for name in names:
        parts = name.split("/")
        if len(parts) == 3 and parts[1].isdigit():
            found.setdefault(int(parts[1]), {}).setdefault(parts[0], []).append(name)
    return found


def _arrays(points: zipfile.ZipFile, names: list[str], archive: str) -> dict[str, NDArray[Any]]:
    found = {}
    for name in names:
        try:
            with points.open(name) as member:
                found[Path(name).stem] = np.lib.format.read_array(member, allow_pickle=False)
        except Exception as fault:  # zip, zlib and numpy each have errors of their own
            raise Damaged(archive, f"{name} cannot be read ({fault})") from None
    return found


def _moved(thing: Json, then: Json | None) -> Json:
    """A thing at another time, of which only pose and velocity are recorded."""
    if then is None:
        return thing
    box = {**thing["box"], "T_world_box": then["T_world_box"]}
    return {**thing, "box": box, "velocity_mps": then["velocity_mps"], "box_upright": box}


def text_of(value: object, limit: int = 60) -> str:
    """A value as messages show it."""
    shown = json.dumps(value, default=str)
    return shown if len(shown) <= limit else f"{shown[:limit]}..."
