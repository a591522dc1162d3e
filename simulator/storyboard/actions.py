"""From actions of the storyboard to what they do: one entry a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenes.storyboard import actions as world
from scenes.storyboard import motion
from scenes.storyboard.actions import Action
from simulator.storyboard import (
    following,
    lane_actions,
    route_actions,
    speed_actions,
    world_actions,
)
from simulator.storyboard.running import Running, Scope

Begin = Callable[[Scope, Any, str], Running | None]
"""Begins an action; None where it is done at once."""

BEGINNINGS: dict[type, Begin] = {
    motion.SetSpeed: speed_actions.Ramp,
    motion.ChangeSpeed: speed_actions.change_speed,
    motion.MatchSpeed: speed_actions.Match,
    motion.FollowSpeedProfile: speed_actions.Profile,
    motion.KeepDistance: following.Gap,
    motion.KeepLateralDistance: lane_actions.LateralGap,
    motion.ChangeLane: lane_actions.LaneChange,
    motion.OffsetInLane: lane_actions.offset_in_lane,
    motion.FollowTrajectory: route_actions.Trajectories,
    motion.AssignRoute: route_actions.assign_route,
    motion.GoTo: route_actions.Acquire,
    motion.Synchronize: following.Meeting,
    motion.Teleport: route_actions.teleport,
    motion.SetController: world_actions.set_controller,
    motion.SwitchLamp: world_actions.switch_lamp,
    motion.MoveJoint: world_actions.move_joint,
    motion.Launch: world_actions.launch,
    motion.Release: world_actions.release,
    world.NoEffect: world_actions.no_effect,
    world.AddEntity: route_actions.add_entity,
    world.DeleteEntity: world_actions.delete_entity,
    world.SetValue: world_actions.set_value,
    world.ModifyValue: world_actions.modify_value,
    world.SetSignal: world_actions.set_signal,
    world.SetSignalPhase: world_actions.set_phase,
    world.SetEnvironment: world_actions.set_environment,
}


def begin(scope: Scope, action: Action, who: str) -> Running | None:
    """What goes on from now; None where the action is done. Raises SceneError, UnknownName where it cannot be."""
    return BEGINNINGS[type(action)](scope, action, who)
