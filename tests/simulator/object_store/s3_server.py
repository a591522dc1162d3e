"""A server that speaks S3 (moto's), in a process of its own; it can be stopped and started again with what it holds."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

BUCKET = "data"
PLACES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL", "AWS_ALLOW_HTTP")


class S3Server:
    """Listens on a free port of this machine, with one empty bucket."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.start()
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/{BUCKET}", method="PUT")).close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a run needs to find it. The secret is one that is found again wherever it is written."""
        return dict(zip(PLACES, ("somebody", "nobody-may-read-this", "eu-north-1", self.address, "true"), strict=True))

    def start(self) -> None:
        self._say("start")

    def stop(self) -> None:
        """Nobody listens any more."""
        self._say("stop")

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == f"{word}\n"


@contextmanager
def serving() -> Iterator[S3Server]:
    """A server that runs of this process and of those that it starts find."""
    running = S3Server()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield running
    running.end()


def store(url: str) -> Any:
    from obstore.store import from_url

    return from_url(url, client_options={"allow_http": True})


def contents(url: str) -> dict[str, bytes]:
    """All objects of a dataset, by path."""
    found = store(url)
    paths = [entry["path"] for batch in found.list() for entry in batch]
    return {path: bytes(found.get(path).bytes()) for path in paths}


def digests_of(url: str) -> dict[str, str]:
    """SHA-256 of every object of a dataset outside `record/host/`, by path; see `conftest.digests`."""
    told = contents(url).items()
    return {path: hashlib.sha256(data).hexdigest() for path, data in told if not path.startswith("record/host/")}


def wait_for(url: str, path: str) -> None:
    """Until there is an object whose path begins like that."""
    until_s = time.monotonic() + 60
    while time.monotonic() < until_s:
        if any(entry["path"].startswith(path) for batch in store(url).list() for entry in batch):
            return
        time.sleep(0.05)
    raise TimeoutError(path)


def _serve(port: int) -> None:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    for line in sys.stdin:
        (server.start if line.strip() == "start" else server.stop)()
        print(line.strip(), flush=True)


if __name__ == "__main__":
    os.environ.pop("AWS_ENDPOINT_URL", None)
    _serve(int(sys.argv[1]))
