"""Coats of four-legged animals: colours, markings as bodies in space, and what their surfaces are to light."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.fields import Field, mirrored, united
from scenes.assets.shaping.limbs import limb
from scenes.coat import COAT_BASE, coat_source, linear
from scenes.material import Material
from scenes.streams import stream
from scenes.texture import Texture

Float64 = NDArray[np.float64]
Blob = tuple[float, float, float, float]

EDGE = 0.045
"""Distance over which a marking's edge is known, in withers heights; chosen: wider than any triangle."""
EYESHINE_CD_LX_M2 = 800.0
"""A tapetum that sends 0.3 of the light back into a cone of 0.6 degrees about where it came from (both chosen: eyes
focus to a fraction of a degree): share over solid angle. The pupil is most of an eye at night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marking: what lies inside a chain of balls (x, y, z, radius), in withers heights, on one or both sides."""

    balls: tuple[Blob, ...]
    mirrored: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Coat:
    """Colours as sRGB hex: back, flank, belly, first and second marking. shade: how much lighter (towards the belly's
    colour) head, ears, legs and tail are than the flank, -0.5..0.5. ragged: noise of markings' edges, withers heights.
    """

    back: str
    flank: str
    belly: str
    mark: str = "101010"
    other: str = "e8e4da"
    marks: tuple[Mark, ...] = ()
    others: tuple[Mark, ...] = ()
    head: float = 0.0
    ears: float = 0.0
    legs: float = 0.0
    tail: float = 0.0
    contrast: float = 1.0
    ragged: float = 0.012
    nose: str = "15110f"
    eyes: str = "1a0f08"
    ear_inside: str = "b09080"
    hooves: str = "2a2420"
    horn: str = "6a5a48"
    hair: str = "15110e"
    eyeshine: float = EYESHINE_CD_LX_M2
    roughness: float = 0.88

    def materials(self) -> tuple[tuple[str, Material], ...]:
        """The coat's materials by name."""
        source = coat_source(self.back, self.flank, self.belly, self.mark, self.other)
        fur = Material(
            base_color=(COAT_BASE, COAT_BASE, COAT_BASE),
            pattern="fur",
            roughness=self.roughness,
            base_color_texture=Texture(source=source),
            lidar_reflectivity=min(0.85, 0.25 + 0.8 * linear(self.flank)[0]),
        )
        parts = ("coat", "coat_head", "coat_ear", "coat_legs", "coat_tail")
        eye = Material(
            base_color=linear(self.eyes), roughness=0.08, retroreflection_cd_lx_m2=self.eyeshine, lidar_reflectivity=0.2
        )
        return (
            *((name, fur) for name in parts),
            ("nose", Material(base_color=linear(self.nose), roughness=0.35, lidar_reflectivity=0.2)),
            ("eyes", eye),
            ("pupils", replace(eye, base_color=(0.012, 0.010, 0.010))),
            ("lips", Material(base_color=linear("1c1513"), roughness=0.8, lidar_reflectivity=0.2)),
            ("ear", Material(base_color=linear(self.ear_inside), roughness=0.9, lidar_reflectivity=0.4)),
            ("hooves", Material(base_color=linear(self.hooves), roughness=0.5, lidar_reflectivity=0.25)),
            ("hair", Material(base_color=linear(self.hair), roughness=0.7, lidar_reflectivity=0.3)),
            ("horn", Material(base_color=linear(self.horn), roughness=0.55, lidar_reflectivity=0.35)),
        )

    def coordinates(self, points: Float64, normals: Float64, material: str, heights: tuple[float, float]) -> Float64:
        """Texture coordinates (V, 2) of points (V, 3) in withers heights, with their normals.

        heights: of the trunk's belly and back.
        """
        low, high = heights
        if material == "coat":
            share = 1.5 * (np.clip((points[:, 2] - low) / (high - low), 0.0, 1.0) - 0.45) + 0.30 * normals[:, 2]
            share = np.where(share < 0.0, share * (1.0 - 0.7 * np.abs(normals[:, 1])), share)  # bellies, not flanks
        elif material == "coat_legs":
            inner = np.clip(-normals[:, 1] * np.sign(points[:, 1]), 0.0, 1.0)
            share = -self.legs - 0.35 * inner
        else:
            lighter = {"coat_head": self.head, "coat_ear": self.ears, "coat_tail": self.tail}[material]
            share = 0.55 * normals[:, 2] - lighter
        u = 0.5 - 0.36 * np.clip(self.contrast * share, -1.0, 1.0)
        first, second = (self._nearness(marks, points) for marks in (self.marks, self.others))
        v = 0.5 + 0.5 * np.where(second > 0.5, second, second * (1.0 - first) - first)  # the second lies over the first
        return np.column_stack([u, v])

    def _nearness(self, marks: tuple[Mark, ...], points: Float64) -> Float64:
        """0 outside, 0.5 at the edge, towards 1 inside markings (V,)."""
        if not marks:
            return np.zeros(len(points))
        tufts = self.ragged * np.sin(points @ _WAVES.T + _PHASES).mean(axis=1) * 2.0
        shapes: list[Field] = []
        for mark in marks:
            balls = np.array(mark.balls)
            run = np.abs(balls[-1, :3] - balls[0, :3])
            shape = limb(balls[:, :3], balls[:, 3], side=_AXES[int(run.argmin())])  # round: any side does
            shapes += [shape, mirrored(shape)] if mark.mirrored else [shape]
        return np.asarray(np.clip(0.5 - 0.5 * (united(*shapes).distance(points) + tufts) / EDGE, 0.0, 0.96))


def ring(x: float, z: float, radius: float, width: float) -> Mark:
    """A ring about a tail or a leg that runs through (x, z)."""
    turns = np.linspace(0.0, 2.0 * np.pi, 9)
    return Mark(
        balls=tuple((x, radius * float(np.cos(a)), z + radius * float(np.sin(a)), 0.5 * width) for a in turns),
        mirrored=False,
    )


def mixed(code: str, other: str, share: float) -> str:
    """A colour between two, as sRGB hex."""
    a, b = ([int(text[k : k + 2], 16) for k in (0, 2, 4)] for text in (code, other))
    return "".join(f"{round((1 - share) * p + share * q):02x}" for p, q in zip(a, b, strict=True))


_AXES = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_DRAWN = stream(0, "coat.tufts")
_WAVES = _DRAWN.normal(size=(9, 3)) * 42.0
_PHASES = _DRAWN.uniform(0, 2 * np.pi, 9)
