"""Sobol: a low-discrepancy sequence that fills the parameter space evenly, however many clips are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import qmc

from randomizers.plans.points import PointPlan, Points
from scenes.errors import ConfigError
from scenes.grid import Forbidden
from scenes.space import Parameter, Space
from scenes.streams import key_hash

BITS = 31
"""Of a coordinate; more points than a run may have clips."""
_HALF = 2.0**-32
"""To the middle of a coordinate's last bit, and off 0, where unbounded distributions have no value."""


class SobolPoints(Points):
    """Point `clip` of a scrambled sequence, which any worker finds without the others. Every turn has its own scramble:
    points of one sequence that are a power of two apart lie in the same stratum.

    Directions of Joe and Kuo (2008), linear matrix scramble and digital shift of Matousek (1998), as scipy has them.
    The sequence is one of all planned parameters together: another parameter makes another sequence.
    """

    def shares(self, clip: int, turn: int) -> Sequence[float]:
        """The point's coordinates."""
        key = key_hash(self.seed, "plan.sobol", turn)
        sequence = qmc.Sobol(len(self.parameters), scramble=True, bits=BITS, rng=key)
        if clip:  # scipy 1.17 cannot go forward by nothing
            sequence.fast_forward(clip)
        return [float(share) + _HALF for share in sequence.random(1)[0]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sobol(PointPlan):
    """See `SobolPoints`. Powers of two of clips are the most even."""

    def points(
        self, space: Space, parameters: Sequence[Parameter], forbidden: Sequence[Forbidden], clips: int, seed: int
    ) -> Points:
        """The sequence. Raises ConfigError for more parameters than it has dimensions."""
        if len(parameters) > qmc.Sobol.MAXDIM:
            raise ConfigError("over", f"got {len(parameters)} parameters, allowed: {qmc.Sobol.MAXDIM} at most")
        return SobolPoints(space, parameters, forbidden, clips, seed)
