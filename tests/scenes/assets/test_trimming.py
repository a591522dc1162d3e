"""Cuts along outlines: nothing is lost, nothing tears, and what is cut out has the outline's shape."""

from __future__ import annotations

import numpy as np
import pytest

from scenes.assets.cars.skin_relief import lip, open_edges, relief, ribbon
from scenes.assets.shaping.limit_surface import limit_surface
from scenes.assets.shaping.outlines import (
    Field,
    above_line,
    away_from,
    beyond,
    both,
    circle,
    either,
    filleted,
    grown,
    polygon,
    without,
)
from scenes.assets.shaping.subdivision import cage
from scenes.assets.shaping.trimming import Trimmed, left_half, welded
from scenes.streams import stream

SIZE = 8
BEND_M = 0.002


def sheet(bend_m: float = BEND_M) -> Trimmed:
    """A level sheet of 0.1 m squares over x 0 to 0.8 and y 0 to 0.8, zones 0 (x < 0.4) and 1, seen from above."""
    x, y = np.meshgrid(np.arange(SIZE + 1) * 0.1, np.arange(-SIZE, SIZE + 1) * 0.1, indexing="ij")
    rows = 2 * SIZE + 1
    faces = [
        (i * rows + j, (i + 1) * rows + j, (i + 1) * rows + j + 1, i * rows + j + 1)
        for i in range(SIZE)
        for j in range(2 * SIZE)
    ]
    tags = [int(i >= SIZE // 2) for i in range(SIZE) for _ in range(2 * SIZE)]
    creases = {}
    made = limit_surface(cage(np.stack([x, y, 0 * x], axis=-1).reshape(-1, 3), faces, tags, creases))
    return left_half(made, 0, bend_m)


def areas(trimmed: Trimmed) -> np.ndarray:
    corners = trimmed.vertices_m[trimmed.faces]
    return 0.5 * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)


def edge_uses(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    _, index = welded(vertices)
    ends = np.sort(index[np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)], axis=1)
    _, counts = np.unique(ends, axis=0, return_counts=True)
    return counts


def test_a_cut_keeps_the_area_and_the_inside_has_the_outlines() -> None:
    whole = sheet()
    hole = circle("top", (0.41, 0.37), 0.23)
    cut, inside = whole.cut([0, 1], hole)
    assert areas(cut).sum() == pytest.approx(areas(whole).sum(), rel=1e-12)
    # A chord whose middle is within 2 mm of the circle: the polygon loses at most 2/3 of 2 mm times the circumference.
    assert areas(cut)[inside].sum() == pytest.approx(np.pi * 0.23**2, abs=2 / 3 * BEND_M * 2 * np.pi * 0.23)
    middles = cut.middles()
    assert (hole(middles[inside]) > -BEND_M).all()
    assert (hole(middles[~inside]) < BEND_M).all()


def test_no_cut_tears_the_surface() -> None:
    cut = sheet()
    before = (edge_uses(cut.vertices_m, cut.faces) == 1).sum()
    for outline in (circle("top", (0.3, 0.4), 0.2), circle("top", (0.5, 0.4), 0.15), beyond(0, 0.333)):
        cut, _ = cut.cut([0, 1], outline)
    uses = edge_uses(cut.vertices_m, cut.faces)
    assert uses.max() == 2
    # Only the sheet's own border is open, whose corners are rounded by 2 cm.
    open_ones = open_edges(cut)
    ends = np.stack([cut.faces, np.roll(cut.faces, -1, axis=1)], axis=2).reshape(-1, 2)[open_ones]
    middles = cut.vertices_m[ends].mean(axis=1)
    low, high = cut.vertices_m.min(axis=0), cut.vertices_m.max(axis=0)
    at_border = np.isclose(middles[:, :2], low[:2], atol=0.02) | np.isclose(middles[:, :2], high[:2], atol=0.02)
    assert at_border.any(axis=1).all()
    assert before > 0


def test_zones_that_are_not_asked_for_stay_whole() -> None:
    cut, inside = sheet().cut([1], circle("top", (0.4, 0.4), 0.2))
    assert not inside[cut.zone == 0].any()
    assert areas(cut)[inside].sum() == pytest.approx(0.5 * np.pi * 0.2**2, abs=2 / 3 * BEND_M * np.pi * 0.2)


def test_regions_at_their_depths_are_joined_by_walls() -> None:
    sunk = sheet().painted([0, 1], circle("top", (0.4, 0.4), 0.2), skin=3, depth_m=0.02)
    panel = relief(sunk, {3: 5})
    assert panel.vertices_m[panel.faces[panel.skin == 3]][..., 2] == pytest.approx(-0.02)
    assert panel.vertices_m[panel.faces[panel.skin == 0]][..., 2] == pytest.approx(0.0)
    wall = panel.vertices_m[panel.faces[panel.skin == 5]]
    area = 0.5 * np.linalg.norm(np.cross(wall[:, 1] - wall[:, 0], wall[:, 2] - wall[:, 0]), axis=1).sum()
    assert area == pytest.approx(2 * np.pi * 0.2 * 0.02, rel=0.01)
    # walls of a dent face its middle
    normal = np.cross(wall[:, 1] - wall[:, 0], wall[:, 2] - wall[:, 0])
    towards = np.array([0.4, 0.4, -0.01]) - wall.mean(axis=1)
    assert (np.einsum("fi,fi->f", normal, towards) > 0).all()


def test_a_hole_has_open_edges_that_a_lip_turns_in() -> None:
    cut, gone = sheet().cut([0, 1], circle("top", (0.4, 0.4), 0.2))
    holed = cut.without(gone)
    strip = lip(holed, open_edges(holed), np.array([0.0, 0.0, -0.03]), 4)
    corners = strip.vertices_m[strip.faces].mean(axis=1)
    ring = np.hypot(corners[:, 0] - 0.4, corners[:, 1] - 0.4) < 0.21
    normal = np.cross(
        strip.vertices_m[strip.faces[:, 1]] - strip.vertices_m[strip.faces[:, 0]],
        strip.vertices_m[strip.faces[:, 2]] - strip.vertices_m[strip.faces[:, 0]],
    )
    towards = np.array([0.4, 0.4, 0.0]) - corners
    assert ring.sum() > 20
    assert (np.einsum("fi,fi->f", normal[ring], towards[ring]) > 0).all()


def test_a_ribbon_lies_along_its_outline_on_the_surface() -> None:
    line = ribbon(sheet(), [0, 1], circle("top", (0.4, 0.4), 0.2), 0.003, 7)
    radius = np.hypot(line.vertices_m[:, 0] - 0.4, line.vertices_m[:, 1] - 0.4)
    assert np.abs(radius - 0.2).max() < 0.0035
    assert (line.vertices_m[:, 2] > 0).all()
    assert line.vertices_m[:, 2].max() < 0.001
    lowest = np.cross(
        line.vertices_m[line.faces[:, 1]] - line.vertices_m[line.faces[:, 0]],
        line.vertices_m[line.faces[:, 2]] - line.vertices_m[line.faces[:, 0]],
    )[:, 2]
    assert (lowest > 0).all()  # seen from above


def test_pieces_changed_apart_join_without_gaps() -> None:
    whole = sheet()
    about = whole.middles()[:, 0] < 0.5
    changed = whole.changed(about, lambda part: part.painted([0, 1], circle("top", (0.25, 0.4), 0.1), skin=2))
    assert areas(changed).sum() == pytest.approx(areas(whole).sum(), rel=1e-12)
    assert edge_uses(changed.vertices_m, changed.faces).max() == 2
    assert (changed.skin == 2).any()


def points(count: int = 400) -> np.ndarray:
    return stream(5, "points").uniform(-0.5, 1.5, size=(count, 3))


@pytest.mark.parametrize(
    ("field", "inside"),
    [
        (beyond(0, 0.3), lambda p: p[:, 0] > 0.3),
        (beyond(2, 0.3, -1), lambda p: p[:, 2] < 0.3),
        (circle("side", (0.5, 0.5), 0.4), lambda p: np.hypot(p[:, 0] - 0.5, p[:, 2] - 0.5) < 0.4),
        (
            polygon("front", [(0, 0), (1, 0), (1, 1), (0, 1)]),
            lambda p: ((p[:, 1:] > 0) & (p[:, 1:] < 1)).all(axis=1),
        ),
        (above_line("side", (0.0, 1.0), (0.0, 0.0)), lambda p: p[:, 0] > 0.0),
        (both(beyond(0, 0.2), beyond(1, 0.2)), lambda p: (p[:, 0] > 0.2) & (p[:, 1] > 0.2)),
        (either(beyond(0, 0.2), beyond(1, 0.2)), lambda p: (p[:, 0] > 0.2) | (p[:, 1] > 0.2)),
        (without(beyond(0, 0.2), beyond(1, 0.2)), lambda p: (p[:, 0] > 0.2) & (p[:, 1] < 0.2)),
        (grown(beyond(0, 0.2), 0.1), lambda p: p[:, 0] > 0.1),
        (away_from(np.array([[[0, 0, 0], [0, 0, 1.0]]]), 0.3), None),
    ],
)
def test_fields_are_positive_inside(field: Field, inside: object) -> None:
    at = points()
    values = field(at)
    if inside is None:
        z = np.clip(at[:, 2], 0.0, 1.0)
        np.testing.assert_allclose(values, np.linalg.norm(at - np.stack([0 * z, 0 * z, z], axis=1), axis=1) - 0.3)
    else:
        assert ((values > 0) == inside(at)).all()  # type: ignore[operator]


def test_a_polygons_field_is_the_distance_near_its_outline() -> None:
    field = polygon("top", [(0, 0), (1, 0), (1, 1), (0, 1)])
    at = np.array([[0.5, 0.05, 9.0], [0.5, -0.05, 9.0], [-0.03, -0.04, 9.0], [0.9, 0.5, 9.0]])
    np.testing.assert_allclose(field(at), [0.05, -0.05, -0.05, 0.1], atol=1e-12)


def test_fillets_stay_inside_and_keep_the_sides() -> None:
    rounded = filleted([(0, 0), (1, 0), (1, 1), (0, 1)], 0.2)
    assert rounded.min() >= 0.0
    assert rounded.max() <= 1.0
    x, y = rounded.T
    area = 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    # A quadratic Bezier curve leaves r^2 / 6 of a right corner; five chords of it 1/25 of the segment, r^2 / 3, more.
    assert 1 - area == pytest.approx(4 * 0.2**2 * (1 / 6 + 1 / 75), rel=1e-6)
