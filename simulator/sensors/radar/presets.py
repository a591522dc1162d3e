"""Modes of real radars. Numbers from reference section 9 where its source is a datasheet; the others are chosen."""

from __future__ import annotations

import math

from simulator.sensors.radar.waveform import RadarMode

_KMH = 1.0 / 3.6


def ars408_far() -> RadarMode:
    """Continental ARS 408-21, far scan (datasheet, unverified): 250 m, +-9 degrees, 1.79 m, 0.37 km/h, 1.6 degrees.

    Its velocities run from -400 to 200 km/h without ambiguity, by staggered ramps: here one ramp of 11.7 us. Power,
    gain and losses are chosen so that 10 dBsm at 250 m is found more often than not. Elevation 14 degrees (datasheet).
    """
    return _ars408(
        max_range_m=250.0,
        range_step_m=1.79,
        velocity_step_mps=0.37 * _KMH,
        elements=72,
        half_azimuth_rad=math.radians(9.0),
        half_elevation_rad=math.radians(7.0),
        antenna_gain_db=20.0,
        delay_s=0.0,
    )


def ars408_near() -> RadarMode:
    """Continental ARS 408-21, near scan (datasheet, unverified): 70 m within +-45 degrees, 20 m at +-60; 0.39 m,
    0.43 km/h, 3.2 degrees ahead. Chosen: half a cycle of 72 ms after the far scan; elevation 20 degrees (datasheet).
    """
    return _ars408(
        max_range_m=100.0,
        range_step_m=0.39,
        velocity_step_mps=0.43 * _KMH,
        elements=36,
        half_azimuth_rad=math.radians(60.0),
        half_elevation_rad=math.radians(10.0),
        antenna_gain_db=13.0,
        delay_s=0.036,
    )


def _ars408(
    *,
    max_range_m: float,
    range_step_m: float,
    velocity_step_mps: float,
    elements: int,
    half_azimuth_rad: float,
    half_elevation_rad: float,
    antenna_gain_db: float,
    delay_s: float,
) -> RadarMode:
    span_mps = 600.0 * _KMH
    wavelength_m = 299_792_458.0 / 76.5e9
    return RadarMode(
        max_range_m=max_range_m,
        bandwidth_hz=299_792_458.0 / (2.0 * range_step_m),
        chirp_s=wavelength_m / (2.0 * span_mps),
        chirps=round(span_mps / velocity_step_mps),
        elements=elements,
        velocity_low_mps=-400.0 * _KMH,
        half_azimuth_rad=half_azimuth_rad,
        half_elevation_rad=half_elevation_rad,
        beam_azimuth_rad=half_azimuth_rad,
        beam_elevation_rad=half_elevation_rad,
        antenna_gain_db=antenna_gain_db,
        loss_db=8.0,
        delay_s=delay_s,
    )
