"""Lamps in thick air: the light that fog or rain scatters once on its way from a lamp into the eye."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI
from simulator.render.kernels.lamp_tables import PERSPECTIVE, Lamps, relative_intensity

wp.set_module_options(kernel_options())

FORWARD = wp.constant(0.9)
"""Asymmetry g of the Henyey-Greenstein phase function for fog droplets."""
STEPS = wp.constant(8)
"""Chosen: within 7 % of the largest value over a picture, without visible steps (tested)."""
NEAREST_M = wp.constant(0.05)
"""Lines that pass a lamp nearer than this are thought to pass it at this distance: a lamp is no point (chosen)."""
BEAM_COSINE = wp.constant(0.66)
"""Of the largest angle off the axis that a beam's table holds: tan h = 1 and tan v = 0.5."""
BEAM_WIDTH_RAD = wp.constant(0.1)
LOBE_WIDTH_RAD = wp.constant(0.4)
"""Widths of the sampling density around a beam's axis, and around the forward direction (chosen by trial)."""


@wp.func
def phase(cosine: float) -> float:
    """Share of scattered light a steradian, 1/sr; cosine: of the angle between the light's ways before and after."""
    base = 1.0 + FORWARD * FORWARD - 2.0 * FORWARD * cosine
    return (1.0 - FORWARD * FORWARD) / (4.0 * PI * base * wp.sqrt(base))


@wp.func
def airlight_of(
    lamps: Lamps, lamp: int, origin: wp.vec3, direction: wp.vec3, distance: float, extinction: float
) -> wp.vec3:
    """One lamp's light scattered towards the origin on the first `distance` metres of a unit direction, per 1/m.

    The integral of I p exp(-beta (t + r)) / r^2 dt. With the angle a at the lamp, counted from where the line passes it
    at its distance h, dt / r^2 = da / h (Kulla & Fajardo 2012): no singularity is left. The angle is sampled by
    midpoints of a Cauchy density around the beam's axis, or for wide lamps around a = -90 degrees, where light that
    goes on nearly straight comes from.
    """
    none = wp.vec3(0.0, 0.0, 0.0)
    offset = lamps.position[lamp] - origin
    along = wp.dot(offset, direction)
    height = wp.sqrt(wp.max(wp.dot(offset, offset) - along * along, NEAREST_M * NEAREST_M))
    first = wp.atan(-along / height)
    last = wp.atan((distance - along) / height)
    centre = -0.5 * PI
    width = LOBE_WIDTH_RAD
    kind = lamps.kind[lamp]
    if lamps.table_of[4 * kind] == PERSPECTIVE:
        axes = lamps.axes[lamp]
        axis = wp.vec3(axes[0, 0], axes[0, 1], axes[0, 2])
        ahead = wp.dot(axis, direction)
        aside = wp.dot(axis, direction * along - offset) / height
        nearest = wp.sqrt(ahead * ahead + aside * aside)
        if nearest <= BEAM_COSINE:
            return none
        centre = wp.atan2(ahead, aside)
        width = BEAM_WIDTH_RAD
        half = wp.acos(BEAM_COSINE / nearest)
        first = wp.max(first, centre - half)
        last = wp.min(last, centre + half)
    if last <= first:
        return none
    start = wp.atan((first - centre) / width)
    step = (wp.atan((last - centre) / width) - start) / float(STEPS)
    total = float(0.0)
    for i in range(STEPS):
        spread = wp.tan(start + (float(i) + 0.5) * step)
        tangent = wp.tan(centre + width * spread)
        t = along + height * tangent
        reach = height * wp.sqrt(1.0 + tangent * tangent)
        from_lamp = wp.normalize(direction * t - offset)
        shown = relative_intensity(lamps, kind, lamps.axes[lamp] * from_lamp)
        if shown > 0.0:
            weight = shown * phase(-wp.dot(from_lamp, direction)) * (1.0 + spread * spread)
            total += weight * wp.exp(-extinction * (t + reach))
    return lamps.intensity[lamp] * (total * step * width / height)


@wp.func
def lamp_airlight(lamps: Lamps, origin: wp.vec3, direction: wp.vec3, distance: float, extinction: float) -> wp.vec3:
    """Radiance that light of the lamps `in_air`, scattered once in even air, adds along a ray; without shadows.

    direction: unit. distance: to the surface, metres (any large number for the sky). extinction: beta, 1/m, all of it
    scattering: water absorbs next to nothing. Nothing is random.
    """
    total = wp.vec3(0.0, 0.0, 0.0)
    if extinction <= 0.0:
        return total
    # Past ten extinction lengths e^-10 is left.
    reach = wp.min(distance, 10.0 / extinction)
    for i in range(lamps.in_air.shape[0]):
        total += airlight_of(lamps, lamps.in_air[i], origin, direction, reach, extinction)
    return total * extinction
