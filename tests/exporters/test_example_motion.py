"""Motion and albedo of the example frames: what one frame says of the next is what the next one shows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from exporters.example_frames import FPS, example_clip, example_frames
from scenes.ontology import class_of
from simulator.frame import CameraReading, Frame

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
CAMERA = "image_2"


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    return list(example_frames(example_clip(0)))


def _corners(landed: Float64) -> list[NDArray[np.int64]]:
    """The four pixels around image points (N, 2)."""
    low = np.floor(landed).astype(np.int64)
    return [low + np.array(step) for step in ((0, 0), (1, 0), (0, 1), (1, 1))]


def _read(image: NDArray[np.generic], pixel: NDArray[np.int64]) -> NDArray[np.generic]:
    height, width = image.shape[:2]
    return image[np.clip(pixel[:, 1], 0, height - 1), np.clip(pixel[:, 0], 0, width - 1)]


def _landed(camera: CameraReading, flow_px: NDArray[np.float32]) -> Float64:
    width, height = camera.size_px
    u, v = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([u, v], axis=-1) + flow_px.astype(np.float64)


def _on_one_face(camera: CameraReading, then: CameraReading, landed: Float64, own: NDArray[np.uint16]) -> Mask:
    """Whether the four pixels around show one flat face of the thing."""
    normals = [_read(then.normal, corner) for corner in _corners(landed)]
    ids = [_read(then.instance, corner) for corner in _corners(landed)]
    depths = [_read(then.depth_m, corner) for corner in _corners(landed)]
    width, height = camera.size_px
    inside = ((landed >= 0) & (landed < np.array([width, height]) - 1)).all(axis=1)
    flat = [np.abs(normal - normals[0]).max(axis=1) < 1e-6 for normal in normals]
    same = [(i == own) & (d > 0) for i, d in zip(ids, depths, strict=True)]
    return np.logical_and.reduce([inside, *flat, *same])


def test_points_that_stay_in_sight_lie_in_the_next_picture_at_their_depth(frames: list[Frame]) -> None:
    checked = 0
    for now, then in itertools.pairwise(frames):
        camera, later, motion = now.cameras()[0], then.cameras()[0], now.motion[CAMERA]
        kept = ~motion.gone_next & np.isfinite(camera.flow_px[..., 0])
        landed = _landed(camera, camera.flow_px)[kept]
        on_face = _on_one_face(camera, later, landed, camera.instance[kept])
        assert on_face.mean() > 0.8
        share = (landed - np.floor(landed))[on_face]
        weights = [(1 - share[:, 0]) * (1 - share[:, 1]), share[:, 0] * (1 - share[:, 1])]
        weights += [(1 - share[:, 0]) * share[:, 1], share[:, 0] * share[:, 1]]
        # One over depth is affine in the image of a plane.
        corners = _corners(landed[on_face])
        inverse = sum(w / _read(later.depth_m, c) for w, c in zip(weights, corners, strict=True))
        np.testing.assert_allclose(1.0 / inverse, motion.next_depth_m[kept][on_face], rtol=3e-6)
        checked += int(on_face.sum())
    assert checked > 20_000


def test_points_that_go_are_outside_or_behind_what_the_next_picture_shows(frames: list[Frame]) -> None:
    camera, later, motion = frames[0].cameras()[0], frames[1].cameras()[0], frames[0].motion[CAMERA]
    width, height = camera.size_px
    gone = motion.gone_next
    landed = np.rint(np.nan_to_num(_landed(camera, camera.flow_px), nan=-99.0)).astype(np.int64)
    inside = ((landed >= 0) & (landed < [width, height])).all(axis=-1)
    assert gone[(camera.depth_m > 0) & ~inside].all()
    hidden = gone & inside
    assert np.count_nonzero(hidden) > 20
    around = [_read(later.depth_m, landed[hidden] + step) for step in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))]
    shown_m = np.where(np.array(around) > 0, around, np.inf)
    assert (shown_m.min(axis=0) < motion.next_depth_m[hidden]).all()
    assert not gone[camera.depth_m == 0].any()


def test_flow_back_undoes_the_flow(frames: list[Frame]) -> None:
    camera, later = frames[0].cameras()[0], frames[1].cameras()[0]
    kept = ~frames[0].motion[CAMERA].gone_next & np.isfinite(camera.flow_px[..., 0])
    landed = _landed(camera, camera.flow_px)[kept]
    on_face = _on_one_face(camera, later, landed, camera.instance[kept])
    pixel = np.rint(landed[on_face]).astype(np.int64)
    back = _read(frames[1].motion[CAMERA].flow_back_px, pixel)
    # Half a pixel beside, flow differs by half its gradient, 4 % of a pixel and pixel below 15 px of flow.
    small = np.abs(back).max(axis=1) < 15
    assert np.abs(back + camera.flow_px[kept][on_face])[small].max() < 1.0
    assert not _read(frames[1].motion[CAMERA].gone_before, pixel).all()


def test_before_the_first_frame_nothing_was_simulated(frames: list[Frame]) -> None:
    motion, seen = frames[0].motion[CAMERA], frames[0].cameras()[0].depth_m > 0
    assert np.isnan(motion.flow_back_px).all()
    np.testing.assert_array_equal(motion.gone_before, seen)
    assert np.isfinite(frames[1].motion[CAMERA].flow_back_px[frames[1].cameras()[0].depth_m > 0]).mean() > 0.9


def test_only_what_moves_has_scene_flow(frames: list[Frame]) -> None:
    frame = frames[0]
    camera, flow_m = frame.cameras()[0], frame.motion[CAMERA].scene_flow_m
    seen, walker = camera.depth_m > 0, camera.instance == 3
    assert (flow_m[seen & ~walker] == 0.0).all()
    assert np.isnan(flow_m[~seen]).all()
    to_the_right = -np.array(frame.things[3].velocity_mps)[1] / FPS
    np.testing.assert_allclose(flow_m[walker], np.broadcast_to([to_the_right, 0, 0], (walker.sum(), 3)), atol=1e-7)


def test_albedo_is_one_colour_a_class_and_none_for_the_sky(frames: list[Frame]) -> None:
    frame = frames[0]
    camera, albedo = frame.cameras()[0], frame.albedo[CAMERA]
    for semantic in np.unique(camera.semantic):
        colors = np.unique(albedo[camera.semantic == semantic], axis=0)
        assert len(colors) == 1
        assert (colors[0] == 0).all() == (semantic == class_of("sky").id)
    assert (albedo[camera.depth_m > 0].astype(int) + 1 >= camera.image[camera.depth_m > 0]).all()
