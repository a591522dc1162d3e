"""One clip for human eyes: a contact sheet and a video, labels drawn into both, and a plan of the rig."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from scenes.asset import asset_of
from scenes.errors import ConfigError, OutputError
from simulator.clip import simulate_clip
from simulator.config import RunConfig
from simulator.dataset import check_writable
from simulator.drawing import depth_picture, grid, id_picture, normal_picture, points_picture, with_boxes
from simulator.files import disk_fault
from simulator.frame import CameraReading, Frame
from simulator.picture_file import write_picture
from simulator.readings.camera import UInt8
from simulator.rig_plan import rig_plan

COLUMNS = 2
PICTURES = 8
"""On a contact sheet, of frames evenly spread; chosen: four rows fit on a screen. Clean twins stand to the right."""

MIN_WIDTH_PX = 960
"""Width of one picture on the sheet, at least; narrower images are enlarged."""


def preview(config: RunConfig, heard: Callable[[int], None] | None = None) -> tuple[Path, Path, Path]:
    """Makes clip 0 and draws its first camera into `<out>-preview/`; returns the paths of sheet, video and rig plan.

    heard: is told the number of each finished frame. Raises AttemptsExhausted, OutputError, ConfigError.
    """
    out = config.out if config.out.name not in ("", "..") else config.out.resolve()
    folder = out.parent / f"{out.name}-preview"
    check_writable(folder)
    simulated = simulate_clip(config, 0)
    sheet, video, plan = folder / "contact_sheet.png", folder / "clip_000000.mp4", folder / "rig.png"
    write_picture(plan, rig_plan(simulated.scene.rig, asset_of(simulated.scene.ego.asset)))
    count = simulated.clip.frames
    sheet_frames = PICTURES if simulated.clean is None else PICTURES // 2
    shown = {round(k) for k in np.linspace(0, count - 1, min(sheet_frames, count))}
    pictures: list[UInt8] = []
    drawn: list[UInt8] = []
    truth: list[UInt8] = []
    for frame in simulated.frames():
        camera = _camera(frame)
        picture = with_boxes(frame, camera)
        drawn.append(picture)
        if frame.index in shown:
            pictures.append(picture)
            pictures += [frame.clean[camera.name].image] if camera.name in frame.clean else []
        if frame.index == count // 2:
            truth = _truth(frame, camera)
        if heard is not None:
            heard(frame.index)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        width = max(MIN_WIDTH_PX, drawn[0].shape[1])
        write_picture(sheet, grid([*pictures, *_padding(pictures), *truth], COLUMNS, width))
        _write_video(video, drawn, simulated.clip.fps)
    except OSError as fault:
        raise disk_fault(fault, folder) or fault from None
    return sheet, video, plan


def _camera(frame: Frame) -> CameraReading:
    cameras = frame.cameras()
    if not cameras:
        raise ConfigError("rig", "has no camera, so there is nothing to preview")
    return cameras[0]


def _truth(frame: Frame, camera: CameraReading) -> list[UInt8]:
    """What else is known of each pixel and point: ids, depth, normals, the first LiDAR's points."""
    pictures = [id_picture(camera), depth_picture(camera), normal_picture(camera)]
    return pictures + [points_picture(camera, lidar) for lidar in frame.lidars()[:1]]


def _padding(pictures: list[UInt8]) -> list[UInt8]:
    """Black pictures that complete the last row, so that the truth starts a new one."""
    return [np.zeros_like(pictures[0])] * (-len(pictures) % COLUMNS)


def _write_video(path: Path, pictures: list[UInt8], fps: float) -> None:
    height, width = pictures[0].shape[:2]
    # MPEG-4 part 2: what OpenCV's wheel can encode; its coder wants even sizes.
    size = (width // 2 * 2, height // 2 * 2)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), fps, size)
    if not writer.isOpened():
        raise OutputError(f"{path}: the video cannot be written")
    try:
        for picture in pictures:
            writer.write(np.ascontiguousarray(picture[: size[1], : size[0], ::-1]))
    finally:
        writer.release()
