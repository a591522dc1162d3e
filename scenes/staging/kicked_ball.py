"""A ball that rolls onto the road before whoever runs after it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.actor import Actor
from scenes.assets.street.ball import Ball
from scenes.friction import GRAVITY_MPS2
from scenes.pose import Pose
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.venue import Venue
from scenes.storyboard import AtTime, Event, Launch

FOOTBALL = Ball(radius_m=0.11)
MASS_KG, FRICTION, RESTITUTION = 0.35, 0.6, 0.72
"""A youth football (size 4: 350-390 g, FIFA quality programme); from 2 m it rebounds 1.15-1.65 m, so e is 0.76-0.91.

The restitution is chosen lower, as the ball is played out; friction: rubber on asphalt and slabs."""
LEAD_S = 0.1
"""A ball that was kicked earlier than this before the first frame starts on its way: physics begins here."""
SHORT_OF_KERB_M = 0.5
"""Chosen: no clip begins with a ball nearer to the far kerb."""
SLOWEST_BOUNCE_MPS = 0.2
"""Chosen: as rigid-body engines do, so that a ball comes to roll."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class KickedBall:
    """A ball on a pavement, kicked at right angles to the ego's way.

    side: from which it comes. away_m: from the ego's line, where it lies. kick_s: when, maybe before the clip.
    speed_mps, hop_mps: over the ground, and up.
    """

    approach: Approach
    venue: Venue
    side: Side
    away_m: float
    kick_s: float
    speed_mps: float
    hop_mps: float

    def actor(self, name: str) -> Actor:
        """The ball when the physics of a clip begins."""
        x, y, z = self._start()
        return Actor(
            name=name,
            asset=FOOTBALL,
            body="dynamic",
            T_world_body=Pose(translation_m=(x, y, z + FOOTBALL.radius_m)),
            mass_kg=MASS_KG,
            friction=FRICTION,
            restitution=RESTITUTION,
        )

    def kicked(self, name: str) -> Event:
        """The event of the kick, from which on it rolls without slip; at a clip's start for one under way."""
        up = self._height_and_hop()[1]
        turn = self.approach.heading() - sign_of(self.side) * 0.5 * math.pi
        x, y = math.cos(turn), math.sin(turn)
        roll = self.speed_mps / FOOTBALL.radius_m
        launch = Launch(
            actor=name, velocity_mps=(self.speed_mps * x, self.speed_mps * y, up), spin_radps=(-roll * y, roll * x, 0.0)
        )
        return Event(name=f"{name}_kicked", trigger=AtTime(time_s=max(-LEAD_S, self.kick_s)), actions=(launch,))

    @property
    def _gone_s(self) -> float:
        """For how long it is under way when physics begins."""
        return max(-LEAD_S - self.kick_s, 0.0)

    def _ground(self) -> tuple[float, float, float]:
        """The point of the ground below it then."""
        far: Side = "left" if self.side == "right" else "right"
        farthest = self.away_m + self.approach.edge_m(far) - SHORT_OF_KERB_M
        away = self.away_m - min(self.speed_mps * self._gone_s, farthest)
        x, y = self.approach.point(0.0, sign_of(self.side) * away)
        return x, y, self.venue.height_m(x, y)

    def _start(self) -> tuple[float, float, float]:
        x, y, ground = self._ground()
        return x, y, ground + self._height_and_hop()[0]

    def _height_and_hop(self) -> tuple[float, float]:
        """Height over the ground and upward speed then."""
        kerb = self.venue.height_m(*self.approach.point(0.0, sign_of(self.side) * self.away_m))
        dropped = max(kerb - self._ground()[2], 0.0)
        return bounced(dropped, self.hop_mps, RESTITUTION, self._gone_s)


def bounced(height_m: float, up_mps: float, restitution: float, elapsed_s: float) -> tuple[float, float]:
    """Height above the ground and upward speed of a ball some time after it left `height_m` with `up_mps`.

    Each bounce keeps `restitution` of the speed; below SLOWEST_BOUNCE_MPS it rolls.
    """
    while elapsed_s > 0.0:
        flight_s = (up_mps + math.sqrt(up_mps**2 + 2.0 * GRAVITY_MPS2 * height_m)) / GRAVITY_MPS2
        if elapsed_s < flight_s:
            risen_m = up_mps * elapsed_s - 0.5 * GRAVITY_MPS2 * elapsed_s**2
            return height_m + risen_m, up_mps - GRAVITY_MPS2 * elapsed_s
        elapsed_s -= flight_s
        up_mps = restitution * (GRAVITY_MPS2 * flight_s - up_mps)
        height_m = 0.0
        if up_mps < SLOWEST_BOUNCE_MPS:
            return 0.0, 0.0
    return height_m, up_mps
