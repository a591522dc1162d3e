"""Facts of the machine on their way to a bucket: a run's log is there while it goes on, and after it was killed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenes.errors import OutputError
from simulator.files import names_below
from simulator.layout import HOST
from simulator.object_store.bucket import Bucket
from simulator.object_store.scratch import scratch

FIRST_S, EVERY_S = 2.0, 30.0
"""When files are put first, and how often again; chosen: who asks for the status sees the run, for a request a time."""


@contextmanager
def host_files(bucket: Bucket) -> Iterator[Path]:
    """A folder, of which what is written to `record/host` is put into the bucket now and then, and all at the end."""
    with scratch("host") as folder:
        stop = threading.Event()
        courier = threading.Thread(target=_carry, args=(bucket.impatient(), folder, stop), daemon=True)
        courier.start()
        try:
            try:
                yield folder
            finally:
                stop.set()
                courier.join()
        except BaseException:
            # Who is told of a storage that is lost need not wait for it once more.
            with contextlib.suppress(OutputError):
                _put(bucket.impatient(), folder, {})
            raise
        _put(bucket, folder, {})


def _carry(bucket: Bucket, folder: Path, stop: threading.Event) -> None:
    put: dict[str, int] = {}
    pause_s = FIRST_S
    while not stop.wait(pause_s):
        # Next time it will do, or at the end.
        with contextlib.suppress(OutputError):
            _put(bucket, folder, put)
        pause_s = EVERY_S


def _put(bucket: Bucket, folder: Path, put: dict[str, int]) -> None:
    """Puts files that have grown. put: how long they were the last time, by name."""
    for name in sorted(names_below(folder / HOST)):
        data = (folder / HOST / name).read_bytes()
        if len(data) != put.get(name):
            bucket.write(f"{HOST}/{name}", data)
            put[name] = len(data)
