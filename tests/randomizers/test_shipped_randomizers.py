"""Every randomizer in conf/ conforms as configured, and none changes what another draws."""

from importlib import resources

import pytest
from omegaconf import OmegaConf
from seen_street import scene

from randomizers.base import Randomizer
from randomizers.testing import check_randomizer
from scenes.streams import stream
from simulator.build import build

FILES = {
    f.name.removesuffix(".yaml"): f for f in (resources.files("conf") / "randomizer").iterdir() if ".yaml" in f.name
}

PAINTED_BEFORE = {("appearance", other) for other in ("dirt", "people", "random_textures")}
"""Who comes after those leaves alone what they have painted, and draws nothing for it."""


def shipped(name: str) -> Randomizer:
    made = build(OmegaConf.to_container(OmegaConf.create(FILES[name].read_text())), f"randomizer.{name}")
    assert isinstance(made, Randomizer)
    return made


@pytest.mark.parametrize("name", sorted(FILES))
def test_it_conforms(name: str) -> None:
    check_randomizer(shipped(name), scene(), seed=1)


@pytest.mark.parametrize("name", sorted(FILES))
def test_its_file_puts_it_into_the_dict_of_randomizers(name: str) -> None:
    assert FILES[name].read_text().startswith(f"# @package randomizer.{name}\n")


@pytest.mark.slow
@pytest.mark.parametrize("other", sorted(FILES))
@pytest.mark.parametrize("name", sorted(FILES))
def test_another_randomizer_before_it_leaves_its_draws_alone(name: str, other: str) -> None:
    """Streams are keyed by name; what the other one added may be drawn for, and changes nothing for the rest."""
    if name == other or (name, other) == ("traffic", "appearance"):
        other_scene = scene()
    else:
        other_scene = check_randomizer(shipped(other), scene())
    alone = shipped(name).draw(scene(), stream(2, f"randomizer.{name}", 0, 0))
    after = shipped(name).draw(other_scene, stream(2, f"randomizer.{name}", 0, 0))
    kept = {key: value for key, value in alone.items() if (name, other) not in PAINTED_BEFORE or key in after}
    assert {key: value for key, value in after.items() if key in alone} == kept
