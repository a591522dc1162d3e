"""Whose clip is whose: the parts of a run with one scenario, or with several that share it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError
from scenes.rig import Rig
from simulator.compose import MIX
from simulator.config import RunConfig
from simulator.declared import declared_space
from simulator.mix import order_of, weights_of
from simulator.parts import Drawn, Parts, Turn, build_drawn, build_layout, build_parts


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cast:
    """The parts of a run's scenarios, by name; of one scenario under the empty name. All have the same rig.

    order: (clips,) whose clip each is, as a place among the members; empty where there is but one.
    """

    members: Mapping[str, Parts]
    order: NDArray[np.int64]

    @property
    def rig(self) -> Rig:
        """The run's rig."""
        return next(iter(self.members.values())).rig

    def inputs(self) -> dict[str, list[str]]:
        """What of the user's files parameters are made from, by path."""
        return {path: data for parts in self.members.values() for path, data in parts.space.inputs().items()}

    def turn(self, clip: int) -> Turn:
        """The parts that make a clip."""
        if not len(self.order):
            return next(iter(self.members.values())).turn(clip)
        index = int(self.order[clip])
        name, parts = list(self.members.items())[index]
        return Turn(name=name, parts=parts, place=int(np.count_nonzero(self.order[:clip] == index)))

    def check_clips(self) -> None:
        """Raises ConfigError where a scenario has too few clips for the plan, or more than there are different ones."""
        for name, parts in self.members.items():
            least, most = parts.layout.least_clips, parts.scenario.most_clips()
            of = f" of {name}" if name else ""
            if 0 < parts.clips < least:
                raise ConfigError("clips", f"got {parts.clips}{of}, allowed: {least} or more, which the plan needs")
            if most is not None and parts.clips > most:
                raise ConfigError("clips", f"got {parts.clips}{of}, allowed: at most {most}, one a set")


def build_cast(config: RunConfig) -> Cast:
    """Builds what makes clips. Raises ConfigError, InputFileError and DeviceError; nothing is written."""
    configs = config.members
    if not configs:
        return Cast(members={"": build_parts(config)}, order=np.zeros(0, np.int64))
    drawn = drawn_by(config)
    weights = weights_of(config.nodes[MIX]["weights"], {name: one[0] for name, one in drawn.items()})
    order = order_of(weights, config.settings.clips, config.settings.seed)
    first = build_parts(next(iter(configs.values())))
    members = {
        name: _of(first, configs[name], drawn[name], int(np.count_nonzero(order == k)))
        for k, name in enumerate(configs)
    }
    return Cast(members=members, order=order)


def drawn_by(config: RunConfig) -> dict[str, Drawn]:
    """What draws parameters, by scenario of the mix; of a run without one under the empty name. Raises ConfigError."""
    made = {}
    for name, one in (config.members or {"": config}).items():
        try:
            made[name] = build_drawn(one)
        except ConfigError as fault:
            raise (ConfigError("", f"{fault} (of {name} in the mix)") if name else fault) from None
    return made


def _of(first: Parts, config: RunConfig, drawn: Drawn, clips: int) -> Parts:
    """The parts of another scenario of the same run."""
    scenario, places, randomizers = drawn
    space = declared_space(scenario, places, randomizers)
    return dataclasses.replace(
        first,
        scenario=scenario,
        randomizers=randomizers,
        request=dataclasses.replace(first.request, places=places),
        space=space,
        layout=build_layout(config, space, max(1, clips)),
        clips=clips,
    )
