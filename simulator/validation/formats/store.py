"""The store: every clip, frame and picture is there, arrays fit, and values say what the record says.

What pixels and points say of each other is in `store_views`, `store_motion` and, with what other formats say, in
`simulator.validation.agreement`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulator.validation.agreement import check_flow
from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.formats.store_arrays import array_faults
from simulator.validation.formats.store_motion import carried_fault
from simulator.validation.formats.store_record import point_faults, record_faults
from simulator.validation.formats.store_views import view_faults
from simulator.validation.geometry import Float64
from simulator.validation.store_reader import FORMAT, kind_of, pictures_of, read_archive
from simulator.validation.stored import Json, RecordedFrame, text_of

MARKERS = ("store.json",)

SCHEMA_VERSION = 1
"""Version of the store that this gate knows."""

SAME_PERIOD = 1e-3
"""Of a period by which readings may be off it; chosen: times are rounded to nanoseconds."""


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return StoreChecks(folder)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Before:
    """The frame before, whose flow leads to this one."""

    frame: RecordedFrame
    value: Json
    truths: dict[str, CameraTruth]


class StoreChecks(FormatChecks):
    """Reads every archive in full, two frames at a time."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._ego = frozenset(number for number, name in folder.classes.items() if name == "vehicle.ego")
        self._rates_hz: dict[int, dict[str, float]] = {}
        self._before: _Before | None = None

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """store.json lists the record's clips, and all their archives are there and no others."""
        index = self._folder.path("store.json")
        store = self._folder.dataset.object(index)
        if (store.get("format"), store.get("schema_version")) != ("swerve", SCHEMA_VERSION):
            told = f"{text_of(store.get('format'))}, version {text_of(store.get('schema_version'))}"
            raise Damaged(index, f"is of format {told}, expected swerve, version {SCHEMA_VERSION}", check=FORMAT)
        listed = [(entry.get("clip"), entry.get("frames")) for entry in store.get("clips", ())]
        expected = [(clip["clip"], len(clip["frame_numbers"])) for clip in clips]
        if listed != expected:
            reason = f"lists the clips and frames {text_of(listed)}, the record {text_of(expected)}"
            findings.error("store.complete", index, reason)
        if any(entry.get("split") not in ("train", "val") for entry in store.get("clips", ())):
            findings.error(FORMAT, index, "a clip is neither of train nor of val")
        due = {name for clip in clips for name in _archives(clip)}
        own = {file for file in self._folder.files if file.endswith(".npz")}
        for name in sorted(due - own):
            findings.error("store.complete", self._folder.path(name), "is missing")
        for name in sorted(own - due):
            findings.error("store.complete", self._folder.path(name), "is of no frame of the record")
        for clip in clips:
            self._check_clip(clip, findings)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """One archive, its pictures, and what the last frame's pixels said of it."""
        name = f"{_clip_folder(frame.clip)}/frames/{frame.state['index']:06d}.npz"
        before, self._before = self._before, None
        if name not in self._folder.files:
            return []
        file = self._folder.path(name)
        archive = read_archive(self._folder.dataset, file, "frame.json")
        try:
            return self._check_value(frame, file, archive.value, archive.unused, before, findings)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as fault:
            reason = f"frame.json is not what a frame holds ({type(fault).__name__}: {fault})"
            raise Damaged(file, reason, check=FORMAT) from None

    def _check_value(
        self,
        frame: RecordedFrame,
        file: str,
        value: Json,
        unused: tuple[str, ...],
        before: _Before | None,
        findings: Findings,
    ) -> list[CameraTruth]:
        stored = value["frame"]
        faults = [("store.arrays", f"no value names the member {name}") for name in unused[:1]]
        misfits = array_faults(stored)
        faults += [("store.arrays", told) for told in misfits]
        faults += [("store.record_agrees", told) for told in record_faults(frame, stored)]
        faults += [("store.points", told) for told in point_faults(frame, stored)]
        if not misfits:
            faults += [
                (check, told) for camera in stored["views"] for check, told in view_faults(stored, camera, self._ego)
            ]
        for check, told in faults:
            findings.error(check, file, f"frame {frame.state['index']}: {told}")
        self._check_pictures(frame, value, findings)
        if misfits:
            return []
        truths = {name: _truth(name, file, one) for name, one in stored["readings"].items() if _is_camera(one)}
        self._check_motion(frame, stored, before, findings)
        self._before = _Before(frame=frame, value=stored, truths=truths)
        return list(truths.values())

    def _check_motion(self, frame: RecordedFrame, stored: Json, before: _Before | None, findings: Findings) -> None:
        """Flow leads to this frame where it is the camera's next reading: one period of its own rate later."""
        if before is None or before.frame.clip["clip"] != frame.clip["clip"]:
            return
        if before.frame.state["index"] + 1 != frame.state["index"]:
            return
        for camera, truth in before.truths.items():
            reading = stored["readings"].get(camera)
            rate_hz = self._rates_hz.get(frame.clip["clip"], {}).get(camera, 0.0)
            if reading is None:
                continue
            passed_s = (reading["time_ns"] - before.value["readings"][camera]["time_ns"]) * 1e-9
            if abs(passed_s * rate_hz - 1.0) > SAME_PERIOD:
                continue
            fault = carried_fault(before.value, stored, camera)
            if fault:
                findings.error("store.flow", truth.file, f"frame {before.frame.state['index']}, {camera}: {fault}")
            moving = replace(truth, flow_px=before.value["readings"][camera]["flow_px"])
            check_flow(before.frame, frame.state, moving, findings)

    def _check_pictures(self, frame: RecordedFrame, value: Json, findings: Findings) -> None:
        folder = _clip_folder(frame.clip)
        shapes = {n: one["instance"].shape for n, one in value["frame"]["readings"].items() if _is_camera(one)}
        for name in pictures_of(value):
            decoded = self._folder.decoded.get(f"{folder}/{name}")
            if decoded is None:
                findings.error("store.complete", self._folder.path(f"{folder}/{name}"), "is missing")
                continue
            shape = shapes.get(name.partition("/")[0].removesuffix("_clean"))
            if shape is None or decoded.picture is None:
                continue
            found = (decoded.picture.size_px, decoded.picture.channels, decoded.picture.bits)
            if found != ((shape[1], shape[0]), 3, 8):
                reason = f"has {found[0]} px, {found[1]} channels of {found[2]} bits; arrays are {shape[1]}x{shape[0]}"
                findings.error("store.arrays", self._folder.path(f"{folder}/{name}"), reason)

    def _check_clip(self, clip: Json, findings: Findings) -> None:
        name = f"{_clip_folder(clip)}/clip.npz"
        if name not in self._folder.files:
            return
        file = self._folder.path(name)
        try:
            told = read_archive(self._folder.dataset, file, "clip.json").value["clip"]
            if told["index"] != clip["clip"] or told["frames"] != len(clip["frame_numbers"]):
                reason = f"is of clip {told['index']} with {told['frames']} frames"
                findings.error("store.record_agrees", file, reason)
            rates = {mount["name"]: mount["sensor"]["rate_hz"] for mount in told["scene"]["rig"]["mounts"]}
            self._rates_hz[clip["clip"]] = rates
        except Damaged as fault:
            findings.damaged(fault)
        except (KeyError, TypeError) as fault:
            findings.damaged(Damaged(file, f"is not what a clip holds ({fault})", check=FORMAT))


def _truth(camera: str, file: str, reading: Json) -> CameraTruth:
    """K: where one pose holds for the whole picture and the lens is a pinhole."""
    lens, K = reading["lens"], None
    if kind_of(lens) == "Pinhole" and not reading["readout_s"]:
        K = np.array(
            [[lens["fx_px"], 0.0, lens["cx_px"]], [0.0, lens["fy_px"], lens["cy_px"]], [0.0, 0.0, 1.0]],
            dtype=np.float64,
        )
    depth_m: Float64 = reading["depth_m"].astype(np.float64)
    ids = reading["instance"]
    labelled = frozenset(np.unique(ids).tolist()) - {0}
    return CameraTruth(camera=camera, file=file, depth_file=file, ids=ids, labelled=labelled, depth_m=depth_m, K=K)


def _is_camera(reading: Any) -> bool:
    return kind_of(reading) == "CameraReading"


def _clip_folder(clip: Json) -> str:
    return f"clips/{clip['clip']:06d}"


def _archives(clip: Json) -> list[str]:
    folder = _clip_folder(clip)
    frames = [f"{folder}/frames/{index:06d}.npz" for index in range(len(clip["frame_numbers"]))]
    return [f"{folder}/clip.npz", *frames]
