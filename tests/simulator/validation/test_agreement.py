"""Flow against depth and the camera's poses, on a plane of which all is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.validation.agreement import check_agreement, check_flow, check_formats, merged
from simulator.validation.findings import Findings
from simulator.validation.formats.base import CameraTruth
from simulator.validation.stored import RecordedFrame

WIDTH, HEIGHT, FOCAL_PX, DEPTH_M, AHEAD_M = 64, 48, 50.0, 10.0, 1.0
K = np.array([[FOCAL_PX, 0.0, 31.5], [0.0, FOCAL_PX, 23.5], [0.0, 0.0, 1.0]])


def state(z_m: float) -> dict:
    """A camera that looks along the world's z axis."""
    sensor = {"time_ns": 0, "T_world_sensor": [0.0, 0.0, z_m, 0.0, 0.0, 0.0, 1.0]}
    return {"index": 0, "number": 0, "sensors": {"front": sensor}, "things": [], "views": {"front": []}}


def truth(shift_px: float = 0.0) -> CameraTruth:
    """A wall 10 m ahead, to which the camera moves by 1 m: pixels leave the centre by a ninth of their distance."""
    u, v = np.meshgrid(np.arange(WIDTH, dtype=np.float64), np.arange(HEIGHT, dtype=np.float64))
    grows = DEPTH_M / (DEPTH_M - AHEAD_M) - 1.0
    flow_px = np.stack([(u - 31.5) * grows + shift_px, (v - 23.5) * grows], axis=2)
    depth_m = np.full((HEIGHT, WIDTH), DEPTH_M)
    return CameraTruth(camera="front", file="flow.png", depth_m=depth_m, K=K, flow_px=flow_px)


@pytest.mark.parametrize(("shift_px", "found"), [(0.0, {}), (1.0, {"agree.flow_depth": 1})])
def test_flow_of_what_stands_is_what_depth_and_poses_say(shift_px: float, found: dict[str, int]) -> None:
    findings = Findings()
    check_flow(RecordedFrame(clip={}, state=state(0.0), points={}), state(AHEAD_M), truth(shift_px), findings)
    assert findings.counts("error") == found


def test_formats_that_show_a_camera_in_two_sizes_are_told() -> None:
    findings = Findings()
    ids = CameraTruth(camera="front", file="masks.json", ids=np.zeros((HEIGHT, WIDTH + 1), np.uint16))
    together = merged([ids, truth()])["front"]
    assert (together.file, together.depth_file) == ("masks.json", "flow.png")
    check_agreement(RecordedFrame(clip={}, state=state(0.0), points={}), together, {}, {}, findings)
    assert findings.counts("error") == {"agree.sizes": 1}


def test_formats_that_say_the_same_but_for_their_codings_agree() -> None:
    ids = np.full((HEIGHT, WIDTH), 3, np.uint16)
    one = replace(truth(), file="a", ids=ids, labelled=frozenset({3, 4}))
    coded = np.rint(np.asarray(truth(0.005).flow_px) * 64.0) / 64.0
    other = replace(one, file="b", flow_px=coded, depth_m=np.full((HEIGHT, WIDTH), DEPTH_M + 0.002))
    assert told([one, other]) == {}
    assert told([one, replace(other, ids=ids + 6, labelled=frozenset({9}))]) == {}, "they label different things"


@pytest.mark.parametrize(
    "change",
    [
        {"ids": np.full((HEIGHT, WIDTH), 4, np.uint16)},
        {"depth_m": np.full((HEIGHT, WIDTH), DEPTH_M + 0.01)},
        {"flow_px": truth(0.05).flow_px},
    ],
    ids=["ids", "depth", "flow"],
)
def test_formats_that_differ_are_told(change: dict[str, np.ndarray]) -> None:
    one = replace(truth(), file="a", ids=np.full((HEIGHT, WIDTH), 3, np.uint16), labelled=frozenset({3, 4}))
    assert told([one, replace(one, file="b", **change)]) == {"agree.formats": 1}
    assert told([one, replace(one, file="b", camera="rear", **change)]) == {}


def told(truths: list[CameraTruth]) -> dict[str, int]:
    findings = Findings()
    check_formats(RecordedFrame(clip={}, state=state(0.0), points={}), truths, findings)
    return findings.counts("error")


def test_a_picture_without_a_single_thing_has_no_fault() -> None:
    ids = np.zeros((HEIGHT, WIDTH), np.uint16)
    findings = Findings()
    frame = RecordedFrame(clip={}, state=state(0.0), points={})
    check_agreement(frame, replace(truth(), ids=ids, flow_px=None), {}, {}, findings)
    assert findings.counts("error") == {}
