"""What Kubernetes and AWS Batch share: the command and the environment of an element's container."""

from __future__ import annotations

import os
import shlex

from simulator import __version__
from simulator.object_store.url import StoreUrl
from simulator.submission.job import Job, array_expression, comments

ENVIRONMENT = {"NVIDIA_DRIVER_CAPABILITIES": "compute,utility", "WARP_CACHE_PATH": "/tmp/swerve-kernels"}
"""Kernels need no graphics; they are compiled on the container's own disk, or come with the image."""

GRACE_S = 60
"""Between SIGTERM and the end; chosen: an element drops or publishes its shard within ten seconds."""

RETRIES = 3
"""Chosen: of an element that died by no fault of its config."""

FINAL_STATUS = (1, 2)
"""Exit statuses after which the same again would end the same: clips were given up; bad input."""


BUCKET_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ALLOW_HTTP")
"""What containers are told of a bucket: nothing secret. Who asks is the container's role or its image's affair."""


def environment_of(job: Job) -> dict[str, str]:
    """Variables of the container; those of a bucket as they are here."""
    of_bucket = BUCKET_VARIABLES if isinstance(job.out, StoreUrl) else ()
    return {**ENVIRONMENT, **{name: os.environ[name] for name in of_bucket if name in os.environ}}


def about_of(job: Job) -> list[str]:
    """Comments on top of a job file."""
    return comments(
        f"swerve {__version__}: elements {array_expression(job.elements)} of {job.count},",
        f"{job.shards} shards in {job.out}; the last element finalizes.",
        *job.remarks,
    )


def command(job: Job, variable: str) -> list[str]:
    """The container's. variable: where the platform tells an element its number, from 0 without gaps."""
    arguments = ["swerve", *job.arguments()]
    if len(job.elements) == 1:
        return [*arguments, f"executor.index={job.elements[0]}"]
    if job.is_whole:
        return arguments
    listed = " ".join(map(str, job.elements))
    index = f'executor.index="${{elements[${variable}]}}"'
    return ["bash", "-c", f"elements=({listed}); exec {shlex.join(arguments)} {index}"]
