"""The declared parameter space of a run's parts; and the plan of a run that has none."""

from __future__ import annotations

from collections.abc import Mapping

from scenes.levels import Ask
from scenes.roads.place_family import PlaceFamily
from scenes.scenario import Scenario
from scenes.space import Parameter, Space, parameters_of
from simulator.ports import RandomizerPort


def declared_space(scenario: Scenario, places: PlaceFamily | None, randomizers: Mapping[str, RandomizerPort]) -> Space:
    """Every distribution of the scenario, the place and the randomizers. Raises ConfigError, see `scenes.space`."""
    roads = () if places is None else places.varied
    return Space(
        (
            *parameters_of(scenario, "scenario"),
            *(Parameter(path=f"road.{name}", source=source) for name, source in roads),
            *(p for name, part in randomizers.items() for p in parameters_of(part, f"randomizer.{name}")),
        )
    )


class NoPlan:
    """Asks for nothing: datasets of before there were plans."""

    least_clips = 1

    def ask(self, clip: int, attempt: int) -> Mapping[str, Ask]:
        """Nothing."""
        return {}
