"""Lamps, joints, presence and signals: what the story does besides moving bodies."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics_bodies import CAR, SETTINGS, follower, scene_of

from scenes.actor import Actor
from scenes.errors import UnknownName
from scenes.links import links_of
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event, Storyboard
from scenes.storyboard.actions import Action, DeleteEntity, SetSignal
from scenes.storyboard.motion import MoveJoint, SwitchLamp
from scenes.storyboard.stories import SignalController, SignalPhase
from simulator.labels.facts import ThingFacts
from simulator.labels.things import things_at
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory
from simulator.render.lamps import lamp_sites, lamp_states
from simulator.render.uploads import LAMPS

PARKED = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(20.0, 3.0, 0.0))


def at(time_s: float, action: Action) -> Event:
    return Event(name=f"{type(action).__name__} {time_s}", trigger=AtTime(time_s=time_s), actions=(action,))


def scene(*events: Event, body: Actor = PARKED) -> Scene:
    return scene_of(body, ego=follower("ego", [(0, 0), (50, 0)], 5.0), events=events, duration_s=3.0)


def shines(made: Scene, history: WorldHistory, lamp: str, time_s: float) -> bool:
    states = lamp_states(lamp_sites(links_of(made)), history, time_s, made.environment)
    return bool(states[2, LAMPS.index(lamp)])


def test_a_lamp_is_switched_on_and_off_and_back_to_what_the_actor_says() -> None:
    lit = replace(PARKED, lamps_on=("tail",))
    made = scene(
        at(0.5, SwitchLamp(actor="parked", lamp="head", state="on")),
        at(1.0, SwitchLamp(actor="parked", lamp="tail", state="off")),
        at(1.5, SwitchLamp(actor="parked", lamp="tail", state="auto")),
        body=lit,
    )
    history = simulate(made, SETTINGS)
    assert [shines(made, history, "head", t) for t in (0.4, 0.6)] == [False, True]
    assert [shines(made, history, "tail", t) for t in (0.9, 1.1, 1.6)] == [True, False, True]


def test_a_part_of_a_parked_car_turns_and_eases() -> None:
    """Half the angle at half the time, at rest at both ends."""
    made = scene(at(1.0, MoveJoint(actor="parked", part="wheel_0", angle_rad=1.0, duration_s=1.0)))
    history = simulate(made, SETTINGS)
    link = next(k for k, one in enumerate(links_of(made)) if one.instance == 2 and one.part == 1)
    turned = [2.0 * math.acos(abs(history.links_at(t).rotation_xyzw[link, 3])) for t in (1.0, 1.25, 1.5, 2.0, 2.5)]
    # 3 x^2 - 2 x^3 at a quarter: 5 / 32
    assert turned == pytest.approx([0.0, 5.0 / 32.0, 0.5, 1.0, 1.0], abs=1e-6)


def test_a_part_that_the_actor_does_not_have_is_refused_with_what_it_has() -> None:
    made = scene(at(1.0, MoveJoint(actor="parked", part="wheel_9", angle_rad=1.0, duration_s=1.0)))
    with pytest.raises(UnknownName, match="unknown part 'wheel_9'"):
        simulate(made, SETTINGS)


def test_who_is_deleted_is_neither_seen_nor_labelled_nor_hit() -> None:
    in_the_way = replace(PARKED, T_world_body=Pose.planar(8.0, 0.0, 0.0))
    made = scene(at(0.2, DeleteEntity(actor="parked")), body=in_the_way)
    history = simulate(made, SETTINGS)
    links = [k for k, one in enumerate(links_of(made)) if one.instance == 2]
    assert (history.links_at(0.1).position_m[links, 2] >= 0.0).all()
    assert (history.links_at(0.3).position_m[links, 2] < -900.0).all()
    assert list(things_at(ThingFacts.of(made, history), 0.1)) == [2]
    assert list(things_at(ThingFacts.of(made, history), 0.3)) == []
    assert history.contacts == ()
    assert np.isfinite(history.body_position_m).all()


def test_controllers_go_through_their_phases_and_heads_show_them() -> None:
    """Red for 1 s, green for 0.5 s; the second controller is half a second behind the first."""

    def controller(name: str, **more: object) -> SignalController:
        phases = (
            SignalPhase(name="stop", duration_s=1.0, states=((name, "red"),)),
            SignalPhase(name="go", duration_s=0.5, states=((name, "green"),)),
        )
        return SignalController(name=name, phases=phases, **more)  # type: ignore[arg-type]

    board = Storyboard(signals=(controller("A"), controller("B", delay_s=0.5, reference="A")))
    made = replace(scene(body=replace(PARKED, signal="B")), storyboard=board)
    history = simulate(made, SETTINGS)
    changes = [(round(c.time_s, 6), c.signal, c.state) for c in history.story.signals if 0.0 < c.time_s <= 2.1]
    assert changes == [
        (0.5, "B", "red"),
        (1.0, "A", "green"),
        (1.5, "A", "red"),
        (1.5, "B", "green"),
        (2.0, "B", "red"),
    ]
    assert [shines(made, history, "signal_green", t) for t in (1.4, 1.6, 2.05)] == [False, True, False]


def test_a_state_that_no_signal_shows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownName, match=r"unknown signal state 'blue'.*green"):
        simulate(scene(at(0.5, SetSignal(signal="1", state="blue"))), SETTINGS)
