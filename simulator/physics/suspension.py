"""Pitch and roll of a sprung body on its wheels.

I theta'' = m a h - k theta - c theta' about the pivot between the axles (Gillespie, Fundamentals of Vehicle Dynamics,
1992, chapters 5 and 6), with I = m r^2, k = I w^2, c = 2 z w I, hence theta'' = a h / r^2 - w^2 theta - 2 z w theta'
and, under constant a, theta = m a h / k = a h / (r^2 w^2): about 1.3 degrees of dive at 0.5 g for a sedan.
Signs (ISO 8855): positive pitch is nose down (braking), positive roll is leaning to the right (turning left).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from scenes.asset import Asset
from scenes.pose import axis_angle, multiply_quaternions, rotate
from simulator.physics.articulation import is_unsprung, rest_poses

Float64 = NDArray[np.float64]

PITCH_HZ = 1.3  # Gillespie chapter 5: passenger cars ride at 1 to 1.5 Hz
ROLL_HZ = 1.6  # chosen: with the arms below some 5 degrees per g, inside Gillespie's 3 to 7 for passenger cars
DAMPING = 0.3  # Gillespie chapter 5: 0.2 to 0.4 of critical
CG_SHARE = 0.38  # height of the centre of gravity over the vehicle's height; a 1.45 m sedan: 0.55 m
ROLL_ARM_M = 0.45  # chosen: the centre of gravity above the roll axis
ROLL_GYRATION_M = 0.7  # chosen: a car's roll inertia of some 700 kg m2 over 1400 kg
LEAST_BASE_M = 0.3  # chosen: hubs that are nearer are those of one axle
UNSPRUNG_FAMILIES = (
    "vehicle.bicycle",
    "vehicle.motorcycle",
    "vehicle.kick_scooter",
    "vehicle.tram",
    "vehicle.train",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chassis:
    """What the model needs of a vehicle.

    pivot_m: the point in the body frame about which the sprung body turns. pitch_gain_radpm, roll_gain_radpm: angular
    acceleration per longitudinal or lateral acceleration, h / r^2, rad/m.
    """

    pivot_m: tuple[float, float, float]
    pitch_gain_radpm: float
    roll_gain_radpm: float = ROLL_ARM_M / ROLL_GYRATION_M**2


def chassis_of(asset: Asset) -> Chassis | None:
    """The chassis of a vehicle on springs; None for everything else.

    The radius of gyration in pitch is half the wheelbase (Gillespie chapter 5: a dynamic index near one).
    """
    if not asset.semantic.startswith("vehicle.") or asset.semantic.startswith(UNSPRUNG_FAMILIES):
        return None
    at, _ = rest_poses(asset)
    wheels = [at[k] for k in range(len(asset.parts)) if is_unsprung(asset, k)]
    if wheels:
        hubs = np.array(wheels)
        wheelbase, centre = float(np.ptp(hubs[:, 0])), hubs.mean(axis=0)
    else:  # a body without wheel parts: the proportions of a car
        wheelbase = 0.6 * asset.box.length_m
        centre = np.array([asset.box.middle_m, 0.0, 0.2 * asset.box.height_m])
    gyration = 0.5 * max(wheelbase, 1.0)
    return Chassis(
        pivot_m=(float(centre[0]), 0.0, float(centre[2])),
        pitch_gain_radpm=CG_SHARE * asset.box.height_m / gyration**2,
    )


def wheelbase_m(asset: Asset) -> float:
    """From the rearmost to the foremost axle; of a body without wheel parts by the proportions of a car."""
    at, _ = rest_poses(asset)
    hubs = [float(at[k, 0]) for k in range(len(asset.parts)) if is_unsprung(asset, k)]
    return max(hubs) - min(hubs) if len(hubs) > 1 and max(hubs) - min(hubs) > LEAST_BASE_M else 0.6 * asset.box.length_m


def respond(drive_radps2: Float64, natural_hz: float, step_s: float) -> tuple[Float64, Float64]:
    """Angle and rate (T, V) from rest, driven by angular accelerations (T, V) held over each step. Exact in time."""
    w = 2 * np.pi * natural_hz
    system = np.array([[0.0, 1.0, 0.0], [-w * w, -2 * DAMPING * w, 1.0], [0.0, 0.0, 0.0]])
    a = expm(system * step_s)  # the zero-order hold of the augmented system
    angle, rate = np.zeros_like(drive_radps2), np.zeros_like(drive_radps2)
    for i in range(len(drive_radps2) - 1):
        angle[i + 1] = a[0, 0] * angle[i] + a[0, 1] * rate[i] + a[0, 2] * drive_radps2[i]
        rate[i + 1] = a[1, 0] * angle[i] + a[1, 1] * rate[i] + a[1, 2] * drive_radps2[i]
    return angle, rate


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Attitude:
    """Pitch and roll of one sprung body over T states: angles and their rates, (T,) each."""

    pitch_rad: Float64
    roll_rad: Float64
    pitch_rate_radps: Float64
    roll_rate_radps: Float64


def attitudes(
    chassis: list[Chassis], longitudinal_mps2: Float64, lateral_mps2: Float64, step_s: float
) -> list[Attitude]:
    """The attitude of V vehicles under accelerations (T, V) of their bodies along x and y."""
    pitch_gain = np.array([c.pitch_gain_radpm for c in chassis])
    roll_gain = np.array([c.roll_gain_radpm for c in chassis])
    pitch, pitch_rate = respond(-longitudinal_mps2 * pitch_gain, PITCH_HZ, step_s)
    roll, roll_rate = respond(lateral_mps2 * roll_gain, ROLL_HZ, step_s)
    return [
        Attitude(
            pitch_rad=pitch[:, v],
            roll_rad=roll[:, v],
            pitch_rate_radps=pitch_rate[:, v],
            roll_rate_radps=roll_rate[:, v],
        )
        for v in range(len(chassis))
    ]


def sprung(
    chassis: Chassis, attitude: Attitude, position_m: Float64, rotation_xyzw: Float64
) -> tuple[Float64, Float64, Float64, Float64]:
    """The body frame with the springs' motion on top of the wheels' frame, poses (T, 3) and (T, 4).

    Returns position, rotation, and what the motion adds to the velocity of the origin and to the spin, world frame.
    """
    turn = multiply_quaternions(
        axis_angle((0.0, 1.0, 0.0), attitude.pitch_rad), axis_angle((1.0, 0.0, 0.0), attitude.roll_rad)
    )
    pivot = np.broadcast_to(np.array(chassis.pivot_m), position_m.shape)
    lever = -rotate(turn, pivot)
    roll_axis = rotate(axis_angle((0.0, 1.0, 0.0), attitude.pitch_rad), np.broadcast_to([1.0, 0.0, 0.0], lever.shape))
    spin = roll_axis * attitude.roll_rate_radps[:, None]
    spin[:, 1] += attitude.pitch_rate_radps
    return (
        position_m + rotate(rotation_xyzw, pivot + lever),
        multiply_quaternions(rotation_xyzw, turn),
        rotate(rotation_xyzw, np.cross(spin, lever)),
        rotate(rotation_xyzw, spin),
    )
