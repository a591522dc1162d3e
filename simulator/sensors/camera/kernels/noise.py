"""Random numbers of pixels: normal by a table of quantiles, Poisson exactly where counts are few."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options

wp.set_module_options(kernel_options())

QUANTILES = wp.constant(4096)
"""Length of the table."""
FEW = wp.constant(12.0)
"""Mean count from which a corrected Gaussian stands for Poisson's law (tested against its quantiles)."""


@wp.func
def normal(quantiles: wp.array(dtype=float), state: wp.uint32) -> float:
    """A standard normal number from 24 random bits: the sum of two of a table of quantiles of variance 1/2."""
    return quantiles[int(state & wp.uint32(4095))] + quantiles[int((state >> wp.uint32(12)) & wp.uint32(4095))]


@wp.func
def poisson(mean: float, quantiles: wp.array(dtype=float), bits: wp.uint32, chance: float) -> float:
    """A Poisson number: by inversion below FEW, else mu + sqrt(mu) z + (z^2 - 1) / 6, rounded (Cornish and Fisher 1938,
    whose correction gives the skewness 1 / sqrt(mu)).
    """
    if mean >= FEW:
        z = normal(quantiles, bits)
        return wp.max(wp.floor(mean + wp.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5), 0.0)
    count = float(0.0)
    term = wp.exp(-mean)
    below = term
    while chance > below and count < 60.0:
        count += 1.0
        term *= mean / count
        below += term
    return count
