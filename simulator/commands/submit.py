"""`swerve submit [--dry-run] slurm|kubernetes|aws_batch count=N [options] [overrides of generate]`."""

from __future__ import annotations

import sys
from pathlib import Path

from scenes.errors import ConfigError, UnknownName
from simulator.commands import Request
from simulator.submission.options import OPTIONS, parted


def run(request: Request) -> int:
    """Prints a job file with --dry-run, else hands it to Slurm and prints the job's id; 0 where nothing is left."""
    if len(request.words) != 1:
        raise ConfigError("submit", f"expected one of {', '.join(OPTIONS)}: swerve submit --dry-run slurm count=64 ...")
    platform = request.words[0]
    if platform not in OPTIONS:
        raise UnknownName("submit", "platform", platform, OPTIONS)
    if not request.dry_run and platform != "slurm":
        raise ConfigError(
            "submit", f"hands over to Slurm only; write a file: swerve submit --dry-run {platform} ... > job-file"
        )
    asked, overrides = parted(platform, request.overrides)
    # Imported here: they load warp and pybullet, which a mistyped option should not wait for.
    from simulator.submission import aws_batch, kubernetes, slurm  # noqa: PLC0415
    from simulator.submission.job import prepare  # noqa: PLC0415

    job = prepare(overrides, asked.count, mount=None if platform == "slurm" else asked.mount)
    if not job.elements:
        print(f"{job.out}: all {job.shards} shards are there, nothing to submit", file=sys.stderr)
        return 0
    if platform == "slurm":
        text = slurm.script(job, asked, Path.cwd())
    else:
        text = kubernetes.manifest(job, asked) if platform == "kubernetes" else aws_batch.script(job, asked)
    if request.dry_run:
        print(text, end="")
    else:
        print(f"job {slurm.hand_over(text)}: {len(job.elements)} elements, {job.out}")
    return 0
