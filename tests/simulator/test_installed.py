"""Exporters that a package offers by an entry point are found by name, configured and checked like shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TINY

from scenes.errors import ConfigError, UnknownName
from simulator.compose import group_targets
from simulator.config import load_config
from simulator.finalize import finalize
from simulator.generation import generate
from simulator.parts import build_exporters

CODE = """
from exporters.base import Exporter

class Names(Exporter):
    def __init__(self, ending: str = "txt") -> None:
        self.ending = ending

    def open(self, out, info):
        self.out = out

    def begin_clip(self, clip):
        self.clip = clip

    def write(self, frame):
        pass

    def end_clip(self, measures):
        name = f"{self.clip.index}.{self.ending}"
        (self.out / name).write_text(self.clip.case_name)
        return (name,)

    def abort_clip(self):
        pass

    def finalize(self, root, info, clips):
        return ()
"""


def package(folder: Path, name: str, value: str) -> None:
    """An installed package that offers the exporter `names`."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text(CODE)
    told = folder / f"{name}-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text(f"[swerve.exporters]\nnames = {value}\n")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    package(folder, "names_package", "names_package:Names")
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.mark.usefixtures("installed")
def test_it_is_chosen_by_name_beside_shipped_ones_and_takes_options() -> None:
    config = load_config(["exporter=[coco,names]", "exporter.names.ending=md", "exporter.coco.min_visible_px=3"])
    assert config.nodes["exporter"]["names"] == {"_target_": "names_package.Names", "ending": "md"}
    assert config.nodes["exporter"]["coco"]["min_visible_px"] == 3
    assert config.settings.plugins == ("names_package",)


@pytest.mark.usefixtures("installed")
def test_it_writes_a_dataset_that_can_be_finalized_again(tmp_path: Path) -> None:
    run = [override for override in TINY if not override.startswith("exporter")]
    generate(load_config([*run, "exporter=[names]", f"out={tmp_path}/out"]))
    assert sorted(path.name for path in (tmp_path / "out/names").iterdir()) == ["0.txt", "1.txt", "2.txt"]
    assert finalize(tmp_path / "out").complete


@pytest.mark.usefixtures("installed")
def test_it_is_listed() -> None:
    assert group_targets("exporter")["names"] == "names_package.Names"


@pytest.mark.usefixtures("installed")
def test_unknown_names_are_still_told() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'coco'"):
        load_config(["exporter=[names,cocoa]"])


def test_two_packages_of_one_name_are_told(installed: Path) -> None:
    package(installed, "other_package", "other_package:Names")
    with pytest.raises(ConfigError, match="'names' is offered by both"):
        load_config(["exporter=[names]"])


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def (:", "cannot be imported (SyntaxError"),
        ("from numpy import nothing", "cannot be imported (ImportError"),
        ("raise RuntimeError('boom')", "cannot be imported (RuntimeError: boom)"),
        ("import nothing_like_it", "needs the module 'nothing_like_it'"),
    ],
)
def test_a_package_that_cannot_be_imported_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    package(tmp_path, "broken_package", "broken_package:Names")
    (tmp_path / "broken_package/__init__.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ConfigError) as fault:
        build_exporters(load_config(["exporter=[names]"]))
    assert "exporter.names._target_: 'broken_package.Names'" in str(fault.value)
    assert message in str(fault.value)


@pytest.mark.parametrize("value", ["names_package:Names [torch]", "names_package: Names"])
def test_other_ways_to_write_an_entry_point_are_read(installed: Path, value: str) -> None:
    told = installed / "names_package-1.0.dist-info/entry_points.txt"
    told.write_text(f"[swerve.exporters]\nnames = {value}\n")
    assert load_config(["exporter=[names]"]).nodes["exporter"]["names"] == {"_target_": "names_package.Names"}
