"""Changes of lanes: MOBIL, which weighs one's own gain against what others lose."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.behaviour.base import LaneBeside, Neighbour, Side, View
from scenes.behaviour.idm import Idm


@dataclass(frozen=True, slots=True, kw_only=True)
class Mobil:
    """Kesting, Treiber, Helbing 2007, General lane-changing model MOBIL, eq. 2, 3 and 7; defaults of its table 1.

    politeness_share: what others' losses weigh. safe_mps2: most that one makes the new follower brake. threshold_mps2:
    least gain. right_mps2: how much the right lane is better than the left one, where one keeps right.
    """

    politeness_share: float = 0.2
    safe_mps2: float = 4.0
    threshold_mps2: float = 0.1
    right_mps2: float = 0.2

    def side(self, view: View, idm: Idm, desired_mps: float) -> Side | None:
        """The side to change to now; the better one where both are good."""
        left = self._gain(view, view.left, idm, desired_mps) - self.right_mps2
        right = self._gain(view, view.right, idm, desired_mps) + self.right_mps2
        if max(left, right) <= self.threshold_mps2:
            return None
        return "left" if left > right else "right"

    def is_safe(self, view: View, beside: LaneBeside | None, idm: Idm) -> bool:
        """Whether a change brings neither the new follower nor oneself into hard braking."""
        if beside is None or not beside.may_enter:
            return False
        behind, ahead = beside.behind, beside.ahead
        if behind is not None and self._pressed(behind.gap_m, behind.speed_mps, view.speed_mps, idm):
            return False
        return ahead is None or not self._pressed(ahead.gap_m, view.speed_mps, ahead.speed_mps, idm)

    def _pressed(self, gap_m: float, follower_mps: float, leader_mps: float, idm: Idm) -> bool:
        """Whether somebody that close behind somebody must brake harder than is safe."""
        if gap_m < idm.gap_m:
            return True
        wish = max(follower_mps, 1.0)
        return idm.following(follower_mps, 1.2 * wish, gap_m, leader_mps) < -self.safe_mps2

    def _gain(self, view: View, beside: LaneBeside | None, idm: Idm, desired_mps: float) -> float:
        """Eq. 3's left side: own gain and, by politeness_share, that of the old and the new follower."""
        if beside is None or not self.is_safe(view, beside, idm):
            return float("-inf")
        own = idm.behind(view.speed_mps, desired_mps, beside.ahead) - idm.behind(
            view.speed_mps, desired_mps, view.ahead
        )
        gained = _without(view.behind, view.ahead, view.length_m, idm) - _with(view.behind, view.speed_mps, idm)
        lost = _without(beside.behind, beside.ahead, view.length_m, idm) - _with(beside.behind, view.speed_mps, idm)
        return own + self.politeness_share * (gained - lost)


def _with(follower: Neighbour | None, leader_mps: float, idm: Idm) -> float:
    """A follower's acceleration behind oneself, as if it drove as it likes to now."""
    if follower is None:
        return 0.0
    return idm.following(follower.speed_mps, max(follower.speed_mps, 1.0) * 1.1, follower.gap_m, leader_mps)


def _without(follower: Neighbour | None, leader: Neighbour | None, length_m: float, idm: Idm) -> float:
    """The same behind the next one ahead, were one not between them."""
    if follower is None:
        return 0.0
    desired = max(follower.speed_mps, 1.0) * 1.1
    if leader is None:
        return idm.free(follower.speed_mps, desired)
    return idm.following(follower.speed_mps, desired, follower.gap_m + length_m + leader.gap_m, leader.speed_mps)
