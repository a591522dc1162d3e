"""The camera's sensor chain alone, on a street in the sun: from radiance to the pixels of a file."""

from __future__ import annotations

import dataclasses
import os
from functools import partial

from benchmarks.frame import bench, renderer_of
from benchmarks.results import Result, median_ms
from simulator.sensors.camera.chain import CameraChain, IdealChain, Shot
from simulator.sensors.camera.optics import Glare
from simulator.sensors.camera.presets import AutomotiveHdr, KittiFlea2, NuscenesBasler


def camera_chain() -> list[Result]:
    """Each preset; KITTI's with stray light, too, which is the slow path."""
    b = bench()
    radiance, _ = renderer_of("draft", b.clip).render(b.view, b.clip.history, b.clip.scene.environment, 1)
    camera = b.clip.scene.rig.mount("image_2").sensor
    shot = Shot(lens=camera.lens, ev100=14.0, balance=(0.9, 1.0, 1.1), seed=1, serial="image_2")
    kitti = KittiFlea2()
    chains: dict[str, CameraChain] = {
        "camera_chain_ms": kitti,
        "camera_chain_nuscenes_ms": NuscenesBasler(),
        "camera_chain_hdr_ms": AutomotiveHdr(),
        "camera_chain_glare_ms": dataclasses.replace(kitti, optics=dataclasses.replace(kitti.optics, glare=Glare())),
        "camera_chain_ideal_ms": IdealChain(),
    }
    width, height = b.view.size_px
    text = f"{width}x{height}, radiance in memory to 8 bits, {os.cpu_count()} threads"
    return [
        Result(
            name=name,
            value=median_ms(partial(chain.develop, radiance, shot), runs=15, warm_up=3),
            unit="ms",
            config=f"{text}, {type(chain).__name__}",
        )
        for name, chain in chains.items()
    ]


ALL = {"camera_chain_ms": camera_chain}
