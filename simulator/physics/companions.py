"""Those who come loose together: riders and machines, loads and trucks, trailers and what draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.physics.bullet_world import BulletWorld
from simulator.physics.jointed import JointedBody
from simulator.physics.loose import Loose, LooseBody

OVERLAP_M = 0.02
"""Chosen: members of a group that share more than this when they come loose pass through each other until they part."""
SEAT_N = 900.0
"""Chosen: force with which a rider stays on the seat of what slides away below, some 1.2 times their weight."""
SEAT_S = 0.8
"""Chosen: for so long at most; a fall from the saddle takes half a second."""
LEANING = 0.5
"""Cosine of the lean at which riders let go, 60 degrees (chosen: before the machine is on top of their leg)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    tie: int
    machine: LooseBody
    rider: JointedBody
    until: int


class Companions:
    """Who of one group passes through whom, and who sits on what."""

    def __init__(self, world: BulletWorld) -> None:
        self._world = world
        self._apart: set[tuple[int, int]] = set()
        self._seats: list[_Seat] = []

    def join(self, loose: Loose, others: Sequence[Loose], index: int, *, struck: bool) -> None:
        """A body comes loose at a state; others of its group are loose already. struck: by something outside of it."""
        for other in others:
            gap = self._world.gap(loose.number, other.number, OVERLAP_M)
            if gap is not None and gap.distance_m < -OVERLAP_M:
                self._world.ignore(loose.number, other.number, ignored=True)
                self._apart.add((loose.number, other.number))
            rider, machine = (loose, other) if isinstance(loose, JointedBody) else (other, loose)
            if not struck and isinstance(rider, JointedBody) and isinstance(machine, LooseBody) and machine.is_ridden:
                tie = self._world.tie(rider.number, machine.number, rider.centre_m(index).tolist(), SEAT_N)
                until = index + round(SEAT_S * self._world.rate_hz)
                self._seats.append(_Seat(tie=tie, machine=machine, rider=rider, until=until))

    def watch(self, index: int) -> None:
        """After a state is written down: those who have parted meet again, and riders let go."""
        for first, second in sorted(self._apart):
            if self._world.gap(first, second, 0.0) is None:
                self._world.ignore(first, second, ignored=False)
                self._apart.remove((first, second))
        for seat in list(self._seats):
            if index >= seat.until or seat.machine.up(index) < LEANING:
                self._world.untie(seat.tie)
                self._seats.remove(seat)
