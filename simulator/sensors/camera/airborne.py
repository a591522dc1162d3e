"""What flies before the lens, on the radiance that the renderer gives: one call for every camera."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.lenses.base import Lens
from scenes.scene import EGO_INSTANCE
from scenes.weather.wet_lens import on_glass
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.render.wakes import amounts
from simulator.sensors.base import Mounting, SensorState
from simulator.sensors.camera.chain import CameraChain
from simulator.sensors.camera.particles_in_view import Sight
from simulator.sensors.camera.precipitation import usual_exposure_s, with_precipitation
from simulator.sensors.camera.puff_veil import through_puffs
from simulator.sensors.motion.mounted import mount_velocity

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


def with_airborne(
    radiance: Float32,
    range_m: Float32,
    lens: Lens,
    mounting: Mounting,
    renderer: Renderer,
    history: WorldHistory,
    environment: Environment,
    t_s: float,
    state: SensorState,
) -> Float32:
    """The picture (H, W, 3) of a camera at a time with spray, smoke, falling rain and snow; itself without.

    range_m (H, W): along the rays, 0: nothing. state: "exposure_s"; pictures that take no time
    show streaks as those of usual cameras do.
    """
    falls = environment.rain_mmph > 0.0 or environment.snow_mmph > 0.0
    if not falls and not amounts(environment) and not environment.plumes:
        return radiance
    sight = Sight(
        lens=lens,
        T_world_camera=history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor,
        velocity_mps=mount_velocity(history, mounting, t_s),
        t_s=t_s,
        exposure_s=float(state.get("exposure_s") or usual_exposure_s(environment)),
    )
    radiance = through_puffs(radiance, range_m, sight, environment, history, renderer)
    return with_precipitation(radiance, range_m, sight, environment, history, renderer)


def wetted(chain: CameraChain, environment: Environment, camera: str) -> CameraChain:
    """A camera's chain with drops of the rain or snow on its glass; itself where none reaches it."""
    cover = on_glass(chain.cover, environment, camera)
    return chain if cover is chain.cover else replace(chain, cover=cover)
