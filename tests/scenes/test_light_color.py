"""Colours of lamps, against published chromaticities."""

import numpy as np
import pytest

from scenes.light_color import LUMINANCE, SIGNAL_AMBER, SIGNAL_RED, Color, color_of_chromaticity, color_of_temperature

XYZ_OF_RGB = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def chromaticity(color: Color) -> tuple[float, float]:
    x, y, z = XYZ_OF_RGB @ np.array(color)
    return x / (x + y + z), y / (x + y + z)


# Black-body chromaticities (CIE 15): illuminant A is 2856 K. The cubics stay within 0.0005 of the locus.
@pytest.mark.parametrize(
    ("kelvin", "x", "y"),
    [(2856, 0.4476, 0.4074), (4000, 0.3805, 0.3768), (6500, 0.3135, 0.3237), (10000, 0.2807, 0.2884)],
)
def test_a_temperature_has_the_colour_of_a_black_body(kelvin: float, x: float, y: float) -> None:
    assert chromaticity(color_of_temperature(kelvin)) == pytest.approx((x, y), abs=1.5e-3)


@pytest.mark.parametrize("kelvin", [1700, 2000, 3000, 5500, 20000])
def test_colours_have_luminance_one(kelvin: float) -> None:
    assert np.dot(color_of_temperature(kelvin), LUMINANCE) == pytest.approx(1.0)


def test_daylight_is_white() -> None:
    assert color_of_chromaticity(0.3127, 0.3290) == pytest.approx((1.0, 1.0, 1.0), abs=2e-3)


def test_signal_colours_are_those_of_their_lamps() -> None:
    np.testing.assert_allclose(SIGNAL_RED, (1.0 / 0.2126, 0.0, 0.0), rtol=1e-3)
    # Rec. 709 holds amber (0.57, 0.42) only after its small negative blue is cut off; red to green stays.
    red, green, blue = np.linalg.solve(XYZ_OF_RGB, [0.57, 0.42, 0.01])
    assert blue < 0.0
    np.testing.assert_allclose(SIGNAL_AMBER[0] / SIGNAL_AMBER[1], red / green, rtol=1e-2)
    assert SIGNAL_AMBER[2] == 0.0


@pytest.mark.parametrize("kelvin", [1000, 30000])
def test_temperatures_beyond_the_formula_are_refused(kelvin: float) -> None:
    with pytest.raises(ValueError, match="1667 to 25000 K"):
        color_of_temperature(kelvin)
