"""The JSON of a glTF file, checked before it is read: references, counts, and that accessors stay in their buffers."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenes.errors import InputFileError
from scenes.imported.limits import (
    MAX_DATA_URI_BYTES,
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_IMAGES,
    MAX_NODES,
    MAX_TRIANGLES,
    MAX_VERTICES,
    require,
)

_MAGIC, _JSON_CHUNK = b"glTF", 0x4E4F534A
_COMPONENT_BYTES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_HARMLESS = ("KHR_materials_", "KHR_lights_", "KHR_xmp")
"""Beginnings of extensions whose absence changes looks, not shapes."""


def gltf_json(data: bytes, kind: str, file: Path) -> dict[str, Any]:
    """The JSON of a .gltf file or of the first chunk of a .glb. Raises InputFileError where there is none."""
    text = data
    if kind == "glb":
        if len(data) < 20 or data[:4] != _MAGIC:
            raise InputFileError(str(file), None, "is no GLB file: it does not begin with glTF")
        version, length, chunk, chunk_kind = struct.unpack("<IIII", data[4:20])
        if version != 2 or length > len(data) or chunk > len(data) - 20 or chunk_kind != _JSON_CHUNK:
            raise InputFileError(str(file), None, f"is a damaged GLB file, or none of version 2 (version {version})")
        text = data[20 : 20 + chunk]
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InputFileError(str(file), None, f"has no readable JSON: {fault}") from None
    if not isinstance(tree, dict):
        raise InputFileError(str(file), None, "has no JSON object")
    return tree


def check_gltf(data: bytes, kind: str, file: Path) -> None:
    """Raises InputFileError for what is beyond the limits, what we cannot read, and what does not fit together."""
    tree = gltf_json(data, kind, file)
    try:
        _check_extensions(tree, file)
        for what, most in (("nodes", MAX_NODES), ("meshes", MAX_NODES), ("images", MAX_IMAGES)):
            require(len(tree.get(what, ())), most, what, file)
        _check_uris(tree, file)
        _check_accessors(tree, file)
        _check_depth(tree.get("nodes", ()), file)
    except (TypeError, KeyError, IndexError, AttributeError, ValueError) as fault:
        raise InputFileError(str(file), None, f"is no valid glTF: {type(fault).__name__} {fault}") from None


def _check_extensions(tree: Mapping[str, Any], file: Path) -> None:
    for name in tree.get("extensionsRequired", ()):
        if not str(name).startswith(_HARMLESS):
            raise InputFileError(str(file), None, f"requires the extension {name}; export it without (no compression)")


def _check_uris(tree: Mapping[str, Any], file: Path) -> None:
    """Data in the JSON has bounds; references to files are judged where they are followed."""
    uris = [str(item["uri"]) for what in ("buffers", "images") for item in tree.get(what, ()) if "uri" in item]
    inside = sum(len(uri) for uri in uris if uri.startswith("data:"))
    if inside > MAX_DATA_URI_BYTES * 4 // 3:
        raise InputFileError(str(file), None, f"holds {inside} characters of data, allowed: {MAX_DATA_URI_BYTES} bytes")
    for buffer in tree.get("buffers", ()):
        require(int(buffer["byteLength"]), MAX_FILE_BYTES, "bytes in a buffer", file)


def _check_accessors(tree: Mapping[str, Any], file: Path) -> None:
    """Readers make views by these numbers: they must stay inside their buffer."""
    views, buffers = tree.get("bufferViews", ()), tree.get("buffers", ())
    for view in views:
        start, length = int(view.get("byteOffset", 0)), int(view["byteLength"])
        if start < 0 or length < 0 or start + length > int(buffers[int(view["buffer"])]["byteLength"]):
            raise InputFileError(str(file), None, "has a bufferView that leaves its buffer")
    total = 0
    for index, accessor in enumerate(tree.get("accessors", ())):
        count = int(accessor["count"])
        require(count, 3 * MAX_TRIANGLES, f"values in accessor {index}", file)
        total += count
        if "bufferView" not in accessor:
            continue
        view = views[int(accessor["bufferView"])]
        item = _COMPONENT_BYTES[accessor["componentType"]] * _COMPONENTS[accessor["type"]]
        stride = int(view.get("byteStride", item))
        end = int(accessor.get("byteOffset", 0)) + stride * max(count - 1, 0) + item * min(count, 1)
        if stride < item or int(accessor.get("byteOffset", 0)) < 0 or end > int(view["byteLength"]):
            raise InputFileError(str(file), None, f"has an accessor ({index}) that leaves its bufferView")
    require(total, 8 * MAX_VERTICES, "values in all accessors", file)


def _check_depth(nodes: Sequence[Mapping[str, Any]], file: Path) -> None:
    """A forest: each node below one other at most, no circles, not too deep."""
    parent: dict[int, int] = {}
    for index, node in enumerate(nodes):
        for child in node.get("children", ()):
            if int(child) in parent or not 0 <= int(child) < len(nodes):
                raise InputFileError(str(file), None, f"has a node {child} below two others, or none such")
            parent[int(child)] = index
    for index in range(len(nodes)):
        depth, above = 0, index
        while above in parent:
            depth, above = depth + 1, parent[above]
            if depth > MAX_DEPTH:
                raise InputFileError(str(file), None, f"has nodes nested deeper than {MAX_DEPTH}, or in a circle")
