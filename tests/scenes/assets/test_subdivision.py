"""Catmull-Clark subdivision: counts, exact rules, creases, limit points and normals."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.assets.shaping.limit_surface import Surface, limit_surface
from scenes.assets.shaping.subdivision import SHARP, Cage, cage, subdivided
from scenes.streams import stream

CUBE = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
SIDES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
EDGES = {tuple(sorted((face[k], face[(k + 1) % 4]))): SHARP for face in SIDES for k in range(4)}


def grid(size: int, height: np.ndarray | float = 0.0) -> Cage:
    """A flat sheet of unit squares."""
    x, y = np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="ij")
    points = np.stack([x, y, np.broadcast_to(height, x.shape)], axis=-1).reshape(-1, 3)
    n = size + 1
    return cage(
        points,
        [(i * n + j, (i + 1) * n + j, (i + 1) * n + j + 1, i * n + j + 1) for i in range(size) for j in range(size)],
    )


def test_a_cube_has_four_faces_for_each_after_a_step_and_the_published_vertices() -> None:
    once = subdivided(cage(CUBE, SIDES), 1)
    assert (once.faces, len(once.vertices_m)) == (24, 26)  # 8 corners, 12 edges, 6 faces
    # F = (1/3, 1/3, 1/3), R = (2/3, 2/3, 2/3), P = (1, 1, 1), n = 3: (F + 2R) / 3 = 5/9
    np.testing.assert_allclose(np.abs(once.vertices_m[:8]), 5.0 / 9.0)
    # an edge: (two ends + two face middles) / 4
    np.testing.assert_allclose(np.sort(np.abs(once.vertices_m[8:20]), axis=1), np.tile([0.0, 0.75, 0.75], (12, 1)))


def test_a_cube_tends_to_a_closed_round_thing_and_the_limit_is_the_same_at_every_level() -> None:
    coarse, fine = (limit_surface(subdivided(cage(CUBE, SIDES), level)) for level in (1, 4))
    for made in (coarse, fine):
        corners = made.vertices_m[made.faces]
        assert (
            np.einsum(
                "fi,fi->f", corners.mean(axis=1), np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            )
            > 0
        ).all()
    # Vertices of the coarse level are vertices of the fine one, and do not move.
    np.testing.assert_allclose(fine.vertices_m[:26], coarse.vertices_m, atol=1e-12)


def test_sharp_edges_keep_a_cube_a_cube() -> None:
    thrice = limit_surface(subdivided(cage(CUBE, SIDES, creases=EDGES), 3))
    assert np.abs(thrice.vertices_m).max() == 1.0
    np.testing.assert_allclose(np.abs(thrice.vertices_m).max(axis=1), 1.0)
    assert {tuple(normal) for normal in np.round(thrice.corner_normals.reshape(-1, 3), 9) + 0.0} == {
        tuple(np.eye(3)[axis] * sign + 0.0) for axis in range(3) for sign in (1, -1)
    }


def test_a_sharper_edge_keeps_more_of_the_cubes_volume() -> None:
    def volume(sharpness: float) -> float:
        made = limit_surface(subdivided(cage(CUBE, SIDES, creases=dict.fromkeys(EDGES, sharpness)), 4))
        a, b, c = (made.vertices_m[made.faces[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)

    volumes = [volume(sharpness) for sharpness in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)]
    assert volumes == sorted(volumes)
    assert volumes[0] < 4.0 < volumes[-1] < 8.0


def test_a_crease_of_two_faces_is_the_uniform_cubic_b_spline_of_its_vertices() -> None:
    height = np.array([0.0, 0.0, 1.0, 0.0, 0.0])[:, None] * np.ones(5)
    sheet = grid(4, height)
    along = {(5 * i + 2, 5 * (i + 1) + 2): SHARP for i in range(4)}
    creased = Cage(
        **{name: getattr(sheet, name) for name in ("vertices_m", "corners", "sizes", "tags", "values")},
        creases=np.array(sorted(along)),
        sharpness=np.full(4, SHARP),
    )
    placed = limit_surface(creased).vertices_m
    # cubic B-spline at its knots: (1, 4, 1) / 6
    assert placed[12, 2] == pytest.approx(4 / 6)
    assert placed[7, 2] == pytest.approx(1 / 6)


def test_a_flat_sheet_stays_flat_and_an_even_one_even() -> None:
    made = limit_surface(subdivided(grid(4), 2))
    assert not made.vertices_m[:, 2].any()
    np.testing.assert_allclose(made.corner_normals[..., 2], 1.0)
    inner = made.vertices_m[12]  # the middle of an even sheet stays where it is
    np.testing.assert_allclose(inner, [2.0, 2.0, 0.0])


def test_limit_normals_are_what_small_triangles_tend_to() -> None:
    rng = stream(7, "heights")
    sheet = grid(6, rng.normal(size=(7, 7)) * 0.5)
    coarse, fine = limit_surface(sheet), limit_surface(subdivided(sheet, 6))

    def at(made: Surface, vertex: int, kind: str) -> np.ndarray:
        where = np.argwhere(made.faces == vertex)
        if kind == "shading":
            return np.asarray(made.corner_normals[where[0, 0], where[0, 1]])
        corners = made.vertices_m[made.faces[where[:, 0]]]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]).sum(axis=0)
        return np.asarray(normal / np.linalg.norm(normal))

    for vertex in (16, 24, 32):  # inner vertices keep their numbers
        # Triangles of edge h = 1/64 differ from the tangent by curvature times h, below 4/64; their mean by far less.
        assert at(coarse, vertex, "shading") @ at(fine, vertex, "flat") > 1 - 1e-4
        np.testing.assert_allclose(at(coarse, vertex, "shading"), at(fine, vertex, "shading"), atol=1e-9)


def test_polygons_tags_and_values_go_along() -> None:
    pyramid = cage(
        [(1, 1, 0), (-1, 1, 0), (-1, -1, 0), (1, -1, 0), (0, 0, 1)],
        [(3, 2, 1, 0), (0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)],
        tags=[7, 1, 2, 3, 4],
        values=[[0.0], [0.0], [0.0], [0.0], [1.0]],
    )
    once = subdivided(pyramid, 1)
    assert np.bincount(once.tags).tolist() == [0, 3, 3, 3, 3, 0, 0, 4]
    assert set(once.sizes.tolist()) == {4}
    made = limit_surface(subdivided(pyramid, 3))
    assert np.corrcoef(made.values[:, 0], made.vertices_m[:, 2])[0, 1] > 0.95


def test_the_same_cage_gives_the_same_bits_and_does_not_change() -> None:
    control = cage(CUBE, SIDES, creases={(0, 1): 1.5})
    before = control.vertices_m.copy()
    first, second = (limit_surface(subdivided(control, 3)) for _ in range(2))
    assert first.vertices_m.tobytes() == second.vertices_m.tobytes()
    assert first.corner_normals.tobytes() == second.corner_normals.tobytes()
    assert np.array_equal(control.vertices_m, before)


@pytest.mark.parametrize(
    ("faces", "creases", "message"),
    [
        ([(0, 1, 9)], {}, "missing vertices"),
        ([(0, 1, 3), (0, 1, 5), (1, 0, 2)], {}, "more than two faces"),
        ([(0, 1, 3), (0, 1, 5)], {}, "opposite orientation"),
        ([(0, 1, 3)], {(0, 2): 1.0}, "no edge"),
    ],
)
def test_broken_cages_are_refused(
    faces: list[tuple[int, ...]], creases: dict[tuple[int, int], float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        cage(CUBE, faces, creases=creases)
