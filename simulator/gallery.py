"""Film strips of scenarios: what happens in one clip of each, at the moments around its conflict."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import cv2
import numpy as np

from scenes.errors import ConfigError
from scenes.measures import ClipMeasures
from simulator.clip import SimulatedClip, simulate_clip
from simulator.config import RunConfig
from simulator.drawing import grid
from simulator.readings.camera import UInt8
from simulator.sensors.camera.camera import Camera

PICTURES = 4
COLUMNS = 2
WIDTH_PX = 960
"""Of one picture; chosen: a person 30 m away can still be told."""
CAPTION_PX = 34
LEAD_S = 0.5
"""The first picture shows the scene so long before the key actor can be seen; chosen."""
_PAPER, _INK, _DIM = 255, (30, 30, 30), (110, 110, 110)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def film_strip(config: RunConfig) -> UInt8:
    """Clip 0 of a run as pictures of its first camera from before the reveal to the closest, under a caption.

    Raises AttemptsExhausted, and ConfigError where the rig has no camera.
    """
    simulated = _first_camera_only(simulate_clip(config, 0))
    shown = moments(simulated.measures, simulated.clip.frames, simulated.clip.fps)
    pictures = [_timed(picture, k / simulated.clip.fps) for k, picture in _pictures(simulated, shown)]
    strip = grid(pictures, COLUMNS, WIDTH_PX)
    return np.concatenate([_caption(simulated, strip.shape[1]), strip])


def moments(measures: ClipMeasures, frames: int, fps: float) -> tuple[int, ...]:
    """Frames to show, evenly from just before the key actor is seen to where it is nearest or the end."""
    seen_s = measures.first_visible_s or 0.0
    first = max(0, int((seen_s - LEAD_S) * fps))
    away = [(math.hypot(*at), k) for k, at in enumerate(zip(measures.ahead_m, measures.left_m, strict=True))]
    last = min((near for near in away if near[1] > first), default=(0.0, frames - 1))[1]
    last = min(frames - 1, max(last, first + PICTURES - 1))
    return tuple(sorted({round(k) for k in np.linspace(max(0, min(first, last - PICTURES + 1)), last, PICTURES)}))


def _first_camera_only(simulated: SimulatedClip) -> SimulatedClip:
    rig = simulated.scene.rig
    cameras = [mount for mount in rig.mounts if isinstance(mount.sensor, Camera)]
    if not cameras:
        raise ConfigError("rig", "has no camera, so there is nothing to show")
    scene = dataclasses.replace(simulated.scene, rig=dataclasses.replace(rig, mounts=tuple(cameras[:1])))
    return dataclasses.replace(simulated, scene=scene)


def _pictures(simulated: SimulatedClip, shown: tuple[int, ...]) -> Iterator[tuple[int, UInt8]]:
    """Pictures of those frames; all before them are made as well, since the exposure follows the light."""
    for frame in simulated.frames():
        if frame.index in shown:
            yield frame.index, frame.cameras()[0].image
        if frame.index >= shown[-1]:
            return


def _timed(picture: UInt8, time_s: float) -> UInt8:
    out = picture.copy()
    scale = out.shape[1] / 1242.0
    at = (int(12 * scale), int(34 * scale))
    cv2.putText(out, f"{time_s:.1f} s", at, _FONT, 0.9 * scale, (255, 255, 255), max(1, int(2 * scale)), cv2.LINE_AA)
    return out


def _caption(simulated: SimulatedClip, width_px: int) -> UInt8:
    case, measures = simulated.scene.case, simulated.measures
    out = np.full((CAPTION_PX, width_px, 3), _PAPER, dtype=np.uint8)
    title = f"{case.id}  {case.name.replace('_', ' ')}"
    cv2.putText(out, title, (10, 24), _FONT, 0.7, _INK, 2, cv2.LINE_AA)
    ttc = "" if measures.min_ttc_s is None else f"smallest time to collision {measures.min_ttc_s:.1f} s"
    if ttc:
        size, _ = cv2.getTextSize(ttc, _FONT, 0.55, 1)
        cv2.putText(out, ttc, (width_px - size[0] - 10, 23), _FONT, 0.55, _DIM, 1, cv2.LINE_AA)
    return out
