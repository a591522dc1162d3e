"""People as declared."""

from dataclasses import replace
from importlib import resources

import pytest
from omegaconf import OmegaConf
from seen_street import scene

from randomizers.looks import materials_of
from randomizers.people import People
from randomizers.testing import check_randomizer
from scenes.actor import Actor
from scenes.assets.people.clothing import CLOTHES
from scenes.assets.people.people_kinds import ConstructionWorker
from scenes.assets.people.person import Adult, Child, Person
from scenes.errors import ConfigError
from scenes.pose import Pose
from scenes.scene import Scene
from simulator.build import build


def people(**changes: object) -> People:
    text = (resources.files("conf") / "randomizer" / "people.yaml").read_text()
    node = {**OmegaConf.to_container(OmegaConf.create(text)), **changes}
    made = build(node, "randomizer.people")
    assert isinstance(made, People)
    return made


def crowd(count: int = 60, **looks: object) -> Scene:
    bodies = tuple(
        Actor(name=f"adult_{k}", asset=Adult(height_m=1.7, **looks), T_world_body=Pose.planar(2.0 * k, 30.0, 0.0))
        for k in range(count)
    )
    return scene().with_actors((*scene().actors, *bodies))


def persons(made: Scene) -> list[Person]:
    return [actor.asset for actor in made.actors if isinstance(actor.asset, Person) and actor.name != "child"]


def test_everybody_is_as_the_only_declared_choice() -> None:
    asked = people(sex="female", skin="tone_07", clothing_female="dress", bag="backpack", hair_female="bun")
    made = check_randomizer(asked, crowd())
    assert {(p.sex, p.clothing, p.bag, p.hair) for p in persons(made)} == {("female", "dress", "backpack", "bun")}
    tone = {name: material for name, _, material in CLOTHES["skin"]}["tone_07"]
    assert {materials_of(actor)["skin"] for actor in made.actors if isinstance(actor.asset, Person)} == {tone}


def test_shares_are_those_that_were_declared() -> None:
    made = check_randomizer(people(sex={"kind": "choice", "weights": {"female": 0.2, "male": 0.8}}), crowd(300))
    women = sum(person.sex == "female" for person in persons(made))
    # Binomial of 300 at 0.2: 60, standard deviation 7.
    assert abs(women - 60) < 35


def test_whom_the_case_is_about_keeps_its_clothes() -> None:
    made = check_randomizer(people(skin="tone_10"), crowd(1))
    assert made.actors[0].asset == scene().actors[0].asset
    assert materials_of(made.actors[0])["skin"] == CLOTHES["skin"][-1][2]


def test_children_have_childrens_clothes() -> None:
    child = replace(scene().actors[0], name="other", asset=Child(height_m=1.2))
    made = check_randomizer(people(sex="male", clothing_male="suit", bag="suitcase"), scene().with_actors((child,)))
    (person,) = persons(made)
    assert (person.clothing, person.bag) == ("trousers_tshirt", "school_bag")


def test_who_has_no_hand_free_carries_nothing() -> None:
    made = check_randomizer(people(bag="suitcase"), crowd(20, activity="arms_crossed"))
    assert {person.bag for person in persons(made)} == {"none"}


def test_people_at_work_keep_what_they_wear() -> None:
    worker = replace(scene().actors[0], name="worker", asset=ConstructionWorker(height_m=1.8))
    assert check_randomizer(people(), scene().with_actors((worker,))).actors == (worker,)


def test_names_that_there_are_not_are_refused() -> None:
    with pytest.raises(ConfigError, match="skin: unknown skin 'tone_11'"):
        people(skin="tone_11")
