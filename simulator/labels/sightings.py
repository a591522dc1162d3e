"""The labels-only pass: how much of one actor the first camera sees, frame by frame, before any picture is made."""

from __future__ import annotations

import numpy as np

from scenes.errors import ConfigError
from scenes.measures import Sighting
from scenes.rig import Mount
from scenes.scene import EGO_INSTANCE, Scene
from simulator.labels.reach import things_in_reach
from simulator.labels.views import lone_pixels, mask_box
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer, View
from simulator.schedule import own_time_s
from simulator.sensors.base import Mounting
from simulator.sensors.camera.camera import Camera


def sightings(scene: Scene, history: WorldHistory, renderer: Renderer, actor_name: str) -> tuple[Sighting, ...]:
    """One sighting a frame, at the time of the camera's own reading, by the rays of full labels. The scene is loaded.

    None where the actor is the ego, which its cameras do not look at.

    Raises UnknownName for an unknown actor, ConfigError for a rig without a camera.
    """
    instance = scene.instance_of(actor_name)
    if instance == EGO_INSTANCE:
        return ()
    mount, camera = first_camera(scene)
    mounting = Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor)
    return tuple(
        _sighting(
            scene,
            history,
            renderer,
            camera.view(mounting, history, own_time_s(camera, scene.fps, frame)),
            instance,
            frame,
        )
        for frame in range(scene.frames)
    )


def first_camera(scene: Scene) -> tuple[Mount, Camera]:
    """The mount whose images judge visibility. Raises ConfigError where the rig has none."""
    for mount in scene.rig.mounts:
        if isinstance(mount.sensor, Camera):
            return mount, mount.sensor
    raise ConfigError("rig", f"rig '{scene.rig.name}' has no camera, so nothing can be judged visible; add one")


def _sighting(
    scene: Scene, history: WorldHistory, renderer: Renderer, view: View, instance: int, frame: int
) -> Sighting:
    box = next((thing.box for thing in things_in_reach(scene, history, view) if thing.instance == instance), None)
    if box is None:
        return Sighting(frame=frame, visible_px=0, amodal_px=0, visible_height_px=0)
    hits = renderer.look(view, history, (box.left, box.top, box.right, box.bottom))
    visible = (hits.instance == instance).reshape(box.bottom - box.top + 1, box.right - box.left + 1)
    (silhouette,) = renderer.silhouettes(view, history, [lone_pixels(instance, box, ~visible)])
    visible_px = int(np.count_nonzero(visible))
    tall = mask_box(visible, 0, 0) if visible_px else None
    return Sighting(
        frame=frame,
        visible_px=visible_px,
        amodal_px=int(np.count_nonzero(silhouette | visible)),
        visible_height_px=tall.bottom - tall.top + 1 if tall else 0,
    )
