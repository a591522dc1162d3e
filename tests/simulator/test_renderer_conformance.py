"""Every shipped renderer keeps the laws that a plug-in's author can check with `simulator.render.testing`."""

from __future__ import annotations

import numpy as np
import pytest
from render_world import GREY, Solid, forward_view, placed, scene_of, sliding

from simulator.render.testing import check_renderer
from simulator.render.warp_renderer import WarpRenderer


def world():
    scene = scene_of(
        placed("near", Solid(shape="sphere", size_m=0.8), 6.0, 0.5, 1.2),
        placed("far", Solid(shape="wall", size_m=3.0), 11.0, -0.5, 1.5),
        ground=GREY,
    )
    return scene, sliding(scene, (2.0, 1.0, 0.0))


@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_warp_conforms(quality) -> None:
    scene, history = world()
    check_renderer(WarpRenderer(quality=quality, threads=1), scene, history, forward_view(t_s=0.25))


class Lying(WarpRenderer):
    """A backend whose lone things are elsewhere."""

    def trace_alone(self, rays, history, instances):
        moved = rays.origin_m + np.float32([0.0, 0.5, 0.0])
        return super().trace_alone(
            type(rays)(origin_m=moved, direction=rays.direction, time_s=rays.time_s), history, instances
        )


def test_the_check_catches_a_backend_that_is_wrong() -> None:
    scene, history = world()
    with pytest.raises(AssertionError, match="alone"):
        check_renderer(Lying(quality="draft", threads=1), scene, history, forward_view(t_s=0.25))
