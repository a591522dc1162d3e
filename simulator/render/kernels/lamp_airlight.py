"""Lamps in thick air: the light that fog or rain scatters once on its way from a lamp into the eye."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI
from simulator.render.kernels.lamp_tables import PERSPECTIVE, Lamps, relative_intensity

wp.set_module_options(kernel_options())

FORWARD = wp.constant(0.9)
"""Asymmetry g of the Henyey-Greenstein phase function for fog droplets."""
BEAM_STEPS = wp.constant(14)
LOBE_STEPS = wp.constant(7)
"""Midpoints for a beam and for a wide lamp (chosen: no ripples in the veil of the own head lamps)."""
BEAM_COSINE = wp.constant(0.66)
"""Of the largest angle off the axis that a beam's table holds: tan h = 1 and tan v = 0.5."""
BEAM_WIDTH_RAD = wp.constant(0.15)
LOBE_WIDTH_RAD = wp.constant(0.5)
"""Widths of the sampling density around a beam's axis, and around the forward direction (chosen by trial)."""


@wp.func
def phase(cosine: float) -> float:
    """Share of scattered light a steradian, 1/sr; cosine: of the angle between the light's ways before and after."""
    base = 1.0 + FORWARD * FORWARD - 2.0 * FORWARD * cosine
    return (1.0 - FORWARD * FORWARD) / (4.0 * PI * base * wp.sqrt(base))


@wp.struct
class Sweep:
    """Where a line of sight is sampled for one lamp.

    offset: from the line's origin to the lamp, direction: of the line, unit. along: where the line passes the lamp,
    height: at which distance. start, step: of the places of `steps` samples, the atan of the angle at the
    lamp from `centre` in units of `width`.
    """

    offset: wp.vec3
    direction: wp.vec3
    along: float
    height: float
    steps: int
    start: float
    step: float
    centre: float
    width: float


@wp.func
def sweep_of(lamps: Lamps, lamp: int, origin: wp.vec3, direction: wp.vec3, distance: float) -> Sweep:
    """The sampling of the first `distance` metres; without steps where the lamp shines on none of them.

    With the angle a at the lamp, counted from where the line passes it at its distance h, dt / r^2 = da / h (Kulla &
    Fajardo 2012): no singularity is left. The angle is sampled by midpoints of a Cauchy density around the beam's axis,
    or for wide lamps around a = -90 degrees, where light that goes on nearly straight comes from. h is rounded by the
    lamp's radius: it is no point.
    """
    out = Sweep()
    out.offset = lamps.position[lamp] - origin
    out.direction = direction
    out.along = wp.dot(out.offset, direction)
    squared = wp.max(wp.dot(out.offset, out.offset) - out.along * out.along, 0.0)
    out.height = wp.sqrt(squared + lamps.radius[lamp] * lamps.radius[lamp])
    first = wp.atan(-out.along / out.height)
    last = wp.atan((distance - out.along) / out.height)
    out.centre = -0.5 * PI
    out.width = LOBE_WIDTH_RAD
    steps = int(LOBE_STEPS)
    if lamps.table_of[4 * lamps.kind[lamp]] == PERSPECTIVE:
        axes = lamps.axes[lamp]
        axis = wp.vec3(axes[0, 0], axes[0, 1], axes[0, 2])
        ahead = wp.dot(axis, direction)
        aside = wp.dot(axis, direction * out.along - out.offset) / out.height
        nearest = wp.sqrt(ahead * ahead + aside * aside)
        if nearest <= BEAM_COSINE:
            return out
        out.centre = wp.atan2(ahead, aside)
        out.width = BEAM_WIDTH_RAD
        steps = BEAM_STEPS
        half = wp.acos(wp.min(BEAM_COSINE / nearest, 1.0))
        first = wp.max(first, out.centre - half)
        last = wp.min(last, out.centre + half)
    if last > first:
        out.steps = steps
        out.start = wp.atan((first - out.centre) / out.width)
        out.step = (wp.atan((last - out.centre) / out.width) - out.start) / float(steps)
    return out


@wp.func
def scattered(lamps: Lamps, lamp: int, sweep: Sweep, middle: float, span: float, extinction: float) -> float:
    """Integral of I p exp(-beta (t + r)) / r^2 dt around a place of the sweep, for a peak intensity of 1 cd."""
    spread = wp.tan(middle)
    tangent = wp.tan(sweep.centre + sweep.width * spread)
    t = sweep.along + sweep.height * tangent
    reach = sweep.height * wp.sqrt(1.0 + tangent * tangent)
    # Shorter than 1 near the lamp: light from all over its disc goes on less straight than from its middle.
    from_lamp = (sweep.direction * t - sweep.offset) / reach
    shown = relative_intensity(lamps, lamps.kind[lamp], lamps.axes[lamp] * from_lamp)
    if shown <= 0.0:
        return 0.0
    density = span * sweep.width * (1.0 + spread * spread) / sweep.height
    return shown * phase(-wp.dot(from_lamp, sweep.direction)) * wp.exp(-extinction * (t + reach)) * density


@wp.func
def place_of(sweep: Sweep, distance: float) -> float:
    """The sweep's place at a distance, within its first and last."""
    angle = wp.atan((distance - sweep.along) / sweep.height)
    place = wp.atan((angle - sweep.centre) / sweep.width)
    return wp.clamp(place, sweep.start, sweep.start + float(sweep.steps) * sweep.step)


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
        lamp = lamps.in_air[i]
        sweep = sweep_of(lamps, lamp, origin, direction, reach)
        own = float(0.0)
        for k in range(sweep.steps):
            middle = sweep.start + (float(k) + 0.5) * sweep.step
            own += scattered(lamps, lamp, sweep, middle, sweep.step, extinction)
        total += lamps.intensity[lamp] * (own * lamps.air_share[i])
    return total * extinction
