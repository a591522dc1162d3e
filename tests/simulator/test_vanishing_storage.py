"""Storage that goes away or turns read-only in the middle of a run: named, stopped, gone on with once it is back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, TINY, digests, program_environment

from simulator import generate, load_config
from simulator.cli import BAD_INPUT, STOPPED

RUN = (*TINY, "clips=6", "frames=2", "exporter.points.delay_s=0.15")

READ_ONLY = """
set -u
"$1" -m simulator "${@:4}" out="$2/out" > "$3/first" 2>&1 & run=$!
until [ -e "$2/out/record/shards/000001.json" ]; do sleep 0.02; done
mount --bind "$2/out" "$2/view" && mount -o remount,bind,ro "$2/view" && mount --bind "$2/view" "$2/out" || exit 9
wait $run; echo $? > "$3/first.status"
"$1" -m simulator "${@:4}" out="$2/out" > "$3/still" 2>&1; echo $? > "$3/still.status"
umount "$2/out" || exit 9
"$1" -m simulator "${@:4}" out="$2/out" > "$3/second" 2>&1; echo $? > "$3/second.status"
"""
"""A second, read-only mount over the dataset, as when its server has switched to it; $1: Python, $2: disk, $3: told."""


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the run that nothing disturbs."""
    out = tmp_path_factory.mktemp("straight") / "out"
    assert generate(load_config([*RUN, f"out={out}"])).complete
    return digests(out)


def _wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    while not path.exists():
        assert process.poll() is None, "the run ended before its second shard"
        time.sleep(0.02)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_dataset_that_is_moved_away_and_back(straight: dict[str, str], tmp_path: Path, workers: int) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    command = [*RUN, f"out={out}", f"workers={workers}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *command],
        cwd=ROOT,
        env=program_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_for(out / "record/shards/000001.json", process)
    out.rename(elsewhere)
    _, told = process.communicate(timeout=60)
    assert process.returncode == STOPPED, told
    assert "record/run.json has gone during the run; was the storage unmounted, the folder removed?" in told
    assert "Traceback" not in told
    assert not list(out.rglob("*")), "nothing may lie where the storage belongs"
    elsewhere.rename(out)
    assert generate(load_config(command)).complete
    assert digests(out) == straight


def _can_mount() -> bool:
    """Whether a user may have a mount name space of their own here."""
    unshare = shutil.which("unshare")
    asked = [unshare or "", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    return unshare is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_dataset_that_turns_read_only(straight: dict[str, str], tmp_path: Path, workers: int) -> None:
    if not _can_mount():
        pytest.skip("this user may not mount")
    disk, told = tmp_path / "disk", tmp_path / "told"
    (disk / "view").mkdir(parents=True)
    told.mkdir()
    command = ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", READ_ONLY, "bash", sys.executable]
    subprocess.run(
        [*command, str(disk), str(told), *RUN, f"workers={workers}"],
        cwd=ROOT,
        env=program_environment(),
        check=True,
        timeout=120,
    )
    told_of = {
        "first": (STOPPED, "the file system is read-only"),
        "still": (BAD_INPUT, "is on a file system that is read-only now"),
    }
    for name, (status, problem) in told_of.items():
        text = (told / name).read_text()
        assert (told / f"{name}.status").read_text().strip() == str(status), text
        assert problem in text
        assert "Traceback" not in text
    assert (told / "second.status").read_text().strip() == "0", (told / "second").read_text()
    assert digests(disk / "out") == straight
