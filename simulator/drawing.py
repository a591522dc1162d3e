"""Labels drawn onto pictures, for human eyes only: 2D and 3D boxes, ids, depth, points."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scenes.lenses.base import Lens
from scenes.lenses.pinhole import Pinhole
from scenes.ontology import class_by_id
from simulator.frame import CameraReading, Frame, LidarReading, OrientedBox, PixelBox, ThingInView
from simulator.readings.camera import UInt8

Colour = tuple[int, int, int]
Float64 = NDArray[np.float64]

NEAR_M = 0.1
"""Box edges are cut at this depth before the camera; chosen: nearer than any thing can be to a mounted camera."""

FAR_DEPTH_M = 80.0
"""Depth that gets the last colour; chosen: the LiDAR's reach in KITTI."""

TEXT_FROM_PX = 16
"""Things whose visible box is lower get no text, which would cover them."""

FONT = (cv2.FONT_HERSHEY_SIMPLEX, 0.4)
"""Face and scale of texts."""

_EDGES = ((0, 1), (1, 3), (3, 2), (2, 0), (4, 5), (5, 7), (7, 6), (6, 4), (0, 4), (1, 5), (2, 6), (3, 7))
"""Pairs of the corners of `box_corners`."""

_CURVE_POINTS = 33
"""Of an edge of a box behind a lens that bends it (chosen: smooth at a few metres)."""

_GOLDEN = 0.618033988749895
"""Golden ratio: successive multiples modulo 1 spread hues evenly for any number of ids."""


def colour_of(instance: int) -> Colour:
    """A bright colour that neighbours in the numbering do not share."""
    red, green, blue = colorsys.hsv_to_rgb((instance * _GOLDEN) % 1.0, 0.75, 1.0)
    return round(255 * red), round(255 * green), round(255 * blue)


def with_boxes(frame: Frame, camera: CameraReading) -> UInt8:
    """The picture (H, W, 3) with its labels: modal box, darker amodal box, 3D box edges, class and id."""
    picture = camera.image.copy()
    views = sorted(frame.views.get(camera.name, ()), key=lambda view: -_depth_m(frame, camera, view))
    for view in views:
        thing = frame.things_of(camera)[view.instance]
        colour = colour_of(view.instance)
        _draw_edges(picture, camera, thing.box, colour)
        _draw_rectangle(picture, view.amodal_box, tuple(channel // 2 for channel in colour))
        if view.modal_box is not None:
            _draw_rectangle(picture, view.modal_box, colour)
    texts: list[PixelBox] = []
    for view in reversed(views):  # of texts that would cover each other the nearest thing's stays
        if view.modal_box is None or view.modal_box.bottom - view.modal_box.top < TEXT_FROM_PX:
            continue
        text = f"{class_by_id(frame.things[view.instance].semantic).name.rpartition('.')[2]} {view.instance}"
        place = _text_place(picture, text, view.modal_box)
        if not any(_overlap(place, other) for other in texts):
            _draw_text(picture, text, place, colour_of(view.instance))
            texts.append(place)
    return picture


def depth_picture(camera: CameraReading) -> UInt8:
    """Distance in colours, near warm, logarithmic; black where there is none."""
    depth = np.clip(camera.range_m, 1.0, FAR_DEPTH_M)
    share = 1.0 - np.log(depth) / np.log(FAR_DEPTH_M)
    coloured = cv2.applyColorMap((255 * share).astype(np.uint8), cv2.COLORMAP_TURBO)[..., ::-1].copy()
    coloured[camera.range_m == 0.0] = 0
    return np.asarray(coloured, dtype=np.uint8)


def id_picture(camera: CameraReading) -> UInt8:
    """Instances in their colours over semantic classes in dull ones."""
    dull = np.array([colour_of(7 * k) for k in range(256)], dtype=np.uint8) // 3
    coloured = dull[camera.semantic]
    for instance in np.unique(camera.instance[camera.instance > 0]):
        coloured[camera.instance == instance] = colour_of(int(instance))
    return coloured


def normal_picture(camera: CameraReading) -> UInt8:
    """Normals as RGB: the camera frame's axes mapped from -1..1 to 0..255."""
    return np.asarray(np.clip(127.5 * (camera.normal + 1.0), 0, 255), dtype=np.uint8)


def points_picture(camera: CameraReading, lidar: LidarReading) -> UInt8:
    """The darkened picture with the sweep's points over it, coloured by instance, background by depth."""
    picture = camera.image // 3
    T_camera_lidar = camera.T_world_sensor.inverse() @ lidar.T_world_sensor
    points = T_camera_lidar.apply(lidar.points[:, :3].astype(np.float64))
    place = camera.lens.project(points)
    ahead = np.isfinite(place).all(axis=1)
    pixels = np.rint(np.clip(place[ahead], -1e6, 1e6)).astype(int)
    depth = np.linalg.norm(points[ahead], axis=1)
    width, height = camera.size_px
    inside = ((pixels >= 0) & (pixels < (width, height))).all(axis=1)
    grey = np.clip(255 * (1 - depth / FAR_DEPTH_M), 60, 255)
    shades = np.repeat(grey[:, None], 3, axis=1)
    instances = lidar.instance[ahead]
    for instance in np.unique(instances[instances > 0]):
        shades[instances == instance] = colour_of(int(instance))
    for (u, v), shade in zip(pixels[inside], shades[inside], strict=True):
        picture[v, u] = shade
    return picture


def grid(pictures: Sequence[UInt8], columns: int, width_px: int) -> UInt8:
    """Pictures (each H, W, 3) scaled to one width, row by row; missing places are black."""
    scaled = [_scaled(picture, width_px) for picture in pictures]
    height = max(picture.shape[0] for picture in scaled)
    rows = -(-len(scaled) // columns)
    sheet = np.zeros((rows * height, columns * width_px, 3), np.uint8)
    for place, picture in enumerate(scaled):
        top, left = (place // columns) * height, (place % columns) * width_px
        sheet[top : top + picture.shape[0], left : left + width_px] = picture
    return sheet


def box_corners(box: OrientedBox) -> Float64:
    """(8, 3) world corners: x, y, z from low to high, z fastest last: index 4 z + 2 y + x."""
    x, y, z = box.length_m / 2, box.width_m / 2, box.height_m
    corners = np.array([(sx * x, sy * y, sz * z) for sz in (0, 1) for sy in (-1, 1) for sx in (-1, 1)], np.float64)
    return box.T_world_box.apply(corners)


def _draw_edges(picture: UInt8, camera: CameraReading, box: OrientedBox, colour: Colour) -> None:
    corners = camera.T_world_sensor.inverse().apply(box_corners(box))
    for first, second in _EDGES:
        for (u0, v0), (u1, v1) in _strokes(corners[first], corners[second], camera.lens):
            cv2.line(picture, (u0, v0), (u1, v1), colour, 1, cv2.LINE_AA)


def _strokes(a: Float64, b: Float64, lens: Lens) -> list[list[list[int]]]:
    """Pairs of pixels between which an edge of the camera frame is drawn: one line of a pinhole, else a curve."""
    if isinstance(lens, Pinhole):
        cut = _cut_at_near(a, b)
        return [] if cut is None else [np.clip(np.rint(lens.project(cut)), -1e4, 1e4).astype(int).tolist()]
    place = lens.project(a + (b - a) * np.linspace(0.0, 1.0, _CURVE_POINTS)[:, None])
    pairs = np.stack([place[:-1], place[1:]], axis=1)
    with np.errstate(invalid="ignore"):
        # A panorama's edges are torn where it ends.
        drawn = (np.abs(pairs[:, 0] - pairs[:, 1]) < np.array(lens.size_px) / 2).all(axis=1)
    strokes: list[list[list[int]]] = np.rint(pairs[drawn]).astype(int).tolist()
    return strokes


def _cut_at_near(a: Float64, b: Float64) -> Float64 | None:
    """The part of an edge (2, 3) beyond the near depth, None when there is none."""
    if a[2] < NEAR_M and b[2] < NEAR_M:
        return None
    if a[2] < NEAR_M:
        a = b + (a - b) * (b[2] - NEAR_M) / (b[2] - a[2])
    elif b[2] < NEAR_M:
        b = a + (b - a) * (a[2] - NEAR_M) / (a[2] - b[2])
    return np.stack([a, b])


def _depth_m(frame: Frame, camera: CameraReading, view: ThingInView) -> float:
    box = frame.things_of(camera)[view.instance].box
    return float(camera.T_world_sensor.inverse().apply(np.asarray(box.T_world_box.translation_m))[2])


def _draw_rectangle(picture: UInt8, box: PixelBox, colour: tuple[int, ...]) -> None:
    cv2.rectangle(picture, (box.left, box.top), (box.right, box.bottom), colour, 1)


def _text_place(picture: UInt8, text: str, box: PixelBox) -> PixelBox:
    """The pixels of a text: over the box, or inside it where there is no room above."""
    (width, height), _ = cv2.getTextSize(text, *FONT, 1)
    left = min(box.left, max(0, picture.shape[1] - width))
    base = box.top - 3 if box.top > height + 4 else box.top + height + 3
    return PixelBox(left=left, top=base - height - 1, right=left + width, bottom=base + 2)


def _overlap(a: PixelBox, b: PixelBox) -> bool:
    return a.left <= b.right and b.left <= a.right and a.top <= b.bottom and b.top <= a.bottom


def _draw_text(picture: UInt8, text: str, place: PixelBox, colour: Colour) -> None:
    cv2.rectangle(picture, (place.left, place.top), (place.right, place.bottom), (0, 0, 0), -1)
    cv2.putText(picture, text, (place.left, place.bottom - 2), *FONT, colour, 1, cv2.LINE_AA)


def _scaled(picture: UInt8, width_px: int) -> UInt8:
    height = max(1, round(picture.shape[0] * width_px / picture.shape[1]))
    method = cv2.INTER_AREA if width_px < picture.shape[1] else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(picture, (width_px, height), interpolation=method), dtype=np.uint8)
