"""Range, velocity and azimuth cells: echoes spread over them, speckle, noise. Only lines with an echo are made."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.sensors.radar.echoes import Echoes
from simulator.sensors.radar.waveform import RadarMode

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Complex = NDArray[np.complex128]

LOBE_CELLS = 1.2
"""Full width of the main lobe at half power, in cells (chosen: a Gaussian taper, whose side lobes stay below -50 dB and
are left out; a rectangular window's 0.89 cells leave them at -13 dB)."""
REACH = 2
"""An echo is spread over this many cells to either side; beyond, the lobe is 50 dB down."""
SILENT = 0.01
"""Mean power over the noise below which an echo's part in a cell is left out (chosen: it is 0.04 dB)."""
_STEPS = np.arange(-REACH, REACH + 1)
_TAPS = np.array(list(itertools.product(range(-REACH, REACH + 1), repeat=3)))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Taps:
    """What N echoes add to the cells around them: echo, line, range cell and complex amplitude (K,), K up to 125 N."""

    echo: Int64
    line: Int64
    gate: Int64
    amplitude: Complex


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cells:
    """Powers (L, R) over the mean noise of the range cells of L lines; a line is one velocity and azimuth cell.

    keys: (L,) sorted, velocity cell * azimuth cells + azimuth cell.
    """

    keys: Int64
    power: Float64
    taps: Taps


def steps_of(mode: RadarMode) -> tuple[float, float, float]:
    """Cells in range (m), velocity (m/s) and sine of azimuth."""
    return mode.range_step_m, mode.velocity_step_mps, mode.sine_step_ratio


def places_of(mode: RadarMode, echoes: Echoes) -> tuple[Float64, Float64, Float64]:
    """Continuous cell coordinates of echoes; whole numbers are cells' middles."""
    middle = mode.sine_cells // 2
    velocity = (mode.folded(echoes.velocity_mps) - mode.velocity_low_mps) / mode.velocity_step_mps
    return echoes.range_m / mode.range_step_m, velocity, echoes.across / mode.sine_step_ratio + middle


def filled(mode: RadarMode, echoes: Echoes, rng: np.random.Generator) -> Cells:
    """Cells of a scan. Each echo has a random complex amplitude (Swerling 1), each cell noise of mean power 1."""
    taps = _taps(mode, echoes, rng)
    keys, line = np.unique(taps.line, return_inverse=True)
    shape = (len(keys), mode.range_cells)
    flat = line * shape[1] + taps.gate
    size = shape[0] * shape[1]
    noise = rng.standard_normal((2, size)) * math.sqrt(0.5)
    real = noise[0] + np.bincount(flat, taps.amplitude.real, size)
    imaginary = noise[1] + np.bincount(flat, taps.amplitude.imag, size)
    return Cells(keys=keys, power=(real**2 + imaginary**2).reshape(shape), taps=taps)


def neighbours(mode: RadarMode, keys: Int64, velocity: int, azimuth: int) -> Int64:
    """Keys of the lines beside some, by steps in velocity (which wraps) and azimuth; -1 outside."""
    v, a = np.divmod(keys, mode.sine_cells)
    v, a = (v + velocity) % mode.chirps, a + azimuth
    return np.where((a >= 0) & (a < mode.sine_cells), v * mode.sine_cells + a, -1)


def _taps(mode: RadarMode, echoes: Echoes, rng: np.random.Generator) -> Taps:
    """Amplitudes of all echoes in the cells around them."""
    speckle = rng.standard_normal((len(echoes), 2))
    strength = np.sqrt(echoes.snr / 2.0) * (speckle[:, 0] + 1j * speckle[:, 1])
    indices, lobes = [], []
    for place in places_of(mode, echoes):
        cell = np.rint(place)[:, None].astype(np.int64) + _STEPS
        lobes.append(np.exp2(-2.0 * ((cell - place[:, None]) / LOBE_CELLS) ** 2))
        indices.append(cell)
    weight = (lobes[0][:, :, None, None] * lobes[1][:, None, :, None] * lobes[2][:, None, None, :]).reshape(
        -1, len(_TAPS)
    )
    gate, velocity, azimuth = (cell[:, _TAPS[:, axis] + REACH] for axis, cell in enumerate(indices))
    inside = (gate >= 0) & (gate < mode.range_cells) & (azimuth >= 0) & (azimuth < mode.sine_cells)
    echo, tap = np.nonzero(inside & (echoes.snr[:, None] * weight**2 > SILENT))
    line = (velocity % mode.chirps)[echo, tap] * mode.sine_cells + azimuth[echo, tap]
    return Taps(
        echo=echo,
        line=line,
        gate=gate[echo, tap],
        amplitude=np.asarray(strength[echo] * weight[echo, tap], dtype=np.complex128),
    )
