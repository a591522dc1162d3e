"""A number plate with its text, as a vehicle carries it."""

from __future__ import annotations

import numpy as np

from scenes.assets.shaping.planar import placed, rectangle, rounded, standing
from scenes.assets.shaping.planar import plate as slab
from scenes.assets.signs.sign_alphabet import text
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel, joined_panels, solid

PLATE_M = (0.52, 0.11)
"""Width and height of a one-line European number plate."""
CHARACTER_M = 0.075
"""Height of its characters (German rules; others are alike)."""
THICK_M = 0.006


def plate_panel(words: str, middle_m: tuple[float, float, float], facing: int, levels: int) -> Panel:
    """A plate whose back is at `middle_m`, facing forwards (1) or backwards (-1). levels: 0 leaves the text out."""
    board = solid(slab(rounded(rectangle(*PLATE_M), 0.012), 0.0, THICK_M), Skin.PLATE)
    frame = solid(slab(rounded(rectangle(PLATE_M[0] + 0.016, PLATE_M[1] + 0.016), 0.016), -0.03, 0.003), Skin.TRIM)
    band = solid(standing(placed(_band(), 1.0, (0.0, 0.0)), THICK_M + 0.0006), Skin.PLATE_BAND)
    parts = [board, frame, band]
    if levels > 0:
        mark = text(words, CHARACTER_M, (0.022, 0.0), PLATE_M[0] - 0.085)
        parts.append(solid(standing(mark, THICK_M + 0.0006), Skin.PLATE_MARK))
    whole = joined_panels(parts)
    turned = whole.vertices_m * np.array([facing, facing, 1.0])
    return Panel(turned + np.array(middle_m), whole.faces, whole.skin)


def _band() -> tuple[
    np.ndarray[tuple[int, int], np.dtype[np.float64]], np.ndarray[tuple[int, int], np.dtype[np.int64]]
]:
    """The blue band at the left."""
    left, half = -PLATE_M[0] / 2 + 0.004, PLATE_M[1] / 2 - 0.004
    points = np.array([[left, -half], [left + 0.038, -half], [left + 0.038, half], [left, half]])
    return points, np.array([[0, 1, 2], [0, 2, 3]])
