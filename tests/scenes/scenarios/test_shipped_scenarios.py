"""Every scenario in conf/ conforms as configured; those that take a place, on every road in conf/."""

from dataclasses import replace
from importlib import resources

import pytest
from clip_request import request
from staged_case import shipped_cases

from scenes.testing import check_scenario
from simulator.build import build
from simulator.config import load_config
from simulator.places import build_places

ROADS = sorted(f.name.removesuffix(".yaml") for f in (resources.files("conf") / "road").iterdir() if ".yaml" in f.name)
PLAIN = ("drive", "parked_street", "tunnel")
"""What is not built on the frame of the edge cases."""


@pytest.mark.parametrize(("name", "frames"), [(name, k) for name in PLAIN for k in (1, 20)])
def test_plain_ones_conform(name: str, frames: int) -> None:
    conforms(name, frames)


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_cases())
def test_edge_cases_conform(name: str) -> None:
    conforms(name, 20)


def conforms(name: str, frames: int) -> None:
    config = load_config([f"scenario={name}", *(["road=urban"] if name == "drive" else [])])
    made = build(config.nodes["scenario"], "scenario", config.packages)
    asked = replace(request(frames), places=build_places(config.nodes["road"], config.packages))
    assert check_scenario(made, asked).case.name == name


@pytest.mark.slow
@pytest.mark.parametrize("road", [name for name in ROADS if name != "opendrive"])
@pytest.mark.parametrize("seed", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in (1, 2))])
def test_drives_conform_on_every_road(road: str, seed: int) -> None:
    config = load_config(["scenario=drive", f"road={road}"])
    asked = replace(request(10), places=build_places(config.nodes["road"], config.packages))
    scene = check_scenario(build(config.nodes["scenario"], "scenario"), asked, seed=seed)
    assert scene.instance_of("lead") == 2
