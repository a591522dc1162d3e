"""Pieces of vehicle surface: triangles with a slot each, made from grids of points and mirrored left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.vehicles.materials import Skin

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """vertices_m: (V, 3). faces: (F, 3), counter-clockwise seen from outside. skin: (F,) values of `Skin`.

    normals: (F, 3, 3) unit shading normals of the corners, None where they are those of the triangles around.
    """

    vertices_m: Float64
    faces: NDArray[np.int64]
    skin: NDArray[np.int32]
    normals: Float64 | None = None


def grid_panel(points_m: Float64, skin: ArrayLike) -> Panel:
    """A panel from rows of points (R, C, 3); outside is along (next column) x (next row).

    skin: one for all, or one a cell (R-1, C-1); cells of `Skin.NONE` are left out.
    """
    rows, columns, _ = points_m.shape
    cell_skin = np.broadcast_to(np.asarray(skin, dtype=np.int32), (rows - 1, columns - 1))
    i, j = np.nonzero(cell_skin != Skin.NONE)
    a = i * columns + j
    b, c, d = a + 1, a + columns + 1, a + columns
    faces = np.stack([a, b, c, a, c, d], axis=1).reshape(-1, 3)
    return Panel(points_m.reshape(-1, 3), faces.astype(np.int64), np.repeat(cell_skin[i, j], 2))


def solid(patch: tuple[Float64, NDArray[np.int64]], skin: Skin) -> Panel:
    """Vertices and faces with one skin."""
    vertices, faces = patch
    return Panel(vertices, faces, np.full(len(faces), skin, dtype=np.int32))


def joined_panels(panels: Sequence[Panel]) -> Panel:
    """Several panels as one, to be shaded smoothly across their seams."""
    starts = np.cumsum([0, *(len(panel.vertices_m) for panel in panels)])
    normals = [panel.normals for panel in panels if panel.normals is not None]
    if normals and len(normals) < len(panels):
        raise ValueError("panels with shading normals and panels without do not join")
    return Panel(
        np.concatenate([panel.vertices_m for panel in panels]),
        np.concatenate([panel.faces + start for panel, start in zip(panels, starts, strict=False)]),
        np.concatenate([panel.skin for panel in panels]),
        np.concatenate(normals) if normals else None,
    )


def mirrored(panel: Panel) -> Panel:
    """The same on the right-hand side; left indicators become right ones."""
    skin = panel.skin.copy()
    skin[panel.skin == Skin.INDICATOR_LEFT] = Skin.INDICATOR_RIGHT
    skin[panel.skin == Skin.INDICATOR_FRONT_LEFT] = Skin.INDICATOR_FRONT_RIGHT
    flip = np.array([1.0, -1.0, 1.0])
    normals = None if panel.normals is None else panel.normals[:, ::-1] * flip
    return Panel(panel.vertices_m * flip, panel.faces[:, ::-1], skin, normals)


def both_sides(panel: Panel) -> Panel:
    """A left half and its mirror image."""
    return joined_panels([panel, mirrored(panel)])
