"""`swerve verify`: clips made again are the dataset's byte for byte, and planted faults are found and named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import TINY, Program, digests

from scenes.errors import ConfigError, OutputError
from simulator import generate, load_config
from simulator.clip_comparison import Verdict
from simulator.finalize import finalize
from simulator.maker import maker_of
from simulator.verify import chosen_clips, verify

FRAMES = "record/frames/000001.jsonl"
SHARD = "record/shards/000001.json"
POINTS = "points/points/000002.pts"


def made(out: Path, *overrides: str) -> Path:
    generate(load_config([*TINY, f"out={out}", *overrides]))
    return out


def verdicts(dataset: Path, *clips: int, workers: int = 1) -> list[Verdict]:
    chosen = clips or range(3)
    return sorted(
        verify(maker_of(dataset, workers), chosen, workers, lambda event: None), key=lambda verdict: verdict.clip
    )


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of TINY."""
    return made(tmp_path_factory.mktemp("straight") / "out")


@pytest.fixture
def dataset(straight: Path, tmp_path: Path) -> Path:
    """A copy of it, for planting faults."""
    return shutil.copytree(straight, tmp_path / "copy")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_dataset_is_made_again_byte_by_byte(straight: Path, workers: int) -> None:
    before = digests(straight)
    found = verdicts(straight, workers=workers)
    assert [(one.clip, one.outcome, one.files, one.faults) for one in found] == [
        (clip, "made", 5, ()) for clip in range(3)
    ]
    assert digests(straight) == before
    assert not maker_of(straight).others


def test_shards_of_several_clips_are_verified_clip_by_clip(tmp_path: Path) -> None:
    (found,) = verdicts(made(tmp_path / "big", "executor.clips_per_shard=2"), 1)
    assert (found.clip, found.files, found.faults) == (1, 5, ())


def test_a_file_that_was_changed_is_told_from_one_that_cannot_be_made_again(dataset: Path) -> None:
    flip(dataset / POINTS, 7)
    _, found, _ = verdicts(dataset)
    assert found.faults == (fault_of(found, f"{POINTS}: the file was changed after the run: byte 7: "),)
    manifest = json.loads((dataset / SHARD).read_text())
    entry = next(entry for entry in manifest["files"] if entry["path"] == POINTS)
    entry["sha256"] = digests(dataset)[POINTS]
    (dataset / SHARD).write_text(json.dumps(manifest))
    _, found, _ = verdicts(dataset)
    assert found.faults == (fault_of(found, f"{POINTS}: made again, it differs: byte 7: "),)


def test_a_hash_that_was_changed_is_found(dataset: Path) -> None:
    text = (dataset / SHARD).read_text()
    digest = digests(dataset)[POINTS]
    (dataset / SHARD).write_text(text.replace(digest, "0" * len(digest)))
    (found,) = verdicts(dataset, 1)
    assert found.faults == (f"{POINTS}: the file is what was made again, and the shard's manifest has another hash",)


def test_an_altered_line_of_the_record_is_named_by_its_key(dataset: Path) -> None:
    lines = (dataset / FRAMES).read_text().splitlines()
    (dataset / FRAMES).write_text("\n".join([lines[0], lines[1].replace('"sweeps":2', '"sweeps":3')]) + "\n")
    (found,) = verdicts(dataset, 1)
    assert found.faults == (f"{FRAMES}: the file was changed after the run: line 2: sensors.roof.state.sweeps: 3 -> 2",)


def test_a_clips_altered_entry_is_found_in_the_manifest_and_in_the_table_of_clips(dataset: Path) -> None:
    table = dataset / "record/clips.jsonl"
    table.write_text(table.read_text().replace('"attempt":0', '"attempt":1'))
    (found,) = verdicts(dataset, 1)
    assert found.faults == ("record/clips.jsonl: the clip's line was changed after the run",)
    (dataset / SHARD).write_text((dataset / SHARD).read_text().replace('"attempt":0', '"attempt":1'))
    (found,) = verdicts(dataset, 1)
    assert found.faults == ("the shard's manifest: attempt: 1 -> 0",)


def test_tables_that_are_older_than_a_shard_tell_nothing_of_it(tmp_path: Path) -> None:
    """As when an array was finalized before its last element, or a rerun was killed after a clip that had faulted."""
    array = ("executor=array", "executor.count=3")
    out = made(tmp_path / "out", *array, "executor.index=0")
    finalize(out)
    made(out, *array, "executor.index=1")
    assert [one.faults for one in verdicts(out, 0, 1)] == [(), ()]


@pytest.mark.parametrize("content", [b"{", b"[]", None])
def test_a_damaged_manifest_or_another_shards_is_told_beside_the_other_clips(
    dataset: Path, content: bytes | None
) -> None:
    other = (dataset / "record/shards/000000.json").read_bytes()
    (dataset / SHARD).write_bytes(other if content is None else content)
    first, found, last = verdicts(dataset)
    assert (found.outcome, found.files) == ("missing", 0)
    assert ("belongs to another run, schema or shard" if content is None else "is damaged") in found.faults[0]
    assert first.faults == last.faults == ()


def test_a_missing_file_and_one_that_no_run_made_are_found(dataset: Path) -> None:
    (dataset / POINTS).unlink()
    manifest = json.loads((dataset / SHARD).read_text())
    manifest["clips"][0]["files"]["points"].append("points/stray.pts")
    (dataset / SHARD).write_text(json.dumps(manifest))
    (found,) = verdicts(dataset, 1)
    assert f"{POINTS}: cannot be read (No such file or directory); made again, it is as the run made it" in found.faults
    assert "points/points/stray.pts: was not made again" in found.faults


def test_a_shard_that_was_not_made_is_told(dataset: Path) -> None:
    (dataset / SHARD).unlink()
    (found,) = verdicts(dataset, 1)
    assert (found.outcome, found.files) == ("missing", 0)
    assert "shard 1 has not been made" in found.faults[0]


def test_clips_that_were_given_up_fail_again_for_the_same_reasons(tmp_path: Path) -> None:
    dataset = made(tmp_path / "picky", "scenario.accept_share=0.2", "max_attempts=2")
    found = verdicts(dataset)
    assert "given up" in {one.outcome for one in found}
    assert not any(one.faults for one in found)
    clip = next(one.clip for one in found if one.outcome == "given up")
    change(dataset / f"record/shards/{clip:06d}.json", "is not below 0.2", "is not below 0.3")
    (found_again,) = verdicts(dataset, clip)
    assert found_again.faults[0].startswith("the shard's manifest: reason: ")


def test_quarantined_clips_are_compared_file_by_file(tmp_path: Path) -> None:
    dataset = made(tmp_path / "broken", "exporter.points.fault=broken", "exporter.points.fault_at=2")
    (found,) = verdicts(dataset, 1)
    assert (found.outcome, found.files, found.faults) == ("quarantined", 6, ())
    flip(next(dataset.glob("record/quarantine/*/points/points/000003.pts")), 0)
    (found,) = verdicts(dataset, 1)
    assert "points/points/000003.pts: the file was changed after the run" in found.faults[0]


def test_clips_that_faulted_fault_again_or_are_told_to_work_now(tmp_path: Path) -> None:
    bug = ("exporter.points.fault=bug", "exporter.points.fault_at=2")
    (found,) = verdicts(made(tmp_path / "bug", *bug), 1)
    assert (found.outcome, found.faults) == ("faulted", ())
    once = f"exporter.points.once={tmp_path / 'mended'}"
    (found,) = verdicts(made(tmp_path / "once", *bug, once, "executor.tries=1"), 1)
    assert found.faults == ("the clip was faulted in the run, and now it is made",)


def test_what_makes_a_dataset_again_is_compared_with_what_made_it(dataset: Path, swerve: Program) -> None:
    change(dataset / "record/run.json", '"version": "', '"version": "9.')
    maker = maker_of(dataset)
    assert maker.others[0].startswith("version: 9.")
    assert maker.altered == ("record/run.json: was changed after the run",)
    finished = swerve("verify", str(dataset), "clips=1")
    assert finished.returncode == 1, finished.stderr
    assert "what makes it again is not what made it" in finished.stdout
    assert "clip 0: equal (5 files)" in finished.stdout


def test_the_order_in_which_a_config_has_its_randomizers_is_recorded(tmp_path: Path) -> None:
    """They act one after the other: two orders are two datasets."""
    orders = (("sun", "appearance"), ("appearance", "sun"))
    datasets = [made(tmp_path / names[0], f"randomizer=[{','.join(names)}]", "clips=1") for names in orders]
    makers = [maker_of(dataset) for dataset in datasets]
    assert [tuple(maker.config.nodes["randomizer"]) for maker in makers] == list(orders)
    assert makers[0].run["config_hash"] != makers[1].run["config_hash"]
    assert not any(maker.others or maker.altered for maker in makers)
    with pytest.raises(OutputError, match=r"holds another run's data \(in the order of its keys\)"):
        made(datasets[0], "randomizer=[appearance,sun]", "clips=1")


@pytest.mark.parametrize(
    ("choice", "clips"),
    [(3, (0, 4, 9)), (1, (0,)), (2, (0, 9)), (99, tuple(range(10))), ("all", tuple(range(10))), ([7, 3, 7], (7, 3))],
)
def test_clips_are_chosen_the_same_each_time(choice: object, clips: tuple[int, ...]) -> None:
    assert chosen_clips(10, choice) == clips


@pytest.mark.parametrize("choice", [0, -1, True, 1.5, "some", [], [10], ["a"]])
def test_a_choice_that_is_none_is_refused(choice: object) -> None:
    with pytest.raises(ConfigError, match=r"clips: got .*, allowed: 1 or more, all, or a list of clips from 0 to 9"):
        chosen_clips(10, choice)


def test_the_command_tells_what_differs_and_its_status_says_so(dataset: Path, swerve: Program) -> None:
    finished = swerve("verify", str(dataset))
    assert finished.returncode == 0, finished.stderr
    assert "3 of 3 clips made again, 15 files compared: all of them as the run made them" in finished.stdout
    flip(dataset / POINTS, 7)
    finished = swerve("verify", str(dataset), "clips=[1]", "workers=2")
    assert finished.returncode == 1
    assert f"  {POINTS}: the file was changed after the run" in finished.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "got nothing, allowed: the folder of one dataset"),
        (("nowhere",), "nowhere: is not a dataset of this program"),
        (("nowhere", "clip=3"), "unknown option 'clip'. Did you mean 'clips'?"),
        (("nowhere", "workers=0"), "workers: got 0, allowed: an integer of 1 or more"),
    ],
)
def test_input_that_cannot_be_used_is_told_in_a_line(arguments: tuple[str, ...], told: str, swerve: Program) -> None:
    finished = swerve("verify", *arguments)
    assert finished.returncode == 2
    assert told in finished.stderr


def test_a_dataset_that_this_machine_or_program_cannot_make_is_refused(dataset: Path) -> None:
    run = dataset / "record/run.json"
    before = run.read_text()
    run.write_text(before.replace("tiny.exporter", "elsewhere.exporter").replace('"tiny"', '"elsewhere"'))
    with pytest.raises(ConfigError, match=r"elsewhere.*was made by version"):
        maker_of(dataset)
    run.write_text(before.replace('"schema_version": 1', '"schema_version": 7'))
    with pytest.raises(OutputError, match="this program reads records of schema 1, and this one is 7"):
        maker_of(dataset)


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def change(path: Path, before: str, now: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, now))


def fault_of(found: Verdict, beginning: str) -> str:
    """The one fault that begins so; for messages whose end depends on noise."""
    return next((fault for fault in found.faults if fault.startswith(beginning)), beginning)
