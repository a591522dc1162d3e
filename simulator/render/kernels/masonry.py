"""Patterns of built surfaces: concrete, slabs, cobbles, bricks, plaster."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.noise import (
    band_limited,
    cell_value,
    joint_slope,
    joints,
    octave,
    streaks,
    tone,
)
from simulator.render.kernels.relief import Detail, Patch

wp.set_module_options(kernel_options())

BRICK_M = wp.constant(0.25)
COURSE_M = wp.constant(1.0 / 12.0)
MORTAR_M = wp.constant(0.012)
"""German normal format with joints: 250 x 83 mm (DIN 105: bricks of 240 x 71 mm)."""
SLAB_M = wp.constant(0.4)
SLAB_JOINT_M = wp.constant(0.008)
SETT_M = wp.constant(0.105)
SETT_JOINT_M = wp.constant(0.014)
FORMWORK_M = wp.constant(1.0)
FORMWORK_JOINT_M = wp.constant(0.008)


@wp.func
def with_joints(color: wp.vec3, joint: float, share: float, shade: float) -> wp.vec3:
    """A colour with joints darker by `shade`; where they cover their usual share it is what it was."""
    return color * ((1.0 - shade * joint) / (1.0 - shade * share))


@wp.func
def concrete(base: wp.vec3, q: Patch) -> Detail:
    """Pores, stains (running down on walls), joints of formwork or kerb stones every metre."""
    out = Detail()
    pores = octave(q.p, 90.0, q.footprint, 42)
    shade = 0.10 * tone(q.p, 0.6, q.footprint, 41) + 0.10 * tone(q.p, 14.0, q.footprint, 43)
    shade += 0.16 * pores[0]
    if q.wall == 1:
        shade += 0.14 * streaks(q.p, 3.5, 0.3, q.spread, 44)
    else:
        shade += 0.10 * tone(q.p, 2.7, q.footprint, 45)
    gap = joints(q.p[0], FORMWORK_M, FORMWORK_JOINT_M, q.spread[0])
    out.color = with_joints(base * (1.0 + shade), gap, FORMWORK_JOINT_M / FORMWORK_M, 0.6)
    out.slope = wp.vec2(
        0.0008 * pores[1] + 0.5 * joint_slope(q.p[0], FORMWORK_M, FORMWORK_JOINT_M, q.spread[0]), 0.0008 * pores[2]
    )
    return out


@wp.func
def tiled(base: wp.vec3, q: Patch, shift: float, width: float, height: float, joint: float, seed: int) -> Detail:
    """Tiles of one size in rows, every other one shifted: their tones, and joints a third as bright."""
    out = Detail()
    row = wp.floor(q.p[1] / height)
    x = q.p[0] + shift * (row - 2.0 * wp.floor(0.5 * row))
    column = wp.floor(x / width)
    rows = joints(q.p[1], height, joint, q.spread[1])
    columns = joints(x, width, joint, q.spread[0])
    gap = 1.0 - (1.0 - rows) * (1.0 - columns)
    share = 1.0 - (1.0 - joint / height) * (1.0 - joint / width)
    # Tones stay while the pixel is smaller than a tile.
    weight = band_limited(1.0 / width, q.spread[0]) * band_limited(1.0 / height, q.spread[1])
    shade = weight * cell_value(int(column), int(row), seed)
    out.color = with_joints(base * (1.0 + 0.13 * shade), gap, share, 0.6)
    out.slope = wp.vec2(
        joint_slope(x, width, joint, q.spread[0]) + 0.02 * shade, joint_slope(q.p[1], height, joint, q.spread[1])
    )
    out.roughness = 0.05 * shade
    return out


@wp.func
def paving(base: wp.vec3, q: Patch) -> Detail:
    """Concrete slabs of 40 cm in running bond, their aggregate and dirt."""
    out = tiled(base, q, 0.5 * SLAB_M, SLAB_M, SLAB_M, SLAB_JOINT_M, 51)
    pores = octave(q.p, 80.0, q.footprint, 52)
    dirt = 0.10 * tone(q.p, 0.5, q.footprint, 53) + 0.08 * tone(q.p, 6.0, q.footprint, 54)
    out.color = out.color * (1.0 + dirt + 0.16 * pores[0])
    out.slope = out.slope * 0.5 + wp.vec2(0.0005 * pores[1], 0.0005 * pores[2])
    return out


@wp.func
def cobbles(base: wp.vec3, q: Patch) -> Detail:
    """Small granite setts in rows, none quite in line, each a little domed."""
    bow = octave(q.p, 2.1, q.footprint, 56)
    jolt = octave(q.p, 7.0, q.footprint, 55)
    wave = q
    wave.p = q.p + wp.vec2(0.014 * bow[0] + 0.005 * jolt[0], 0.005 * jolt[0] - 0.014 * bow[0])
    out = tiled(base, wave, 0.5 * SETT_M, SETT_M, SETT_M, SETT_JOINT_M, 57)
    rough = octave(q.p, 70.0, q.footprint, 58)
    dirt = 0.10 * tone(q.p, 0.4, q.footprint, 59)
    # Stones of one delivery differ twice as much as concrete slabs.
    shade = out.roughness * 2.6
    out.color = out.color * (1.0 + dirt + shade + 0.22 * rough[0])
    out.slope = out.slope * 0.6 + wp.vec2(0.001 * rough[1], 0.001 * rough[2])
    return out


@wp.func
def bricks(base: wp.vec3, q: Patch) -> Detail:
    """Running bond; mortar paler and set back, bricks of many firings, weather on the whole wall."""
    out = Detail()
    row = wp.floor(q.p[1] / COURSE_M)
    x = q.p[0] + 0.5 * BRICK_M * (row - 2.0 * wp.floor(0.5 * row))
    column = wp.floor(x / BRICK_M)
    rows = joints(q.p[1], COURSE_M, MORTAR_M, q.spread[1])
    columns = joints(x, BRICK_M, MORTAR_M, q.spread[0])
    gap = 1.0 - (1.0 - rows) * (1.0 - columns)
    share = 1.0 - (1.0 - MORTAR_M / COURSE_M) * (1.0 - MORTAR_M / BRICK_M)
    weight = band_limited(1.0 / BRICK_M, q.spread[0]) * band_limited(1.0 / COURSE_M, q.spread[1])
    fired = weight * cell_value(int(column), int(row), 11)
    hue = weight * cell_value(int(column), int(row), 12)
    weather = 0.10 * tone(q.p, 0.7, q.footprint, 13) + 0.08 * streaks(q.p, 2.5, 0.4, q.spread, 14)
    rough = octave(q.p, 70.0, q.footprint, 15)
    # Mortar keeps most of the wall's own colour, so that the bricks between need not be redder than clay.
    mortar = base * 0.6 + wp.vec3(0.095, 0.092, 0.087)
    face = (base - mortar * share) / (1.0 - share)
    face = wp.cw_mul(face * (1.0 + 0.28 * fired + 0.15 * rough[0]), wp.vec3(1.0, 1.0 + 0.12 * hue, 1.0 + 0.2 * hue))
    out.color = wp.lerp(face, mortar, gap) * (1.0 + weather)
    out.slope = wp.vec2(
        joint_slope(x, BRICK_M, MORTAR_M, q.spread[0]) + 0.0008 * rough[1],
        joint_slope(q.p[1], COURSE_M, MORTAR_M, q.spread[1]) + 0.0008 * rough[2],
    )
    out.slope = out.slope * 0.5
    return out


@wp.func
def plaster(base: wp.vec3, q: Patch) -> Detail:
    """Render: grain of the float, clouds of age, rain's streaks below whatever sheds water."""
    out = Detail()
    rough = octave(q.p, 120.0, q.footprint, 91)
    shade = 0.05 * tone(q.p, 0.3, q.footprint, 92) + 0.04 * tone(q.p, 3.0, q.footprint, 93)
    shade += 0.08 * streaks(q.p, 2.2, 0.16, q.spread, 94) + 0.05 * streaks(q.p, 9.0, 0.35, q.spread, 95)
    shade += 0.08 * rough[0]
    out.color = wp.cw_mul(base * (1.0 + shade), wp.vec3(1.0, 1.0 - 0.1 * shade, 1.0 - 0.3 * shade))
    out.slope = wp.vec2(0.0007 * rough[1], 0.0007 * rough[2])
    return out
