"""How a value goes from its start to its goal: step, linear, cubic, sinusoidal (OpenSCENARIO 1.3, DynamicsShape).

A shape is a share y(x) of the way, x = elapsed over total: y(0) = 0, y(1) = 1. All are point symmetric about the
middle, so that the mean of the value is the mean of its ends, whatever the shape.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.storyboard.motion import Shape

Float64 = NDArray[np.float64]

PEAK_SLOPE: dict[Shape, float] = {"step": math.inf, "linear": 1.0, "cubic": 1.5, "sinusoidal": math.pi / 2}
"""The largest dy/dx: 1; of 3x^2 - 2x^3 at 1/2; of (1 - cos pi x) / 2 at 1/2."""
PEAK_BEND: dict[Shape, float] = {"step": 0.0, "linear": 4.0, "cubic": 6.0, "sinusoidal": math.pi**2 / 2}
"""The largest d2y/dx2, at both ends. Linear, whose corners have none: that of two parabolas through the same points."""


def share(shape: Shape, x: Float64) -> Float64:
    """Y at x (N,); 0 before 0 and 1 after 1."""
    inside = np.clip(x, 0.0, 1.0)
    if shape == "linear":
        return inside
    if shape == "cubic":
        return np.asarray(inside * inside * (3.0 - 2.0 * inside))
    if shape == "sinusoidal":
        return np.asarray(0.5 - 0.5 * np.cos(math.pi * inside))
    return np.where(np.asarray(x) >= 0.0, 1.0, 0.0)


def slope(shape: Shape, x: Float64) -> Float64:
    """dy/dx at x (N,); 0 outside 0 to 1, and of a step."""
    within = (np.asarray(x) >= 0.0) & (np.asarray(x) <= 1.0)
    inside = np.clip(x, 0.0, 1.0)
    if shape == "linear":
        return np.where(within, 1.0, 0.0)
    if shape == "cubic":
        return np.asarray(6.0 * inside * (1.0 - inside))
    if shape == "sinusoidal":
        return np.asarray(0.5 * math.pi * np.sin(math.pi * inside))
    return np.zeros_like(inside)


def covered(shape: Shape, x: Float64) -> Float64:
    """The integral of y from 0 to x (N,), x >= 0."""
    inside = np.clip(x, 0.0, 1.0)
    beyond = np.maximum(np.asarray(x) - 1.0, 0.0)
    if shape == "linear":
        area = 0.5 * inside * inside
    elif shape == "cubic":
        area = inside**3 - 0.5 * inside**4
    elif shape == "sinusoidal":
        area = 0.5 * inside - np.sin(math.pi * inside) / (2.0 * math.pi)
    else:
        area = inside
    return np.asarray(area + beyond)
