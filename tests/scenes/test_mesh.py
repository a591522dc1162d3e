"""Meshes refuse what cannot be drawn, and carry texture coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot, asset_of
from scenes.errors import SceneError
from scenes.material import Material
from scenes.mesh import Mesh, MeshBuilder

SQUARE = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
HALVES = np.array([[0, 1, 2], [0, 2, 3]])
UV = SQUARE[:, :2][HALVES]


def square(uv: np.ndarray | None = None) -> Mesh:
    builder = MeshBuilder()
    builder.add(SQUARE, HALVES, 3, uv=uv)
    return builder.build()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken(AssetSpec):
    """A triangle with a corner nowhere."""

    def build(self) -> Asset:
        builder = MeshBuilder()
        builder.add([[0, 0, 0], [1, 0, 0], [np.nan, 1, 0]], [[0, 1, 2]], 0)
        return Asset(
            name="broken",
            semantic="vehicle.car",
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=(Slot(material="m", part="body", semantic="vehicle.car"),),
            materials=(("m", Material(base_color=(1, 1, 1))),),
            box=BodyBox(length_m=1, width_m=1, height_m=1),
        )


def test_a_broken_asset_is_named_with_what_is_wrong() -> None:
    with pytest.raises(SceneError, match=r"asset Broken\(\): 1 vertices are not finite, the first is vertex 2"):
        asset_of(Broken())


def test_triangles_without_area_are_dropped_with_all_that_is_theirs() -> None:
    builder = MeshBuilder()
    faces = np.array([[0, 1, 1], [0, 1, 2], [0, 2, 0], [0, 2, 3]])
    builder.add(SQUARE, faces, [5, 6, 7, 8], uv=np.arange(24).reshape(4, 3, 2))

    mesh = builder.build()

    assert mesh.faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert mesh.face_slot.tolist() == [6, 8]
    assert mesh.corner_uv is not None
    assert mesh.corner_uv[:, 0, 0].tolist() == [6, 18]


def test_slivers_that_float32_flattens_are_dropped() -> None:
    far = np.array([[100.0, 0, 0], [100 + 2e-6, 0, 0], [100, 1, 0]])
    builder = MeshBuilder()
    builder.add(far, [[0, 1, 2]], 0)
    builder.add(SQUARE, HALVES, 0)

    assert builder.build().triangles == 2


def test_flat_triangles_are_refused_where_nobody_drops_them() -> None:
    mesh = square()
    with pytest.raises(ValueError, match="1 triangles without area, the first is face 1"):
        Mesh(
            vertices_m=mesh.vertices_m,
            faces=np.array([[0, 1, 2], [0, 0, 3]], dtype=np.int32),
            corner_normals=mesh.corner_normals,
            face_slot=mesh.face_slot,
        )


def test_texture_coordinates_change_the_key() -> None:
    assert square().key == square().key
    assert square(UV).key != square().key
    assert square(UV).key != square(2 * UV).key


def test_patches_without_coordinates_get_zeros_beside_those_with() -> None:
    builder = MeshBuilder()
    builder.add(SQUARE, HALVES, 0)
    builder.add(SQUARE + np.array([0, 0, 1]), HALVES, 2, uv=UV)

    mesh = builder.build()

    assert square().corner_uv is None
    assert mesh.corner_uv is not None
    assert (mesh.corner_uv[:2] == 0).all()
    assert (mesh.corner_uv[2:] == UV).all()
    assert mesh.slots.tolist() == [0, 2]
