"""Latin hypercube: over all clips each parameter has one value in every n-th part of its distribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from randomizers.plans.points import PointPlan, Points
from scenes.grid import Forbidden
from scenes.space import Parameter, Space
from scenes.streams import stream


class LatinPoints(Points):
    """Turn k is a hypercube of its own, so that clips that were refused fill the space evenly, too.

    McKay, Beckman, Conover, Technometrics 21 (1979): a permutation of n strata for every parameter, a random place
    within each. Parameters have streams of their own: one more leaves the others' places alone.
    """

    def shares(self, clip: int, turn: int) -> Sequence[float]:
        """The clip's stratum of each parameter and a place in it."""
        return [self._share(p.path, clip, turn) for p in self.parameters]

    def _share(self, path: str, clip: int, turn: int) -> float:
        stratum = int(stream(self.seed, "plan.latin", path, turn).permutation(self.clips)[clip])
        return (stratum + float(stream(self.seed, "plan.latin.place", path, clip, turn).random())) / self.clips


@dataclass(frozen=True, slots=True, kw_only=True)
class LatinHypercube(PointPlan):
    """See `LatinPoints`."""

    def points(
        self, space: Space, parameters: Sequence[Parameter], forbidden: Sequence[Forbidden], clips: int, seed: int
    ) -> Points:
        """The hypercube over as many clips as the run has."""
        return LatinPoints(space, parameters, forbidden, clips, seed)
