"""Paint, skin and clothes."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from seen_street import scene

from randomizers.appearance import Appearance
from randomizers.testing import check_randomizer
from scenes.actor import Actor
from scenes.assets.cars.fleet import FLEET
from scenes.assets.cars.paint import PAINTS
from scenes.assets.people.clothing import CLOTHES
from scenes.pose import Pose
from scenes.streams import stream

EXTRA = Actor(name="another", asset=FLEET["van"], T_world_body=Pose.planar(30.0, 4.3, 0.0))


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_it_conforms_and_dresses_everybody(seed: int) -> None:
    seen = check_randomizer(Appearance(), scene(), seed)
    for vehicle in (seen.ego, seen.actors[1]):
        assert dict(vehicle.appearance)["paint"] in [made for _, _, made in PAINTS]
    assert set(dict(seen.actors[0].appearance)) == set(CLOTHES)


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_one_more_actor_changes_nobody_elses_looks(seed: int) -> None:
    alone = Appearance().draw(scene(), stream(seed, "a"))
    more = replace(scene(), actors=(EXTRA, *scene().actors))
    together = Appearance().draw(more, stream(seed, "a"))
    assert {name: value for name, value in together.items() if not name.startswith("another.")} == alone


def test_looks_follow_the_weights() -> None:
    """White has weight 0.20; 400 streams, five sigma of a binomial share are 0.1."""
    drawn = [Appearance().draw(scene(), stream(seed, "a"))["ego.paint"] for seed in range(400)]
    assert abs(drawn.count("white") / 400 - 0.20) < 0.1
    assert len(set(drawn)) > 8
