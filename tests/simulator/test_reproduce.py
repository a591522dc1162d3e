"""`swerve reproduce`: one frame made again without those before it is the dataset's, byte for byte."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import TINY, Program, digests

from scenes.errors import InputFileError, OutputError
from simulator import generate, load_config
from simulator.cli import main
from simulator.frame_files import FrameFiles
from simulator.maker import maker_of
from simulator.reproduce import Reproduction, kept_clip, reproduce

CATCHING_UP = (
    "frames=4",
    "pair=clean",
    "exporter=[points,swerve,coco]",
    "rig.mounts.roof.sensor.rate_hz=20",
    "+rig.mounts.roof.between=measured",
    "+rig.mounts.roof.dropout.lost_share=0.4",
    "+rig.mounts.front.dropout.lost_share=0.4",
)
"""Readings between frames, readings that are lost, whose states the record lacks, and pictures with twins."""


def made(out: Path, *overrides: str) -> Path:
    generate(load_config([*TINY, f"out={out}", *overrides]))
    return out


def again(dataset: Path, clip: int, frame: int, out: Path) -> Reproduction:
    maker = maker_of(dataset)
    return reproduce(maker, kept_clip(maker, clip, frame), frame, out)


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of TINY with three frames a clip, and a store that numbers its pictures as they come."""
    return made(tmp_path_factory.mktemp("straight") / "out", "frames=3", "exporter=[points,swerve,coco]")


@pytest.fixture
def dataset(straight: Path, tmp_path: Path) -> Path:
    """A copy of it, for planting faults."""
    return shutil.copytree(straight, tmp_path / "copy")


@pytest.mark.parametrize("frame", [0, 2])
def test_every_file_of_a_frame_is_the_datasets(straight: Path, tmp_path: Path, frame: int) -> None:
    before = digests(straight)
    found = again(straight, 1, frame, tmp_path / "out")
    assert found.different == ()
    assert found.equal == {
        "record": (
            "record/scenes/000001.json",
            f"record/frames/000001.jsonl, line {frame + 1}",
            "record/points/000001.npz",
        ),
        "points": (f"points/points/{3 + frame:06d}.pts",),
        "swerve": (
            # What does not grow with the clip's frames is compared with its first one.
            *(["swerve/clips/000001/clip.npz"] if frame == 0 else []),
            f"swerve/clips/000001/frames/{frame:06d}.npz",
            f"swerve/clips/000001/front/{frame:06d}.png",
        ),
        "coco": (f"coco/images/{3 + frame:06d}.png",),
    }
    files = {path: digest for path, digest in digests(tmp_path / "out").items() if path != "record/frame.json"}
    assert files == {path: before[path] for path in files}
    assert len(files) == sum(len(found.equal[name]) for name in ("points", "swerve", "coco"))
    assert digests(straight) == before


def test_files_of_the_whole_clip_are_named_as_not_compared(straight: Path, tmp_path: Path) -> None:
    told = "\n".join(again(straight, 1, 1, tmp_path / "out").uncompared)
    assert "coco/" in told
    assert "other frames of the clip are in it, too" in told
    assert ".png" not in told


def test_the_record_of_the_frame_lies_beside_its_files(straight: Path, tmp_path: Path) -> None:
    again(straight, 1, 1, tmp_path / "out")
    line = (straight / "record/frames/000001.jsonl").read_bytes().splitlines()[1]
    assert (tmp_path / "out/record/frame.json").read_bytes().rstrip() == line


def test_lost_readings_and_readings_between_frames_are_caught_up_with(tmp_path: Path) -> None:
    dataset = made(tmp_path / "lossy", *CATCHING_UP)
    lines = (dataset / "record/frames/000000.jsonl").read_text().splitlines()
    lost = [json.loads(line).get("lost", []) for line in lines]
    assert any("roof" in names for names in lost[:-1]), "the test needs a lost reading before the last frame"
    for frame in range(4):
        found = again(dataset, 0, frame, tmp_path / f"frame-{frame}")
        assert found.different == ()
        assert any(file.startswith("swerve/") for file in found.equal["swerve"])


def test_a_flipped_byte_and_an_altered_line_are_found(dataset: Path, tmp_path: Path) -> None:
    picture = dataset / "coco/images/000004.png"
    picture.unlink()
    shutil.copy(dataset / "coco/images/000000.png", picture)
    frames = dataset / "record/frames/000001.jsonl"
    text = frames.read_text().splitlines()
    frames.write_text("\n".join([text[0], text[1].replace('"sweeps":2', '"sweeps":9'), text[2]]))
    found = again(dataset, 1, 1, tmp_path / "out")
    told = [line.partition(": ") for line in found.different]
    assert [file for file, _, _ in told] == ["record/frames/000001.jsonl, line 2", "coco/images/000004.png"]
    assert told[0][2] == "sensors.roof.state.sweeps: 9 -> 2"
    assert "pixels differ" in told[1][2]


def test_a_file_that_has_gone_is_told(dataset: Path, tmp_path: Path) -> None:
    (dataset / "points/points/000004.pts").unlink()
    found = again(dataset, 1, 1, tmp_path / "out")
    assert found.different == ("points/points/000004.pts: cannot be read (No such file or directory)",)


def test_a_frame_of_a_quarantined_clip_is_made_again_too(tmp_path: Path) -> None:
    fault = ("exporter.points.fault=broken", "exporter.points.fault_at=3")
    found = again(made(tmp_path / "broken", *fault), 1, 0, tmp_path / "out")
    assert found.different == ()
    assert found.equal["points"] == ("points/points/000002.pts",)


def test_what_is_not_there_is_refused_and_says_what_is(straight: Path, tmp_path: Path) -> None:
    maker = maker_of(straight)
    with pytest.raises(OutputError, match="has clips 0 to 2, got 3"):
        kept_clip(maker, 3, 0)
    with pytest.raises(OutputError, match="clip 1 has frames 0 to 2, got 3"):
        kept_clip(maker, 1, 3)
    never = maker_of(made(tmp_path / "none", "scenario.accept_share=0", "max_attempts=2"))
    with pytest.raises(OutputError, match=r"clip 1 has no frames, it was given up: .*all 2 attempts were refused"):
        kept_clip(never, 1, 0)


def test_a_damaged_line_before_the_frame_is_told_by_its_number(dataset: Path, tmp_path: Path) -> None:
    frames = dataset / "record/frames/000001.jsonl"
    frames.write_text(frames.read_text().replace('{"clip":1,"index":1', '{"clip":1,"index"', 1))
    with pytest.raises(InputFileError, match=r"000001\.jsonl, line 2: is damaged"):
        again(dataset, 1, 2, tmp_path / "out")
    frames.write_text(frames.read_text().partition("\n")[0])
    with pytest.raises(InputFileError, match=r"000001\.jsonl, line 3: is damaged"):
        again(dataset, 1, 2, tmp_path / "out")


def test_the_command_tells_what_it_compared_and_keeps_the_frame(dataset: Path, swerve: Program, tmp_path: Path) -> None:
    finished = swerve("reproduce", str(dataset), "1", "2")
    assert finished.returncode == 0, finished.stderr
    assert "clip 1, frame 2 made again: as the run made it" in finished.stdout
    assert (tmp_path / "out/reproduced-000001-000002/points/points/000005.pts").exists()
    (dataset / "points/points/000005.pts").write_bytes(b"")
    finished = swerve("reproduce", str(dataset), "1", "2")
    assert finished.returncode == 1
    assert "different: points/points/000005.pts: 0 -> 320 bytes" in finished.stdout
    assert (tmp_path / "out/reproduced-000001-000002-2").is_dir()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("{}", "1"), "expected swerve reproduce DATASET CLIP FRAME"),
        (("{}", "1", "last"), "got last, allowed: a number from 0"),
        (("{}", "1", "1", "frames=3"), "expected swerve reproduce DATASET CLIP FRAME"),
        (("nowhere", "1", "1"), "nowhere: is not a dataset of this program"),
        (("{}", "7", "1"), "has clips 0 to 2, got 7"),
        (("{}", "1", "1", "out={}/coco"), "lies in the dataset; choose another folder"),
        (("{}", "1", "1", "out=/etc/passwd/frame"), "/etc/passwd is a file, expected a folder"),
    ],
)
def test_input_that_cannot_be_used_is_told_in_a_line(
    straight: Path, swerve: Program, arguments: tuple[str, ...], told: str
) -> None:
    finished = swerve("reproduce", *(argument.format(straight) for argument in arguments))
    assert finished.returncode == 2
    assert told in finished.stderr


def test_a_disk_that_is_full_is_told_by_name(
    straight: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(files: FrameFiles, folder: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))

    monkeypatch.setattr("simulator.reproduce._move", full)
    assert main(["reproduce", str(straight), "1", "1", f"out={tmp_path / 'out'}"]) == 2
    assert "no space is left on the device" in capsys.readouterr().err
