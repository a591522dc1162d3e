"""KITTI's codings of flow and disparity (scene flow devkit 2015, readme.txt): what they cannot say is invalid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exporters.kitti_depth import Float64, code_depth

STEPS_PER_PIXEL = 64.0
ZERO_FLOW = 32_768
_LARGEST = 65_535


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CodedFlow:
    """code: (H, W, 3) uint16 u, v, valid. beyond_range_px: pixels whose flow is outside [-512, 511.98] px."""

    code: NDArray[np.uint16]
    beyond_range_px: int


def code_flow(flow_px: NDArray[np.float32] | Float64, valid: NDArray[np.bool_]) -> CodedFlow:
    """Rounds (H, W, 2) flow in pixels to 64ths. NaN and what is not `valid` (H, W) become 0, 0, 0; as does too far."""
    known = valid & np.isfinite(flow_px).all(axis=2)
    steps = np.rint(np.where(known[:, :, None], flow_px, 0.0).astype(np.float64) * STEPS_PER_PIXEL) + ZERO_FLOW
    fits = ((steps >= 0) & (steps <= _LARGEST)).all(axis=2)
    code = np.zeros((*known.shape, 3), dtype=np.uint16)
    said = known & fits
    code[said, :2] = steps[said].astype(np.uint16)
    code[said, 2] = 1
    return CodedFlow(code=code, beyond_range_px=int(np.count_nonzero(known & ~fits)))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CodedDisparity:
    """code: (H, W) uint16, pixels x 256, 0: none. beyond_range_px: pixels of 256 px and more."""

    code: NDArray[np.uint16]
    beyond_range_px: int


def code_disparity(disparity_px: Float64, valid: NDArray[np.bool_]) -> CodedDisparity:
    """Rounds (H, W) disparity to 256ths of a pixel, as depth is; what is not `valid` (H, W) or positive becomes 0."""
    coded = code_depth(np.where(valid, disparity_px, 0.0))
    return CodedDisparity(code=coded.code, beyond_range_px=coded.beyond_range_px)
