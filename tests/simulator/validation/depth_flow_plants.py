"""Planted corruptions of KITTI's pixel benchmarks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from plants import Plant, picture_of
from spoilt import Spoilt

ROOT = "kitti_depth_flow"
SCENE = "000000_10.png"
CALIB = f"{ROOT}/training/calib_cam_to_cam/000000.txt"
DRIVE = "drives/2000_01_01_drive_0000_sync/proj_depth/groundtruth/image_02/0000000000.png"


def truth(kind: str) -> str:
    return f"{ROOT}/training/{kind}/{SCENE}"


def scene(kind: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Spoilt], object]:
    """Changes a truth of the first scene; colours blue first."""
    return picture_of(truth(kind), change)


def flags_of_2(code: np.ndarray) -> np.ndarray:
    code[..., 0] *= 2
    return code


def flow_without_flag(code: np.ndarray) -> np.ndarray:
    code[..., 0] = 0
    return code


def to_the_left(code: np.ndarray) -> np.ndarray:
    code[..., 2] = np.where(code[..., 0] > 0, code[..., 2] - 30 * 64, 0)
    return code


def flow_to_the_left(s: Spoilt) -> None:
    for kind in ("flow_occ", "flow_noc"):
        scene(kind, to_the_left)(s)


def disparity_in_all(s: Spoilt) -> None:
    for kind in ("disp_occ_0", "disp_noc_0"):
        scene(kind, lambda code: np.where(code > 0, code + 128, 0).astype(np.uint16))(s)


def one_more(code: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(code)
    code[rows[0], columns[0]] += 1
    return code


def moved_scene(s: Spoilt) -> None:
    first = (s.root / f"{ROOT}/ImageSets/train.txt").read_bytes().splitlines(keepends=True)[0]
    s.change(f"{ROOT}/ImageSets/val.txt", lambda data: data + first)


DEPTH_FLOW_PLANTS = (
    Plant("disparities of 8 bits", scene("disp_occ_0", lambda c: c.astype(np.uint8)), "kitti_depth_flow.format", SCENE),
    Plant("a map of another size", scene("obj_map", lambda code: code[:-1]), "kitti_depth_flow.format", "obj_map"),
    Plant("flags of 2", scene("flow_occ", flags_of_2), "kitti_depth_flow.format", "flow_occ", "0 and 1"),
    Plant("flow without a flag", scene("flow_noc", flow_without_flag), "kitti_depth_flow.format", "flow_noc", "valid"),
    Plant("another disparity in noc", scene("disp_noc_0", one_more), "kitti_depth_flow.subset", "disp_noc_0"),
    Plant("another flow in noc", scene("flow_noc", to_the_left), "kitti_depth_flow.subset", "flow_noc"),
    Plant("disparity off by half a pixel", disparity_in_all, "kitti_depth_flow.disparity", "disp_occ_0"),
    Plant("flow to the left", flow_to_the_left, "kitti_depth_flow.flow", "flow_noc", "another label"),
    Plant(
        "instances of other labels", scene("instance", lambda c: c + np.uint16(256)), "kitti_depth_flow.labels", SCENE
    ),
    Plant("a clip in two sets", moved_scene, "kitti_depth_flow.sets", "val.txt", "by clip"),
    Plant("no semantics", lambda s: s.remove(truth("semantic")), "kitti_depth_flow.complete", "semantic", "missing"),
    Plant("no calibration", lambda s: s.change(CALIB, lambda _: b""), "kitti_depth_flow.format", CALIB, "P_rect"),
)
