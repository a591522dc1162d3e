"""How UN R157's competent and careful driver stops, in closed form: speed and distance after it perceives a risk.

UN Regulation No. 157, annex 3 (appendix 3, 2021): after a risk is perceived, 0.4 s of evaluation, 0.75 s of delay, then
the brake is pressed to 0.774 g within 0.6 s (a jerk of 12.65 m/s3). All times count from the perception.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from scenes.behaviour.careful import CarefulDriver


@dataclass(frozen=True, slots=True, kw_only=True)
class CarefulStop:
    """evaluation_s, delay_s: before the brake is pressed. ramp_s: until it gives deceleration_mps2, the most."""

    evaluation_s: float
    delay_s: float
    ramp_s: float
    deceleration_mps2: float

    @classmethod
    def of(cls, driver: CarefulDriver) -> CarefulStop:
        """With a driver's numbers."""
        return cls(
            evaluation_s=driver.evaluation_s,
            delay_s=driver.delay_s,
            ramp_s=driver.ramp_s,
            deceleration_mps2=driver.full_mps2,
        )

    def on(self, grip_mps2: float) -> CarefulStop:
        """The same driver where the road allows no harder braking: the pedal's ramp ends earlier."""
        hardest = min(self.deceleration_mps2, grip_mps2)
        return replace(self, deceleration_mps2=hardest, ramp_s=hardest / self.jerk_mps3)

    @property
    def brakes_after_s(self) -> float:
        """From the perception to the first deceleration."""
        return self.evaluation_s + self.delay_s

    @property
    def jerk_mps3(self) -> float:
        """While the brake is pressed."""
        return self.deceleration_mps2 / self.ramp_s

    def braking_mps2(self, since_s: float) -> float:
        """Deceleration so long after the perception, while the car rolls."""
        return min(max(since_s - self.brakes_after_s, 0.0) * self.jerk_mps3, self.deceleration_mps2)

    def speed_mps(self, initial_mps: float, since_s: float) -> float:
        """Speed so long after the perception: v0 - j t^2 / 2 on the ramp, then falling by the full deceleration."""
        t = max(since_s - self.brakes_after_s, 0.0)
        on_ramp = min(t, self.ramp_s)
        lost = 0.5 * self.jerk_mps3 * on_ramp**2 + self.deceleration_mps2 * (t - on_ramp)
        return max(initial_mps - lost, 0.0)

    def stops_after_s(self, initial_mps: float) -> float:
        """From the perception to standstill."""
        on_ramp = 0.5 * self.jerk_mps3 * self.ramp_s**2
        if initial_mps <= on_ramp:
            return self.brakes_after_s + math.sqrt(2.0 * initial_mps / self.jerk_mps3)
        return self.brakes_after_s + self.ramp_s + (initial_mps - on_ramp) / self.deceleration_mps2

    def distance_m(self, initial_mps: float, since_s: float) -> float:
        """Distance driven so long after the perception: the integral of `speed_mps`."""
        end = min(since_s, self.stops_after_s(initial_mps))
        t = max(end - self.brakes_after_s, 0.0)
        on_ramp = min(t, self.ramp_s)
        full = t - on_ramp
        driven = initial_mps * end - self.jerk_mps3 * on_ramp**3 / 6.0
        return driven - 0.5 * self.jerk_mps3 * on_ramp**2 * full - 0.5 * self.deceleration_mps2 * full**2


CAREFUL = CarefulStop.of(CarefulDriver())
