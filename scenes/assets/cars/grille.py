"""Bars, slats and lattices in the openings of a car's front."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.assets.cars.probe import Probe
from scenes.assets.shaping.outlines import Field
from scenes.assets.shaping.shapes import tube
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel, solid

Float64 = NDArray[np.float64]
FILLS: dict[str, tuple[float, float, float]] = {
    "bars": (0.034, 0.0, 0.007),
    "slats": (0.0, 0.046, 0.007),
    "mesh": (0.042, 0.075, 0.0045),
    "plain": (0.0, 0.0, 0.0),
}
"""Distance of level bars, of upright ones (0: none), and their half thickness, metres; chosen."""
_SET_BACK_M = 0.012
_SAMPLES = 48


def grille_bars(probe: Probe, opening: Field, ahead_of_m: float, fill: str, skin: Skin) -> list[Panel]:
    """What fills an opening of the left half, some way behind the skin. ahead_of_m: an x behind it."""
    level, upright, half = FILLS[fill]
    points = probe.corners.reshape(-1, 3)
    y, z = np.meshgrid(
        np.linspace(0.0, float(points[:, 1].max()), _SAMPLES),
        np.linspace(float(points[:, 2].min()), float(points[:, 2].max()), _SAMPLES),
        indexing="ij",
    )
    inside = opening(np.stack([np.full_like(y, ahead_of_m + 1.0), y, z], axis=-1).reshape(-1, 3)).reshape(y.shape) > 0.0
    if not inside.any():
        return []
    low, high = z[inside].min(), z[inside].max()
    found = []
    for at in np.arange(low + 0.5 * level, high, level) if level > 0.0 else ():
        line = np.stack([y[:, 0], np.full(_SAMPLES, at)], axis=1)
        found += _laid(probe, opening, line, half, skin, ahead_of_m)
    for at in np.arange(0.5 * upright, float(y[inside].max()), upright) if upright > 0.0 else ():
        line = np.stack([np.full(_SAMPLES, at), z[0]], axis=1)
        found += _laid(probe, opening, line, half, skin, ahead_of_m)
    return found


def _laid(probe: Probe, opening: Field, line: Float64, half: float, skin: Skin, ahead_of_m: float) -> list[Panel]:
    """Bars along the pieces of a line (N, 2) in y and z that lie in the opening."""
    inside = opening(np.column_stack([np.full(len(line), ahead_of_m + 1.0), line])) > 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    found = []
    for first, past in zip(edges[0::2], edges[1::2], strict=True):
        if past - first < 2:
            continue
        chosen = line[np.unique(np.linspace(first, past - 1, 5).astype(int))]
        points = probe.line(0, 1, chosen, -_SET_BACK_M)
        found.append(solid(tube(points, np.full(len(points), half), 4), skin))
    return found
