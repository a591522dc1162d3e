"""Colours of lamps: linear RGB with Rec. 709 primaries, scaled to luminance 1, so that candela and cd/m2 stay true."""

from __future__ import annotations

import numpy as np

Color = tuple[float, float, float]

LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Luminance of the Rec. 709 primaries (ITU-R BT.709-6, item 3.3)."""

_RGB_OF_XYZ = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
"""Linear Rec. 709 RGB of CIE 1931 XYZ (IEC 61966-2-1)."""


def color_of_chromaticity(x: float, y: float) -> Color:
    """Linear RGB of luminance 1 of a CIE 1931 chromaticity; what lies outside the primaries' triangle is clipped to it.

    Raises ValueError when y is not positive.
    """
    if y <= 0.0:
        raise ValueError(f"chromaticity y must be positive, got {y}")
    rgb = np.maximum(_RGB_OF_XYZ @ np.array([x / y, 1.0, (1.0 - x - y) / y]), 0.0)
    red, green, blue = (float(c) for c in rgb / (rgb @ np.array(LUMINANCE)))
    return (red, green, blue)


def color_of_temperature(temperature_kelvin: float) -> Color:
    """Linear RGB of luminance 1 of a black body, 1667 to 25,000 K: cubics in 1/T and in x (Kim et al. 2002,
    Journal of the Korean Physical Society 41, 865). Raises ValueError outside.
    """
    if not 1667.0 <= temperature_kelvin <= 25_000.0:
        raise ValueError(f"colour temperature must lie in 1667 to 25000 K, got {temperature_kelvin}")
    low, high = (-0.2661239, -0.2343589, 0.8776956, 0.179910), (-3.0258469, 2.1070379, 0.2226347, 0.240390)
    inverse = 1000.0 / temperature_kelvin
    x = float(np.polyval(low if temperature_kelvin <= 4000.0 else high, inverse))
    if temperature_kelvin <= 2222.0:
        cubic = (-1.1063814, -1.34811020, 2.18555832, -0.20219683)
    elif temperature_kelvin <= 4000.0:
        cubic = (-0.9549476, -1.37418593, 2.09137015, -0.16748867)
    else:
        cubic = (3.0817580, -5.87338670, 3.75112997, -0.37001483)
    return color_of_chromaticity(x, float(np.polyval(cubic, x)))


SIGNAL_RED = color_of_chromaticity(0.68, 0.31)
"""Inside the red of UN R48, 2.29: y <= 0.335 and y >= 0.980 - x."""

SIGNAL_AMBER = color_of_chromaticity(0.57, 0.42)
"""Inside the amber of UN R48, 2.29: y <= x - 0.120, y >= 0.390 and y >= 0.790 - 0.670 x."""

SIGNAL_GREEN = color_of_chromaticity(0.20, 0.52)
"""Inside the green of EN 12368 table 6, at the edge of what the primaries show; LED signals lie near (0.08, 0.50)."""
