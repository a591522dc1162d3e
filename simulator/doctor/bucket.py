"""The bucket of a dataset: whether it can be reached, puts an object only once where that is asked, and how fast."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from scenes.errors import ConfigError, OutputError
from simulator.doctor.finding import Finding, fault, warning, well
from simulator.doctor.storage import SLOW_MBPS
from simulator.layout import PROBE
from simulator.object_store.bucket import INSTALL, Bucket
from simulator.object_store.url import StoreUrl

PATIENCE_S = 5.0
"""Chosen: who runs the doctor watches."""

PART_BYTES = 4 * 2**20
PARTS = 16
"""Chosen: 64 MB as of a folder, in objects as large as large pictures, some on their way at the same time."""


def check_reach(url: StoreUrl) -> Finding:
    """Whether obstore is there and the prefix can be written, read and emptied."""
    try:
        with _probe(url) as (bucket, name):
            bucket.write(name, b"doctor")
            if bucket.read(name) != b"doctor":
                return fault(f"{url}: gives back other bytes than were put", url.to_list + _LOOK)
    except ConfigError as met:
        return fault(str(met), INSTALL if met.path == "out" else f"unset {met.path}  # or set it to what is expected")
    except OutputError as met:
        return fault(str(met), url.to_list + _LOOK)
    return well(f"{url} can be written, read and emptied")


def check_once(url: StoreUrl) -> Finding:
    """Whether an object is put only where none is, or in the place of the version that is named."""
    with _probe(url) as (bucket, name):
        if not bucket.create(name, b"first"):
            return fault(f"{url}: If-None-Match refuses an object where none is", _ANOTHER)
        if bucket.create(name, b"second"):
            return fault(f"{url}: If-None-Match does not keep an object: two runs could mix", _ANOTHER)
        found = bucket.find(name)
        if found is None or not bucket.replace(name, b"third", found.tag):
            return fault(f"{url}: If-Match refuses to replace the version that is there", _ANOTHER)
        if bucket.replace(name, b"fourth", found.tag):
            return fault(f"{url}: If-Match replaces another version: two runs could mix", _ANOTHER)
    return well("an object is put once (If-None-Match), and replaced only where it is known (If-Match)")


def check_speed(url: StoreUrl) -> Finding:
    """Puts some objects at once, which are removed."""
    data = os.urandom(PART_BYTES)
    with _probe(url) as (bucket, name):
        names = [f"{name}-{part}" for part in range(PARTS)]
        begun = time.perf_counter()
        try:
            for _ in bucket.each(lambda one: bucket.write(one, data), names):
                pass
            took_s = time.perf_counter() - begun
        finally:
            bucket.remove(names)
    speed = PARTS * PART_BYTES / 1e6 / max(took_s, 1e-9)
    found = f"{speed:.0f} MB/s ({PARTS * PART_BYTES / 2**20:.0f} MB put)"
    return warning(f"{found}: slower than rendering", _NEARER) if speed < SLOW_MBPS else well(found)


_LOOK = "  # with the same environment; AWS_ENDPOINT_URL for other stores than Amazon's"
_ANOTHER = "swerve doctor out=s3://...  # another store, or a newer version of its server"
_NEARER = "swerve doctor out=s3://...  # from a machine in the bucket's region"


@contextmanager
def _probe(url: StoreUrl) -> Iterator[tuple[Bucket, str]]:
    """A bucket, and a name in it that nobody else has; what is put there is removed."""
    bucket, name = Bucket(url, PATIENCE_S), f"{PROBE}{uuid.uuid4().hex}"
    try:
        yield bucket, name
    finally:
        bucket.remove([name])
