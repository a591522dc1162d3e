"""The objects of one dataset: read, written, put only where nothing is, all patiently and many at a time."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from scenes.errors import ConfigError, OutputError, StorageLost
from simulator.object_store.patience import DEFAULT_PATIENCE_S, NoAnswer, patiently
from simulator.object_store.url import StoreUrl

Item = TypeVar("Item")
Answer = TypeVar("Answer")

AT_ONCE = 16
"""Requests that are under way at the same time; chosen: hides some 50 ms of latency a request, and is modest."""

TRY_S = 10.0
"""How long obstore tries a request by itself, without renewing its signature; chosen: the rest is ours."""

INSTALL = "pip install 'swerve[cloud]'"

_CREDENTIALS = "the environment names who asks: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the like"
_NO_BUCKET = "NoSuchBucket"
_REASONS = {
    _NO_BUCKET: "there is no such bucket; create it first",
    "redirect without LOCATION": "the bucket is in another region; set AWS_REGION to its own",
    "builder error": "AWS_ENDPOINT_URL is no https address; set AWS_ALLOW_HTTP=true where that is meant",
    "169.254.169.254": f"there are no credentials; {_CREDENTIALS}",
    "metadata.google.internal": f"there are no credentials; {_CREDENTIALS}",
}
"""What to tell, by a sign in what obstore says: addresses are those that clouds tell their own machines' rights at."""

_DENIED = re.compile(r"status code: 40[13]")
_REFUSED = re.compile(r"status code: 4(?!08|09|29)")
"""HTTP's client errors, which stay as they are; not time-outs, conflicts with another's request and too many requests.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An object's bytes, and the tag by which this version of it is known."""

    data: bytes
    tag: str


class Bucket:
    """Objects by their paths below a URL. Raises StorageLost where the storage gives no answer for `patience_s`,
    OutputError where it refuses, ConfigError without obstore.
    """

    def __init__(self, url: StoreUrl, patience_s: float = DEFAULT_PATIENCE_S) -> None:
        self.url = url
        self._patience_s = patience_s
        self._store = _opened(url, min(TRY_S, max(1.0, patience_s)))
        self._stop = threading.Event()

    def impatient(self, patience_s: float = 0.0) -> Bucket:
        """The same objects, for somebody who waits for nothing, or at most so long."""
        return Bucket(self.url, min(patience_s, self._patience_s))

    def read(self, path: str) -> bytes | None:
        """An object's bytes, None where there is none."""
        found = self.find(path)
        return None if found is None else found.data

    def find(self, path: str) -> Found | None:
        """An object, None where there is none."""

        def get() -> Found:
            result = self._store.get(path)
            return Found(data=bytes(result.bytes()), tag=str(result.meta["e_tag"]))

        try:
            return self._ask(get)
        except FileNotFoundError:
            return None

    def size(self, path: str) -> int | None:
        """An object's size in bytes, None where there is none."""
        try:
            return int(self._ask(lambda: self._store.head(path))["size"])
        except FileNotFoundError:
            return None

    def write(self, path: str, data: bytes | Path) -> None:
        """Puts an object, from memory or from a file, in the place of what is there."""
        self._ask(lambda: self._store.put(path, data))

    def create(self, path: str, data: bytes) -> bool:
        """Puts an object unless there is one; whether it did. A put whose answer was lost counts as somebody else's."""
        return self._put_if(path, data, "create")

    def replace(self, path: str, data: bytes, tag: str) -> bool:
        """Puts an object in the place of the version with that tag; False where another is there by now."""
        return self._put_if(path, data, {"e_tag": tag})

    def remove(self, paths: Sequence[str]) -> None:
        """Removes objects; what is not there is passed over."""
        if not paths:
            return
        try:
            self._ask(lambda: self._store.delete(list(paths)))
        except FileNotFoundError:  # not of S3, which passes over them itself
            for path in paths:
                with contextlib.suppress(FileNotFoundError):
                    self._ask(partial(self._store.delete, path))

    def sizes(self, folder: str = "") -> dict[str, int]:
        """Sizes in bytes of all objects, or of those below a folder, by path."""
        return self._listed(folder, lambda entry: int(entry["size"]))

    def tags(self, folder: str) -> dict[str, str]:
        """Tags of all objects below a folder, by path: another one after every change."""
        return self._listed(folder, lambda entry: f"{entry['e_tag']} {entry['last_modified']}")

    def times(self, folder: str) -> dict[str, datetime]:
        """When the objects below a folder were put, by path; by the storage's clock, perhaps in whole seconds."""
        return self._listed(folder, lambda entry: entry["last_modified"])

    def upload(self, root: Path, names: Iterable[str]) -> None:
        """Writes files below a folder under the same paths."""
        for _ in self.each(lambda name: self.write(name, root / name), names):
            pass

    def fetch(self, names: Iterable[str], root: Path) -> None:
        """Copies objects into files below a folder. Raises OutputError where one has gone."""

        def fetch(name: str) -> None:
            data = self.read(name)
            if data is None:
                raise OutputError(f"{self.url / name}: has gone while it was needed")
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

        for _ in self.each(fetch, names):
            pass

    def each(self, call: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[tuple[Item, Answer]]:
        """Calls with every item, some at once, in no order; after a fault, or when nobody listens, no more begin."""
        waiting = iter(items)
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bucket")
        under_way: dict[Future[Answer], Item] = {}
        try:
            while True:
                for item in islice(waiting, 2 * AT_ONCE - len(under_way)):
                    under_way[pool.submit(call, item)] = item
                if not under_way:
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    yield under_way.pop(future), future.result()
        except BaseException:
            self._stop.set()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
            self._stop.clear()

    def _put_if(self, path: str, data: bytes, mode: str | Mapping[str, str]) -> bool:
        def put() -> bool:
            try:
                self._store.put(path, data, mode=mode)
            except _exceptions("AlreadyExistsError", "PreconditionError"):
                return False
            return True

        return self._ask(put)

    def _listed(self, folder: str, told: Callable[[Any], Answer]) -> dict[str, Answer]:
        def everything() -> dict[str, Answer]:
            return {entry["path"]: told(entry) for batch in self._store.list(folder or None) for entry in batch}

        return self._ask(everything)

    def _ask(self, call: Callable[[], Answer]) -> Answer:
        """Asks until there is an answer. What obstore raises of missing objects gets out."""

        def asked() -> Answer:
            try:
                return call()
            except _exceptions("BaseError") as fault:
                raise self._told(fault) from fault
            except FileNotFoundError as fault:
                if _NO_BUCKET in str(fault):
                    raise OutputError(f"{self.url}: {_REASONS[_NO_BUCKET]}") from None
                raise

        try:
            return patiently(asked, self._patience_s, self._stop)
        except NoAnswer as fault:
            raise StorageLost(
                f"{self.url}: the storage does not answer ({fault}). "
                "Published clips are intact; the same command continues once it does"
            ) from None

    def _told(self, fault: Exception) -> Exception:
        """What a fault of obstore's means: NoAnswer where trying again may help."""
        text = str(fault).partition("\n")[0]
        reason = next((reason for sign, reason in _REASONS.items() if sign in text), None)
        denied = isinstance(fault, _exceptions("PermissionDeniedError", "UnauthenticatedError"))
        if reason is None and (denied or _DENIED.search(text)):
            reason = f"access is denied ({text}); {_CREDENTIALS}"
        may_pass = isinstance(fault, _exceptions("GenericError", "AlreadyExistsError"))  # any conflict is the latter
        if reason is None and may_pass and not _REFUSED.search(text):
            return NoAnswer(text)
        return OutputError(f"{self.url}: {reason or text}")


def _opened(url: StoreUrl, try_s: float) -> Any:
    try:
        from obstore.store import from_url  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError:
        raise ConfigError("out", f"{url} needs obstore, which is not installed: {INSTALL}") from None
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if endpoint is not None and not endpoint.startswith(("http://", "https://")):
        raise ConfigError("AWS_ENDPOINT_URL", f"got '{endpoint}', expected an address that begins with https://")
    allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true", "yes")
    return from_url(
        url.encoded,
        client_options={"allow_http": allow_http},
        retry_config={"retry_timeout": timedelta(seconds=try_s)},
    )


def _exceptions(*names: str) -> tuple[type[Exception], ...]:
    from obstore import exceptions  # noqa: PLC0415  (an extra)

    return tuple(getattr(exceptions, name) for name in names)
