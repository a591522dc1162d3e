"""How a camera reaches the exposure that its meter asks for: time first, then gain, at a fixed aperture."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from scenes.errors import ConfigError

MAX_EXPOSURE_S = 1.0
"""Chosen: longer than any frame of a driving camera."""
MAX_GAIN_DB = 60.0
"""Chosen: 1000 times; no sensor offers more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureSettings:
    """What a picture was taken with. gain: linear factor of the sensor's amplifier, >= 1."""

    time_s: float
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeStep:
    """Time is raised up to longest_s, then gain up to most_gain_db."""

    longest_s: float
    most_gain_db: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.longest_s <= MAX_EXPOSURE_S:
            raise ConfigError("longest_s", f"got {self.longest_s:g}, allowed above 0 to {MAX_EXPOSURE_S:g} s")
        if not 0.0 <= self.most_gain_db <= MAX_GAIN_DB:
            raise ConfigError("most_gain_db", f"got {self.most_gain_db:g}, allowed 0 to {MAX_GAIN_DB:g} dB")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureProgramme:
    """The programme line: steps in rising order. Beyond the last one pictures stay darker than asked for.

    shortest_s: pictures that would need less come out too bright. headroom_ev: stops from middle grey to the sensor's
    saturation at gain 1; 3.3 is what ISO 12232's saturation speed means (78 / 0.65 / 12.5 = 9.6 times the metered
    luminance). Raises ConfigError for steps that fall or a headroom out of 1 to 10 stops.
    """

    steps: tuple[ProgrammeStep, ...] = (ProgrammeStep(longest_s=0.02, most_gain_db=24.0),)
    shortest_s: float = 1e-5
    headroom_ev: float = 4.0

    def __post_init__(self) -> None:
        if not self.steps:
            raise ConfigError("steps", "a programme needs at least one step")
        for before, after in itertools.pairwise(self.steps):
            if after.longest_s < before.longest_s or after.most_gain_db < before.most_gain_db:
                raise ConfigError("steps", "times and gains must not fall from step to step")
        if not 0.0 < self.shortest_s <= self.steps[0].longest_s:
            raise ConfigError("shortest_s", f"got {self.shortest_s:g}, allowed above 0 to the first step's longest_s")
        if not 1.0 <= self.headroom_ev <= 10.0:
            raise ConfigError("headroom_ev", f"got {self.headroom_ev:g}, allowed 1 to 10 stops")

    def settings(self, needed_s: float) -> ExposureSettings:
        """Time and gain whose product is needed_s, the time that gain 1 would take, or as near as the steps reach."""
        gain, time_s = 1.0, self.shortest_s
        for step in self.steps:
            time_s = max(min(needed_s / gain, step.longest_s), self.shortest_s)
            gain = min(max(needed_s / time_s, 1.0), 10.0 ** (step.most_gain_db / 20.0))
        return ExposureSettings(time_s=time_s, gain=gain)
