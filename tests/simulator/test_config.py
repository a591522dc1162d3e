"""Bad input is told before anything is written: which key, what was given, what is allowed, the nearest name."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY

import simulator.compose
from scenes.errors import ConfigError, DeviceError, UnknownName
from simulator.config import load_config, load_variants
from simulator.generation import checked
from simulator.parts import build_parts

EXAMPLE = "scenario=child_dartout_parked rig=kitti exporter=[kitti,coco] clips=4 frames=20 seed=7 out=out/mine"


def fault_of(*overrides: str) -> str:
    with pytest.raises(ConfigError) as fault:
        checked(load_config([*TINY, *overrides]))
    return str(fault.value)


def test_the_example_of_the_design_loads() -> None:
    config = load_config(EXAMPLE.split())
    assert (config.settings.clips, config.settings.frames, config.settings.seed) == (4, 20, 7)
    assert list(config.nodes["exporter"]) == ["kitti", "coco"]
    assert config.out == Path("out/mine")


def test_ctrl_c_during_the_composition_is_no_fault_of_the_config(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hydra and OmegaConf make one of what they meet half-way."""
    composed = []

    def interrupted(*arguments: Any, **options: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        composed.append(compose(*arguments, **options))
        return composed[-1]

    compose = simulator.compose.hydra_compose
    monkeypatch.setattr("simulator.compose.hydra_compose", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load_config([*TINY])
    assert len(composed) == 2


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert load_config(["out='~/data'"]).out == Path("/home/ada/data")
    assert load_config(["out='data~'"]).out == Path("data~")


def test_workers_may_be_set_on_top_or_on_the_executor() -> None:
    assert load_config(["executor=local", "workers=2"]).nodes["executor"]["workers"] == 2
    assert load_config(["executor.workers=3"]).nodes["executor"]["workers"] == 3


def test_identity_holds_what_bytes_depend_on_and_not_the_host() -> None:
    base = load_config([*TINY]).identity()
    assert load_config([*TINY, "workers=2", "out=elsewhere", "overwrite=true"]).identity() == base
    assert load_config([*TINY, "renderer.threads=3"]).identity() == base
    assert load_config(["device=cuda:0"]).identity() == load_config(["device=cuda"]).identity(), "which GPU it was"
    assert load_config(["device=cuda"]).identity() != load_config(["device=cpu"]).identity()
    for change in ("seed=1", "frames=3", "randomizer.sun.elevation_rad=0.5", "executor.clips_per_shard=2"):
        assert load_config([*TINY, change]).identity() != base, change


@pytest.mark.parametrize(
    ("override", "nearest"),
    [
        (
            "scenario=child_dartout_parke",
            "unknown scenario 'child_dartout_parke'. Did you mean 'child_dartout_parked'?",
        ),
        ("rig=kiti", "unknown rig 'kiti'. Did you mean 'kitti'?"),
        ("exporter=[kitti,cocoo]", "unknown exporter 'cocoo'. Did you mean 'coco'?"),
        ("frame=3", "frame: unknown key 'frame'. Did you mean 'frames'?"),
        ("rig.nam=x", "rig.nam: unknown key 'nam'. Did you mean 'name'?"),
        ("+colour=3", "colour: unknown key 'colour'."),
        ("scenario.distance=3", "scenario.distance: unknown key 'distance'. Did you mean 'distance_m'?"),
        ("exporter.points.suffx=3", "exporter.points.suffx: unknown key 'suffx'. Did you mean 'suffix'?"),
        ("exporter.kitti.camera=x", "exporter.kitti: unknown chosen exporter 'kitti'"),
        ("scenari=x", "scenari: unknown key 'scenari'. Did you mean 'scenario'?"),
        ("seed.x=3", "seed: is a value and has no key 'x'"),
    ],
)
def test_unknown_names_get_the_valid_ones_and_the_nearest(override: str, nearest: str) -> None:
    assert nearest in fault_of(override)


def test_valid_names_are_listed_those_of_plugins_too() -> None:
    assert "Did you mean 'child_dartout_parked'?" in fault_of("scenario=child_dartout_parkd")
    told = fault_of("scenario=tinyy")
    assert "Did you mean 'tiny'?" in told
    assert "Valid: " in told


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("frames=0", "frames: got 0, allowed: an integer of 1 or more"),
        ("clips=-1", "clips: got -1, allowed: an integer of 1 or more"),
        ("workers=0", "workers: got 0, allowed: an integer of 1 or more"),
        ("seed=abc", "seed: got 'abc', allowed: an integer"),
        ("seed=1.5", "seed: got 1.5, allowed: an integer"),
        ("seed=", "seed: got '', allowed: an integer"),
        ("seed=null", "seed: got nothing (null), allowed: an integer"),
        ("seed=-1", "seed: got -1, allowed: an integer of 0 or more"),
        ("fps=0", "fps: got 0, allowed: above 0"),
        ("fps=nan", "fps: got nan, allowed: a finite number"),
        ("fps=2000", "fps: got 2000, allowed: above 0 up to 1000"),
        ("seed=99999999999999999999", "seed: got 99999999999999999999, allowed: at most 9223372036854775807"),
        ("frames=99999999999", "frames: got 99999999999, allowed: at most 1000000"),
        ("rig.mounts.front.x_m=nan", "rig.mounts.front.x_m: got nan, allowed: a finite number"),
        ("rig.mounts.front.x_m=inf", "rig.mounts.front.x_m: got inf, allowed: a finite number"),
        ("fps=14", "measures 10 times a second"),
        ("val_share=1.5", "val_share: got 1.5, allowed: 0 to 1"),
        ("executor.clips_per_shard=0", "executor.clips_per_shard: got 0, allowed: an integer of 1 or more"),
        ("scenario.distance_m=[3,2]", "scenario.distance_m: got low 3 above high 2, allowed: low <= high"),
        ("scenario._target_=os.system", "scenario._target_"),
        ("scenario._target_=os.system", "scenario._target_: 'os.system' is outside the allowed packages"),
        ("rig.mounts.front.sensor.width_px=-4", "rig.mounts.front.sensor"),
        ("exporter=[]", "exporter: none is chosen"),
        ("seed=1,2", "seed: got several values; add -m"),
        ("out=~/x(1)", """needs quotes: "out='~/x(1)'\""""),
        ("seed=[1", "is not an override; expected key=value"),
        ("plugins=[no_such_package]", "plugins: no package 'no_such_package' can be imported"),
        ("plugins=[..]", "plugins: got ['..'], allowed: a list of package names"),
        ("hydra.run.dir=x", "hydra.run.dir: has no effect here"),
        ("plugins=[tiny,no_such_package]", "plugins: no package 'no_such_package' can be imported"),
        ("seed=${nowhere}", "nowhere"),
    ],
)
def test_impossible_values_name_key_given_and_allowed(override: str, message: str) -> None:
    assert message in fault_of(override)


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("randomizer.sky.turbidity=[2,3]", [2, 3]),
        ("randomizer.sky.turbidity={kind: uniform, low: 2, high: 3}", {"kind": "uniform", "low": 2, "high": 3}),
        ("randomizer.sky.turbidity=2.5", 2.5),
    ],
)
def test_a_distribution_takes_the_place_of_another_one_whole(override: str, expected: object) -> None:
    config = load_config(["randomizer=[sky]", override])
    assert config.nodes["randomizer"]["sky"]["turbidity"] == expected
    build_parts(config)


def test_one_key_of_a_distribution_can_be_changed() -> None:
    before = load_config(["randomizer=[sky]"]).nodes["randomizer"]["sky"]["turbidity"]
    after = load_config(["randomizer=[sky]", "randomizer.sky.turbidity.mean=4"]).nodes["randomizer"]["sky"]["turbidity"]
    assert after == {**before, "mean": 4}


def test_a_list_where_an_object_stands_is_told() -> None:
    with pytest.raises(ConfigError, match=r"rig\.lidar: got \[1, 2\], allowed: a SpinningLidar"):
        checked(load_config(["rig.lidar=[1,2]"]))


@pytest.mark.parametrize(
    "override", ["exporter.kitti.camera=rear", "exporter.kitti.lidar=x", "exporter.coco.cameras=[x]"]
)
def test_sensors_that_the_rig_lacks_are_told_before_the_run(override: str) -> None:
    with pytest.raises(ConfigError, match=rf"{override.partition('=')[0]}: unknown sensor .* Valid: image_2, velodyne"):
        checked(load_config([override]))


def test_real_distributions_are_checked_before_the_run() -> None:
    with pytest.raises(ConfigError, match=r"scenario\.gap_m.*low 3 above high 1"):
        build_parts(load_config(["scenario.gap_m=[3,1]"]))


def test_a_cuda_device_that_is_not_there_is_told_and_never_replaced() -> None:
    with pytest.raises(DeviceError, match=r"device: 'cuda:77' is not usable: "):
        checked(load_config([*TINY, "device=cuda:77"]))


def test_sweeps_become_one_config_a_combination() -> None:
    variants = load_variants([*TINY, "seed=1,2", "frames=3,4", "out=base"])
    assert [str(v.out) for v in variants] == [
        f"base/seed={seed},frames={frames}" for seed in (1, 2) for frames in (3, 4)
    ]
    assert [(v.settings.seed, v.settings.frames) for v in variants] == [(1, 3), (1, 4), (2, 3), (2, 4)]


def test_a_sweep_over_group_choices_may_use_a_pattern() -> None:
    variants = load_variants(["rig=glob(*)", "out=base"])
    assert {v.out.name for v in variants} >= {"rig=kitti", "rig=minimal"}


def test_without_sweeps_multirun_is_one_plain_run() -> None:
    (only,) = load_variants([*TINY, "out=base"])
    assert str(only.out) == "base"


def test_unknown_names_are_choices_of_the_exception_tree() -> None:
    with pytest.raises(UnknownName):
        load_config(["rig=nothing"])
