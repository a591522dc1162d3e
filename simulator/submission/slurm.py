"""A job array of Slurm as a script for sbatch, which runs as plain bash, too."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from scenes.errors import ConfigError
from simulator import __version__
from simulator.submission.job import Job, array_expression, comments
from simulator.submission.options import Asked

GRACE_S = 60
"""Between the signal and the end; chosen: an element drops or publishes its shard within ten seconds of SIGTERM, and
Slurm may signal up to a minute early anyway (sbatch(1), --signal)."""

KERNELS = "/tmp/swerve-kernels-$(id -u)"
"""Compiled kernels, once a node: compilers of two nodes on one shared folder can break each other's files."""

ASSETS = "/tmp/swerve-assets-$(id -u)"
"""Built assets, likewise: they are mapped into memory, and a file that another node removes from a network file system
(the oldest go where many nodes fill one cache) ends a process that reads on in it.
"""

DEFAULT_MAX_ARRAY = 1001
"""Slurm's MaxArraySize where its administrator says nothing (slurm.conf(5)); the highest index is one less."""


def script(job: Job, asked: Asked, folder: Path) -> str:
    """The script. folder: where relative paths of the overrides count from."""
    command = shlex.join([sys.executable, "-m", "simulator", *job.arguments()])
    lines = [
        "#!/bin/bash",
        *_about(job),
        *(f"#SBATCH {directive}" for directive in _directives(job, asked)),
        "",
        "set -euo pipefail",
        f"cd {shlex.quote(str(folder))}",
        "# Kernels are compiled, and assets built, once a node, on its own disk.",
        f'export WARP_CACHE_PATH="${{WARP_CACHE_PATH:-{KERNELS}}}"',
        f'export SWERVE_CACHE_PATH="${{SWERVE_CACHE_PATH:-{ASSETS}}}"',
        "# exec: Slurm signals this process, which is then swerve; bash would hold the signal back.",
        f"exec {command}",
    ]
    return "\n".join(lines) + "\n"


def hand_over(text: str) -> str:
    """Gives a script to sbatch; returns the job's id. Raises ConfigError where there is no Slurm, or it refuses."""
    program = shutil.which("sbatch")
    if program is None:
        raise ConfigError(
            "submit",
            "sbatch is not on this machine; write a file with swerve submit --dry-run slurm ... > job.sh "
            "and run sbatch job.sh where it is",
        )
    done = subprocess.run([program, "--parsable"], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ConfigError("submit", f"sbatch refused: {' '.join(done.stderr.split())}")
    return done.stdout.strip().partition(";")[0]


def _about(job: Job) -> list[str]:
    told = [
        f"swerve {__version__}: {len(job.elements)} of {job.count} elements make what is left of {job.shards} shards",
        f"in {job.out}; the last one finalizes.",
        "The same swerve submit once more asks for what is missing by then.",
        *job.remarks,
    ]
    if job.count > DEFAULT_MAX_ARRAY:
        told.append(
            f"Where sbatch refuses the array: scontrol show config | grep MaxArraySize ({DEFAULT_MAX_ARRAY} if unset)."
        )
    return comments(*told)


def _directives(job: Job, asked: Asked) -> list[str]:
    gpus = asked.gpus_for(job.device)
    named = ("partition", "account", "constraint")
    return [
        f"--job-name={asked.name}",
        f"--array={array_expression(job.elements)}",
        "--nodes=1",
        "--ntasks=1",
        *(f"--{name}={asked.words[name]}" for name in named if name in asked.words),
        *([f"--time={_slurm_time(asked.time_s)}"] if asked.time_s else []),
        *([f"--gres=gpu:{gpus}"] if gpus else []),
        *([f"--cpus-per-task={asked.cpus}"] if asked.cpus else []),
        *([f"--mem={asked.mem_mib}M"] if asked.mem_mib else []),
        f"--output={asked.name}-%A_%a.log",
        "--open-mode=append",
        "--requeue",
        f"--signal=B:TERM@{GRACE_S}",
    ]


def _slurm_time(time_s: int) -> str:
    minutes, seconds = divmod(time_s, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days}-{hours:02d}:{minutes:02d}:{seconds:02d}"
