"""A job array of AWS Batch: a job definition, and the commands that register and submit it."""

from __future__ import annotations

import json
import shlex
from typing import Any

from scenes.errors import ConfigError
from simulator.object_store.url import StoreUrl
from simulator.submission.containers import FINAL_STATUS, RETRIES, about_of, command, environment_of
from simulator.submission.job import Job
from simulator.submission.options import Asked

VARIABLE = "AWS_BATCH_JOB_ARRAY_INDEX"
MOST_ELEMENTS = 10_000
"""Size of an array job: 2 to 10,000 (AWS Batch user guide, array jobs)."""

DEFAULT_CPUS, DEFAULT_MEM_MIB = 4, 16 * 1024
"""AWS Batch has no defaults of its own. Chosen: what one worker on a GPU keeps busy."""


def script(job: Job, asked: Asked) -> str:
    """A bash script that calls the `aws` program twice."""
    size = len(job.elements)
    if size > MOST_ELEMENTS:
        raise ConfigError("count", f"got {job.count}, allowed: at most {MOST_ELEMENTS} elements on AWS Batch")
    array = [f"--array-properties size={size}"] if size > 1 else []
    lines = [
        "#!/bin/bash",
        *about_of(job),
        "set -euo pipefail",
        "IFS= read -r -d '' definition <<'JSON' || true",
        json.dumps(definition(job, asked), indent=2),
        "JSON",
        'aws batch register-job-definition --cli-input-json "$definition"',
        " ".join(
            [
                f"aws batch submit-job --job-name {asked.name} --job-queue {shlex.quote(asked.words['queue'])}",
                f"--job-definition {asked.name}",
                *array,
            ]
        ),
    ]
    return "\n".join(lines) + "\n"


def definition(job: Job, asked: Asked) -> dict[str, Any]:
    """The job definition. Killed instances are tried again, faults of the config are not."""
    final = [{"onExitCode": str(status), "action": "EXIT"} for status in FINAL_STATUS]
    return {
        "jobDefinitionName": asked.name,
        "type": "container",
        "platformCapabilities": ["EC2"],
        "retryStrategy": {"attempts": 1 + RETRIES, "evaluateOnExit": [*final, {"onReason": "*", "action": "RETRY"}]},
        **({"timeout": {"attemptDurationSeconds": asked.time_s}} if asked.time_s else {}),
        "containerProperties": {
            "image": asked.words["image"],
            "command": command(job, VARIABLE),
            "environment": [{"name": name, "value": value} for name, value in environment_of(job).items()],
            "resourceRequirements": _resources(job, asked),
            **(_storage(asked) if asked.has_volume or not isinstance(job.out, StoreUrl) else {}),
        },
    }


def _resources(job: Job, asked: Asked) -> list[dict[str, str]]:
    amounts = {
        "VCPU": asked.cpus or DEFAULT_CPUS,
        "MEMORY": asked.mem_mib or DEFAULT_MEM_MIB,
        "GPU": asked.gpus_for(job.device),
    }
    return [{"type": kind, "value": str(amount)} for kind, amount in amounts.items() if amount]


def _storage(asked: Asked) -> dict[str, Any]:
    """A file system of EFS where one is named, else the host's folder of the same path, say of FSx for Lustre."""
    mount = asked.mount
    efs = asked.words.get("efs")
    source = {"efsVolumeConfiguration": {"fileSystemId": efs}} if efs else {"host": {"sourcePath": mount}}
    return {
        "volumes": [{"name": "data", **source}],
        "mountPoints": [{"sourceVolume": "data", "containerPath": mount, "readOnly": False}],
    }
