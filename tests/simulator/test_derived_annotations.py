"""Panoptic ids and anomaly masks say what instances and classes say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from exporters.example_frames import example_clip, example_frames
from scenes.ontology import class_of
from simulator.annotations.derived import PANOPTIC_STEP, anomaly_mask, panoptic_ids, panoptic_parts
from simulator.frame import Frame


@pytest.fixture(scope="module")
def frame() -> Frame:
    return next(example_frames(example_clip(0)))


def test_a_panoptic_id_holds_the_class_and_the_instance(frame: Frame) -> None:
    camera = frame.cameras()[0]
    ids = panoptic_ids(camera, frame.things)
    assert ids.dtype == np.int32
    semantic, instance = panoptic_parts(ids)
    np.testing.assert_array_equal(semantic, camera.semantic)
    np.testing.assert_array_equal(instance, camera.instance)
    assert class_of("vehicle.car").id * PANOPTIC_STEP + 2 in ids


def test_a_thing_has_one_class_and_what_is_none_no_instance(frame: Frame) -> None:
    camera = frame.cameras()[0]
    own, other = camera.instance == 2, camera.instance == 8
    semantic = camera.semantic.copy()
    semantic[own & (np.arange(semantic.shape[1]) % 2 == 0)] = class_of("vehicle.truck").id  # parts of another class
    things = {instance: thing for instance, thing in frame.things.items() if instance != 8}
    ids = panoptic_ids(replace(camera, semantic=semantic), things)
    assert np.unique(ids[own]).tolist() == [class_of("vehicle.car").id * PANOPTIC_STEP + 2]
    assert np.unique(ids[other]).tolist() == [class_of("vehicle.van").id * PANOPTIC_STEP]


def test_the_largest_ids_fit() -> None:
    semantic, instance = panoptic_parts(np.array([255 * PANOPTIC_STEP + 65_535], dtype=np.int32))
    assert (int(semantic[0]), int(instance[0])) == (255, 65_535)


def test_anomalies_are_the_pixels_of_odd_things(frame: Frame) -> None:
    camera = frame.cameras()[0]
    assert not anomaly_mask(camera, frame.things).any()
    things = {k: replace(thing, is_anomaly=k in (3, 4)) for k, thing in frame.things.items()}
    mask = anomaly_mask(camera, things)
    np.testing.assert_array_equal(mask, (camera.instance == 3) | (camera.instance == 4))
    assert mask.any()
