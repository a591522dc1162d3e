"""IMUs by name. Densities from reference section 10; what stands in no datasheet there is chosen and says so."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.sensors.motion.inertial_errors import ImuErrors, ImuModel, TriadErrors

_DEG_ROOT_H = math.radians(1.0) / 60.0
_DEG_H = math.radians(1.0) / 3600.0
_ROOT_H = 1.0 / 60.0
_MILLI_G = 9.80665e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomImu(ImuModel):
    """A user's own numbers."""

    gyroscope: TriadErrors
    accelerometer: TriadErrors

    def errors(self) -> ImuErrors:
        """As given."""
        return ImuErrors(gyroscope=self.gyroscope, accelerometer=self.accelerometer)


@dataclass(frozen=True, slots=True, kw_only=True)
class PerfectImu(ImuModel):
    """No error at all."""

    def errors(self) -> ImuErrors:
        """Zeros."""
        none = TriadErrors(noise_density=0.0, scale_ratio=0.0, misalignment_rad=0.0)
        return ImuErrors(gyroscope=none, accelerometer=none)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adis16448(ImuModel):
    """Consumer grade, as in EuRoC: 1.697e-4 rad/s/sqrt(Hz), 1.939e-5 rad/s2/sqrt(Hz), 2e-3 m/s2/sqrt(Hz), 3e-3
    m/s3/sqrt(Hz) (its published calibration). Turn-on biases 0.2 deg/s and 16 mg chosen; steps of 0.01 deg/s and
    0.833 mg (datasheet, unverified).
    """

    def errors(self) -> ImuErrors:
        """Of the class's docstring."""
        return ImuErrors(
            gyroscope=TriadErrors(
                noise_density=1.697e-4,
                walk_density=1.939e-5,
                turn_on_bias=math.radians(0.2),
                step=math.radians(0.01),
            ),
            accelerometer=TriadErrors(
                noise_density=2.0e-3,
                walk_density=3.0e-3,
                turn_on_bias=16.0 * _MILLI_G,
                step=0.833 * _MILLI_G,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse2(ImuModel):
    """Industrial grade: 0.15 deg/sqrt(h), 7 deg/h, 0.033 m/s/sqrt(h), 0.014 mg (NAVI table 2, secondary).

    Correlation time 300 s and turn-on biases of 0.05 deg/s and 2 mg chosen.
    """

    def errors(self) -> ImuErrors:
        """Of the class's docstring."""
        return ImuErrors(
            gyroscope=TriadErrors(
                noise_density=0.15 * _DEG_ROOT_H, drift_bias=7.0 * _DEG_H, turn_on_bias=math.radians(0.05)
            ),
            accelerometer=TriadErrors(
                noise_density=0.033 * _ROOT_H, drift_bias=0.014 * _MILLI_G, turn_on_bias=2.0 * _MILLI_G
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stim300(ImuModel):
    """Tactical grade: 0.15 deg/sqrt(h), 0.5 deg/h, 0.07 m/s/sqrt(h), 0.05 mg (NAVI table 2, secondary).

    Correlation time 300 s, turn-on biases of 0.01 deg/s and 0.75 mg, scale and misalignment of 3e-4 chosen.
    """

    def errors(self) -> ImuErrors:
        """Of the class's docstring."""
        return ImuErrors(
            gyroscope=TriadErrors(
                noise_density=0.15 * _DEG_ROOT_H,
                drift_bias=0.5 * _DEG_H,
                turn_on_bias=math.radians(0.01),
                scale_ratio=3e-4,
                misalignment_rad=3e-4,
            ),
            accelerometer=TriadErrors(
                noise_density=0.07 * _ROOT_H,
                drift_bias=0.05 * _MILLI_G,
                turn_on_bias=0.75 * _MILLI_G,
                scale_ratio=3e-4,
                misalignment_rad=3e-4,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OxtsRt3003(ImuModel):
    """The IMU of KITTI's navigation system: 0.2 deg/sqrt(h), 2 deg/h, 0.005 m/s/sqrt(h), 5 ug (its maker's datasheet,
    unverified). Turn-on biases are what its filter leaves: 0.001 deg/s and 0.1 mg, chosen.
    """

    def errors(self) -> ImuErrors:
        """Of the class's docstring."""
        return ImuErrors(
            gyroscope=TriadErrors(
                noise_density=0.2 * _DEG_ROOT_H,
                drift_bias=2.0 * _DEG_H,
                turn_on_bias=math.radians(0.001),
                scale_ratio=1e-3,
                misalignment_rad=5e-4,
            ),
            accelerometer=TriadErrors(
                noise_density=0.005 * _ROOT_H,
                drift_bias=0.005 * _MILLI_G,
                turn_on_bias=0.1 * _MILLI_G,
                scale_ratio=1e-3,
                misalignment_rad=5e-4,
            ),
        )
