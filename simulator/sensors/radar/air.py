"""What lies between a radar and the world: dirt on its cover, air that takes power, rain that sends some back."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.ontology import class_of
from scenes.weather.air import downwind
from scenes.weather.microwave import attenuation_db_per_km, rain_backscatter_per_m
from simulator.frame import RadarKind
from simulator.sensors.radar.echoes import Echoes
from simulator.sensors.radar.paths import heard
from simulator.sensors.radar.surroundings import Radar
from simulator.sensors.radar.waveform import RadarMode

Float64 = NDArray[np.float64]

RAIN_REACH_M = 30.0
"""Rain farther away returns too little (chosen: the echo of a volume falls with R^2)."""
RAIN_FALL_MPS = 6.0
"""Of the millimetre drops that return most (Atlas, Srivastava & Sekhon 1973: 6.5 m/s at 2 mm)."""


def weakened(echoes: Echoes, environment: Environment, mode: RadarMode, blockage_db: float) -> Echoes:
    """Echoes after both ways through the air and the cover. blockage_db: one way."""
    each_km = attenuation_db_per_km(environment, mode.carrier_hz)
    loss_db = 2.0 * (blockage_db + each_km * echoes.range_m * 1e-3)
    return replace(echoes, snr=echoes.snr * 10.0 ** (-loss_db / 10.0))


def rain_echoes(environment: Environment, mode: RadarMode, radar: Radar) -> Echoes:
    """The rain in each range and azimuth cell: its cross-section is that of the cell's volume, R^2 dOmega dR."""
    reach = min(RAIN_REACH_M, mode.max_range_m) if environment.rain_mmph > 0.0 else 0.0
    gates = np.arange(math.ceil(mode.min_range_m / mode.range_step_m), int(reach / mode.range_step_m) + 1)
    half = math.sin(mode.half_azimuth_rad)
    beams = np.arange(-half, half, mode.sine_step_ratio) + 0.5 * mode.sine_step_ratio
    range_m, across = (a.ravel() for a in np.meshgrid(gates * mode.range_step_m, beams, indexing="ij"))
    ahead = np.sqrt(np.maximum(1.0 - across**2, 1e-6))
    solid_sr = mode.sine_step_ratio / ahead * 2.0 * math.sin(mode.half_elevation_rad)
    rcs_m2 = rain_backscatter_per_m(environment.rain_mmph) * range_m**2 * solid_sr * mode.range_step_m
    snr = rcs_m2 * mode.unit_snr(range_m) * mode.gain(across, np.zeros(len(across)))
    rotation = radar.T_world_sensor.rotation()
    relative = (
        np.array(downwind(environment)) * environment.wind_mps
        - np.array([0.0, 0.0, RAIN_FALL_MPS])
        - radar.velocity_mps
    )
    forward, left = ((relative * rotation[:, k]).sum() for k in range(2))
    rain = Echoes(
        range_m=range_m,
        velocity_mps=forward * ahead + left * across,
        across=across,
        snr=snr,
        instance=np.zeros(len(across), dtype=np.uint16),
        semantic=np.full(len(across), class_of("void").id, dtype=np.uint8),
        kind=np.full(len(across), RadarKind.CLUTTER, dtype=np.uint8),
    )
    return heard(rain, mode)
