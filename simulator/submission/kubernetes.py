"""A job array as an Indexed Job of Kubernetes (1.33 or newer, where backoffLimitPerIndex is final)."""

from __future__ import annotations

import re
from typing import Any

import yaml

from simulator.submission.containers import FINAL_STATUS, GRACE_S, RETRIES, about_of, command, environment_of
from simulator.submission.job import Job
from simulator.submission.options import Asked

VARIABLE = "JOB_COMPLETION_INDEX"


def manifest(job: Job, asked: Asked) -> str:
    """YAML for `kubectl apply -f`, with comments."""
    text: str = yaml.safe_dump(_job(job, asked), sort_keys=False, width=1000)
    return "\n".join([*about_of(job), text])


def _job(job: Job, asked: Asked) -> dict[str, Any]:
    size = len(job.elements)
    metadata = {"name": asked.name} | ({"namespace": asked.words["namespace"]} if "namespace" in asked.words else {})
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": metadata,
        "spec": {
            "completionMode": "Indexed",
            "completions": size,
            "parallelism": size,
            "backoffLimitPerIndex": RETRIES,
            "podFailurePolicy": {"rules": _rules(asked)},
            "template": {"spec": _pod(job, asked)},
        },
    }


def _rules(asked: Asked) -> list[dict[str, Any]]:
    """Preemption and drained nodes do not count; what would end the same again is not tried again."""
    statuses = {"containerName": asked.name, "operator": "In", "values": list(FINAL_STATUS)}
    return [
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
        {"action": "FailIndex", "onExitCodes": statuses},
    ]


def _pod(job: Job, asked: Asked) -> dict[str, Any]:
    claim = asked.words.get("claim")
    mounts = {"volumeMounts": [{"name": "data", "mountPath": asked.mount}]} if claim else {}
    volumes = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": claim}}]} if claim else {}
    return {
        "restartPolicy": "Never",
        "terminationGracePeriodSeconds": GRACE_S,
        **({"activeDeadlineSeconds": asked.time_s} if asked.time_s else {}),
        "containers": [
            {
                "name": asked.name,
                "image": asked.words["image"],
                "command": [_escaped(text) for text in command(job, VARIABLE)],
                "env": [{"name": name, "value": value} for name, value in environment_of(job).items()],
                "resources": _resources(job, asked),
                **mounts,
            }
        ],
        **volumes,
    }


def _escaped(text: str) -> str:
    """Keeps Kubernetes from putting variables for $(NAME), and one dollar sign for two (API reference, Container)."""
    return re.sub(r"\$(?=[$(])", "$$", text)


def _resources(job: Job, asked: Asked) -> dict[str, Any]:
    gpus = asked.gpus_for(job.device)
    least = {
        **({"cpu": asked.cpus} if asked.cpus else {}),
        **({"memory": f"{asked.mem_mib}Mi"} if asked.mem_mib else {}),
        **({"nvidia.com/gpu": gpus} if gpus else {}),
    }
    return {"requests": dict(least), "limits": dict(least)} if least else {}
