"""Ray: on one machine and on a cluster of two nodes, whatever dies, the same bytes. Skipped where Ray is missing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT, TINY, digests, program_environment

from simulator import generate, load_config
from simulator.executors.base import Event, ShardDone
from simulator.listening import LogLost, Planned

pytest.importorskip("ray", reason="needs Ray: make test-ray")

SIX = (*TINY, "clips=6", "exporter.points.delay_s=0.3")


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the dataset that one process makes alone."""
    out = tmp_path_factory.mktemp("straight") / "out"
    assert generate(load_config([*SIX, f"out={out}"])).complete
    return digests(out)


class TwoNodes:
    """A cluster of two of Ray's nodes on this machine, each with one core."""

    def __init__(self, folder: str) -> None:
        from ray.cluster_utils import Cluster

        own = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_dashboard": False}
        self._cluster = Cluster(initialize_head=True, head_node_args={**own, "temp_dir": folder})
        self._second: Any = self._cluster.add_node(**own)

    @property
    def overrides(self) -> tuple[str, ...]:
        """What a run on the cluster is asked for."""
        return ("executor=ray", f"executor.address={self._cluster.address}", "workers=2")

    def lose_second(self) -> None:
        """The second node's Ray is killed."""
        self._cluster.remove_node(self._second, allow_graceful=False)

    def end(self) -> None:
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def nodes() -> Iterator[TwoNodes]:
    folder = tempfile.mkdtemp(prefix="ray-")  # short: it holds sockets, whose paths are limited
    two = TwoNodes(folder)
    yield two
    two.end()
    shutil.rmtree(folder, ignore_errors=True)


def start(out: Path, *overrides: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", f"out={out}", *overrides],
        cwd=ROOT,
        env=program_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finished(process: subprocess.Popen[str], status: int = 0) -> str:
    told, _ = process.communicate(timeout=120)
    assert process.returncode == status, told
    assert "Traceback" not in told
    assert "raylet" not in told, "Ray's own messages are not for users"
    return told


def wait_for_shard(out: Path, shard: int, process: subprocess.Popen[str]) -> None:
    for _ in range(1200):
        if (out / f"record/shards/{shard:06d}.json").exists():
            return
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    raise AssertionError("no shard appeared")


def makers(out: Path) -> dict[int, Path]:
    """Processes that make shards, by number, with their staging folders."""
    folders = out.glob(".staging/*")
    return {int(folder.name.rsplit("-", 2)[1]): folder for folder in folders}


def is_alive(process: int) -> bool:
    """A dead process that nobody has waited for does not live (proc(5): state Z)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_on_this_machine_the_bytes_are_those_of_one_process(straight: dict[str, str], tmp_path: Path) -> None:
    told = finished(start(tmp_path, *SIX, "executor=ray", "workers=2"))
    assert digests(tmp_path) == straight
    assert "12/12 frames" in told


def test_an_actor_that_is_killed_is_replaced(straight: dict[str, str], tmp_path: Path, nodes: TwoNodes) -> None:
    process = start(tmp_path, *SIX, *nodes.overrides)
    wait_for_shard(tmp_path, 0, process)
    os.kill(next(iter(makers(tmp_path))), signal.SIGKILL)
    assert "died: its process ended" in finished(process)
    assert digests(tmp_path) == straight


def test_an_only_actor_is_replaced_also_when_the_run_is_older_than_its_patience(
    straight: dict[str, str], tmp_path: Path, nodes: TwoNodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [0.0]
    monkeypatch.setenv("PYTHONPATH", program_environment()["PYTHONPATH"])
    monkeypatch.setattr("simulator.executors.ray_crew.time", SimpleNamespace(monotonic=lambda: now_s[0]))

    def kill_once(event: Event | Planned | LogLost) -> None:
        if isinstance(event, ShardDone) and not now_s[0]:
            now_s[0] = 1e6
            os.kill(next(iter(makers(tmp_path))), signal.SIGKILL)

    config = load_config([*SIX, f"out={tmp_path}", *nodes.overrides, "executor.workers=1"])
    assert generate(config, kill_once).complete
    assert digests(tmp_path) == straight


def test_actors_die_with_a_killed_driver_and_a_rerun_completes(
    straight: dict[str, str], tmp_path: Path, nodes: TwoNodes
) -> None:
    process = start(tmp_path, *SIX, *nodes.overrides)
    wait_for_shard(tmp_path, 0, process)
    actors = makers(tmp_path)
    process.kill()
    process.communicate()
    for _ in range(100):
        if not any(is_alive(actor) for actor in actors):
            break
        time.sleep(0.1)
    else:
        pytest.fail("actors outlive the run")
    finished(start(tmp_path, *SIX, *nodes.overrides))
    assert digests(tmp_path) == straight


def test_a_clip_on_which_actors_die_is_given_up_and_the_others_are_made(tmp_path: Path, nodes: TwoNodes) -> None:
    fault = ("exporter.points.fault=killed", "exporter.points.fault_at=3", "executor.clips_per_shard=2")
    told = finished(start(tmp_path, *TINY, "clips=4", *nodes.overrides, *fault), status=1)
    assert "clip 1: a fault: the actor (process" in told
    assert "tried 2 times" in told
    lines = [json.loads(line) for line in (tmp_path / "record/clips.jsonl").read_text().splitlines()]
    assert [line["clip"] for line in lines if "fault" not in line] == [0, 2, 3]


def test_a_node_that_cannot_take_part_is_named(tmp_path: Path, nodes: TwoNodes) -> None:
    elsewhere = "executor.runtime_env={env_vars: {PYTHONPATH: /nowhere}}"
    told = finished(start(tmp_path, *TINY, *nodes.overrides, elsewhere), status=2)
    assert "cannot take part" in told
    assert "'tiny'" in told


def test_termination_leaves_the_cluster_and_nothing_half_published(tmp_path: Path, nodes: TwoNodes) -> None:
    process = start(tmp_path, *SIX, *nodes.overrides)
    wait_for_shard(tmp_path, 0, process)
    actors = makers(tmp_path)
    process.terminate()
    assert "terminated; published clips are intact" in finished(process, status=143)
    assert not (tmp_path / ".staging").exists()
    assert not any(is_alive(actor) for actor in actors)


def test_a_node_that_is_lost_is_survived(straight: dict[str, str], tmp_path: Path, nodes: TwoNodes) -> None:
    process = start(tmp_path, *SIX, *nodes.overrides)
    wait_for_shard(tmp_path, 1, process)
    nodes.lose_second()
    assert "its node was lost" in finished(process)
    assert digests(tmp_path) == straight
