"""Keypoints of all things of a scene, each carried by its part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scenes.landmarks import landmarks_of
from scenes.pose import rotate
from simulator.labels.facts import ThingFacts
from simulator.physics.history import LinkPoses

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class KeypointTable:
    """N keypoints. link: (N,) that carries each. local_m: (N, 3) in its frame, NaN for points that bodies lack.

    depth_m: (N,) of `scenes.landmarks`. rows: those of each instance that has any; skeleton: their kind.
    """

    link: NDArray[np.int64]
    local_m: Float64
    depth_m: Float64
    rows: Mapping[int, slice]
    skeleton: Mapping[int, str]

    @classmethod
    def of(cls, facts: ThingFacts) -> Self:
        """Of all things but the ego."""
        links, local, depth = [np.zeros(0, dtype=np.int64)], [np.zeros((0, 3))], [np.zeros(0)]
        rows, skeleton, count = {}, {}, 0
        for instance, subject in facts.subjects.items():
            marks = landmarks_of(subject.asset)
            if marks is None:
                continue
            links.append(subject.links[0] + marks.part)
            local.append(marks.position_m)
            depth.append(marks.depth_m)
            rows[instance] = slice(count, count + len(marks.part))
            skeleton[instance] = marks.skeleton.name
            count += len(marks.part)
        return cls(
            link=np.concatenate(links),
            local_m=np.concatenate(local),
            depth_m=np.concatenate(depth),
            rows=rows,
            skeleton=skeleton,
        )

    def at(self, poses: LinkPoses) -> Float64:
        """(N, 3) in the world, the links being there. Read-only."""
        world = rotate(poses.rotation_xyzw[self.link], self.local_m) + poses.position_m[self.link]
        world.flags.writeable = False
        return world
