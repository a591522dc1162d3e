"""Labels that cost time to make, and so are made only where an exporter of the run writes them."""

from __future__ import annotations

from typing import Literal, get_args

LabelKind = Literal["keypoints", "trajectories", "pixel_motion", "albedo", "lanes", "bird_view"]
"""keypoints: of things, in the world and in every camera. trajectories: the next seconds of things. pixel_motion,
albedo: of every camera's pixels (`PixelMotion`, `Frame.albedo`). lanes: lines and lanes, in the world and in every
camera, and the drivable area. bird_view: the map around the ego.
"""

ALL_LABELS: frozenset[LabelKind] = frozenset(get_args(LabelKind))

NO_LABELS: frozenset[LabelKind] = frozenset()
