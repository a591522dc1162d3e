"""What becomes of shards whose workers die, and how events leave an actor: bookkeeping, without processes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from conftest import TINY

from scenes.errors import ConfigError, OutputError
from simulator import load_config
from simulator.executors import ray_cluster
from simulator.executors.base import ClipBegun, ClipFaulted, FrameDone, ShardDone
from simulator.executors.deaths import MACHINE_TRIES, Deaths
from simulator.executors.outbox import Outbox
from simulator.executors.ray import RayExecutor
from simulator.plan import Shard
from simulator.worker import ShardWorker

SHARD = Shard(index=7, clips=(14, 15))


def test_a_clip_on_which_a_worker_died_is_tried_again_then_given_up() -> None:
    deaths = Deaths(tries=2)
    first, second = deaths.of_worker(SHARD, 15, "killed"), deaths.of_worker(SHARD, 15, "killed again")
    assert first.again == SHARD
    assert first.event == ClipFaulted(clip=15, problem="killed")
    assert second.again == Shard(index=7, clips=(14, 15), given_up={15: "killed again (tried 2 times)"})


def test_each_clip_of_a_shard_has_tries_of_its_own() -> None:
    deaths = Deaths(tries=2)
    deaths.of_worker(SHARD, 14, "killed")
    assert deaths.of_worker(SHARD, 15, "killed").again == SHARD
    without = deaths.of_worker(SHARD, 15, "killed").again
    assert without is not None
    both = deaths.of_worker(without, 14, "killed").again
    assert both is not None
    assert set(both.given_up) == {14, 15}


def test_a_shard_that_begins_no_clip_is_given_up_as_a_whole() -> None:
    deaths = Deaths(tries=2)
    assert deaths.of_worker(SHARD, None, "killed").again == SHARD
    last = deaths.of_worker(SHARD, None, "killed")
    assert last.again is None
    assert last.event == ShardDone(shard=7, problem="killed, 2 times before its first clip")


def test_a_lost_machine_is_blamed_on_a_clip_much_later() -> None:
    deaths = Deaths(tries=1)
    verdicts = [deaths.of_machine(SHARD, 14, "lost") for _ in range(MACHINE_TRIES)]
    assert all(verdict.again == SHARD for verdict in verdicts[:-1])
    assert verdicts[-1].again is not None
    assert 14 in verdicts[-1].again.given_up


def test_frames_gather_while_everything_else_is_told_at_once() -> None:
    box = Outbox()
    box.put(FrameDone(clip=1))
    box.put(FrameDone(clip=1))
    box.put(ShardDone(shard=0))
    assert box.take() == (FrameDone(clip=1), FrameDone(clip=1), ShardDone(shard=0))
    box.put(FrameDone(clip=2))
    assert box.take() == (FrameDone(clip=2),)


def test_a_clip_is_worked_on_once_the_driver_knows_of_it() -> None:
    box, known = Outbox(), threading.Event()

    def work() -> None:
        box.put(ClipBegun(clip=3))
        box.wait_for_arrival()
        known.set()
        box.put(FrameDone(clip=3))

    worker = threading.Thread(target=work)
    worker.start()
    assert box.take() == (ClipBegun(clip=3),)
    assert not known.is_set()
    assert box.take() == (FrameDone(clip=3),)
    assert known.is_set()
    worker.join()


def test_a_closed_box_keeps_nobody_waiting() -> None:
    box = Outbox()
    box.put(ClipBegun(clip=0))
    box.close()
    box.wait_for_arrival()
    assert box.take() == (ClipBegun(clip=0),)
    assert box.take() == ()


def test_a_machine_that_does_not_see_the_dataset_makes_none_of_its_clips(tmp_path: Path) -> None:
    work = ShardWorker(load_config([*TINY, f"out={tmp_path}"]), "hash")
    with pytest.raises(OutputError, match=r"record/run\.json is not there; all machines must see the same folder"):
        work.check_here()
    (tmp_path / "record").mkdir()
    (tmp_path / "record/run.json").write_text('{"config_hash": "another", "config": {}}')
    with pytest.raises(OutputError, match="another run's dataset is there"):
        work.check_here()


def test_a_missing_ray_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_cluster.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'swerve\[ray\]'"):
        RayExecutor()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"cpus_per_worker": 0}, r"executor\.cpus_per_worker: got 0, allowed: an integer of 1 or more"),
        ({"in_flight": 0}, r"executor\.in_flight: got 0"),
        ({"patience_s": 0.0}, r"executor\.patience_s: got 0, allowed: above 0"),
        ({"device": "cuda:1"}, r"executor\.device: got 'cuda:1'; .* device=cuda$"),
    ],
)
def test_settings_of_ray_are_checked(given: dict[str, object], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        RayExecutor(**given)
