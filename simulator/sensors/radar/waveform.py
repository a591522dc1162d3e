"""One chirp sequence of an FMCW radar and its antenna: what it resolves, how far it sees, where its cells lie."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float64 = NDArray[np.float64]

LIGHT_MPS = 299_792_458.0
BOLTZMANN_JPK = 1.380649e-23
STANDARD_KELVIN = 290.0
"""T0 of a receiver's noise figure (IEEE)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarMode:
    """A sequence of equal chirps seen by a uniform line of antennas half a wavelength apart.

    bandwidth_hz: of a chirp. chirp_s: from chirp to chirp, with staggered ramps the effective one. chirps: of the
    sequence. elements: of the (virtual) line. velocity_low_mps: lower end of the unambiguous interval, which is
    wavelength / (2 chirp_s) wide; away is positive. half_azimuth_rad, half_elevation_rad: of the field of view;
    beam_azimuth_rad, beam_elevation_rad: where the gain has fallen by 3 dB, one way, from the axis. loss_db: of
    electronics, window and processing. flat_range_m: below it the receiver's high-pass filter takes what nearness
    gives, so that signals rise no further over the noise (chosen). delay_s: of the sequence after the reading's time.
    """

    max_range_m: float
    bandwidth_hz: float
    chirp_s: float
    chirps: int
    elements: int
    velocity_low_mps: float
    half_azimuth_rad: float
    half_elevation_rad: float
    beam_azimuth_rad: float
    beam_elevation_rad: float
    carrier_hz: float = 76.5e9
    transmit_power_db: float = 10.0
    antenna_gain_db: float = 20.0
    noise_figure_db: float = 12.0
    loss_db: float = 6.0
    min_range_m: float = 0.2
    flat_range_m: float = 10.0
    delay_s: float = 0.0

    def __post_init__(self) -> None:
        for name in ("bandwidth_hz", "chirp_s", "carrier_hz", "beam_azimuth_rad", "beam_elevation_rad"):
            if not getattr(self, name) > 0.0:
                raise ConfigError(name, f"must be positive, got {getattr(self, name)}")
        if not 0.0 <= self.min_range_m < self.max_range_m:
            raise ConfigError("max_range_m", f"must exceed min_range_m {self.min_range_m}, got {self.max_range_m}")
        for name in ("half_azimuth_rad", "half_elevation_rad"):
            if not 0.0 < getattr(self, name) < math.pi / 2:
                raise ConfigError(name, f"must lie between 0 and pi/2 (a line of antennas), got {getattr(self, name)}")
        if self.chirps < 2 or self.elements < 2:
            raise ConfigError("chirps", f"a sequence needs two chirps and elements, got {self.chirps}, {self.elements}")

    @property
    def wavelength_m(self) -> float:
        """Of the carrier: c / f."""
        return LIGHT_MPS / self.carrier_hz

    @property
    def range_step_m(self) -> float:
        """Resolution and cell in range: c / (2 B)."""
        return LIGHT_MPS / (2.0 * self.bandwidth_hz)

    @property
    def velocity_step_mps(self) -> float:
        """Resolution and cell in radial velocity: wavelength / (2 N T)."""
        return self.wavelength_m / (2.0 * self.chirps * self.chirp_s)

    @property
    def velocity_span_mps(self) -> float:
        """Width of the unambiguous interval: wavelength / (2 T)."""
        return self.wavelength_m / (2.0 * self.chirp_s)

    @property
    def sine_step_ratio(self) -> float:
        """Resolution and cell in the sine of azimuth: 2 / N for spacings of half a wavelength."""
        return 2.0 / self.elements

    @property
    def range_cells(self) -> int:
        """Cells up to max_range_m."""
        return math.ceil(self.max_range_m / self.range_step_m)

    @property
    def sine_cells(self) -> int:
        """Cells of the field of view in azimuth."""
        return 2 * math.ceil(math.sin(self.half_azimuth_rad) / self.sine_step_ratio) + 1

    def folded(self, velocity_mps: Float64) -> Float64:
        """Velocities as the sequence measures them: modulo the span, from velocity_low_mps up."""
        above = velocity_mps - self.velocity_low_mps
        return np.asarray(above - np.floor(above / self.velocity_span_mps) * self.velocity_span_mps) + (
            self.velocity_low_mps
        )

    def unit_snr(self, range_m: Float64) -> Float64:
        """Signal over noise of one cell for 1 m2 on the axis at a range, linear.

        The radar equation (Skolnik, Introduction to Radar Systems, ch. 1) with the whole sequence integrated
        coherently: P G^2 lambda^2 sigma T / ((4 pi)^3 R^4 k T0 F L), with R at least flat_range_m; P is given in dB
        over a milliwatt.
        """
        gains_db = self.transmit_power_db - 30.0 + 2.0 * self.antenna_gain_db - self.noise_figure_db - self.loss_db
        integrated_s = self.chirps * self.chirp_s
        noise_j = (4.0 * math.pi) ** 3 * BOLTZMANN_JPK * STANDARD_KELVIN
        at_one_metre = 10.0 ** (gains_db / 10.0) * self.wavelength_m**2 * integrated_s / noise_j
        return np.asarray(at_one_metre / np.maximum(range_m, self.flat_range_m) ** 4)

    def gain(self, across: Float64, up: Float64) -> Float64:
        """Two-way gain over that of the axis for unit directions' y and z: a Gaussian beam, 3 dB down one way at its
        given half widths.
        """
        azimuth = np.arcsin(np.clip(across, -1.0, 1.0)) / self.beam_azimuth_rad
        elevation = np.arcsin(np.clip(up, -1.0, 1.0)) / self.beam_elevation_rad
        return np.asarray(np.exp2(-2.0 * (azimuth**2 + elevation**2)))
