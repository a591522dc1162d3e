"""The renderer beside others: MuJoCo's OpenGL and Blender's Cycles, each where it is installed."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np

from benchmarks.cycles_peer import INTERPRETER, CyclesPicture, cycles_pictures, python_with_bpy
from benchmarks.frame import Bench, bench, renderer_of
from benchmarks.peer_scene import peer_scene
from benchmarks.results import Result, in_turn_ms, median_ms
from simulator.render.base import PinholeView
from simulator.render.warp_renderer import WarpRenderer

SAMPLES = (1, 4, 16, 64)
CONVERGED = 256
"""Cycles' samples a pixel: those that are timed, and those whose picture counts as free of noise."""
OURS_CONVERGED = 128


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
        ours, theirs = in_turn_ms(work, peer.image, rounds=3)
    name = "MuJoCo Renderer, RGB with shadow + depth + segmentation (OpenGL as found on this machine)"
    config = f"{b.description}, draft"
    return [Result(name="mujoco_ratio", value=ours, unit="ms", config=config, peer=name, peer_value=theirs)]


def cycles_ratio() -> list[Result]:
    """Time to the same noise: `standard` against Cycles, each measured against its own converged picture."""
    python = python_with_bpy()
    if python is None:
        return _skipped("cycles_ratio", f"no bpy here: name a Python that has it in {INTERPRETER}")
    b = bench()
    view = _half_size(b.view)
    pictures = cycles_pictures(python, peer_scene(b.clip.scene, b.clip.history, view), (*SAMPLES, CONVERGED))
    ours_ms, error, seen = _standard(b, view)
    errors = {n: _error(pictures[n].picture, pictures[CONVERGED].picture, seen) for n in SAMPLES}
    theirs_ms = _time_at(error, errors, pictures)
    width, height = view.size_px
    levels = ", ".join(f"{n} spp {pictures[n].ms:.0f} ms {errors[n]:.3f}" for n in SAMPLES)
    config = f"{width}x{height}, one bounce, mean error {error:.3f} away from the sky; Cycles: {levels}"
    peer = "Blender Cycles on the CPU, one bounce, at the same error"
    row = Result(name="cycles_ratio", value=ours_ms, unit="ms", config=config, peer=peer, peer_value=theirs_ms)
    return [row]


def _standard(b: Bench, view: PinholeView) -> tuple[float, float, np.ndarray]:
    """Milliseconds and error of `standard`, and which pixels show a surface."""
    history, environment = b.clip.history, b.clip.scene.environment
    renderer, slow = renderer_of("standard", b.clip), WarpRenderer(quality="high", samples=OURS_CONVERGED)
    slow.load(b.clip.scene)
    image, hits = renderer.render(view, history, environment, 1)
    converged, _ = slow.render(view, history, environment, 2)
    seen = (hits.link >= 0).reshape(image.shape[:2])
    value = median_ms(lambda: renderer.render(view, history, environment, 1), runs=3)
    return value, _error(image, converged, seen), seen


def _error(picture: np.ndarray, converged: np.ndarray, seen: np.ndarray) -> float:
    """Mean absolute difference over the mean; the brightest hundredth, glints, is left out of both."""
    limit = np.percentile(converged[seen], 99.0)
    a, b = (np.minimum(image[seen], limit) for image in (picture, converged))
    return float(np.abs(a - b).mean() / b.mean())


def _time_at(error: float, errors: dict[int, float], pictures: dict[int, CyclesPicture]) -> float:
    """Milliseconds at which Cycles' error falls to that value: a power law between its sample counts.

    Beyond the most samples its time grows with the inverse square of the error, as that of every Monte Carlo method.
    """
    by_error = sorted((errors[n], pictures[n].ms) for n in errors)
    if error < by_error[0][0]:
        return by_error[0][1] * (by_error[0][0] / error) ** 2
    logs = np.log(by_error)
    return float(np.exp(np.interp(np.log(error), logs[:, 0], logs[:, 1])))


def _half_size(view: PinholeView) -> PinholeView:
    """A quarter of the pixels: converged pictures take long."""
    width, height = (n // 2 for n in view.size_px)
    fx, fy, cx, cy = (0.5 * k for k in view.K)
    return replace(view, K=(fx, fy, cx, cy), size_px=(width, height))


def _skipped(name: str, why: str) -> list[Result]:
    print(f"{name}: skipped, {why}", file=sys.stderr)
    return []


ALL = {"mujoco_ratio": mujoco_ratio, "cycles_ratio": cycles_ratio}
