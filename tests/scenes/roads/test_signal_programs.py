"""Programmes of traffic lights: nobody meets anybody at green, amber comes before red, people walk where cars wait."""

from __future__ import annotations

import pytest

from scenes.roads.network import RoadNetwork
from scenes.roads.signal_programs import amber_s, programs, states_at
from scenes.roads.templates.t_junction import TJunction
from scenes.roads.templates.x_junction import XJunction

PLACES = pytest.mark.parametrize("network", [XJunction().network(), TJunction().network()], ids=["x", "t"])


@PLACES
def test_arms_that_cross_never_have_green_together(network: RoadNetwork) -> None:
    (controller,) = programs(network, 0.0)
    for phase in controller.phases:
        shown = dict(phase.states)
        free = {name.removesuffix("_lights") for name, state in shown.items() if "_lights" in name and state != "red"}
        assert not ({"east", "west"} & free and {"north", "south"} & free)


@PLACES
def test_every_light_goes_from_green_over_amber_to_red(network: RoadNetwork) -> None:
    (controller,) = programs(network, 0.0)
    lights = [name for name, _ in controller.phases[0].states if name.endswith("_lights")]
    for light in lights:
        shown = [dict(phase.states)[light] for phase in controller.phases]
        cycle = [state for k, state in enumerate(shown) if state != shown[k - 1]]
        start = cycle.index("green")
        assert cycle[start:] + cycle[:start] == ["green", "amber", "red", "red_amber"]


@PLACES
def test_people_walk_only_while_the_vehicles_of_that_arm_wait(network: RoadNetwork) -> None:
    (controller,) = programs(network, 0.0)
    walked = 0.0
    for phase in controller.phases:
        shown = dict(phase.states)
        for name, state in shown.items():
            if "_walk_" in name and state == "green":
                walked += phase.duration_s
                assert shown[name.partition("_walk_")[0] + "_lights"] == "red"
    assert walked > 0.0


def test_the_offset_turns_the_cycle() -> None:
    network = XJunction().network()
    (zero,), (half,) = programs(network, 0.0), programs(network, 0.5)
    cycle = sum(phase.duration_s for phase in zero.phases)
    assert half.delay_s == pytest.approx(-0.5 * cycle)
    assert states_at((zero,), 0.0)["east_lights"] == "green"
    assert states_at((half,), 0.0) == states_at((zero,), 0.5 * cycle)


def test_faster_roads_have_longer_amber() -> None:
    assert [amber_s(kmh / 3.6) for kmh in (50, 60, 70)] == [3.0, 4.0, 5.0]


def test_junctions_without_lights_have_no_programme() -> None:
    assert programs(XJunction(control="yield").network(), 0.0) == ()
