"""A disk that fills up, in truth: a small file system of its own. The run stops cleanly and goes on with more room."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, TINY, digests, program_environment

from simulator import generate, load_config
from simulator.cli import STOPPED

RUN = (*TINY, "clips=12", "frames=2")

SCRIPT = """
set -u
mount -t tmpfs -o size=400k,nr_inodes=10000 tmpfs "$1"
"$2" -m simulator "${@:4}" out="$1/out" > "$3/first" 2>&1; echo $? > "$3/first.status"
ls -A "$1/out" > "$3/left"; ls "$1/out/record/shards" > "$3/shards"
mount -o remount,size=100m "$1"
"$2" -m simulator "${@:4}" out="$1/out" > "$3/second" 2>&1; echo $? > "$3/second.status"
cp -r "$1/out" "$3/out"
"""


def _can_mount() -> bool:
    """Whether a user may have a mount name space of their own here."""
    unshare = shutil.which("unshare")
    asked = [unshare or "", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    return unshare is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_disk_that_is_full_stops_the_run_which_goes_on_with_more_room(tmp_path: Path, workers: int) -> None:
    if not _can_mount():
        pytest.skip("this user may not mount a small file system")
    (tmp_path / "disk").mkdir()
    (tmp_path / "told").mkdir()
    told = tmp_path / "told"
    command = ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", SCRIPT, "bash"]
    paths = [str(tmp_path / "disk"), sys.executable, str(told)]
    subprocess.run(
        [*command, *paths, *RUN, f"workers={workers}"], cwd=ROOT, env=program_environment(), check=True, timeout=300
    )
    assert (told / "first.status").read_text().strip() == str(STOPPED), (told / "first").read_text()
    assert "no space is left on the device" in (told / "first").read_text()
    assert "the same command continues" in (told / "first").read_text()
    assert "Traceback" not in (told / "first").read_text()
    assert ".staging" not in (told / "left").read_text().split()
    assert 0 < len((told / "shards").read_text().split()) < 12, "the disk is meant to fill in the middle of the run"
    assert (told / "second.status").read_text().strip() == "0", (told / "second").read_text()
    assert generate(load_config([*RUN, f"out={tmp_path / 'roomy'}"])).complete
    assert digests(told / "out") == digests(tmp_path / "roomy")
