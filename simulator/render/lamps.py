"""Lamps of a scene at one time: which shine, where they are, and which of them matter where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.environment import Environment
from scenes.lamp import LampSource
from scenes.links import Link
from scenes.pose import multiply_quaternions, rotate
from simulator.physics.history import LinkPoses, WorldHistory
from simulator.render.photometry import PHOTOMETRIES
from simulator.render.uploads import LAMPS

Float64 = NDArray[np.float64]

INDICATOR_HZ = 1.5
"""UN Regulation 48, 6.5.9: 90 +- 30 flashes a minute. On for half of each (UN R6: 30 to 80 %)."""
BEACON_HZ = 2.0
"""UN Regulation 65, annex 5: 2 to 4 Hz. Of actors without `beacons`."""
SIGNAL_HZ = 1.0
"""MUTCD 2009, 4D.30: 50 to 60 flashes a minute, lit for half to two thirds of each."""
_GOLDEN = 0.6180339887498949
"""Share of a period by which each instance flashes later than the one before, so that no two keep step for long."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LampSites:
    """Every lamp of a scene, on or off, N of them, in their links' frames.

    link (N,): index into the links. instance (N,): the owner's. lamp (N,), photometry (N,): indices into LAMPS and
    PHOTOMETRIES. position_m (N, 3), rotation_xyzw (N, 4): `T_link_lamp`. intensity_cd (N, 3): peak, linear RGB.
    radius_m (N,). switched_on (I + 1, len(LAMPS)) bool: what `Actor.lamps_on` says, by instance; 0 is the scenery.
    beacon_hz (I + 1,): how often beacons flash.
    """

    link: NDArray[np.int64]
    instance: NDArray[np.int64]
    lamp: NDArray[np.int64]
    photometry: NDArray[np.int64]
    position_m: Float64
    rotation_xyzw: Float64
    intensity_cd: Float64
    radius_m: Float64
    switched_on: NDArray[np.bool_]
    beacon_hz: Float64

    def where(self, chosen: NDArray[np.bool_]) -> LampSites:
        """Those of the chosen (N,)."""
        names = ("link", "instance", "lamp", "photometry", "position_m", "rotation_xyzw", "intensity_cd", "radius_m")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LampTable:
    """The N lamps that shine at one time, world frame.

    position_m (N, 3). axes (N, 3, 3): rows are its x, y, z in the world, so that axes @ direction is in its frame.
    intensity_cd (N, 3): peak, linear RGB. photometry (N,): index into PHOTOMETRIES. radius_m (N,). instance (N,).
    """

    position_m: Float64
    axes: Float64
    intensity_cd: Float64
    photometry: NDArray[np.int64]
    radius_m: Float64
    instance: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.radius_m)

    def followed_by(self, other: LampTable) -> LampTable:
        """These lamps, then those."""
        names = [field.name for field in fields(self)]
        return LampTable(**{name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in names})

    @property
    def peak_cd(self) -> Float64:
        """(N,) the strongest channel of each lamp's peak intensity."""
        return np.asarray(self.intensity_cd.max(axis=1, initial=0.0), dtype=np.float64)


def lamp_sites(links: Sequence[Link]) -> LampSites:
    """All lamps of a scene's links (`scenes.links.links_of`); made once a scene."""
    instances = max((link.instance for link in links), default=0)
    on = np.zeros((instances + 1, len(LAMPS)), dtype=bool)
    rates = np.full(instances + 1, BEACON_HZ)
    rows: list[tuple[int, int, LampSource]] = []
    for index, link in enumerate(links):
        if isinstance(link.owner, Actor):
            on[link.instance, [LAMPS.index(name) for name in link.owner.lamps_on]] = True
            rates[link.instance] = link.owner.beacons.rate_hz if link.owner.beacons else BEACON_HZ
        rows += [(index, link.instance, _as_owned(lamp, link)) for lamp in link.asset.lamps if lamp.part == link.part]
    lamps = [lamp for _, _, lamp in rows]
    poses = [lamp.T_part_lamp for lamp in lamps]
    return LampSites(
        link=np.array([index for index, _, _ in rows], dtype=np.int64),
        instance=np.array([instance for _, instance, _ in rows], dtype=np.int64),
        lamp=np.array([LAMPS.index(lamp.lamp) for lamp in lamps], dtype=np.int64),
        photometry=np.array([PHOTOMETRIES.index(lamp.photometry) for lamp in lamps], dtype=np.int64),
        position_m=np.array([pose.translation_m for pose in poses], dtype=np.float64).reshape(-1, 3),
        rotation_xyzw=np.array([pose.rotation_xyzw for pose in poses], dtype=np.float64).reshape(-1, 4),
        intensity_cd=np.array([np.multiply(lamp.peak_cd, lamp.color) for lamp in lamps]).reshape(-1, 3),
        radius_m=np.array([lamp.radius_m for lamp in lamps], dtype=np.float64),
        switched_on=on,
        beacon_hz=rates,
    )


def _as_owned(lamp: LampSource, link: Link) -> LampSource:
    """A lamp, with the light of its owner's beacons where it is one of them."""
    beacons = link.owner.beacons if isinstance(link.owner, Actor) else None
    if beacons is None or lamp.lamp != "beacon":
        return lamp
    return replace(lamp, peak_cd=beacons.peak_cd, color=beacons.color)


def switched_lamps(
    sites: LampSites, history: WorldHistory, time_s: float, environment: Environment
) -> NDArray[np.bool_]:
    """(I + 1, len(LAMPS)) whether lamps of that kind are switched on, by instance; those that flash may be dark.

    `none` always shines, `street` and `window` follow the environment, `brake` the motion, the others the actor's
    `lamps_on`, and all of them what the story switches.
    """
    on = sites.switched_on.copy()
    on[:, LAMPS.index("none")] = True
    on[:, [LAMPS.index("street"), LAMPS.index("window")]] = environment.street_lights_on
    braking = history.braking_at(time_s)
    on[1:, LAMPS.index("brake")] = braking[: len(on) - 1]
    for (instance, lamp), state in history.story.lamps_at(time_s).items():
        if state != "auto":
            on[instance, LAMPS.index(lamp)] = state == "on"
    return on


def lamp_states(sites: LampSites, history: WorldHistory, time_s: float, environment: Environment) -> NDArray[np.uint8]:
    """(I + 1, len(LAMPS)) 1 where a lamp of that kind shines, by instance: light sources and luminous surfaces alike.

    Of `switched_lamps` indicators, beacons and signal_flash flash, each instance in its own phase, as a function of
    time alone.
    """
    on = switched_lamps(sites, history, time_s, environment)
    phase = np.arange(len(on), dtype=np.float64) * _GOLDEN
    on[:, [LAMPS.index("indicator_left"), LAMPS.index("indicator_right")]] &= _flash(time_s, INDICATOR_HZ, phase)
    on[:, [LAMPS.index("beacon")]] &= _flash(time_s, sites.beacon_hz, phase)
    on[:, [LAMPS.index("signal_flash")]] &= _flash(time_s, SIGNAL_HZ, phase)
    return on.astype(np.uint8)


def lamp_table(sites: LampSites, history: WorldHistory, time_s: float, environment: Environment) -> LampTable:
    """The lamps that shine at a time, placed by their links' poses then. Raises ValueError outside the history."""
    return shining(sites, lamp_states(sites, history, time_s, environment), history.links_at(time_s))


def shining(sites: LampSites, states: NDArray[np.uint8], poses: LinkPoses) -> LampTable:
    """The lamps that shine, from `lamp_states` and the poses of all links."""
    on = np.flatnonzero(states[sites.instance, sites.lamp]) if len(sites.link) else np.zeros(0, dtype=np.int64)
    link = sites.link[on]
    rotation = multiply_quaternions(poses.rotation_xyzw[link], sites.rotation_xyzw[on])
    return LampTable(
        position_m=poses.position_m[link] + rotate(poses.rotation_xyzw[link], sites.position_m[on]),
        axes=rotate(rotation[:, None, :], np.eye(3)[None]),
        intensity_cd=sites.intensity_cd[on],
        photometry=sites.photometry[on],
        radius_m=sites.radius_m[on],
        instance=sites.instance[on],
    )


def _flash(time_s: float, rate_hz: float | Float64, phase: Float64) -> NDArray[np.bool_]:
    """(I, 1) whether lamps that flash at a rate are in the lit half of their period."""
    turns = time_s * rate_hz + phase
    return np.asarray((turns - np.floor(turns) < 0.5)[:, None])
