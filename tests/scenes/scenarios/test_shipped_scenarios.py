"""Every scenario in conf/ conforms as configured; those that take a place, on every road in conf/."""

from dataclasses import replace
from importlib import resources

import pytest
from dartout import request
from omegaconf import OmegaConf

from scenes.json_codec import OWN_PACKAGES
from scenes.testing import check_scenario
from simulator.build import build
from simulator.config import load_config
from simulator.places import build_places

ROADS = sorted(f.name.removesuffix(".yaml") for f in (resources.files("conf") / "road").iterdir() if ".yaml" in f.name)
FILES = {f.name.removesuffix(".yaml"): f for f in (resources.files("conf") / "scenario").iterdir() if ".yaml" in f.name}


@pytest.mark.parametrize("frames", [1, 20])
@pytest.mark.parametrize("name", sorted(FILES))
def test_it_conforms(name: str, frames: int) -> None:
    made = build(OmegaConf.to_container(OmegaConf.create(FILES[name].read_text())), "scenario")
    places = build_places(load_config(["scenario=drive", "road=urban"]).nodes["road"], OWN_PACKAGES)
    asked = replace(request(frames), places=places if made.TAKES_PLACE else None)
    assert check_scenario(made, asked).case.name == name


@pytest.mark.parametrize("road", [name for name in ROADS if name != "opendrive"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_drives_conform_on_every_road(road: str, seed: int) -> None:
    config = load_config(["scenario=drive", f"road={road}"])
    asked = replace(request(10), places=build_places(config.nodes["road"], config.packages))
    scene = check_scenario(build(config.nodes["scenario"], "scenario"), asked, seed=seed)
    assert scene.instance_of("lead") == 2
