"""The renderer beside MuJoCo's OpenGL, where that is installed; path tracers: `benchmarks.equal_error`."""

from __future__ import annotations

import sys
import time

from benchmarks.frame import bench, renderer_of
from benchmarks.peer_scene import peer_scene
from benchmarks.results import Result, in_turn_ms


def mujoco_ratio() -> list[Result]:
    """RGB with shadows, depth and segmentation, against the same from MuJoCo's renderer."""
    try:
        from benchmarks.mujoco_peer import MujocoRenderer  # noqa: PLC0415 (optional)

        b = bench()
        peer = MujocoRenderer(peer_scene(b.clip.scene, b.clip.history, b.view))
    except (ImportError, RuntimeError, AttributeError) as fault:  # PyOpenGL without a library: AttributeError
        return _skipped("mujoco_ratio", f"MuJoCo's renderer does not run here: {fault}")
    draft = renderer_of("draft", b.clip)
    with peer:
        work = lambda: draft.render(b.view, b.clip.history, b.clip.scene.environment, 0)  # noqa: E731
        work()
        clocks = {"mujoco_ratio": time.perf_counter, "mujoco_cpu_ratio": time.process_time}
        found = {name: in_turn_ms(work, peer.image, rounds=3, clock=clock) for name, clock in clocks.items()}
        peer_name = f"MuJoCo Renderer on {peer.device}, RGB with shadow + depth + segmentation"
    config = f"{b.description}, draft; the second row is CPU time of all threads"
    return [
        Result(name=name, value=ours, unit="ms", config=config, peer=peer_name, peer_value=theirs)
        for name, (ours, theirs) in found.items()
    ]


def _skipped(name: str, why: str) -> list[Result]:
    print(f"{name}: skipped, {why}", file=sys.stderr)
    return []


ALL = {"mujoco_ratio": mujoco_ratio}
