"""How far a dataset in a bucket is: its manifests and host records are fetched, and read as those of a folder."""

from __future__ import annotations

import dataclasses

from scenes.errors import OutputError
from simulator.layout import HOST, MANIFEST, MANIFESTS, RUN_FILE, SHARD_METRICS
from simulator.object_store.bucket import Bucket
from simulator.object_store.scratch import scratch
from simulator.object_store.url import StoreUrl
from simulator.status.overview import Overview, overview


def bucket_overview(url: StoreUrl) -> Overview:
    """See `status.overview`. Nobody can be told to write now: there are no locks."""
    bucket = Bucket(url)
    there = bucket.sizes("record")
    if RUN_FILE not in there:
        raise OutputError(f"{url}: is not a dataset of this program (no {RUN_FILE})")
    read = (f"{MANIFESTS}/", f"{SHARD_METRICS}/", f"{HOST}/log-")
    with scratch("status") as folder:
        bucket.fetch([path for path in there if path in (RUN_FILE, MANIFEST) or path.startswith(read)], folder)
        found = overview(folder)
        damaged = {shard: told.replace(str(folder), str(url)) for shard, told in found.made.damaged.items()}
    return dataclasses.replace(found, out=url, made=dataclasses.replace(found.made, damaged=damaged))
