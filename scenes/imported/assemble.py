"""From a model as it was read to an asset: axes, unit, origin, parts, slots, nominal box."""

from __future__ import annotations

import fnmatch
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from scenes.asset import Asset, AssetPart, BodyBox, Keypoint, Slot
from scenes.errors import ConfigError
from scenes.imported.manifest import Entry, Joint, PartRule, unit_vector
from scenes.imported.raw import Float64, Look, Model, RawPart, Surface
from scenes.imported.sizes import check_size
from scenes.material import Material
from scenes.mesh import Mesh, MeshBuilder
from scenes.pose import Pose
from scenes.texture import Texture

CREASE_RAD = 0.7
"""Chosen: edges sharper than 40 degrees stay edges where a file brings no normals."""
_BODY = PartRule(pattern="*", part="body")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Placed:
    """A part whose surfaces and frame are in metres and body axes."""

    name: str
    rules: tuple[PartRule, ...]
    surfaces: tuple[Surface, ...]
    parent: int
    at_m: Float64
    turn: Float64
    axis: tuple[float, float, float]


def assembled(entry: Entry, model: Model, images: str, place: str) -> tuple[Asset, dict[str, int]]:
    """The asset of a model as its entry describes it, and the counted warnings.

    images: what textures' sources begin with; the image's index follows. place: the entry's, for messages. Raises
    ConfigError for an implausible size and for a rule that nothing matches.
    """
    warnings = Counter(dict(model.warnings))
    turn, scale = _axes(entry, model, place), entry.scale if entry.scale is not None else model.unit_m
    placed = [_in_body_axes(part, turn, scale, entry.parts) for part in model.parts]
    _check_rules(entry.parts, model, place)
    placed = _with_joints(placed)
    low, high = _extent(placed)
    length, width, height = (float(edge) for edge in high - low)
    check_size(entry.semantic, (length, width, height), scale, place)
    origin = _origin(entry, placed, low, high, place)
    slots, parts = _meshed(entry, placed, model, origin, warnings, place)
    asset = Asset(
        name=entry.name,
        semantic=entry.semantic,
        parts=parts,
        slots=slots,
        materials=_materials(slots, model.looks, model, images),
        box=BodyBox.around(np.stack([low, high]) - origin),
        licence=entry.licence or "none stated",
        keypoints=_keypoints(entry, turn, scale, origin),
    )
    return asset, dict(sorted(warnings.items()))


def _axes(entry: Entry, model: Model, place: str) -> Float64:
    """Rotation (3, 3) from the file's axes to the body's: x forward, y left, z up."""
    up_name, forward_name = entry.up or model.up, entry.forward or model.forward
    if up_name[1] == forward_name[1]:
        raise ConfigError(f"{place}.forward", f"is {forward_name} with up {up_name}; say both, of different axes")
    up, forward = np.array(unit_vector(up_name)), np.array(unit_vector(forward_name))
    return np.stack([forward, np.cross(up, forward), up])


def _in_body_axes(part: RawPart, turn: Float64, scale: float, rules: tuple[PartRule, ...]) -> _Placed:
    """The part with all frames turned alike, so that only the root carries the file's convention away."""
    surfaces = tuple(
        replace(s, vertices=scale * s.vertices @ turn.T, normals=None if s.normals is None else s.normals @ turn.T)
        for s in part.surfaces
    )
    axis = turn @ np.array(part.axis or (0.0, 1.0, 0.0))
    return _Placed(
        name=part.name,
        rules=tuple(_rule(surface, rules) for surface in surfaces),
        surfaces=surfaces,
        parent=part.parent,
        at_m=scale * turn @ part.T_parent_part[:3, 3],
        turn=turn @ part.T_parent_part[:3, :3] @ turn.T,
        axis=(float(axis[0]), float(axis[1]), float(axis[2])),
    )


def _rule(surface: Surface, rules: tuple[PartRule, ...]) -> PartRule:
    """The first rule that matches one of a surface's names."""
    for rule in rules:
        if any(fnmatch.fnmatchcase(name, rule.pattern) for name in surface.names):
            return rule
    return _BODY


def _check_rules(rules: tuple[PartRule, ...], model: Model, place: str) -> None:
    names = sorted({name for part in model.parts for surface in part.surfaces for name in surface.names})
    for rule in rules:
        if not fnmatch.filter(names, rule.pattern) and not any(fnmatch.fnmatchcase(n, rule.pattern) for n in names):
            shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
            raise ConfigError(f"{place}.parts.{rule.pattern}", f"matches nothing; the file's names: {shown}")


def _with_joints(placed: list[_Placed]) -> list[_Placed]:
    """Surfaces whose rule has a joint become parts of their own, one a node; the first part keeps the others."""
    first, *others = placed
    moving: dict[str, list[int]] = {}
    for index, rule in enumerate(first.rules):
        if rule.joint is not None:
            moving.setdefault(first.surfaces[index].names[0], []).append(index)
    taken = {index for indices in moving.values() for index in indices}
    if len(taken) == len(first.surfaces):  # nothing would be left to carry the rest: the first part stays where it is
        taken -= set(moving.pop(first.surfaces[0].names[0]))
    stays = [k for k in range(len(first.surfaces)) if k not in taken]
    root = replace(first, surfaces=tuple(first.surfaces[k] for k in stays), rules=tuple(first.rules[k] for k in stays))
    split = [_jointed(name, first, indices) for name, indices in moving.items()]
    return [root, *others, *split]


def _jointed(name: str, first: _Placed, indices: list[int]) -> _Placed:
    surfaces = [first.surfaces[k] for k in indices]
    joint = first.rules[indices[0]].joint
    assert isinstance(joint, Joint)
    points = np.concatenate([surface.vertices[surface.faces.reshape(-1)] for surface in surfaces])
    at = 0.5 * (points.min(axis=0) + points.max(axis=0)) if joint.at_m is None else np.array(joint.at_m)
    moved = tuple(replace(surface, vertices=surface.vertices - at) for surface in surfaces)
    rules = tuple(first.rules[k] for k in indices)
    return _Placed(name=name, rules=rules, surfaces=moved, parent=0, at_m=at, turn=np.eye(3), axis=joint.axis)


def _frames(placed: list[_Placed]) -> list[tuple[Float64, Float64]]:
    """Rotation and position of every part's frame in the body, joints at zero."""
    frames: list[tuple[Float64, Float64]] = []
    for part in placed:
        R, t = frames[part.parent] if part.parent >= 0 else (np.eye(3), np.zeros(3))
        frames.append((R @ part.turn, R @ part.at_m + t))
    return frames


def _extent(placed: list[_Placed]) -> tuple[Float64, Float64]:
    """Lower and upper corner (3,) of all triangles in the body's axes."""
    points = [
        surface.vertices[np.unique(surface.faces)] @ R.T + t
        for part, (R, t) in zip(placed, _frames(placed), strict=True)
        for surface in part.surfaces
    ]
    every = np.concatenate(points)
    return every.min(axis=0), every.max(axis=0)


def _origin(entry: Entry, placed: list[_Placed], low: Float64, high: Float64, place: str) -> Float64:
    """Where the body frame lies, in the file's frame turned to body axes."""
    if entry.origin == "file":
        return np.zeros(3)
    middle = 0.5 * (low + high)
    if entry.origin == "bottom_centre":
        return np.array([middle[0], middle[1], low[2]])
    wheels = [
        float(t[0])
        for part, (_, t) in zip(placed, _frames(placed), strict=True)
        if any(rule.part == "wheel" for rule in part.rules) and part.parent >= 0
    ]
    if not wheels:
        raise ConfigError(f"{place}.origin", "is rear_axle, but no part with a joint is a wheel; see parts")
    return np.array([min(wheels), middle[1], low[2]])


def _meshed(
    entry: Entry, placed: list[_Placed], model: Model, origin: Float64, warnings: Counter[str], place: str
) -> tuple[tuple[Slot, ...], tuple[AssetPart, ...]]:
    """Slots, and parts with their meshes; the root's children keep their place, the root moves by the origin."""
    slots: dict[Slot, int] = {}
    parts = []
    for index, part in enumerate(placed):
        at = part.at_m - (origin if part.parent < 0 else 0.0)
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = part.turn, at
        mesh = _mesh(entry, part, model, slots, warnings, place)
        name = part.name if index else "body"
        parts.append(
            AssetPart(name=name, mesh=mesh, parent=part.parent, T_parent_part=Pose.from_matrix(matrix), axis=part.axis)
        )
    return tuple(slots), tuple(parts)


def _mesh(
    entry: Entry, part: _Placed, model: Model, slots: dict[Slot, int], warnings: Counter[str], place: str
) -> Mesh:
    builder = MeshBuilder()
    for surface, rule in zip(part.surfaces, part.rules, strict=True):
        table = np.zeros(len(model.looks), dtype=np.int64)
        for look in np.unique(surface.look).tolist():
            slot = Slot(
                material=material_name(model.looks, look), part=rule.part, semantic=rule.semantic or entry.semantic
            )
            table[look] = slots.setdefault(slot, len(slots))
        used = [model.looks[k].material for k in np.unique(surface.look).tolist()]
        uv = surface.uv
        if uv is None and any(material.textures for material in used):
            warnings["meshes with textures and no texture coordinates"] += 1
            uv = np.zeros((len(surface.faces), 3, 2))
        builder.add(
            surface.vertices, surface.faces, table[surface.look], crease_rad=CREASE_RAD, normals=surface.normals, uv=uv
        )
    try:
        return builder.build()
    except ValueError as fault:
        raise ConfigError(place, f"part '{part.name}': {fault}") from fault


def material_name(looks: tuple[Look, ...], index: int) -> str:
    """A look's name, with a number where another look before it has the same."""
    name = looks[index].name
    before = sum(1 for look in looks[:index] if look.name == name)
    return f"{name}_{before}" if before else name


def _materials(
    slots: tuple[Slot, ...], looks: tuple[Look, ...], model: Model, images: str
) -> tuple[tuple[str, Material], ...]:
    """The materials that slots use, their textures named so that any process finds them."""
    named = {material_name(looks, k): look.material for k, look in enumerate(looks)}
    return tuple((name, _sourced(named[name], images)) for name in dict.fromkeys(slot.material for slot in slots))


def _sourced(material: Material, images: str) -> Material:
    def at(texture: Texture | None) -> Texture | None:
        return None if texture is None else replace(texture, source=f"{images}{texture.source}")

    return replace(
        material,
        base_color_texture=at(material.base_color_texture),
        metallic_roughness_texture=at(material.metallic_roughness_texture),
        normal_texture=at(material.normal_texture),
    )


def _keypoints(entry: Entry, turn: Float64, scale: float, origin: Float64) -> tuple[Keypoint, ...]:
    """The entry's landmarks in the body frame."""
    points = [scale * turn @ np.array(landmark.at_file) - origin for landmark in entry.keypoints]
    return tuple(
        Keypoint(name=landmark.name, position_m=(float(p[0]), float(p[1]), float(p[2])))
        for landmark, p in zip(entry.keypoints, points, strict=True)
    )
