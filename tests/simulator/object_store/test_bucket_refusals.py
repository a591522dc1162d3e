"""What a storage answers that cannot be used is told at once, in words; what may pass is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scenes.errors import ConfigError, OutputError, StorageLost
from simulator.doctor.bucket import check_reach
from simulator.object_store.bucket import Bucket
from simulator.object_store.url import StoreUrl

pytest.importorskip("obstore", reason="needs obstore: make test-cloud")

URL = StoreUrl("s3://data/run")
Answering = Callable[[int, str], None]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_ALLOW_HTTP", "true")):
        monkeypatch.setenv(name, value)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    """A server that answers everything with one status and one of S3's error codes."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, code: str) -> None:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Answer))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{servers[-1].server_port}")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (301, "PermanentRedirect", "another region; set AWS_REGION"),
        (403, "InvalidAccessKeyId", "access is denied.*AWS_ACCESS_KEY_ID"),
        (404, "NoSuchBucket", "no such bucket"),
        (400, "InvalidRequest", "InvalidRequest"),
    ],
)
def test_a_refusal_is_told_at_once(answering: Answering, status: int, code: str, told: str) -> None:
    answering(status, code)
    with pytest.raises(OutputError, match=rf"s3://data/run: .*{told}") as fault:
        Bucket(URL, 60.0).read("record/run.json")
    with pytest.raises(OutputError, match=rf"s3://data/run: .*{told}"):
        Bucket(URL, 60.0).sizes()
    assert not isinstance(fault.value, StorageLost)
    assert "\n" not in str(fault.value)


def test_a_conflict_keeps_from_creating_and_a_plain_write_waits_for_its_end(answering: Answering) -> None:
    answering(409, "OperationAborted")
    assert not Bucket(URL, 60.0).create("name", b"")
    with pytest.raises(StorageLost, match=r"does not answer .*409"):
        Bucket(URL, 0.5).write("name", b"")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_waited_for(answering: Answering, status: int) -> None:
    answering(status, "SlowDown")
    with pytest.raises(StorageLost, match="does not answer"):
        Bucket(URL, 0.5).read("record/run.json")


def test_addresses_that_cannot_be_used_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "localhost:5555")
    with pytest.raises(ConfigError, match="AWS_ENDPOINT_URL: got 'localhost:5555'"):
        Bucket(URL)
    assert check_reach(URL).remedy.startswith("unset AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "")
    with pytest.raises(OutputError, match="set AWS_ALLOW_HTTP=true"):
        Bucket(URL, 60.0).read("record/run.json")
