"""Job arrays: elements make their shares of one dataset at the same time, in any order, the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, TINY, digests, program_environment

from scenes.errors import ConfigError, OutputError
from simulator import generate, load_config
from simulator.cli import main
from simulator.dataset import locked, locked_with_others
from simulator.executors.array import INDEX_VARIABLES, ArrayExecutor
from simulator.finalize import finalize
from simulator.generation import checked, remaining
from simulator.plan import plan
from simulator.survey import survey
from simulator.worker import ShardWorker

SIX = ("clips=6", "frames=1")


def element(index: int, count: int = 3) -> tuple[str, ...]:
    return ("executor=array", f"executor.count={count}", f"executor.index={index}")


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the dataset that one process makes alone."""
    out = tmp_path_factory.mktemp("straight") / "out"
    assert generate(load_config([*TINY, *SIX, f"out={out}"])).complete
    return digests(out)


@pytest.fixture(autouse=True)
def no_array(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in INDEX_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_elements_share_the_plan_without_gap_and_overlap() -> None:
    whole = plan(10, 1)
    shares = [ArrayExecutor(count=4, index=index).share(whole) for index in range(4)]
    assert sorted(shard.index for share in shares for shard in share) == list(range(10))
    assert [len(share) for share in shares] == [3, 3, 2, 2]


@pytest.mark.parametrize("variable", INDEX_VARIABLES)
def test_the_number_comes_from_the_scheduler(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "2")
    assert ArrayExecutor(count=3).element() == 2
    monkeypatch.setenv(variable, "3")
    with pytest.raises(ConfigError, match=rf"{variable}: got 3, allowed: 0 to 2"):
        ArrayExecutor(count=3)
    monkeypatch.setenv(variable, "two")
    with pytest.raises(ConfigError, match=rf"{variable}: got 'two', expected the element's number"):
        ArrayExecutor(count=3)


def test_without_a_scheduler_the_number_is_asked_for() -> None:
    with pytest.raises(ConfigError, match=r"executor\.index: is not given and none of SLURM_ARRAY_TASK_ID"):
        ArrayExecutor(count=3)


def test_elements_one_after_the_other_make_the_same_bytes(straight: dict[str, str], tmp_path: Path) -> None:
    for index in (2, 0):
        summary = generate(load_config([*TINY, *SIX, f"out={tmp_path}", *element(index)]))
        assert summary.complete
        assert not (tmp_path / "record/manifest.json").exists()
    assert summary.others_shards == (1, 4)
    summary = generate(load_config([*TINY, *SIX, f"out={tmp_path}", *element(1)]))
    assert (summary.clips, summary.others_shards) == (6, ())
    assert digests(tmp_path) == straight


def test_elements_at_the_same_time_make_the_same_bytes_even_twice_the_same(
    straight: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    elements = [
        subprocess.Popen(
            [sys.executable, "-m", "simulator", *TINY, *SIX, f"out={out}", *element(index)],
            cwd=ROOT,
            env=program_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for index in (0, 1, 2, 1)
    ]
    told = [process.communicate(timeout=120)[1] for process in elements]
    assert [process.returncode for process in elements] == [0] * 4, told
    assert digests(out) == straight


def test_an_element_with_nothing_to_make_finalizes_what_was_published_since(
    straight: dict[str, str], tmp_path: Path
) -> None:
    generate(load_config([*TINY, *SIX, f"out={tmp_path}"]))
    (tmp_path / "record/shards/000001.json").unlink()
    finalize(tmp_path)
    config = load_config([*TINY, *SIX, f"out={tmp_path}", *element(1)])
    _, executor, run = checked(config)
    (todo,) = remaining(config, executor, run)
    assert list(ShardWorker(config, run["config_hash"])(todo))  # one that is killed before it finalizes
    generate(load_config([*TINY, *SIX, f"out={tmp_path}", *element(0)]))
    assert digests(tmp_path) == straight


def test_an_element_fails_by_its_own_clips_alone(tmp_path: Path) -> None:
    broken = ("exporter.points.fault=bug", "exporter.points.fault_at=1", "executor.tries=1")
    told = {}
    for index in (1, 0, 2):
        summary = generate(load_config([*TINY, *SIX, f"out={tmp_path}", *broken, *element(index)]))
        told[index] = (summary.complete, list(summary.faulted), summary.failed_clips)
    assert told == {1: (False, [1], (1,)), 0: (True, [], ()), 2: (True, [], ())}
    assert survey(tmp_path, plan(6, 1)).failed_clips == (1,)


def test_an_element_does_not_join_a_run_that_is_alone_nor_the_other_way_round(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with locked(tmp_path / "out"), pytest.raises(OutputError, match="another run is writing there now"):
        generate(load_config([*TINY, *SIX, f"out={tmp_path / 'out'}", *element(0)]))
    with locked_with_others(tmp_path / "out"), pytest.raises(OutputError, match="another run is writing there now"):
        generate(load_config([*TINY, *SIX, f"out={tmp_path / 'out'}"]))


def test_what_is_there_is_finalized_beside_elements_at_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(load_config([*TINY, *SIX, f"out={tmp_path}", *element(0)]))
    with locked_with_others(tmp_path):
        assert main(["finalize", str(tmp_path)]) == 1
    assert "2 clips, 2 frames" in capsys.readouterr().out
    with locked(tmp_path):
        assert main(["finalize", str(tmp_path)]) == 2
    assert "another run is writing there now" in capsys.readouterr().err


def test_an_element_removes_nobodys_work(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="overwrite: would remove what other processes of the run have made"):
        generate(load_config([*TINY, *SIX, f"out={tmp_path}", "overwrite=true", *element(0)]))


def test_an_element_of_another_config_is_refused(tmp_path: Path) -> None:
    generate(load_config([*TINY, *SIX, f"out={tmp_path}", *element(0)]))
    with pytest.raises(OutputError, match=r"holds another run's data \(seed: 0 -> 1\)"):
        generate(load_config([*TINY, *SIX, f"out={tmp_path}", "seed=1", *element(1)]))
