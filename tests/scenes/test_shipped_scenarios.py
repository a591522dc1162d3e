"""Every scenario in conf/ conforms as configured."""

from importlib import resources

import pytest
from dartout import request
from omegaconf import OmegaConf

from scenes.testing import check_scenario
from simulator.build import build

FILES = {f.name.removesuffix(".yaml"): f for f in (resources.files("conf") / "scenario").iterdir() if ".yaml" in f.name}


@pytest.mark.parametrize("frames", [1, 20])
@pytest.mark.parametrize("name", sorted(FILES))
def test_it_conforms(name: str, frames: int) -> None:
    made = build(OmegaConf.to_container(OmegaConf.create(FILES[name].read_text())), "scenario")
    assert check_scenario(made, request(frames)).case.name == name
