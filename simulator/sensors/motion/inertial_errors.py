"""What gyroscopes and accelerometers do wrong: noise, wandering biases, scale, misalignment, steps."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriadErrors:
    """Errors of three axes; u stands for rad/s of gyroscopes and m/s2 of accelerometers.

    noise_density: of white noise, N in u / sqrt(Hz); its Allan deviation is N / sqrt(tau). walk_density: of the bias'
    random walk, K in u / s / sqrt(Hz); Allan deviation K sqrt(tau / 3) (IEEE 952, annex C). turn_on_bias: standard
    deviation at switch-on, u. drift_bias, drift_s: standard deviation, u, and correlation time of a bias that comes and
    goes (Gauss-Markov), which makes the flat floor of the Allan plot. scale_ratio, misalignment_rad: standard
    deviations of axes' gains and directions. step: of the output, u, 0 for none.
    """

    noise_density: float
    walk_density: float = 0.0
    turn_on_bias: float = 0.0
    drift_bias: float = 0.0
    drift_s: float = 300.0
    scale_ratio: float = 1e-3
    misalignment_rad: float = 1e-3
    step: float = 0.0

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                raise ConfigError(name, f"must be finite and not negative, got {value}")
        if self.drift_s <= 0.0:
            raise ConfigError("drift_s", f"must be positive, got {self.drift_s}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImuErrors:
    """Errors of both triads."""

    gyroscope: TriadErrors
    accelerometer: TriadErrors


class ImuModel(ABC):
    """A kind of IMU, by its errors."""

    @abstractmethod
    def errors(self) -> ImuErrors:
        """What it does wrong."""


TriadState = Mapping[str, Any]
"""JSON: turn_on, drift, walk (3 numbers each, u), matrix (9 numbers, row-major: what axes make of the truth)."""


def switched_on(errors: TriadErrors, rng: np.random.Generator) -> TriadState:
    """A triad at its first sample."""
    draws = rng.standard_normal((5, 3))
    skew = errors.misalignment_rad * rng.standard_normal((3, 3))
    np.fill_diagonal(skew, 1.0 + errors.scale_ratio * draws[2])
    return {
        "turn_on": (errors.turn_on_bias * draws[0]).tolist(),
        "drift": (errors.drift_bias * draws[1]).tolist(),
        "walk": [0.0, 0.0, 0.0],
        "matrix": skew.ravel().tolist(),
    }


def aged(errors: TriadErrors, state: TriadState, passed_s: float, rng: np.random.Generator) -> TriadState:
    """The triad `passed_s` later: exact steps of the random walk and of the Gauss-Markov process."""
    draws = rng.standard_normal((2, 3))
    kept = math.exp(-passed_s / errors.drift_s)
    drift = np.asarray(state["drift"]) * kept + errors.drift_bias * math.sqrt(1.0 - kept * kept) * draws[0]
    walk = np.asarray(state["walk"]) + errors.walk_density * math.sqrt(passed_s) * draws[1]
    return {**state, "drift": drift.tolist(), "walk": walk.tolist()}


def read_out(
    errors: TriadErrors, state: TriadState, true: Float64, rate_hz: float, rng: np.random.Generator
) -> Float64:
    """(3,) what the triad says of the truth (3,): white noise of a sample is N sqrt(rate)."""
    matrix = np.asarray(state["matrix"]).reshape(3, 3)
    bias = np.asarray(state["turn_on"]) + np.asarray(state["drift"]) + np.asarray(state["walk"])
    noise = errors.noise_density * math.sqrt(rate_hz) * rng.standard_normal(3)
    value = (matrix * true).sum(axis=1) + bias + noise
    if errors.step > 0.0:
        value = np.round(value / errors.step) * errors.step
    return np.asarray(value, dtype=np.float64)
