"""The program: exit status, one-line errors, lists, variants, and a dry run that writes nothing."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from conftest import TINY, Program, digests

from simulator.cli import main


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["xyzzy", "x"], "unknown command 'xyzzy'. Valid: assets, coverage, doctor, export, finalize, "),
        (["lst"], "Did you mean 'list'?"),
        (["--dryrun"], "unknown flag '--dryrun'. Did you mean '--dry-run'?"),
        (["generate", "frames"], "frames: is not an override; expected key=value"),
        (["list", "scenario"], "unknown kind 'scenario'. Did you mean 'scenarios'?"),
        (["preview", "-m"], "preview: takes no --multirun; only generate does"),
        (["preview", "--dry-run"], "preview: takes no --dry-run; only generate and submit do"),
        (["scenario.gap_m=[1,", "2]"], "'[' is not closed in scenario.gap_m=[1,; quote what holds spaces"),
        (["list", "rigs", "seed=1"], "got seed=1, allowed besides a kind: plugins=[...]"),
        (["rig=glob(x*)", "-m"], "rig: no choice matches rig=glob(x*), allowed: file, kitti"),
        (["finalize"], "expected one dataset: swerve finalize OUT"),
        (["finalize", "/nowhere"], "/nowhere: is not a dataset of this program"),
        ([*TINY, "frames=0"], "frames: got 0, allowed: an integer of 1 or more"),
    ],
)
def test_bad_input_is_told_in_a_line_with_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, _, error = told(capsys, *arguments)
    assert status == 2
    assert message in error
    assert error.count("\n") <= 2
    assert "Traceback" not in error


def test_a_fault_that_nobody_foresaw_is_told_in_a_line_with_status_3(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("simulator.commands.generate.load_config", broken)
    status, _, error = told(capsys, *TINY)
    assert status == 3
    assert (
        error
        == "swerve: ZeroDivisionError: division by zero (a fault of the program or a plug-in; --debug shows where)\n"
    )
    assert "Traceback" in told(capsys, *TINY, "--debug")[2]


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Traceback" in told(capsys, "rig=nothing", "--debug")[2]


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert "swerve finalize" in told(capsys, "--help")[1]
    assert told(capsys, "--version")[1].strip() == "0.1.0"


def test_list_names_what_config_offers_those_of_plugins_too(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = told(capsys, "list")
    assert status == 0
    for kind in ("scenarios:", "rigs:", "randomizers:", "exporters:", "renderers:", "child_dartout_parked", "coco"):
        assert kind in out
    assert "tiny" in told(capsys, "list", "scenarios", "plugins=[tiny]")[1]
    assert "tiny" not in told(capsys, "list", "scenarios")[1]


def test_a_dry_run_counts_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, _ = told(capsys, "generate", *TINY, "--dry-run")
    assert status == 0
    assert "3 clips, 6 frames" in out
    for unit in ("hours", "bytes"):
        assert unit in out
    assert list(tmp_path.iterdir()) == []


def test_bad_input_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for fault in ("frames=0", "seed=x", "rig=none", "device=cuda:99", "scenario.distance_m=[2,1]", "+x=1"):
        assert told(capsys, *TINY, fault)[0] == 2, fault
    assert list(tmp_path.iterdir()) == []


def test_variants_go_to_folders_named_after_their_overrides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, _, _ = told(capsys, *TINY, "clips=1", "frames=1", "seed=1,2", f"out={tmp_path}", "-m")
    assert status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["seed=1", "seed=2"]
    assert digests(tmp_path / "seed=1") != digests(tmp_path / "seed=2")


def test_a_fault_in_one_variant_is_told_before_the_first_is_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, _, error = told(capsys, *TINY, "device=cpu,cuda:99", f"out={tmp_path / 'out'}", "-m")
    assert status == 2
    assert "cuda:99" in error
    assert not (tmp_path / "out").exists()


def test_clips_that_failed_are_told_with_status_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, _, error = told(capsys, *TINY, "scenario.accept_share=0", "max_attempts=1", f"out={tmp_path}")
    assert status == 1
    assert "clips given up: 0, 1, 2" in error
    status, _, error = told(capsys, "finalize", str(tmp_path))
    assert (status, error) == (1, "clips given up: 0-2\n")


def test_a_disk_on_which_nothing_can_be_finalized_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(_path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system", "record/clips.jsonl")

    assert told(capsys, *TINY, "clips=1", f"out={tmp_path}")[0] == 0
    monkeypatch.setattr("simulator.finalize.replaced", read_only)
    status, _, error = told(capsys, "finalize", str(tmp_path))
    assert status == 2
    assert "cannot write to record/clips.jsonl: the file system is read-only" in error


def test_an_interrupt_keeps_published_clips_and_nothing_else(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fault = ("exporter.points.fault=interrupt", "exporter.points.fault_at=3")
    status, _, error = told(capsys, *TINY, *fault, f"out={tmp_path}")
    assert status == 130
    assert "the same command continues" in error
    assert [path.name for path in (tmp_path / "record/shards").iterdir()] == ["000000.json"]
    assert not (tmp_path / ".staging").exists()
    _, _, error = told(capsys, *TINY, *fault, f"out={tmp_path}", "overwrite=true")
    assert "the same command without overwrite=true continues" in error


def test_a_preview_draws_a_sheet_and_a_video(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import cv2

    status, out, _ = told(capsys, "preview", *TINY, f"out={tmp_path / 'look'}")
    assert status == 0
    sheet, video, plan = (Path(line) for line in out.splitlines() if "-preview" in line)
    assert cv2.imread(str(plan)) is not None
    assert cv2.imread(str(sheet)).shape[1] == 2 * 960
    film = cv2.VideoCapture(str(video))
    assert (film.get(cv2.CAP_PROP_FRAME_COUNT), film.get(cv2.CAP_PROP_FPS)) == (2, 10)
    film.release()
    assert not (tmp_path / "look").exists(), "a preview is no dataset"


def test_a_preview_that_cannot_be_written_is_told_before_it_is_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "look-preview").touch()
    status, _, error = told(capsys, "preview", *TINY, f"out={tmp_path / 'look'}")
    assert status == 2
    assert "look-preview is a file, expected a folder" in error
    assert "frames" not in error


def test_a_finished_run_says_that_nothing_is_left(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert told(capsys, *TINY, f"out={tmp_path}")[0] == 0
    assert "nothing to make: all 6 frames are there" in told(capsys, *TINY, f"out={tmp_path}")[2]


def test_the_module_is_the_same_program_from_any_folder(swerve: Program, tmp_path: Path) -> None:
    done = swerve("generate", *TINY, "out=here")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here/points/index.txt").exists()
    again = swerve("finalize", "here")
    assert again.returncode == 0
    assert "3 clips, 6 frames" in again.stdout
