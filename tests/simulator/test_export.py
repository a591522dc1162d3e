"""What a store is exported to equals, byte by byte, what the run itself would have written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import TINY, Program

from scenes.errors import ConfigError, OutputError, UnknownName
from simulator.commands import export as command
from simulator.config import load_config
from simulator.export import export
from simulator.generation import generate

RUN = tuple(override for override in TINY if not override.startswith("exporter"))
WANTED = "exporter=[points,sensors]"


def made(out: Path, *overrides: str) -> Path:
    summary = generate(load_config([*RUN, *overrides, f"out={out}"]))
    assert summary.complete, summary.problems
    return out


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with a store."""
    return made(tmp_path_factory.mktemp("stored") / "run", "exporter=[swerve]")


def contents(out: Path) -> dict[str, bytes]:
    """All files outside `record/host`, which is the host's."""
    files = (path for path in out.rglob("*") if path.is_file() and "host" not in path.relative_to(out).parts)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_an_export_equals_a_run_with_those_exporters(stored: Path, tmp_path: Path, workers: int) -> None:
    direct = contents(made(tmp_path / "direct", WANTED))
    summary = export(stored, [WANTED, f"out={tmp_path / 'exported'}", "plugins=[tiny]", f"workers={workers}"])
    assert summary.complete, summary.problems
    exported = contents(tmp_path / "exported")
    assert sorted(exported) == sorted(direct)
    assert [name for name in direct if direct[name] != exported[name]] == []


def test_pictures_of_an_export_are_the_stores_own_files(stored: Path, tmp_path: Path) -> None:
    export(stored, ["exporter=[coco]", f"out={tmp_path}/coco"])
    pictures = sorted((tmp_path / "coco/coco/images").rglob("*.png"))
    assert pictures
    assert all(path.stat().st_nlink > 1 for path in pictures)


def test_an_export_can_be_interrupted_and_goes_on(stored: Path, tmp_path: Path) -> None:
    out = tmp_path / "exported"
    export(stored, [WANTED, f"out={out}", "plugins=[tiny]"])
    whole = contents(out)
    (out / "record/shards/000001.json").unlink()
    export(stored, [WANTED, f"out={out}", "plugins=[tiny]"])
    assert contents(out) == whole


def test_a_clip_that_fails_the_gate_is_quarantined_by_an_export_too(stored: Path, tmp_path: Path) -> None:
    broken = ["exporter=[points]", "exporter.points.fault=broken", "exporter.points.fault_at=2", "plugins=[tiny]"]
    summary = export(stored, [*broken, f"out={tmp_path}/x"])
    assert list(summary.quarantined) == [1]
    assert (tmp_path / "x/record/quarantine/clip-000001").is_dir()


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["exporter=[coco]"], "needs out=..."),
        (["out=x"], "needs exporter=..."),
        (["exporter=[coco]", "out=x", "rig=kitti"], "got rig=kitti, allowed: exporter=..., out=..."),
        (["exporter=[coco]", "out={stored}"], "out: is the dataset itself"),
        (["exporter=[coco]", "out={stored}/../run", "overwrite=true"], "out: is the dataset itself"),
        (["exporter=[coco]", "out={stored}/swerve/coco"], "would lie in each other"),
        (["exporter=[coco]", "out={stored}/.."], "would lie in each other"),
        (["exporter=[coco]", "exporter.coco.cameras=[rear]", "out=x"], "unknown sensor 'rear'"),
    ],
)
def test_what_cannot_be_exported_is_told(stored: Path, overrides: list[str], message: str) -> None:
    with pytest.raises(ConfigError) as fault:
        export(stored, [override.format(stored=stored) for override in overrides])
    assert message in str(fault.value)


def test_a_link_to_the_dataset_is_the_dataset(stored: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(stored)
    before = contents(stored)
    with pytest.raises(ConfigError, match="out: is the dataset itself"):
        export(stored, ["exporter=[coco]", f"out={tmp_path}/link", "overwrite=true"])
    assert contents(stored) == before


def test_an_unknown_exporter_gets_the_nearest(stored: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'coco'"):
        export(stored, ["exporter=[cocoo]", "out=x"])


def test_labels_that_the_store_lacks_are_named(tmp_path: Path) -> None:
    bare = made(tmp_path / "bare", "exporter=[swerve]", "exporter.swerve.labels=[lanes]")
    with pytest.raises(ConfigError, match=r"needs the labels albedo.*and the store was written with lanes"):
        export(bare, ["exporter=[swerve]", f"out={tmp_path}/x"])


def test_a_dataset_without_a_store_is_told_how_to_get_one(tmp_path: Path) -> None:
    plain = made(tmp_path / "plain", "exporter=[points]")
    with pytest.raises(OutputError, match=r"holds points and no store; .* exporter=\[swerve"):
        export(plain, ["exporter=[coco]", f"out={tmp_path}/x"])


def test_clips_that_the_source_lacks_are_told_and_the_rest_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = made(tmp_path / "source", "exporter=[swerve]")
    (source / "record/shards/000001.json").unlink()
    with pytest.raises(OutputError, match="clip 1 has not been made"):
        export(source, ["exporter=[coco]", "workers=1", f"out={tmp_path}/x"])
    assert (tmp_path / "x/record/shards/000000.json").exists()


def test_a_file_that_the_source_lacks_is_named(tmp_path: Path) -> None:
    source = made(tmp_path / "source", "exporter=[swerve]")
    (source / "record/frames/000001.jsonl").unlink()
    summary = export(source, ["exporter=[coco]", "workers=1", f"out={tmp_path}/x"])
    assert "FileNotFoundError: [Errno 2] No such file or directory" in summary.faulted[1]
    assert "source/record/frames/000001.jsonl" in summary.faulted[1]


def test_an_export_compiles_no_kernels_and_says_so(stored: Path, tmp_path: Path, swerve: Program) -> None:
    finished = swerve("export", str(stored), "exporter=[coco]", f"out={tmp_path}/coco")
    assert finished.returncode == 0, finished.stderr
    assert "6 frames to make\n" in finished.stderr


def test_the_command_wants_one_dataset() -> None:
    with pytest.raises(ConfigError, match="got nothing, allowed: the folder of one dataset"):
        command.run(command.Request(command="export", words=(), overrides=()))
