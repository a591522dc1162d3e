"""An image sensor by the parameters of EMVA 1288: what light, heat and electronics make of a pixel."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Literal

from scenes.errors import ConfigError

ColorFilter = Literal["rggb", "bggr", "grbg", "gbrg", "mono"]

PHOTONS_PER_LUX_S_UM2 = 1e-12 / 683.0 / (6.62607015e-34 * 299_792_458.0 / 555e-9)
"""4090 photons of 555 nm in a lux second on a square micrometre: 683 lm/W (SI, at 540 THz) and h c / lambda."""

REFERENCE_C = 25.0
"""Temperature of dark currents in data sheets."""

Color = tuple[float, float, float]
MOST_GAIN_DN_PER_E = 1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSensor:
    """A sensor. Electrons: e; digital numbers: dn.

    quantum_efficiency_share: at 555 nm, filter included. response: rows of what the red, green and blue pixels gather
    of linear Rec. 709 light, as shares of what a bare pixel gathers of white of the same luminance; the rows' sums are
    their sensitivities to white. full_well_e: clips shot noise. read_noise_e, row_noise_e: standard deviations a pixel
    and a row. dark_current_e_per_s: at 25 C, doubling every dark_doubling_c. prnu_share, dsnu_e: standard deviations of
    the fixed patterns of gain and offset. hot_share: of pixels with hot_factor times the dark current. dead_share,
    dead_rows: pixels and whole rows that gather nothing. bits,
    black_level: of the converter. gain_dn_per_e: K at gain 1; None: the full well ends at the converter's last number.
    captures: relative exposures of the pictures that are merged into one, falling from 1. companded_bits: of the merged
    number, by a square root; None: not companded. Raises ConfigError for numbers out of range.
    """

    pixel_pitch_um: float = 3.45
    quantum_efficiency_share: float = 0.65
    color_filter: ColorFilter = "rggb"
    response: tuple[Color, Color, Color] = ((0.42, 0.14, 0.02), (0.12, 0.80, 0.08), (0.02, 0.16, 0.44))
    full_well_e: float = 10_500.0
    read_noise_e: float = 2.4
    row_noise_e: float = 0.2
    dark_current_e_per_s: float = 5.0
    dark_doubling_c: float = 8.0
    temperature_c: float = 40.0
    prnu_share: float = 0.005
    dsnu_e: float = 0.8
    hot_share: float = 1e-5
    hot_factor: float = 1000.0
    dead_share: float = 0.0
    dead_rows: int = 0
    bits: int = 12
    black_level: int = 64
    gain_dn_per_e: float | None = None
    captures: tuple[float, ...] = (1.0,)
    companded_bits: int | None = None

    def __post_init__(self) -> None:
        self._check_pixel()
        for name, most in (("dsnu_e", 1e3), ("read_noise_e", 1e3), ("row_noise_e", 1e3), ("dark_current_e_per_s", 1e6)):
            _check(name, getattr(self, name), 0.0, most)
        _check("prnu_share", self.prnu_share, 0.0, 0.3)
        _check("hot_share", self.hot_share, 0.0, 0.1)
        _check("dead_share", self.dead_share, 0.0, 1.0)
        _check("dead_rows", self.dead_rows, 0, 10_000)
        _check("hot_factor", self.hot_factor, 1.0, 1e6)
        _check("dark_doubling_c", self.dark_doubling_c, 1.0, 50.0)
        _check("temperature_c", self.temperature_c, -60.0, 150.0)
        if not 4 <= self.bits <= 16:
            raise ConfigError("sensor.bits", f"got {self.bits}, allowed 4 to 16")
        if not 0 <= self.black_level < 2**self.bits // 2:
            raise ConfigError("sensor.black_level", f"got {self.black_level}, allowed 0 to below half of 2^{self.bits}")
        self._check_captures()

    def _check_pixel(self) -> None:
        _check("pixel_pitch_um", self.pixel_pitch_um, 0.3, 100.0)
        _check("quantum_efficiency_share", self.quantum_efficiency_share, 1e-3, 1.0)
        _check("full_well_e", self.full_well_e, 10.0, 1e7)
        if self.gain_dn_per_e is not None:
            _check("gain_dn_per_e", self.gain_dn_per_e, 1e-4, MOST_GAIN_DN_PER_E)
        a, b, c = self.response
        volume = a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
        volume += a[2] * (b[0] * c[1] - b[1] * c[0])
        if min(map(sum, self.response)) <= 0.0 or abs(volume) < 1e-3:
            raise ConfigError("sensor.response", "needs three different rows with positive sums")

    def _check_captures(self) -> None:
        falls = all(later < before for before, later in itertools.pairwise(self.captures))
        if not self.captures or self.captures[0] != 1.0 or not falls or self.captures[-1] < 1e-6:
            raise ConfigError("sensor.captures", f"got {list(self.captures)}, allowed: from 1 falling, at least 1e-6")
        if self.companded_bits is not None and not 8 <= self.companded_bits <= 16:
            raise ConfigError("sensor.companded_bits", f"got {self.companded_bits}, allowed 8 to 16")
        if self.companded_bits is None and self.white_dn >= 2**16:
            raise ConfigError("sensor.companded_bits", "merged captures of more than 16 bits must be companded")

    @property
    def top_dn(self) -> int:
        """The converter's last number."""
        return int(2**self.bits) - 1

    @property
    def full_dn(self) -> float:
        """Digital number above black at which a capture saturates at gain 1: well or converter."""
        range_dn = float(self.top_dn - self.black_level)
        return range_dn if self.gain_dn_per_e is None else min(range_dn, self.full_well_e * self.gain_dn_per_e)

    @property
    def white_dn(self) -> float:
        """Digital number of saturation above black, of merged captures in units of the longest one."""
        return self.full_dn / self.captures[-1]

    @property
    def base_gain_dn_per_e(self) -> float:
        """K at gain 1."""
        return self.gain_dn_per_e or (self.top_dn - self.black_level) / self.full_well_e

    @property
    def saturation_e(self) -> float:
        """Electrons at which a pixel of the longest capture saturates at gain 1: well or converter."""
        return min(self.full_well_e, (self.top_dn - self.black_level) / self.base_gain_dn_per_e)

    @property
    def electrons_per_lux_s(self) -> float:
        """Of white light on a bare pixel: photons of 555 nm per lux second times area times quantum efficiency."""
        return PHOTONS_PER_LUX_S_UM2 * self.pixel_pitch_um**2 * self.quantum_efficiency_share

    def dark_e(self, time_s: float) -> float:
        """Mean dark signal of an exposure: current times time, doubling every dark_doubling_c above 25 C."""
        warmth = math.exp2((self.temperature_c - REFERENCE_C) / self.dark_doubling_c)
        return self.dark_current_e_per_s * time_s * warmth


def saturating_exposure_lux_s(sensor: ImageSensor) -> float:
    """Luminous exposure of white light that saturates the sensor's most sensitive pixels at gain 1."""
    sensitivity = 1.0 if sensor.color_filter == "mono" else max(map(sum, sensor.response))
    return sensor.saturation_e / (sensor.electrons_per_lux_s * sensitivity)


def exposure_lux_s(luminance_cd_m2: float, time_s: float, f_number: float, transmission_share: float) -> float:
    """Luminous exposure behind a lens on its axis: H = pi/4 T L t / N^2 (the camera equation, ISO 12232 annex)."""
    return math.pi / 4.0 * transmission_share * luminance_cd_m2 * time_s / f_number**2


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ConfigError(f"sensor.{name}", f"got {value:g}, allowed {low:g} to {high:g}")
