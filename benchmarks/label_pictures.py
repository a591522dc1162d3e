"""A panel of what is known of one frame, for docs: `python -m benchmarks.label_pictures OUT.jpg`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from scenes.skeletons import SKELETONS
from simulator import load_config, simulate_clip
from simulator.annotations.things import KEYPOINT_VISIBLE
from simulator.annotations.wanted import ALL_LABELS
from simulator.frame import CameraReading, Frame

STREET = (
    *("scenario=child_dartout_parked", "scenario.ball=yes", "scenario.light=noon"),
    *("rig=kitti", "seed=7", "clips=1", "frames=12"),
)
FRAME = 11
CELL_PX = (620, 187)
LINE = cv2.LINE_AA
LEAST_PX = 60
BOX_EDGES = tuple((a, a | bit) for a in range(8) for bit in (1, 2, 4) if not a & bit)
Picture = NDArray[np.uint8]


def main(out: Path) -> int:
    """Draws the panel."""
    clip = simulate_clip(load_config(STREET), 0)
    frame = list(clip.frames(ALL_LABELS))[FRAME]
    camera = frame.cameras()[0]
    pictures = {
        "boxes, keypoints, lanes": drawn(frame, camera),
        "instances": colours_of(camera.instance),
        "classes": colours_of(camera.semantic),
        "parts": colours_of(camera.part.astype(np.uint16) + 300),
        "depth": coloured(np.where(camera.depth_m > 0, 1.0 / np.maximum(camera.depth_m, 2.0), 0.0), 0.25),
        "normals": ((camera.normal + 1.0) * 127.5).astype(np.uint8),
        "albedo": frame.albedo[camera.name],
        "flow to the next picture": flow_colours(camera.flow_px),
        "what the next picture does not show": masked(camera.image, frame.motion[camera.name].gone_next),
        "drivable: own lane, other lanes": drivable(frame, camera),
    }
    cells = [_cell(name, picture) for name, picture in pictures.items()]
    rows = [np.hstack(cells[k : k + 2]) for k in range(0, len(cells), 2)]
    panel = np.vstack(rows)
    cv2.imwrite(str(out), cv2.cvtColor(np.hstack([panel, _map(frame, panel.shape[0])]), cv2.COLOR_RGB2BGR))
    return 0


def drawn(frame: Frame, camera: CameraReading) -> Picture:
    """Lines of the road, corners of 3D boxes and visible keypoints over the picture."""
    canvas = camera.image.copy()
    for line in frame.roads[camera.name].lines:
        seen = ~line.is_hidden
        _strokes(canvas, line.points_px, [(k, k + 1) for k in np.flatnonzero(seen[:-1] & seen[1:])], (255, 80, 200), 2)
    for view in frame.views[camera.name]:
        if view.visible_px >= LEAST_PX and view.corners_px is not None and np.isfinite(view.corners_px).all():
            _strokes(canvas, view.corners_px, BOX_EDGES, (90, 220, 255), 1)
        name = frame.things[view.instance].skeleton
        if view.visible_px < LEAST_PX or not name or view.keypoints_px is None or view.keypoint_state is None:
            continue
        seen = view.keypoint_state == KEYPOINT_VISIBLE
        bones = [(a, b) for a, b in SKELETONS[name].edges if seen[a] and seen[b]]
        _strokes(canvas, view.keypoints_px, bones, (255, 230, 60), 1)
        for point in view.keypoints_px[seen]:
            cv2.circle(canvas, _at(point), 2, (255, 60, 40), -1, LINE)
    return canvas


def _strokes(
    canvas: Picture,
    points_px: NDArray[np.floating],
    pairs: Iterable[tuple[int, int]],
    colour: tuple[int, int, int],
    width: int,
) -> None:
    for one, other in pairs:
        cv2.line(canvas, _at(points_px[one]), _at(points_px[other]), colour, width, LINE)


def colours_of(ids: NDArray[np.integer]) -> Picture:
    """A colour an id, black for 0."""
    wide = ids.astype(np.uint32) * np.uint32(2654435761)
    colour = np.stack([(wide >> shift) & 255 for shift in (8, 16, 24)], axis=-1).astype(np.uint8)
    return np.where((ids == 0)[..., None], np.uint8(0), colour | np.uint8(48))


def coloured(values: NDArray[np.floating], most: float) -> Picture:
    grey = (np.clip(values / most, 0.0, 1.0) * 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(cv2.applyColorMap(grey, cv2.COLORMAP_TURBO), cv2.COLOR_BGR2RGB), dtype=np.uint8)


def flow_colours(flow_px: NDArray[np.float32]) -> Picture:
    """Hue: direction; brightness: length up to 40 px."""
    u, v = np.nan_to_num(flow_px[..., 0]), np.nan_to_num(flow_px[..., 1])
    hue = ((np.arctan2(v, u) + np.pi) / (2 * np.pi) * 179).astype(np.uint8)
    value = (np.clip(np.hypot(u, v) / 40.0, 0, 1) ** 0.5 * 255).astype(np.uint8)
    hsv = np.stack([hue, np.full_like(hue, 220), value], axis=-1)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), dtype=np.uint8)


def masked(image: Picture, mask: NDArray[np.bool_]) -> Picture:
    return np.where(mask[..., None], np.array([255, 60, 60], dtype=np.uint8), image // 2)


def drivable(frame: Frame, camera: CameraReading) -> Picture:
    codes = frame.roads[camera.name].drivable
    tint = np.array([[0, 0, 0], [60, 220, 90], [70, 130, 255]], dtype=np.float32)[codes]
    share = np.where(codes > 0, 0.5, 0.0)[..., None]
    return np.asarray(camera.image * (1 - share) + tint * share, dtype=np.uint8)


def _map(frame: Frame, height: int) -> Picture:
    """The map from above: classes, things and drivable ground."""
    view = frame.bird_view
    assert view is not None
    ground = colours_of(view.semantic) // 2
    ground[view.drivable == 1] = (60, 200, 90)
    ground[view.drivable == 2] = (70, 120, 220)
    ground[view.instance > 0] = (255, 200, 40)
    ground[view.instance == 1] = (255, 60, 60)
    across = ground.shape[1] // 6
    ground = ground[:, across:-across]
    size = (round(ground.shape[1] * height / ground.shape[0]), height)
    canvas = np.asarray(cv2.resize(ground, size, interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
    return _titled("the map around the ego", canvas)


def _cell(name: str, picture: Picture) -> Picture:
    return _titled(name, np.asarray(cv2.resize(picture, CELL_PX, interpolation=cv2.INTER_AREA), dtype=np.uint8))


def _titled(name: str, picture: Picture) -> Picture:
    canvas = np.ascontiguousarray(picture)
    canvas[:24] //= 3
    cv2.putText(canvas, name, (8, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1, LINE)
    return canvas


def _at(point: NDArray[np.floating]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
