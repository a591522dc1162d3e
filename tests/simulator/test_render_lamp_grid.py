"""Which lamps matter where: lists of cells, clusters that stand for several, and what a clip keeps of them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from lamp_world import Bulb, LitWorld, bulb, shining, source
from render_world import scene_of, sliding

from scenes.actor import Scenery
from scenes.environment import Environment
from scenes.lamp import aimed
from scenes.links import links_of
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.streams import stream
from simulator.physics.history import WorldHistory
from simulator.render.lamp_air import brightest_in_air
from simulator.render.lamp_clusters import lamp_tree
from simulator.render.lamp_grid import CELL_M, MOST, LampGrid, lamp_grid
from simulator.render.photometry import PHOTOMETRIES, relative_intensity
from simulator.render.scene_lamps import SceneLamps

UP = [0.0, 0.0, 1.0]
NIGHT = Environment(sun_elevation_rad=-0.5, street_lights_on=True)


def scattered_lamps(count: int):
    """Lamps of all kinds over 200 m, aimed anywhere near the horizontal or down."""
    rng = stream(1, "lamps")
    actors = []
    for k in range(count):
        kind = PHOTOMETRIES[k % len(PHOTOMETRIES)]
        level = rng.uniform(-0.1, 0.05) if kind != "street" else -1.0
        turn = rng.uniform(0, 2 * math.pi)
        axis = (math.cos(turn), math.sin(turn), level) if kind != "street" else (0.2 * math.cos(turn), 0.0, -1.0)
        peak = {
            "low_beam": 4e4,
            "high_beam": 7.5e4,
            "street": 7e3,
            "lambertian": 100.0,
            "beacon": 500.0,
            "signal": 400.0,
        }[kind]
        at = Pose(translation_m=(*rng.uniform(-100, 100, 2).tolist(), float(rng.uniform(0.5, 9.0))))
        actors.append(bulb(f"l{k}", at, source(photometry=kind, peak_cd=peak, T_part_lamp=aimed((0, 0, 0), axis))))
    return scene_of(*actors)


def by_closed_form(kind, local):
    return relative_intensity(kind, np.arctan2(local[..., 1], local[..., 0]), np.arcsin(np.clip(local[..., 2], -1, 1)))


def all_lamps_facing_lx(table, points, intensity=by_closed_form):
    """(points, lamps) illuminance on surfaces that face each lamp."""
    offset = points[:, None] - table.position_m[None]
    distance = np.linalg.norm(offset, axis=-1)
    local = np.einsum("lij,plj->pli", table.axes, offset / distance[..., None])
    out = np.zeros_like(distance)
    for index, kind in enumerate(PHOTOMETRIES):
        own = table.photometry == index
        out[:, own] = intensity(kind, local[:, own])
    return out * table.peak_cd / (distance**2 + table.radius_m**2)


def test_no_lamp_that_matters_is_missing_from_its_cell() -> None:
    table = shining(scattered_lamps(100))
    grid = lamp_grid(lamp_tree(table), least_lx=0.05, most=1000)
    rng = stream(2, "points")
    points = rng.uniform((-130, -130, 0), (130, 130, 8), (600, 3))
    lx = all_lamps_facing_lx(table, points)
    far = np.hypot(*np.moveaxis(points[:, None, :2] - table.position_m[None, :, :2], -1, 0)) > 160
    column, row = np.floor((points[:, :2] - grid.corner_m) / grid.cell_m).astype(int).T
    inside = (column >= 0) & (row >= 0) & (column < grid.size[0]) & (row < grid.size[1])
    assert (lx[~inside] <= 0.05).all()
    cell = row * grid.size[0] + column
    # The envelope comes from samples: it may be short by 0.02 of the peak, at most 2 % of what it bounds here.
    for k in np.flatnonzero(inside):
        listed = grid.cell_lamp[grid.cell_start[cell[k]] : grid.cell_start[cell[k] + 1]]
        matters = np.flatnonzero((lx[k] > 0.06) & ~far[k])
        assert np.isin(matters, listed).all()
    lengths = np.diff(grid.cell_start)
    assert lengths.max() < 100  # directions do count


def test_two_hundred_lamps_give_their_sum_within_the_stated_truncation() -> None:
    scene = scattered_lamps(200)
    world = LitWorld(scene, least_lx=0.02, most=200)

    def by_device(kind, local):
        return world.relative_intensity(PHOTOMETRIES.index(kind), local.reshape(-1, 3)).reshape(local.shape[:-1])

    points = np.column_stack([stream(3, "points").uniform(-100, 100, (300, 2)), np.zeros(300)])
    lx = all_lamps_facing_lx(world.table, points, by_device)
    offset = world.table.position_m[None] - points[:, None]
    distance = np.linalg.norm(offset, axis=-1)
    every = lx * offset[..., 2] / distance
    got = world.irradiance(points, [UP] * len(points))[:, 0]
    shown = got > 0  # the ray to the drawn lamp may meet another bulb
    assert shown.mean() > 0.95
    # What is left out had at most 0.02 lx (0.03: the envelope comes from samples) or is more than 160 m away.
    omitted = (every * ((lx < 0.03) | (distance > 159.0))).sum(axis=1)
    short = every.sum(axis=1) - got
    rounding = 1e-3 * every.sum(axis=1)
    assert (short <= omitted + rounding)[shown].all()
    assert (short >= -rounding)[shown].all()


def test_cells_keep_the_strongest_lamps_first() -> None:
    table = shining(scattered_lamps(200))
    whole, short = lamp_grid(lamp_tree(table), most=100), lamp_grid(lamp_tree(table), most=4)
    assert np.diff(short.cell_start).max() == 4
    for cell in range(0, len(short.cell_start) - 1, 7):
        kept = short.cell_lamp[short.cell_start[cell] : short.cell_start[cell + 1]]
        first = whole.cell_lamp[whole.cell_start[cell] :][: len(kept)]
        assert kept.tolist() == first.tolist()


def shop_windows(instances: bool):
    """Twelve matt windows in a wall of 12 by 6 m that looks along x; of the scenery, or each its own actor."""
    places = [Pose(translation_m=(0.0, 2.0 * j + 1.0, 2.0 * k + 1.0)) for j in range(-3, 3) for k in range(2)]
    window = source("window", radius_m=0.5, peak_cd=300.0)
    if instances:
        return scene_of(*(bulb(f"w{n}", at, window) for n, at in enumerate(places)), environment=NIGHT)
    walls = tuple(Scenery(name=f"w{n}", asset=Bulb(lamps=(window,)), T_world_body=at) for n, at in enumerate(places))
    return replace(scene_of(environment=NIGHT), scenery=walls)


def test_windows_are_joined_across_the_street_and_give_the_same_light() -> None:
    single, joined = LitWorld(shop_windows(instances=True)), LitWorld(shop_windows(instances=False))
    assert single.listed([[30.0, 0.0, 0.0]]) == [12]
    # The wall crosses the cubes' border at y = 0: cubes of 4 m hold four windows, those of 8 m six.
    assert joined.listed([[4.0, 0.0, 0.0], [14.0, 0.0, 0.0], [30.0, 0.0, 0.0]]) == [12, 4, 2]
    points = [[4.0, 0.0, 1.0], [14.0, 2.0, 1.0], [30.0, 0.0, 1.0], [40.0, 20.0, 3.0]]
    towards = [[-1.0, 0.0, 0.0]] * 4
    expected, got = single.irradiance(points, towards)[:, 0], joined.irradiance(points, towards)[:, 0]
    assert got[0] == pytest.approx(expected[0], rel=1e-5)
    # Half a cube at two cubes' distance: (0.5 / 2)^2 = 6 %.
    np.testing.assert_allclose(got, expected, rtol=0.06)


def test_the_brightest_lamps_in_air_are_near_and_strong() -> None:
    table = shining(scattered_lamps(100))
    eye = np.array([0.0, 0.0, 1.5])
    tree = lamp_tree(table)
    assert len(tree.table) == len(table)  # actors' lamps are not joined
    chosen = brightest_in_air(tree, eye, 0.03, most=10)
    distance = np.maximum(np.linalg.norm(table.position_m - eye, axis=1), 1.0)
    bound = np.sort(table.peak_cd * np.exp(-0.03 * distance) / distance)[::-1]
    own = table.peak_cd[chosen.row] * np.exp(-0.03 * distance[chosen.row]) / distance[chosen.row]
    np.testing.assert_allclose(own, bound[:10])
    # One as strong as the next to come has just come; twice as strong, it is there.
    np.testing.assert_allclose(chosen.share, np.clip(bound[:10] / bound[10] - 1.0, 0.0, 1.0))


def test_few_lamps_all_light_the_air() -> None:
    tree = lamp_tree(shining(scattered_lamps(5)))
    chosen = brightest_in_air(tree, np.zeros(3), 0.03)
    assert sorted(chosen.row.tolist()) == [0, 1, 2, 3, 4]
    assert (chosen.share == 1.0).all()


def crossing() -> tuple[Scene, WorldHistory]:
    """A lit house, street lamps and two cars, the second of which drives 3 m/s along x."""
    street = source("street", photometry="street", peak_cd=7e3, T_part_lamp=aimed((0, 0, 8), (0, 0, -1)))
    masts = tuple(
        Scenery(name=f"m{k}", asset=Bulb(lamps=(street,)), T_world_body=Pose.planar(30.0 * k, 5.0, 0.0))
        for k in range(-3, 4)
    )
    head = source(photometry="low_beam", peak_cd=4e4)
    cars = [bulb(f"c{k}", Pose.planar(20.0 * k, 0.0, 1.0 + k, z_m=0.7), head) for k in range(2)]
    house = shop_windows(instances=False).scenery
    scene = replace(scene_of(*cars, environment=NIGHT), scenery=(*house, *masts))
    return scene, sliding(scene, (3.0, 0.0, 0.0))


def by_cell(grid: LampGrid) -> dict[tuple[int, int], list[int]]:
    """The lists of a grid by the number of the cell in the world."""
    left, bottom = (round(corner / CELL_M) for corner in grid.corner_m)
    lists = np.split(grid.cell_lamp, grid.cell_start[1:-1])
    return {(left + k % grid.size[0], bottom + k // grid.size[0]): x.tolist() for k, x in enumerate(lists) if len(x)}


def test_what_a_clip_keeps_is_what_one_would_work_out_anew() -> None:
    scene, history = crossing()
    kept = SceneLamps(links_of(scene))
    for t_s in (0.0, 0.5, 1.0, 0.25):
        lit = kept.at(history, t_s, NIGHT, 0.05)
        anew = SceneLamps(links_of(scene)).at(history, t_s, NIGHT, 0.05)
        assert by_cell(lit.grid) == by_cell(anew.grid)
        np.testing.assert_array_equal(lit.tree.table.position_m, anew.tree.table.position_m)
        # ... and what all lamps together list: rows of several tables are merged as one table is sorted.
        assert by_cell(lit.grid) == by_cell(lamp_grid(lit.tree, least_lx=0.05))


def test_another_light_or_another_motion_is_not_taken_for_the_one_before() -> None:
    scene, history = crossing()
    kept = SceneLamps(links_of(scene))
    first = kept.at(history, 0.0, NIGHT, 0.05)
    off = kept.at(history, 0.0, replace(NIGHT, street_lights_on=False), 0.05)
    assert len(off.tree.table) == 2
    assert len(kept.at(history, 0.0, NIGHT, 5.0).grid.cell_lamp) < len(first.grid.cell_lamp)
    faster = kept.at(sliding(scene, (9.0, 0.0, 0.0)), 1.0, NIGHT, 0.05)
    moved = faster.tree.table.position_m[-2:] - first.tree.table.position_m[-2:]
    np.testing.assert_allclose(moved, [[0.0, 0.0, 0.0], [9.0, 0.0, 0.0]], atol=1e-9)


def test_cells_stay_where_they_are_when_lamps_move() -> None:
    scene, history = crossing()
    kept = SceneLamps(links_of(scene))
    lit = [kept.at(history, t_s, NIGHT, 0.05) for t_s in (0.0, 1.0)]
    house = np.flatnonzero(lit[0].tree.table.instance == 0)
    early, late = (by_cell(x.grid) for x in lit)
    assert max(map(len, late.values())) < MOST  # so that no lamp takes another's place
    assert early.keys() & late.keys()
    for cell in early.keys() & late.keys():
        assert [x for x in early[cell] if x in house] == [x for x in late[cell] if x in house]
