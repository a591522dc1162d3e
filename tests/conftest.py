"""What tests share: the command line in a process of its own, and the fault-making plug-in `tiny`."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run: a failure is one of the change that it comes with. Busy machines take their time.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# A shell that starts the tests in its background has them and their children ignore Ctrl-C, which some of them send.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent
TINY = (
    "plugins=[tiny]",
    "scenario=tiny",
    "rig=noisy",
    "randomizer=[sun]",
    "renderer=blank",
    "exporter=[points]",
    "clips=3",
    "workers=1",
    "frames=2",
)
"""Overrides of a run that takes a second: real physics and labels, an empty world for the renderer."""

Program = Callable[..., "subprocess.CompletedProcess[str]"]


def program_environment(*folders: Path) -> dict[str, str]:
    """The environment in which this checkout, the plug-in `tiny` and packages in `folders` can be imported."""
    path = [str(folder) for folder in (*folders, ROOT, ROOT / "tests" / "simulator")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def digests(dataset: Path) -> dict[str, str]:
    """SHA-256 of every file of a dataset outside `record/host/`, by path."""
    paths = [path for path in sorted(dataset.rglob("*")) if path.is_file()]
    named = {path.relative_to(dataset).as_posix(): path for path in paths}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in named.items()
        if not name.startswith("record/host/")
    }


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make catalogue` asks for."""
    parser.addoption("--clips", type=int, default=2, help="written clips of each edge case that slow tests check")
    parser.addoption("--rates", default="", help="folder for a JSON of accepted draws a case")


@pytest.fixture
def swerve(tmp_path: Path) -> Program:
    """Runs `swerve` from an empty folder and returns the finished process."""

    def run(*arguments: str, folders: Sequence[Path] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "simulator", *arguments],
            cwd=tmp_path,
            env=program_environment(*folders),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run
