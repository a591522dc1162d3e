"""How those who are added decide: behaviours from drawn values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.assets.heavy.fleet import HEAVY
from scenes.assets.people.crowd import KINDS
from scenes.behaviour.base import Behaviour
from scenes.behaviour.driver import Driver
from scenes.behaviour.idm import Idm
from scenes.behaviour.mobil import Mobil
from scenes.behaviour.towed import Towed
from scenes.behaviour.walker import Walker
from scenes.distributions import Distribution, number
from scenes.scenario import Params

Values = dict[str, float | int | str | bool]

HEAVY_MPS2 = (0.6, 1.5)
"""Chosen: heavy vehicles accelerate and brake so, half of what cars do."""
PATIENCE_S = (3.0, 7.0)
"""Chosen: after which one goes before others that stand as well; differs, so that not all go at once."""
HEADWAY, FACTOR, PATIENCE, CHANGES = "headway_s", "speed_factor", "patience_s", "changes_lanes"
RED, PRIORITY, SILENT = "ignores_red", "ignores_priority", "no_indicator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakers:
    """Shares of drivers who break a rule: drive over red, take the right of way, do not signal."""

    ignores_red_share: float = 0.0
    ignores_priority_share: float = 0.0
    no_indicator_share: float = 0.05

    def draw(self, name: str, rng: np.random.Generator) -> Values:
        """What one of them breaks, by `<name>.<rule>`; nothing for the others."""
        shares = {RED: self.ignores_red_share, PRIORITY: self.ignores_priority_share, SILENT: self.no_indicator_share}
        drawn = {rule: float(rng.random()) < share for rule, share in shares.items()}
        return {f"{name}.{rule}": True for rule, breaks in drawn.items() if breaks}


def manner(name: str, headway_s: Distribution, factor: Distribution, rng: np.random.Generator) -> Values:
    """How one drives, by `<name>.<value>`."""
    return {
        f"{name}.{HEADWAY}": number(headway_s, rng),
        f"{name}.{FACTOR}": number(factor, rng),
        f"{name}.{PATIENCE}": float(rng.uniform(*PATIENCE_S)),
    }


def behaviour_of(name: str, params: Params) -> Behaviour | None:
    """The behaviour of one who was drawn with one."""
    if f"{name}.{HEADWAY}" in params:
        heavy = str(params[f"{name}.kind"]) in HEAVY
        idm = Idm(headway_s=float(params[f"{name}.{HEADWAY}"]))
        if heavy:
            idm = Idm(headway_s=idm.headway_s, acceleration_mps2=HEAVY_MPS2[0], deceleration_mps2=HEAVY_MPS2[1])
        return Driver(
            idm=idm,
            lanes=Mobil() if params.get(f"{name}.{CHANGES}") else None,
            speed_factor=float(params[f"{name}.{FACTOR}"]),
            patience_s=float(params[f"{name}.{PATIENCE}"]),
            ignores_red=bool(params.get(f"{name}.{RED}")),
            ignores_priority=bool(params.get(f"{name}.{PRIORITY}")),
            signals=not params.get(f"{name}.{SILENT}"),
        )
    puller = params.get(f"{name}.drawn_by")
    if puller is not None and f"{puller}.{HEADWAY}" in params:
        return Towed(by=str(puller))
    if str(params[f"{name}.kind"]) in KINDS and f"{name}.walks" in params:
        return Walker(pace_mps=float(params[f"{name}.speed_mps"]))
    return None
