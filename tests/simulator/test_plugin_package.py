"""A scenario, a randomizer, a sensor and an exporter of a package outside the repository, found by its name alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, TINY, Program

TEMPLATE = ROOT / "tests" / "simulator" / "tiny"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The folder that holds the package `mypackage`, written file by file."""
    folder = tmp_path / "elsewhere"
    for source in [*TEMPLATE.rglob("*.py"), *TEMPLATE.rglob("*.yaml")]:
        target = folder / "mypackage" / source.relative_to(TEMPLATE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text().replace("tiny.", "mypackage.").replace("TinyScenario", "Outsider"))
    (folder / "mypackage/conf/scenario/tiny.yaml").rename(folder / "mypackage/conf/scenario/outsider.yaml")
    return folder


OVERRIDES = ("plugins=[mypackage]", "scenario=outsider", *TINY[2:])


def test_the_command_line_runs_with_all_four(swerve: Program, package: Path, tmp_path: Path) -> None:
    done = swerve(*OVERRIDES, "workers=2", "out=mine", folders=[package])
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mine/points/points/000005.pts").stat().st_size == 20 * 4 * 4
    clip = json.loads((tmp_path / "mine/record/clips.jsonl").read_text().splitlines()[0])
    assert set(clip["drawn"]) == {"scenario", "randomizer.sun"}
    scene = json.loads((tmp_path / "mine/record/scenes/000000.json").read_text())
    assert scene["actors"][0]["asset"]["_type"] == "mypackage.scenario.Brick"
    assert scene["rig"]["mounts"][1]["sensor"]["_type"] == "mypackage.sensor.NoiseLidar"
    listed = swerve("list", "scenarios", "plugins=[mypackage]", folders=[package])
    assert "outsider" in listed.stdout
    assert swerve("finalize", "mine", folders=[package]).returncode == 0


def test_a_package_that_is_not_named_is_not_run(swerve: Program, package: Path) -> None:
    done = swerve(*TINY, "scenario._target_=mypackage.scenario.Outsider", folders=[package])
    assert done.returncode == 2
    assert "'mypackage.scenario.Outsider' is outside the allowed packages" in done.stderr


def test_finalize_without_the_package_says_what_is_missing(swerve: Program, package: Path) -> None:
    assert swerve(*OVERRIDES, "out=mine", folders=[package]).returncode == 0
    done = swerve("finalize", "mine")
    assert done.returncode == 2
    assert "no module 'mypackage" in done.stderr
