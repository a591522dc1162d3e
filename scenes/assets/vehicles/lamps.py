"""The lamps of a vehicle: light sources at its lenses, and lenses as bright as intensity over area asks for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.vehicles.materials import MATERIALS, Skin, material_of
from scenes.lamp import LampSource, Photometry, aimed
from scenes.light_color import SIGNAL_AMBER, SIGNAL_RED, Color, color_of_temperature
from scenes.material import Lamp, Material
from scenes.mesh import Mesh

Float64 = NDArray[np.float64]
HeadLamps = Literal["led", "halogen"]

HEAD_COLOR: dict[HeadLamps, Color] = {"led": color_of_temperature(5500.0), "halogen": color_of_temperature(3200.0)}
LOW_BEAM_CD: dict[HeadLamps, float] = {"led": 50_000.0, "halogen": 25_000.0}
"""Peak intensity of a dipped beam; chosen within the 20 to 60 kcd of measured reflectors and projectors."""

GLARE_CD = 400.0
"""What a dipped head lamp shows to oncoming eyes: 0.6 lx at 25 m (UN R112, zone III) are 375 cd."""

PLATE_LAMP_CD = 2.0
"""Chosen: a plate of 75 % reflectance then has more than the 2.5 cd/m2 that UN R4 asks for, but at its far ends."""

PLATE_LAMP_M = (0.05, 0.03)
"""Chosen: how far the plate's lamp stands behind the plate and above its upper edge."""

OUTSIDE_M = 0.005
"""Chosen: how far a light source stands before its lens, so that the lens does not shade it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """One lamp of a skin. ahead: +1 front, -1 rear. shown_cd: intensity along the axis that its lens stands for."""

    name: str
    skin: Skin
    lamp: Lamp
    ahead: int
    peak_cd: float
    shown_cd: float
    color: Color
    photometry: Photometry = "lambertian"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Lens:
    """A lens. centre_m: (3,), at its outer surface. area_m2: seen along the lamp's axis."""

    centre_m: Float64
    area_m2: float


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Solid:
    """Triangles of a body. corners: (F, 3, 3). low, high: (F, 2) reach of each in y and z."""

    corners: Float64
    low: Float64
    high: Float64

    @classmethod
    def of(cls, body: Mesh) -> _Solid:
        """All of a mesh."""
        corners = body.vertices_m.astype(np.float64)[body.faces]
        flat = corners[..., 1:]
        return cls(corners=corners, low=flat.min(axis=1), high=flat.max(axis=1))


def _kinds(head: HeadLamps) -> tuple[_Kind, ...]:
    """Tail 4 to 12 cd, brake 60 to 185 cd, third brake lamp 25 to 110 cd (UN R7); indicators 175 to 700 cd at the
    front, 50 to 500 cd at the rear (UN R6); chosen within these.
    """
    rows: tuple[tuple[str, Skin, Lamp, int, float, Color], ...] = (
        ("tail", Skin.TAIL_LAMP, "tail", -1, 8.0, SIGNAL_RED),
        ("brake", Skin.BRAKE_LAMP, "brake", -1, 100.0, SIGNAL_RED),
        ("brake_high", Skin.HIGH_BRAKE_LAMP, "brake", -1, 50.0, SIGNAL_RED),
        ("indicator_front", Skin.INDICATOR_FRONT_LEFT, "indicator_left", 1, 300.0, SIGNAL_AMBER),
        ("indicator_front", Skin.INDICATOR_FRONT_RIGHT, "indicator_right", 1, 300.0, SIGNAL_AMBER),
        ("indicator_rear", Skin.INDICATOR_LEFT, "indicator_left", -1, 200.0, SIGNAL_AMBER),
        ("indicator_rear", Skin.INDICATOR_RIGHT, "indicator_right", -1, 200.0, SIGNAL_AMBER),
    )
    beam = _Kind(
        name="low_beam",
        skin=Skin.HEAD_LAMP,
        lamp="head",
        ahead=1,
        peak_cd=LOW_BEAM_CD[head],
        shown_cd=GLARE_CD,
        color=HEAD_COLOR[head],
        photometry="low_beam",
    )
    others = (
        _Kind(name=name, skin=skin, lamp=lamp, ahead=ahead, peak_cd=peak, shown_cd=peak, color=color)
        for name, skin, lamp, ahead, peak, color in rows
    )
    return (beam, *others)


def lamp_sources(body: Mesh, head: HeadLamps) -> tuple[LampSource, ...]:
    """Two low beams, two tail lamps, three brake lamps, four indicators and the plate's lamp, as lights of part 0.

    Each stands at the middle of its lens in `body`, just outside, and shines straight ahead or back.
    """
    solid = _Solid.of(body)
    sources = [
        LampSource(
            name=kind.name + side,
            part=0,
            lamp=kind.lamp,
            photometry=kind.photometry,
            T_part_lamp=aimed(lens.centre_m, (kind.ahead, 0.0, 0.0)),
            peak_cd=kind.peak_cd,
            color=kind.color,
            radius_m=math.sqrt(lens.area_m2 / math.pi),
        )
        for kind in _kinds(head)
        for side, lens in _lenses(body, solid, kind).items()
    ]
    return (*sources, _plate_lamp(body))


def lit_materials(body: Mesh, head: HeadLamps) -> tuple[tuple[str, Material], ...]:
    """The vehicle materials; a lens emits the intensity along its lamp's axis over the area seen from there.

    Head lamps emit what they show to oncoming eyes: the beam itself is a `LampSource` alone.
    """
    materials = dict(MATERIALS)
    corners = body.vertices_m.astype(np.float64)[body.faces]
    for kind in _kinds(head):
        area = np.mean([_area(corners[faces], kind.ahead) for faces in _sides(body, corners, kind).values()])
        name = material_of(kind.skin)
        luminance = kind.shown_cd / float(area)
        materials[name] = replace(materials[name], lamp=kind.lamp, emission_cd_m2=luminance, emission_color=kind.color)
    return tuple(materials.items())


def _lenses(body: Mesh, solid: _Solid, kind: _Kind) -> dict[str, _Lens]:
    """The lenses of a kind by what is appended to its name: left and right, or one in the middle."""
    return {side: _lens(solid, faces, kind.ahead) for side, faces in _sides(body, solid.corners, kind).items()}


def _sides(body: Mesh, corners: Float64, kind: _Kind) -> dict[str, NDArray[np.bool_]]:
    """The faces of each lens of a kind."""
    own = body.face_slot == kind.skin
    left = corners[..., 1].mean(axis=1) > 0.0
    sides = {"": own} if kind.skin == Skin.HIGH_BRAKE_LAMP else {"_left": own & left, "_right": own & ~left}
    return {side: faces for side, faces in sides.items() if faces.any()}


def _seen(corners: Float64, ahead: int) -> Float64:
    """Areas (F,) of triangles as they are seen along the axis."""
    normals = 0.5 * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return np.asarray(np.maximum(ahead * normals[:, 0], 0.0))


def _area(corners: Float64, ahead: int) -> float:
    return float(_seen(corners, ahead).sum())


def _lens(solid: _Solid, own: NDArray[np.bool_], ahead: int) -> _Lens:
    """The lens of the marked triangles (F,) of a body."""
    corners = solid.corners
    seen = _seen(corners[own], ahead)
    centre = (seen[:, None] * corners[own].mean(axis=1)).sum(axis=0) / seen.sum()
    x = ahead * _reach(solid, ahead, centre[1:])
    return _Lens(centre_m=np.array([x + ahead * OUTSIDE_M, *centre[1:]]), area_m2=float(seen.sum()))


def _reach(solid: _Solid, ahead: int, at: Float64) -> float:
    """How far the body reaches along the axis (times `ahead`) at (y, z)."""
    near = np.flatnonzero(((solid.low <= at) & (solid.high >= at)).all(axis=1))
    flat, depth = solid.corners[near, :, 1:], ahead * solid.corners[near, :, 0]
    edges = np.roll(flat, -1, axis=1) - flat
    to_point = at - flat
    cross = edges[..., 0] * to_point[..., 1] - edges[..., 1] * to_point[..., 0]
    # Points on an edge count: the middle plane is one. Triangles seen edge-on have no depth there.
    inside = ((cross >= 0.0).all(axis=1) | (cross <= 0.0).all(axis=1)) & (np.abs(cross.sum(axis=1)) > 1e-9)
    # Opposite edges' crosses are barycentric weights.
    weights = np.roll(cross[inside], -1, axis=1)
    return float(((weights * depth[inside]).sum(axis=1) / weights.sum(axis=1)).max())


def _plate_lamp(body: Mesh) -> LampSource:
    """A small white lamp behind and above the rear plate's middle that shines on the plate; on with the tail lamps."""
    corners = body.vertices_m.astype(np.float64)[body.faces[body.face_slot == Skin.PLATE]].reshape(-1, 3)
    rear = corners[corners[:, 0] < corners[:, 0].mean()]
    behind, above = PLATE_LAMP_M
    place = np.array([rear[:, 0].min() - behind, 0.0, rear[:, 2].max() + above])
    middle = np.array([rear[:, 0].mean(), 0.0, rear[:, 2].mean()])
    return LampSource(
        name="plate",
        part=0,
        lamp="tail",
        photometry="lambertian",
        T_part_lamp=aimed(place, middle - place),
        peak_cd=PLATE_LAMP_CD,
        color=HEAD_COLOR["halogen"],
        radius_m=0.01,
    )
