"""What drops, flakes and thin clouds at single points send to the eye of lamps' light."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.lamp_tables import Lamps, facing_illuminance

wp.set_module_options(kernel_options())

DEGREES = wp.constant(57.29577951308232)


@wp.func
def gain_at(gain: wp.array(dtype=wp.float32), cosine: float) -> float:
    """Radiance a lux at an angle of scattering, of a table with a value a degree from 0 to 180."""
    at = wp.acos(wp.clamp(cosine, -1.0, 1.0)) * DEGREES
    low = wp.min(int(at), 179)
    return wp.lerp(gain[low], gain[low + 1], at - float(low))


@wp.kernel
def light_particles(
    lamps: Lamps,
    eye: wp.vec3,
    gain: wp.array(dtype=wp.float32),
    points: wp.array(dtype=wp.vec3),
    first: int,
    radiance: wp.array(dtype=wp.vec3),
):
    """Radiance of a particle at each point by the lamps `in_air`, without shadows."""
    i = first + wp.tid()
    seen = wp.normalize(eye - points[i])
    total = wp.vec3(0.0, 0.0, 0.0)
    for k in range(lamps.in_air.shape[0]):
        lamp = lamps.in_air[k]
        offset = lamps.position[lamp] - points[i]
        lux = facing_illuminance(lamps, lamp, offset) * lamps.air_share[k]
        if lux > 0.0:
            total += lamps.intensity[lamp] * (lux * gain_at(gain, -wp.dot(wp.normalize(offset), seen)))
    radiance[i] = total
