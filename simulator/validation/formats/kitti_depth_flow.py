"""KITTI's pixel benchmarks: codings as devkits read them; depth, disparity, flow and labels that fit together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.geometry import Float64
from simulator.validation.pixels import GREY, RGB, png_samples
from simulator.validation.stored import Json, RecordedFrame, text_of

MARKERS = ("drives", "ImageSets/train.txt")

KINDS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("disp_occ_0", "disp_noc_0", "disp_occ_1", "disp_noc_1", "instance"), (16, GREY)),
    **dict.fromkeys(("flow_occ", "flow_noc"), (16, RGB)),
    **dict.fromkeys(("obj_map", "semantic"), (8, GREY)),
    "semantic_rgb": (8, RGB),
}
"""Bits and colour type of each folder's pictures (scene flow and semantics devkits, readme.txt)."""

STEPS_PER_METRE, STEPS_PER_FLOW_PX, ZERO_FLOW = 256.0, 64.0, 32_768.0

MISSED_SHARE = 0.01
"""Of pixels whose disparity or label is not what depth or flow say; chosen: see `store_motion`."""


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return DepthFlowChecks(folder)


class DepthFlowChecks(FormatChecks):
    """A scene is a frame's picture and the next one; its truth is of the first."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._kinds = [kind for kind in KINDS if any(file.startswith(f"training/{kind}/") for file in folder.files)]
        self._before: tuple[str, dict[str, NDArray[Any]]] | None = None

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Every scene stands in one set, splits are by clip, and no scene lacks a file."""
        clip_of = {f"{number:06d}": clip["clip"] for clip in clips for number in clip["frame_numbers"]}
        pictures = (file for file in self._folder.files if file.startswith("training/image_2/"))
        scenes = {file[-13:-7] for file in pictures if file.endswith("_10.png")}
        listed = {part: self._set(part) for part in ("train", "val")}
        both = listed["train"] + listed["val"]
        shared = {clip_of.get(name) for name in listed["train"]} & {clip_of.get(name) for name in listed["val"]}
        told = ""
        if shared:
            told = f"shares the clips {text_of(sorted(map(str, shared)))} with train: splits are by clip"
        elif sorted(both) != sorted(scenes):
            told = f"and train list other scenes than there are: {text_of(sorted(set(both) ^ scenes))}"
        if told:
            findings.error("kitti_depth_flow.sets", self._folder.path("ImageSets/val.txt"), told)
        for name in sorted(scenes):
            due = [f"training/{kind}/{name}_10.png" for kind in self._kinds]
            due += [f"training/image_2/{name}_11.png", f"training/calib_cam_to_cam/{name}.txt"]
            for file in due:
                if file not in self._folder.files:
                    findings.error("kitti_depth_flow.complete", self._folder.path(file), "is missing")

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """The scene that begins with the frame, if one does."""
        before, self._before = self._before, None
        name, folder = f"{frame.number:06d}", self._folder
        camera = folder.options.get("camera") or next(iter(frame.state["views"]), "")
        picture = folder.decoded.get(f"training/image_2/{name}_10.png")
        files = {kind: f"training/{kind}/{name}_10.png" for kind in self._kinds}
        if picture is None or picture.picture is None or not all(file in folder.files for file in files.values()):
            return []
        size = picture.picture.size_px
        maps = {kind: self._samples(file, *KINDS[kind], size) for kind, file in files.items()}
        fault = _fault(maps)
        if fault:
            findings.error(f"kitti_depth_flow.{fault[0]}", folder.path(files[fault[1]]), fault[2])
            return []
        second = None if before is None else folder.decoded.get(f"training/image_2/{before[0]}_11.png")
        if before is not None and second is not None and second.sha256 == picture.sha256:
            told = _carried(before[1], maps)
            if told:
                findings.error("kitti_depth_flow.flow", folder.path(f"training/flow_noc/{before[0]}_10.png"), told)
        self._before = (name, maps)
        return self._depth(frame, camera, maps, size, findings)

    def _depth(
        self, frame: RecordedFrame, camera: str, maps: Mapping[str, NDArray[Any]], size: Any, findings: Findings
    ) -> list[CameraTruth]:
        """Depth of the frame, where none of its clip was left out, so that its file's number is the frame's."""
        end = f"_drive_{frame.clip['clip']:04d}_sync/proj_depth/groundtruth/image_02/"
        own = sorted(file for file in self._folder.files if file.startswith("drives/") and end in file)
        if len(own) != len(frame.clip["frame_numbers"]):
            return []
        file = own[frame.state["index"]]
        depth_m = self._samples(file, 16, GREY, size).astype(np.float64) / STEPS_PER_METRE
        matrices = self._calib(f"training/calib_cam_to_cam/{frame.number:06d}.txt")
        if "disp_occ_0" in maps:
            told = self._disparity_fault(maps["disp_occ_0"], depth_m, matrices)
            if told:
                path = self._folder.path(f"training/disp_occ_0/{frame.number:06d}_10.png")
                findings.error("kitti_depth_flow.disparity", path, told)
        K: Float64 = matrices["P_rect_02"][:, :3]
        return [CameraTruth(camera=camera, file=self._folder.path(file), depth_m=depth_m, K=K)]

    def _disparity_fault(self, code: NDArray[Any], depth_m: Float64, matrices: Mapping[str, Float64]) -> str:
        """Columns that points in their depth have in both pictures differ by the disparity, but for codes' rounding."""
        P2, P3 = matrices["P_rect_02"], matrices["P_rect_03"]
        fx, cx = P2[0, 0], P2[0, 2]
        baseline_m = self._folder.options.get("baseline_m")
        right_m = np.linalg.solve(P2[:, :3], P2[:, 3]) - np.linalg.solve(P3[:, :3], P3[:, 3])
        if baseline_m is not None:
            right_m, P3 = np.array([baseline_m, 0.0, 0.0]), P2
        rows, columns = np.nonzero((code > 0) & (depth_m > right_m[2]))
        z_m = depth_m[rows, columns]
        ahead_m = z_m - right_m[2]
        there = P3[0, 0] * ((columns - cx) / fx * z_m - right_m[0]) / ahead_m + P3[0, 2]
        expected = columns - there
        allowed = 1.0 / 256.0 + (np.abs(expected) + 1.0) / ahead_m / STEPS_PER_METRE
        wrong = int(np.count_nonzero(np.abs(code[rows, columns] / 256.0 - expected) > allowed))
        if wrong <= MISSED_SHARE * len(rows):
            return ""
        return f"{wrong} of {len(rows)} disparities are not what depth and calib_cam_to_cam say"

    def _samples(self, file: str, bits: int, colour: int, size: tuple[int, int]) -> NDArray[Any]:
        path = self._folder.path(file)
        image = png_samples(self._folder.dataset, path, bits, colour, check="kitti_depth_flow.format")
        if (image.shape[1], image.shape[0]) != size:
            reason = f"has {image.shape[1]}x{image.shape[0]} px, its picture {size[0]}x{size[1]}"
            raise Damaged(path, reason, check="kitti_depth_flow.format")
        return image

    def _calib(self, file: str) -> dict[str, Float64]:
        path, found = self._folder.path(file), {}
        for line in self._folder.dataset.bytes(path).decode("ascii", "replace").splitlines():
            key, _, words = line.partition(": ")
            if key in ("P_rect_02", "P_rect_03"):
                try:
                    found[key] = np.array(list(map(float, words.split()))).reshape(3, 4)
                except ValueError:
                    raise Damaged(path, f"{key} is no 3x4 matrix", check="kitti_depth_flow.format") from None
        if len(found) != 2:
            raise Damaged(path, "lacks P_rect_02 or P_rect_03", check="kitti_depth_flow.format")
        return found

    def _set(self, part: str) -> list[str]:
        data = self._folder.dataset.bytes(self._folder.path(f"ImageSets/{part}.txt"))
        return data.decode("ascii", "replace").split()


def _fault(maps: Mapping[str, NDArray[Any]]) -> tuple[str, str, str] | None:
    """The check that one scene's maps fail, the folder and why."""
    for kind in ("flow_occ", "flow_noc"):
        if kind in maps and maps[kind][..., 2].max(initial=0) > 1:
            return "format", kind, "its valid flags are not 0 and 1"
        if kind in maps and maps[kind][maps[kind][..., 2] == 0].any():
            return "format", kind, "pixels that are not valid have a flow"
    for wide, narrow in (("disp_occ_0", "disp_noc_0"), ("disp_occ_1", "disp_noc_1"), ("flow_occ", "flow_noc")):
        if wide in maps and narrow in maps:
            valid = maps[narrow][..., 2] > 0 if narrow == "flow_noc" else maps[narrow] > 0
            wrong = int(np.count_nonzero((maps[wide] != maps[narrow])[valid]))
            if wrong:
                return "subset", narrow, f"{wrong} of its values are not those of {wide}"
    if "instance" in maps and "semantic" in maps and (maps["instance"] // 256 != maps["semantic"]).any():
        return "labels", "instance", "its upper bytes are not the labels of semantic"
    return None


def _carried(before: Mapping[str, NDArray[Any]], after: Mapping[str, NDArray[Any]]) -> str:
    """Pixels that the next picture shows have their label at or next to where flow leads."""
    if not {"flow_noc", "semantic"} <= set(before) or before["semantic"].shape != after["semantic"].shape:
        return ""
    rows, columns = np.nonzero(before["flow_noc"][..., 2])
    flow_px = (before["flow_noc"][rows, columns, :2].astype(np.float64) - ZERO_FLOW) / STEPS_PER_FLOW_PX
    u, v = np.rint(columns + flow_px[:, 0]).astype(np.int64), np.rint(rows + flow_px[:, 1]).astype(np.int64)
    height, width = after["semantic"].shape
    inside = (u >= 1) & (u < width - 1) & (v >= 1) & (v < height - 1)
    rows, columns, u, v = rows[inside], columns[inside], u[inside], v[inside]
    around = np.stack([after["semantic"][v + i, u + j] for i in (-1, 0, 1) for j in (-1, 0, 1)])
    missed = len(u) - int(np.count_nonzero((around == before["semantic"][rows, columns]).any(axis=0)))
    if missed <= MISSED_SHARE * len(u):
        return ""
    return f"leads {missed} of {len(u)} pixels to another label in the next scene"
