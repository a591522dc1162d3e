"""Who drives the ego instead of its scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scenes.behaviour.base import Behaviour
from scenes.behaviour.careful import CarefulDriver
from scenes.errors import SceneError
from scenes.scene import Scene
from scenes.storyboard.actions import Action
from scenes.storyboard.motion import ChangeSpeed, FollowSpeedProfile, KeepDistance, MatchSpeed, SetSpeed, Synchronize
from scenes.storyboard.stories import Event, Storyboard

SPEEDS = (SetSpeed, ChangeSpeed, MatchSpeed, FollowSpeedProfile, KeepDistance, Synchronize)
"""Actions that set the ego's speed in its stead."""


def driven_by(scene: Scene, policy: Behaviour) -> Scene:
    """The scene with its ego driven by a policy: what its story asks of the ego's speed after the start is left out.

    A careful driver without a speed of its own keeps the scenario's, where the scenario set one speed for all of the
    clip. Raises SceneError for an ego that cannot drive.
    """
    if scene.ego.body != "kinematic":
        raise SceneError(
            f"ego_policy: the ego of scenario '{scene.case.name}' is {scene.ego.body} and cannot be driven"
        )
    board = scene.storyboard
    steady = scene.ego.behaviour is None and not any(_is_speed(scene, action) for action in board.actions())
    if isinstance(policy, CarefulDriver) and policy.cruise_mps == 0.0 and steady:
        policy = replace(policy, cruise_mps=scene.ego.speed_mps)
    return replace(
        scene,
        ego=replace(scene.ego, behaviour=policy),
        storyboard=_without(board, lambda action: _is_speed(scene, action)),
    )


def _is_speed(scene: Scene, action: Action) -> bool:
    return isinstance(action, SPEEDS) and action.actor == scene.ego.name


def _without(board: Storyboard, dropped: Callable[[Action], bool]) -> Storyboard:
    """The storyboard without some actions; events keep their place, so that conditions find them."""
    stories = tuple(
        replace(
            story,
            acts=tuple(
                replace(
                    act,
                    groups=tuple(
                        replace(
                            group,
                            maneuvers=tuple(
                                replace(m, events=tuple(_kept(event, dropped) for event in m.events))
                                for m in group.maneuvers
                            ),
                        )
                        for group in act.groups
                    ),
                )
                for act in story.acts
            ),
        )
        for story in board.stories
    )
    events = tuple(kept for kept in (_kept(event, dropped) for event in board.events) if kept.actions)
    return replace(board, events=events, stories=stories)


def _kept(event: Event, dropped: Callable[[Action], bool]) -> Event:
    names = event.action_names or ("",) * len(event.actions)
    kept = [(action, name) for action, name in zip(event.actions, names, strict=True) if not dropped(action)]
    return replace(
        event,
        actions=tuple(action for action, _ in kept),
        action_names=tuple(name for _, name in kept) if event.action_names else (),
    )
