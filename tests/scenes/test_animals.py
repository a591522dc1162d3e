"""Animals: sizes of zoology, feet that neither slide nor sink in any gait, eyes that shine, individuals that differ."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from scenes.asset import AssetSpec, asset_of
from scenes.assets.animals import Cat, Cow, Deer, Dog, Fox, Horse, Sheep, WildBoar
from scenes.assets.birds import Bird, Species
from scenes.assets.quadruped import PART_NAMES, Quadruped
from scenes.assets.quadruped_builds import BUILDS
from scenes.assets.quadruped_gait import FEET, landing, stride_of
from scenes.ontology import class_of
from scenes.pose import rotation_of
from scenes.studio import extent
from simulator.physics.articulation import part_poses

Float64 = NDArray[np.float64]
QUADRUPEDS: list[Quadruped] = [
    *(Dog(breed="shepherd"), Dog(breed="retriever"), Dog(breed="terrier"), Cat(), Fox(), WildBoar(), Horse(), Cow()),
    *(Sheep(), Deer(), Deer(species="red_deer", antlers="grown"), Deer(species="moose", antlers="grown")),
]
NAMES = [spec.kind() for spec in QUADRUPEDS]
BIRDS = [Bird(species=species) for species in get_args(Species)]


def hip_m(spec: Quadruped) -> float:
    return spec.beast.legs()[0].root_m[1]


def toes(spec: Quadruped, foot: str, distance: Float64, speed: Float64) -> Float64:
    """(T, 3) the toe in the body's frame, lifts included."""
    asset = asset_of(spec)
    end, side = foot.split("_")
    position, rotation = part_poses(asset, spec.joint_angles(distance, speed), spec.root_height(distance, speed))
    k = [part.name for part in asset.parts].index(f"{end}_foot_{side}")
    cannon = spec.beast.legs()[0 if end == "hind" else 1].cannon_m
    return np.asarray(
        position[:, k] + np.einsum("tij,j->ti", rotation_of(rotation[:, k]), np.array([0.0, 0.0, -cannon]))
    )


@pytest.mark.parametrize("spec", QUADRUPEDS, ids=NAMES)
@pytest.mark.parametrize("froude", [0.1, 0.3, 1.0, 4.0])
def test_feet_on_the_ground_stand_still_in_the_world(spec: Quadruped, froude: float) -> None:
    """Walking, trotting and galloping: 2 % of the hip's height, along and up, over the whole stance."""
    h = hip_m(spec)
    v = float(np.sqrt(froude * 9.81 * h))
    speed = np.full(160, v)
    stride = stride_of(h, speed)
    distance = np.linspace(0.0, float(stride.stride_m[0]), 160)
    for number, foot in enumerate(FEET):
        own = spec._in_stride(distance, speed)[1] - landing(stride, number)
        stance = (own % 1.0) < stride.duty
        toe = toes(spec, foot, distance, speed)
        assert np.abs(toe[stance, 2]).max() < 0.02 * h, foot
        assert toe[:, 2].min() > -0.02 * h, foot
        # one stance may begin before the series and end after it
        for run in np.split(np.flatnonzero(stance), np.flatnonzero(np.diff(np.flatnonzero(stance)) > 1) + 1):
            assert np.ptp(toe[run, 0] + distance[run]) < 0.02 * h, foot


@pytest.mark.parametrize("spec", QUADRUPEDS, ids=NAMES)
def test_sizes_are_those_of_the_species(spec: Quadruped) -> None:
    low, high = extent(asset_of(spec))
    lowest, highest = BUILDS[spec.kind()].withers_m
    assert lowest <= spec.beast.withers_m <= highest
    assert low[2] == pytest.approx(0.0, abs=0.03 * spec.beast.withers_m)
    back = asset_of(spec).parts[0].mesh.vertices_m[:, 2].max()
    assert back == pytest.approx(spec.beast.withers_m, rel=0.09)
    assert 1.2 * spec.beast.withers_m < high[0] - low[0] < 2.9 * spec.beast.withers_m


@pytest.mark.parametrize(
    ("spec", "size_m"),
    [
        (Deer(species="red_deer"), (1.9, 0.5, 1.5)),
        (WildBoar(), (1.4, 0.4, 0.85)),
        (Dog(), (1.1, 0.25, 0.8)),
        (Cow(), (2.5, 0.7, 1.5)),
    ],
)
def test_boxes_come_near_the_catalogue_of_edge_cases(spec: Quadruped, size_m: tuple[float, float, float]) -> None:
    """Within a third of the sizes that the scenario set names for E22, heads and tails included."""
    box = asset_of(spec).box
    for got, wanted in zip((box.length_m, box.width_m, box.height_m), size_m, strict=True):
        assert got == pytest.approx(wanted, rel=0.34)


@pytest.mark.parametrize("spec", [*QUADRUPEDS, *BIRDS], ids=[*NAMES, *get_args(Species)])
def test_animals_have_named_parts_their_class_and_a_budget(spec: AssetSpec) -> None:
    asset = asset_of(spec)
    assert class_of(asset.semantic).nuscenes == "animal"
    if isinstance(spec, Quadruped):
        assert tuple(part.name for part in asset.parts) == PART_NAMES
    assert 2_500 <= asset.triangles <= 26_000
    for part in asset.parts:
        length = np.linalg.norm(part.mesh.corner_normals, axis=2)
        assert length == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("spec", BIRDS, ids=get_args(Species))
def test_birds_stand_on_their_feet_and_step(spec: Bird) -> None:
    low, _ = extent(asset_of(spec))
    assert low[2] == pytest.approx(0.0, abs=0.03 * spec.body_m)
    v = 0.4
    angles = spec.joint_angles(np.linspace(0.0, 1.0, 50), np.full(50, v))
    assert np.ptp(angles[:, 2]) > 0.2
    assert spec.joint_angles(np.zeros(1), np.zeros(1)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("spec", QUADRUPEDS, ids=NAMES)
def test_standing_is_the_rest_pose(spec: Quadruped) -> None:
    assert spec.joint_angles(np.zeros(1), np.zeros(1)) == pytest.approx(0.0, abs=1e-9)


def test_seeds_make_individuals_and_equal_seeds_equal_ones() -> None:
    sizes = {round(Horse(seed=k).beast.withers_m, 3) for k in range(6)}
    coats = {dict(asset_of(Horse(seed=k)).materials)["coat"].base_color for k in range(8)}
    assert len(sizes) == 6
    assert len(coats) >= 3
    one, two = Fox(seed=3).build(), Fox(seed=3).build()
    assert [p.mesh.key for p in one.parts] == [p.mesh.key for p in two.parts]


def test_eyes_shine_back_at_night() -> None:
    eye = dict(asset_of(Deer()).materials)["eye"]
    assert eye.retroreflection_cd_lx_m2 >= 30.0


def test_grazing_brings_the_nose_down() -> None:
    for grazing in (Cow(head="grazing"), Sheep(head="grazing"), Horse(head="grazing")):
        asset = asset_of(grazing)
        position, rotation = part_poses(asset, np.zeros((1, len(asset.parts))), np.zeros(1))
        head = asset.parts[2].mesh.vertices_m @ rotation_of(rotation[0, 2]).T + position[0, 2]
        assert head[:, 2].min() < 0.45 * grazing.beast.withers_m
