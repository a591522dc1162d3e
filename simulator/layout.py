"""Where things lie in a dataset. What is below HOST is outside the promise of equal bytes."""

from __future__ import annotations

import orjson

SCHEMA_VERSION = 1
"""Version of everything under `record/`."""

JSON_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS

RUN_FILE = "record/run.json"
ONTOLOGY_FILE = "record/ontology.json"
CLIPS_FILE = "record/clips.jsonl"
MANIFEST = "record/manifest.json"

CLIP_FOLDERS = ("record/scenes", "record/frames", "record/points")
"""Folders of the record that hold one file a clip."""

MANIFESTS = "record/shards"
"""A manifest a shard: a shard exists once its manifest does."""

QUARANTINE = "record/quarantine"
"""A folder a clip that did not pass the gate, in which files have their places as in the dataset."""

HOST = "record/host"
LOCK_FILE = f"{HOST}/lock"
PUBLISH_LOCK = f"{HOST}/publish.lock"
"""Byte 0: whoever opens the dataset; byte 1 + i: whoever publishes shard i; all of them: whoever finalizes."""

STAGING_LOCK = f"{HOST}/staging.lock"
"""Byte i: shared by those who make shard i."""

SHARD_METRICS = f"{HOST}/shards"
"""What the making of each published shard took, a file a shard."""

FAULTS = f"{HOST}/faults"
"""Tracebacks of clips that faulted, a file a clip."""

PROBE = ".swerve-doctor-"
"""How names begin of what `swerve doctor` puts beside a dataset for some seconds."""

STAGING = ".staging"
