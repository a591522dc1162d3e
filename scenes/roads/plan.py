"""The plan view of a road: lines, arcs, clothoids and cubic polynomials laid end to end, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A circular piece; left bends have positive curvature."""

    curvature_per_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spiral:
    """A clothoid: the curvature changes linearly from start to end."""

    start_curvature_per_m: float
    end_curvature_per_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Poly3:
    """v(u) = a + b u + c u^2 + d u^3 in the record's frame; stations measure the curve's arc length (OpenDRIVE 1.4)."""

    v: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamPoly3:
    """u(p) and v(p), cubic, in the record's frame.

    parameter: 'arc_length', p runs from 0 to the record's length; 'normalized', p runs from 0 to 1. Stations are linear
    in p, as OpenDRIVE has it.
    """

    u: tuple[float, float, float, float]
    v: tuple[float, float, float, float]
    parameter: Literal["arc_length", "normalized"] = "normalized"


PlanShape = Line | Arc | Spiral | Poly3 | ParamPoly3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """One piece of a reference line: where it starts, in which direction, how long it is, and its shape."""

    s_m: float
    x_m: float
    y_m: float
    heading_rad: float
    length_m: float
    shape: PlanShape
