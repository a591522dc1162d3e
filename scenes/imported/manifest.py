"""The manifest: an `assets.yaml` beside mesh files that says what they are, how large, whose, under which licence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

from scenes.errors import ConfigError, UnknownName
from scenes.imported.licence import licence_of
from scenes.imported.limits import read_limited
from scenes.imported.places import PACKAGE_PREFIX, located
from scenes.imported.yaml_guard import load_yaml
from scenes.ontology import class_of, part_id

MAX_MANIFEST_BYTES = 4 * 2**20
"""Chosen: some ten thousand assets."""
MAX_ASSETS = 20_000
"""Of one manifest, patterns expanded; chosen."""

Direction = Literal["+x", "-x", "+y", "-y", "+z", "-z"]
Origin = Literal["bottom_centre", "file", "rear_axle"]
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A part turns about an axis of the body frame through `at_m` (body frame; None: the middle of the part)."""

    axis: Vector = (0.0, 1.0, 0.0)
    at_m: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRule:
    """What the nodes, meshes, materials or links are whose name matches `pattern` (*, ?). The first rule counts."""

    pattern: str
    part: str
    semantic: str = ""
    joint: Joint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A named point, in the file's own coordinates and unit."""

    name: str
    at_file: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One asset of a manifest. file: relative to the files' folder.

    scale: metres of one unit of the file. up, forward: the file's axes that are up and forward. Empty: the format's own
    (glTF: +y, +z, metres; DAE: as it says; others: +z, +x, metres). origin: where the body frame lies. licence: SPDX
    expression, empty where none is stated. sha256: of the file; where given, another is refused.
    """

    name: str
    file: str
    semantic: str
    licence: str = ""
    author: str = ""
    source: str = ""
    scale: float | None = None
    up: Direction | None = None
    forward: Direction | None = None
    origin: Origin = "bottom_centre"
    parts: tuple[PartRule, ...] = ()
    keypoints: tuple[Landmark, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Manifest:
    """The assets of one file by name. address: how the manifest was named; root: the folder that holds its files."""

    address: str
    root: Path
    entries: Mapping[str, Entry]


_TOP_KEYS = ("assets", "files_in")
_KEYS = {
    **{key: key for key in ("file", "files", "licence", "author", "source", "scale", "up", "forward", "origin")},
    **{key: key for key in ("parts", "keypoints", "sha256")},
    "class": "semantic",
}


def read_manifest(address: str) -> Manifest:
    """The manifest at an address: a file, or `package:<package>/<path>`.

    Raises InputFileError for what is not YAML, UnknownName for a key, class, part or licence that does not exist,
    ConfigError for values that do not fit; each names the file and the key.
    """
    file = located(address)
    node = load_yaml(read_limited(file, MAX_MANIFEST_BYTES), file)
    top = _mapping(node, address)
    _check_keys(top, _TOP_KEYS, f"{address}: ")
    files_in = _text(top.get("files_in", ""), f"{address}: files_in")
    if files_in and not files_in.startswith(PACKAGE_PREFIX):
        raise ConfigError(f"{address}: files_in", f"got '{files_in}', allowed: {PACKAGE_PREFIX}<package>; leave it out")
    root = located(files_in) if files_in else file.parent
    entries: dict[str, Entry] = {}
    for name, item in _mapping(top.get("assets"), f"{address}: assets").items():
        for entry in _entries(str(name), _mapping(item, f"{address}: {name}"), root, f"{address}: {name}"):
            if entry.name in entries:
                raise ConfigError(f"{address}: {name}", f"a second asset is called '{entry.name}'")
            entries[entry.name] = entry
            if len(entries) > MAX_ASSETS:
                raise ConfigError(address, f"has more than {MAX_ASSETS} assets")
    return Manifest(address=address, root=root, entries=entries)


def _entries(name: str, item: Mapping[str, Any], root: Path, path: str) -> Iterable[Entry]:
    """The asset of an item, or one a file where it has a pattern."""
    _check_keys(item, _KEYS, f"{path}.")
    if ("file" in item) == ("files" in item):
        raise ConfigError(path, "needs one of file (a path) and files (a pattern such as scans/*.glb)")
    if "file" in item:
        return [_entry(name, _text(item["file"], f"{path}.file"), item, path)]
    pattern = _text(item["files"], f"{path}.files")
    if PurePosixPath(pattern).is_absolute() or ".." in PurePosixPath(pattern).parts:
        raise ConfigError(f"{path}.files", f"got '{pattern}', allowed: a pattern below the manifest's folder")
    found = sorted(file.relative_to(root).as_posix() for file in root.glob(pattern) if file.is_file())
    if not found:
        raise ConfigError(f"{path}.files", f"no file matches '{pattern}' in {root}")
    return [_entry(f"{name}_{PurePosixPath(file).stem}", file, item, path) for file in found]


def _entry(name: str, file: str, item: Mapping[str, Any], path: str) -> Entry:
    if "class" not in item:
        raise ConfigError(f"{path}.class", "is missing; expected a class of the ontology such as movable_object.pallet")
    texts = {
        key: _text(item.get(key, ""), f"{path}.{key}") for key in ("class", "licence", "author", "source", "sha256")
    }
    up, forward = (_choice(item.get(key), get_args(Direction), f"{path}.{key}") for key in ("up", "forward"))
    if up is not None and forward is not None and up[1] == forward[1]:
        raise ConfigError(f"{path}.forward", f"got {forward} with up {up}; they must be different axes")
    scale = None if "scale" not in item else _number(item["scale"], f"{path}.scale")
    if scale is not None and scale <= 0.0:
        raise ConfigError(f"{path}.scale", f"got {scale:g}, allowed: above 0")
    return Entry(
        name=name,
        file=file,
        semantic=_semantic(texts["class"], f"{path}.class"),
        licence=licence_of(texts["licence"], f"{path}.licence"),
        author=texts["author"],
        source=texts["source"],
        scale=scale,
        up=up,
        forward=forward,
        origin=_choice(item.get("origin", "bottom_centre"), get_args(Origin), f"{path}.origin"),
        parts=_rules(item.get("parts", {}), f"{path}.parts"),
        keypoints=tuple(
            Landmark(name=str(key), at_file=_vector(value, f"{path}.keypoints.{key}"))
            for key, value in _mapping(item.get("keypoints", {}), f"{path}.keypoints").items()
        ),
        sha256=texts["sha256"].lower(),
    )


def _rules(node: Any, path: str) -> tuple[PartRule, ...]:
    """Rules in the order of the file: a part's name, or a mapping with a joint."""
    rules = []
    for pattern, value in _mapping(node, path).items():
        at = f"{path}.{pattern}"
        item = {"part": value} if isinstance(value, str) else _mapping(value, at)
        _check_keys(item, ("part", "class", "joint"), f"{at}.")
        part = _text(item.get("part", "body"), f"{at}.part")
        try:
            part_id(part)
        except UnknownName as fault:
            raise ConfigError(f"{at}.part", str(fault)) from None
        semantic = _semantic(_text(item["class"], f"{at}.class"), f"{at}.class") if "class" in item else ""
        joint = _joint(item["joint"], f"{at}.joint") if "joint" in item else None
        rules.append(PartRule(pattern=str(pattern), part=part, semantic=semantic, joint=joint))
    return tuple(rules)


def _joint(node: Any, path: str) -> Joint:
    item = _mapping(node, path)
    _check_keys(item, ("axis", "at"), f"{path}.")
    axis: Vector = (0.0, 1.0, 0.0)
    if isinstance(item.get("axis"), str):
        axis = unit_vector(_choice(item["axis"], get_args(Direction), f"{path}.axis"))
    elif "axis" in item:
        given = _vector(item["axis"], f"{path}.axis")
        length = math.hypot(*given)
        if length < 1e-9:
            raise ConfigError(f"{path}.axis", "has no length")
        axis = (given[0] / length, given[1] / length, given[2] / length)
    return Joint(axis=axis, at_m=_vector(item["at"], f"{path}.at") if "at" in item else None)


def unit_vector(direction: Direction) -> Vector:
    """The unit vector of +x, -x, ..."""
    sign = 1.0 if direction[0] == "+" else -1.0
    x, y, z = (sign if direction[1] == axis else 0.0 for axis in "xyz")
    return (x, y, z)


def _semantic(name: str, path: str) -> str:
    try:
        return class_of(name).name
    except UnknownName as fault:
        raise ConfigError(path, str(fault)) from None


def _check_keys(item: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    names = tuple(known)
    for key in item:
        if key not in names:
            raise UnknownName(f"{place}{key}", "key", str(key), names)


def _mapping(node: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(node, Mapping):
        raise ConfigError(path, f"got {node!r:.60}, allowed: a mapping")
    return node


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(path, f"got {value!r:.60}, allowed: a text")
    return value


def _number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ConfigError(path, f"got {value!r:.60}, allowed: a finite number")
    return float(value)


def _vector(value: Any, path: str) -> Vector:
    if not isinstance(value, list) or len(value) != 3:
        raise ConfigError(path, f"got {value!r:.60}, allowed: three numbers [x, y, z]")
    x, y, z = (_number(item, path) for item in value)
    return (x, y, z)


def _choice(value: Any, choices: tuple[str, ...], path: str) -> Any:
    if value is None or value in choices:
        return value
    raise UnknownName(path, "value", str(value), choices)
